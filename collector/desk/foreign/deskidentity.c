/*
 * Identity of foreign notifications.
 */
#include "collector/desk/foreign/deskidentity.h"

#include "collector/desk/deskcore.h"
#include "collector/desk/record/desklearned.h"
#include "collector/store/storesender.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { ADDRESS_SIZE = 16 };

/* Of the devices that were told to have the address: it names nobody when they are two. */
static const struct vg_conf_device *
learned_at(struct vg_desk *desk, const char *address, struct vg_detail *detail)
{
	const struct vg_conf_device *found = NULL, *other = NULL;
	struct vg_desklearned_who who;

	if (vg_desklearned_at(desk, address, &who) != VG_OK)
		return NULL;
	for (size_t i = 0; i < 2 && who.device[i][0]; i++) {
		const struct vg_conf_device *d =
		    vg_conf_device(desk->conf, who.device[i]);
		if (found)
			other = d;
		else
			found = d;
	}
	if (!other)
		return found;
	vg_detail_set(detail, VG_ECONFLICT,
	    "devices %s and %s both have the address %s: give it to one of them in the tree",
	    found->name, other->name, address);
	return NULL;
}

const struct vg_conf_device *
vg_deskidentity_at(struct vg_desk *desk, const char *address, struct vg_detail *detail)
{
	const struct vg_conf_device *device = vg_conf_device_at(desk->conf, address);

	if (device)
		return device;
	vg_detail_set(
	    detail, VG_ENOENT, "no device of the tree has the address %s", address);
	return learned_at(desk, address, detail);
}

const struct vg_conf_device *
vg_deskidentity_of(
    struct vg_desk *desk, const struct vg_trap *trap, struct vg_detail *detail)
{
	const struct vg_conf_device *device = trap->authentic
	    ? vg_conf_device_of_engine(desk->conf, trap->engine, trap->engine_size)
	    : NULL;
	uint32_t origin = trap->agent_address;
	char address[ADDRESS_SIZE];

	if (device)
		return device;
	if (origin == 0 || !vg_conf_is_forwarder(desk->conf, trap->source))
		return vg_deskidentity_at(desk, trap->source, detail);
	vg_text_format(address, sizeof(address), "%u.%u.%u.%u", origin >> 24,
	    origin >> 16 & 255, origin >> 8 & 255, origin & 255);
	device = vg_deskidentity_at(desk, address, detail);
	if (!device)
		vg_detail_prefix(detail, "forwarded by %s", trap->source);
	return device;
}

const char *
vg_deskidentity_name(const char *address, void *cookie)
{
	struct vg_detail unused;
	const struct vg_conf_device *device =
	    vg_deskidentity_at(cookie, address, &unused);

	return device ? device->name : NULL;
}

int
vg_deskidentity_learn(
    struct vg_desk *desk, const struct vg_inventory *inventory, struct vg_wall now)
{
	int code = VG_OK;

	if (inventory->n_addresses)
		vg_desklearned_touch(desk);
	for (size_t i = 0; i < inventory->n_addresses && code == VG_OK; i++)
		code = vg_db_run(desk->db, VG_STORESENDER_ADDRESS_PUT, "tti",
		    inventory->device, inventory->addresses[i], now.us);
	/* An agent of before tells none, and takes none away. */
	return code == VG_OK && inventory->n_addresses
	    ? vg_db_run(
		  desk->db, VG_STORESENDER_ADDRESS_OLD, "ti", inventory->device, now.us)
	    : code;
}
