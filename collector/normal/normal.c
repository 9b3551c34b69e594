/*
 * Foreign traps to events.
 */
#include "collector/normal/normal.h"

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/trapmap/owner.h"

/* Makes what 'manager' says of a row of its table the fault of the device that the row names. */
static void
find_owner(const struct vg_packset *packs, const char *manager,
    const struct vg_claim *claim, vg_normal_at_cb at, void *cookie,
    struct vg_event *event)
{
	const char *part = vg_resource_split(event->resource, NULL, NULL);
	char address[VG_OWNER_ADDRESS_SIZE], owned[VG_RESOURCE_SIZE];
	char resource[VG_RESOURCE_SIZE];

	/* Most say nothing of an address: the probe is looked for last. */
	if (!vg_owner_address(part, address) &&
	    !vg_owner_address(event->qualifier, address))
		return;
	const struct vg_probe *probe = vg_packset_probe(packs, claim->rule->probe);
	if (!probe || !probe->alarm_table || !vg_owner_part(manager, part, owned))
		return;
	const char *owner = at(address, cookie);
	if (!owner || vg_resource_build(resource, "device", owner, owned) != VG_OK)
		return;
	vg_text_copy(event->resource, sizeof(event->resource), resource);
	vg_text_copy(event->device, sizeof(event->device), owner);
}

size_t
vg_normal_foreign(const struct vg_packset *packs, const char *supplier,
    const char *device, const struct vg_trap *trap, vg_normal_at_cb at, void *cookie,
    struct vg_event events[VG_TRAPMAP_MAX_CLAIMS])
{
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	size_t n = vg_trapmap_apply(packs, supplier, device, trap, claims);

	for (size_t i = 0; i < n; i++) {
		events[i] = claims[i].event;
		if (at)
			find_owner(packs, device, &claims[i], at, cookie, &events[i]);
	}
	if (n == 0) {
		vg_trapmap_unclassified(device, trap, &events[0]);
		n = 1;
	}
	return n;
}
