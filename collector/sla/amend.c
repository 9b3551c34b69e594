/*
 * Versions of a contract.
 */
#include "collector/sla/amend.h"

/* Whether a later row, known at 'asked', mends this one. */
static bool
is_mended(
    const struct vg_amend_version *versions, size_t n, size_t i, struct vg_wall asked)
{
	for (size_t j = i + 1; j < n; j++) {
		if (versions[j].number == versions[i].number &&
		    vg_instant_compare(versions[j].taken, asked) <= 0)
			return true;
	}
	return false;
}

static bool
mends(const struct vg_amend_version *versions, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (versions[j].number == versions[i].number)
			return true;
	}
	return false;
}

/* How the version comes to govern; VG_AMEND_NONE when it does not. */
static enum vg_amend_why
judge(const struct vg_amend_version *version, struct vg_wall start, struct vg_wall asked)
{
	if (vg_instant_compare(version->taken, asked) > 0)
		return VG_AMEND_NONE;
	if (vg_instant_compare(version->from, start) <= 0)
		return VG_AMEND_STARTED;
	if (version->running && vg_instant_compare(version->from, asked) <= 0)
		return VG_AMEND_RUNNING;
	return VG_AMEND_NONE;
}

struct vg_amend_ruling
vg_amend_govern(const struct vg_amend_version *versions, size_t n, struct vg_wall start,
    struct vg_wall rested, struct vg_wall now)
{
	struct vg_wall asked = vg_instant_is_set(rested) ? rested : now;
	struct vg_amend_ruling ruling = {0};

	for (size_t i = 0; i < n; i++) {
		enum vg_amend_why why = judge(&versions[i], start, asked);
		if (why == VG_AMEND_NONE || is_mended(versions, n, i, asked))
			continue;
		if (ruling.why != VG_AMEND_NONE &&
		    vg_instant_compare(versions[i].from, versions[ruling.index].from) < 0)
			continue;
		ruling.index = i;
		ruling.why = why == VG_AMEND_STARTED && mends(versions, i)
		    ? VG_AMEND_CORRECTION
		    : why;
	}
	return ruling;
}
