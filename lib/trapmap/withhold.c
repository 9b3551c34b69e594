/*
 * Withholding.  The instance goes with the value: tables of subscribers are indexed by them.
 */
#include "lib/trapmap/withhold.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

static bool
is_number(const struct vg_value *value)
{
	int64_t number;

	return value->type != VG_VALUE_ADDRESS && vg_value_as_int(value, &number) == 0;
}

/* What is left of a varbind. */
struct rest {
	size_t arcs; /* of its OID; 0: all, and the value */
	bool value;
};

/* A number names nobody, but its instance may spell the name it is of. */
static struct rest
rest_by(const struct vg_withheld *w, const struct vg_trap *trap,
    const struct vg_varbind *varbind)
{
	if (w->notification.n_arcs && !vg_oid_under(&trap->oid, &w->notification))
		return (struct rest){0, true};
	if (!w->object.n_arcs)
		return (struct rest){w->notification.n_arcs, is_number(&varbind->value)};
	return vg_oid_under(&varbind->oid, &w->object)
	    ? (struct rest){w->object.n_arcs, false}
	    : (struct rest){0, true};
}

/* The least that any line of any pack leaves. */
static struct rest
rest_by_packs(const struct vg_packset *packs, const struct vg_trap *trap,
    const struct vg_varbind *varbind)
{
	struct rest least = {0, true};

	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_withheld; i++) {
			struct rest rest = rest_by(&pack->withheld[i], trap, varbind);
			if (rest.arcs && (!least.arcs || rest.arcs < least.arcs))
				least.arcs = rest.arcs;
			least.value = least.value && rest.value;
		}
	}
	return least;
}

struct vg_trap
vg_withhold(const struct vg_packset *packs, const struct vg_trap *trap)
{
	struct vg_trap kept = *trap;

	for (size_t i = 0; i < trap->n_varbinds; i++) {
		struct rest rest = rest_by_packs(packs, trap, &trap->varbinds[i]);
		if (rest.arcs == 0)
			continue;
		if (kept.varbinds == trap->varbinds)
			kept.varbinds = vg_mem_copy(
			    trap->varbinds, trap->n_varbinds * sizeof(*trap->varbinds));
		struct vg_varbind *v = &kept.varbinds[i];
		if (!rest.value)
			memset(&v->value, 0, sizeof(v->value));
		if (v->oid.n_arcs > rest.arcs)
			v->oid.n_arcs = rest.arcs;
	}
	return kept;
}

void
vg_withhold_end(struct vg_trap *kept, const struct vg_trap *trap)
{
	/* The values that are left are the trap's. */
	if (kept->varbinds != trap->varbinds)
		free(kept->varbinds);
	kept->varbinds = NULL;
}
