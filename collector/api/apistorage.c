/*
 * Storage for the door.
 */
#include "collector/api/apistorage.h"

#include "collector/api/apisession.h"
#include "collector/desk/deskdisk.h"
#include "collector/desk/front/deskdoubt.h"
#include "lib/base/error.h"
#include "lib/os/clock.h"

static void
write_disk(const struct vg_deskdisk_view *view, struct vg_restdata *data)
{
	vg_restdata_into(data, "disk");
	vg_restdata_leaf(data, "state", vg_deskdisk_room_text(view->room));
	vg_restdata_int(data, "available", view->available);
	vg_restdata_int(data, "low-below", view->low);
	vg_restdata_int(data, "critical-below", view->critical);
	vg_restdata_out(data);
	vg_restdata_into(data, "database");
	vg_restdata_int(data, "size", view->database);
	vg_restdata_int(data, "spare", view->spare);
	vg_restdata_int(data, "log", view->log);
	if (view->largest)
		vg_restdata_int(data, "largest", view->largest);
	vg_restdata_int(data, "swept-early", view->early);
	vg_restdata_out(data);
	vg_restdata_into(data, "store");
	vg_restdata_leaf(data, "state", view->cannot_store ? "cannot-store" : "ok");
	vg_restdata_time(data, "since", view->since);
	vg_restdata_text(data, "cause", view->cause);
	if (view->cannot_store)
		vg_restdata_int(data, "not-stored", view->unstored);
	vg_restdata_out(data);
}

static void
write_clock(struct vg_desk *desk, struct vg_restdata *data)
{
	struct vg_deskdoubt_view view;

	vg_deskdoubt_show(desk, &view);
	vg_restdata_into(data, "clock");
	vg_restdata_leaf(data, "state", vg_clockdoubt_text(view.why));
	vg_restdata_time(data, "says", view.says);
	vg_restdata_time(data, "should-say", view.should);
	vg_restdata_time(data, "since", view.since);
	vg_restdata_out(data);
}

static void
write_backup(const struct vg_backup *backup, struct vg_restdata *data)
{
	struct vg_backup_view view;

	vg_backup_show(backup, &view);
	vg_restdata_into(data, "backup");
	vg_restdata_leaf(data, "state", vg_backup_state_text(view.state));
	vg_restdata_text(data, "name", view.name);
	vg_restdata_text(data, "path", view.path);
	vg_restdata_text(data, "sha256", view.sha256);
	vg_restdata_text(data, "error", view.error);
	if (view.all) {
		vg_restdata_int(data, "pages-copied", view.copied);
		vg_restdata_int(data, "pages", view.all);
	}
	vg_restdata_time(data, "started", view.started);
	vg_restdata_time(data, "ended", view.ended);
	vg_restdata_time(data, "last-verified", view.last);
	vg_restdata_out(data);
}

int
vg_apistorage_get(
    struct vg_desk *desk, const struct vg_backup *backup, struct vg_restdata *data)
{
	struct vg_deskdisk_view view;

	vg_deskdisk_show(desk, vg_clock_wall(), &view);
	write_disk(&view, data);
	write_clock(desk, data);
	if (backup)
		write_backup(backup, data);
	return VG_OK;
}

int
vg_apistorage_start(struct vg_backup *backup, const struct vg_rest_caller *caller,
    const char *key, struct vg_restdata *output, struct vg_detail *detail)
{
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
	struct vg_backup_view view;

	if (!backup)
		return vg_detail_set(
		    detail, VG_EBUSY, "the collector starts: try again in a moment");
	int code = vg_backup_start(backup, &actor, key, detail);
	if (code != VG_OK)
		return code;
	vg_backup_show(backup, &view);
	vg_restdata_text(output, "name", view.name);
	return VG_OK;
}
