/*
 * A full disk: the reserve beside the database is given up once, so that the work under way can
 * be finished and the alarm that says so can be stored.  When there is room again the reserve
 * is made anew and the alarm ends.
 *
 * Past the reserve nothing is stored, hence nothing acknowledged, until there is room.
 */
#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static int
tell(struct vg_desk *desk, enum vg_action action, struct vg_wall now, const char *text)
{
	char resource[VG_RESOURCE_SIZE];
	int code = vg_db_begin(desk->db);

	if (code != VG_OK)
		return code;
	vg_resource_build(resource, "collector", desk->conf->name, "disk");
	code = vg_deskagent_tell_self(
	    desk, resource, "disk-space-low", "", action, VG_SEVERITY_MAJOR, now, text);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

bool
vg_deskdisk_give_reserve(struct vg_desk *desk, struct vg_wall now)
{
	if (!desk->conf || !vg_db_release_ballast(desk->db))
		return false;
	desk->reserve_given = true;
	/* An alarm that finds no room either changes nothing about what is tried again. */
	(void)tell(desk, VG_ACTION_RAISE, now,
	    "the disk is full: the collector stores into its last reserve");
	return true;
}

void
vg_deskdisk_take_reserve(struct vg_desk *desk, struct vg_wall now)
{
	if (!desk->reserve_given || vg_db_make_ballast(desk->db) != VG_OK)
		return;
	if (tell(desk, VG_ACTION_CLEAR, now, "the disk has room again") == VG_OK)
		desk->reserve_given = false;
}
