/*
 * Withholding.  The instance goes with the value: tables of subscribers are indexed by them.
 */
#include "lib/trapmap/withhold.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* Numbers name nobody. */
static bool
is_number(const struct vg_value *value)
{
	int64_t number;

	return value->type != VG_VALUE_ADDRESS && vg_value_as_int(value, &number) == 0;
}

/* How much of the varbind's OID may be kept; 0: all, and the value. */
static size_t
arcs_kept(const struct vg_withheld *w, const struct vg_trap *trap,
    const struct vg_varbind *varbind)
{
	if (w->notification.n_arcs && !vg_oid_under(&trap->oid, &w->notification))
		return 0;
	if (w->object.n_arcs)
		return vg_oid_under(&varbind->oid, &w->object) ? w->object.n_arcs : 0;
	return is_number(&varbind->value) ? 0 : w->notification.n_arcs;
}

static size_t
arcs_by_packs(const struct vg_packset *packs, const struct vg_trap *trap,
    const struct vg_varbind *varbind)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_withheld; i++) {
			size_t n = arcs_kept(&pack->withheld[i], trap, varbind);
			if (n)
				return n;
		}
	}
	return 0;
}

struct vg_trap
vg_withhold(const struct vg_packset *packs, const struct vg_trap *trap)
{
	struct vg_trap kept = *trap;

	for (size_t i = 0; i < trap->n_varbinds; i++) {
		size_t n = arcs_by_packs(packs, trap, &trap->varbinds[i]);
		if (n == 0)
			continue;
		if (kept.varbinds == trap->varbinds)
			kept.varbinds = vg_mem_copy(
			    trap->varbinds, trap->n_varbinds * sizeof(*trap->varbinds));
		struct vg_varbind *v = &kept.varbinds[i];
		memset(&v->value, 0, sizeof(v->value));
		if (v->oid.n_arcs > n)
			v->oid.n_arcs = n;
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
