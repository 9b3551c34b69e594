/*
 * Foreign traps to events.
 */
#include "collector/normal/normal.h"

size_t
vg_normal_foreign(const struct vg_packset *packs, const char *supplier,
    const char *device, const struct vg_trap *trap,
    struct vg_event events[VG_TRAPMAP_MAX_CLAIMS])
{
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	size_t n = vg_trapmap_apply(packs, supplier, device, trap, claims);

	for (size_t i = 0; i < n; i++)
		events[i] = claims[i].event;
	if (n == 0) {
		vg_trapmap_unclassified(device, trap, &events[0]);
		n = 1;
	}
	return n;
}
