/*
 * Names of promises, and the version that governs.
 */
#include "collector/contract/terms.h"

#include <string.h>

static const struct {
	const char *name;
	bool days;
} kinds[VG_TERM_N] = {
    [VG_TERM_FIRST_REPLY] = {"first-reply", false},
    [VG_TERM_NEXT_REPLY] = {"next-reply", false},
    [VG_TERM_CLIENT_TOLD] = {"client-told", false},
    [VG_TERM_TRIAGE] = {"triage", false},
    [VG_TERM_ENTITLEMENT] = {"entitlement", false},
    [VG_TERM_SUPPLIER_TICKET] = {"supplier-ticket", false},
    [VG_TERM_SUPPLIER_MOVE] = {"supplier-move", false},
    [VG_TERM_SECOND_KEY] = {"second-key", true},
    [VG_TERM_REPLACEMENT] = {"replacement", true},
    [VG_TERM_FAULTY_BACK] = {"faulty-back", true},
    [VG_TERM_WATCH] = {"watch", true},
    [VG_TERM_RESOLUTION] = {"resolution", false},
};

const char *
vg_terms_name(enum vg_term_kind kind)
{
	return kinds[kind].name;
}

int
vg_terms_find(const char *name)
{
	for (int i = 0; i < VG_TERM_N; i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return i;
	}
	return -1;
}

bool
vg_terms_in_days(enum vg_term_kind kind)
{
	return kinds[kind].days;
}

unsigned
vg_terms_pause(const char *name)
{
	if (strcmp(name, "waiting-client") == 0)
		return VG_PAUSE_WAITING_CLIENT;
	return strcmp(name, "waiting-access") == 0 ? VG_PAUSE_WAITING_ACCESS : 0;
}

const struct vg_terms *
vg_terms_at(
    const struct vg_terms *versions, size_t n, struct vg_wall start, struct vg_wall now)
{
	const struct vg_terms *found = n ? versions : NULL;

	for (size_t i = 1; i < n; i++) {
		const struct vg_terms *v = &versions[i];
		if (vg_instant_compare(v->from, start) <= 0 ||
		    (v->running && vg_instant_compare(v->from, now) <= 0))
			found = v;
	}
	return found;
}
