/*
 * Faults told twice.
 */
#include "collector/desk/causes/desktwice.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/model/resource.h"

/* Whether a table of other devices' alarms may list 'kind'. */
static bool
is_listed(const struct vg_packset *packs, const char *kind)
{
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t r = 0; r < pack->n_rules; r++) {
			const struct vg_rule *rule = &pack->rules[r];
			if (strcmp(rule->kind, kind) != 0)
				continue;
			const struct vg_probe *probe =
			    vg_packset_probe(packs, rule->probe);
			if (probe && probe->alarm_table && !probe->netconf)
				return true;
		}
	}
	return false;
}

bool
vg_desktwice_board(const struct vg_desk *desk, const struct vg_copy_fault *told,
    char board[VG_RESOURCE_SIZE])
{
	char address[VG_COPY_ADDRESS_SIZE], part[VG_NAME_SIZE];
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	const struct vg_conf_device *manager, *owner;

	if (vg_copy_board(told->resource, board))
		return true;
	if (vg_copy_is_told(told->resource) ||
	    !vg_copy_row(told->resource, address, part) ||
	    !is_listed(desk->packs, told->kind))
		return false;
	vg_resource_split(told->resource, class, name);
	manager = strcmp(class, "device") == 0 ? vg_conf_device(desk->conf, name) : NULL;
	owner = manager ? vg_conf_device_at(desk->conf, address) : NULL;
	return owner && owner != manager && strcmp(owner->client, manager->client) == 0 &&
	    vg_resource_build(board, "device", owner->name, part) == VG_OK;
}

bool
vg_desktwice_is(const struct vg_desk *desk, const struct vg_copy_fault *told,
    const char *board, const struct vg_copy_fault *own)
{
	return vg_copy_is(
	    told, board, own, (int64_t)desk->conf->policy.copy_window_s * VG_SECOND_US);
}

void
vg_desktwice_judge(const struct vg_desk *desk, const char *board, struct vg_wall at,
    struct vg_entitlement *entitlement)
{
	char name[VG_NAME_SIZE];

	vg_resource_split(board, NULL, name);
	const struct vg_conf_device *device = vg_conf_device(desk->conf, name);
	if (device)
		vg_contract_judge(device->contract, at, entitlement);
}
