/*
 * The end of a transaction: what waited for it is done, and somebody is told after the commit.
 */
#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/desklater.h"
#include "collector/desk/record/desklearned.h"
#include "collector/desk/record/deskoutway.h"
#include "collector/desk/record/deskrecent.h"
#include "lib/base/error.h"
#include "lib/sql/dbsync.h"

/*
 * Before streams are told what was committed: what waits for the disk is brought there when it is
 * further ahead than a start would skip.  Commits that waited have brought all before them.
 */
static int
bound_ahead(struct vg_desk *desk)
{
	struct vg_desk_ahead *ahead = &desk->ahead;
	int code = VG_OK;

	if (desk->n_pending == 0)
		return VG_OK;
	ahead->told = desk->pending[desk->n_pending - 1].sequence;
	bool far = ahead->told - ahead->on_disk > VG_DESK_AHEAD_MAX;
	if (ahead->written && far)
		code = vg_dbsync_bring(desk->sync);
	if (code == VG_OK && (!ahead->written || far))
		ahead->on_disk = ahead->told;
	return code;
}

int
vg_desk_commit(struct vg_desk *desk)
{
	int code = vg_desklater_do(desk);

	if (code == VG_OK)
		code = vg_deskoutway_tell(desk);
	if (code == VG_OK)
		code = vg_deskrepeat_write(desk);
	if (code == VG_OK)
		code = vg_deskcount_write(desk);
	if (code == VG_OK)
		code = vg_db_commit(desk->db);
	else
		vg_db_rollback(desk->db);
	if (code == VG_OK)
		code = bound_ahead(desk);
	vg_deskcount_end(desk, code == VG_OK);
	vg_desklearned_end(desk);
	/* Where the disk refused what others wait for, who waits must hear of it now. */
	if (vg_db_is_disk(code) && desk->sync)
		(void)vg_dbsync_ask(desk->sync);
	if (code == VG_OK) {
		vg_deskrecent_commit(desk->recent);
	} else {
		vg_deskrecent_undo(desk->recent, 0);
		vg_deskrepeat_forget(desk);
	}
	for (size_t i = 0; code == VG_OK && desk->listener && i < desk->n_pending; i++) {
		const struct vg_pending *p = &desk->pending[i];
		const struct vg_happening h = {
		    p->sequence, p->at, p->kind, p->case_number, p->resource, p->text};
		desk->listener(&h, desk->listener_cookie);
	}
	desk->n_pending = 0;
	return code;
}

void
vg_desk_rollback(struct vg_desk *desk)
{
	vg_db_rollback(desk->db);
	vg_desklater_drop(desk);
	vg_deskcount_end(desk, false);
	vg_desklearned_end(desk);
	vg_deskrecent_undo(desk->recent, 0);
	vg_deskrepeat_forget(desk);
	desk->n_pending = 0;
}
