/*
 * Slices of tables whose ids ascend with time.
 */
#include "collector/desk/front/desksweepslice.h"

#include "collector/desk/record/deskcount.h"
#include "collector/store/storesweep.h"
#include "lib/base/error.h"

/* Most nights there is little behind the first rows: those are looked at before a slice is. */
enum { ROWS = VG_DESKSWEEPSLICE_ROWS, FIRST_LOOK = 20, LOOK_GROWS = 5 };

int
vg_desksweepslice_find(struct vg_desk *desk, size_t q, int64_t rows, int64_t after,
    int64_t until, int64_t *last, int64_t *last_old)
{
	int code = vg_db_query(desk->db, q, "iii", after, rows, until);

	*last = *last_old = 0;
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, q)) {
		*last = vg_db_int(desk->db, q, 0);
		*last_old = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

int
vg_desksweepslice_take(struct vg_desk *desk, const struct vg_desksweepslice *ground,
    struct vg_wall until, int64_t *n, bool *more)
{
	int64_t after = desk->sweep_row, last, old, look = FIRST_LOOK;
	int code = vg_desksweepslice_find(
	    desk, ground->walk, look, after, until.us, &last, &old);

	*n = 0;
	while (code == VG_OK && old != 0 && old == last && look < ROWS) {
		look *= LOOK_GROWS;
		code = vg_desksweepslice_find(
		    desk, ground->walk, look, after, until.us, &last, &old);
	}
	if (code != VG_OK || old == 0)
		return code;
	for (size_t i = 0; code == VG_OK && i < 2 && ground->drops[i]; i++) {
		code = vg_db_run(desk->db, ground->drops[i], "iii", after, old, until.us);
		int64_t gone = code == VG_OK ? vg_db_changes(desk->db) : 0;
		*n += gone;
		if (ground->drops[i] == VG_STORESWEEP_MESSAGE_DROP)
			vg_deskcount_changed(desk, -gone);
	}
	*more = true;
	desk->sweep_row = last;
	return code;
}

/* How many alarms there are whose message stays, as far as a slice goes. */
static int
count_kept(struct vg_desk *desk, int64_t *n)
{
	const size_t q = VG_STORESWEEP_KEEP_COUNT;
	int code = vg_db_query(desk->db, q, "i", (int64_t)ROWS);

	*n = ROWS;
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, q)) {
		*n = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

int
vg_desksweepslice_mark_kept(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	const int64_t after = desk->sweep_row;
	int64_t last, old, n = ROWS;
	int code = after == 0 ? vg_db_run(desk->db, VG_STORESWEEP_KEEP_CLEAR, "") : VG_OK;

	if (code == VG_OK && after == 0)
		code = count_kept(desk, &n);
	if (code == VG_OK && n < ROWS)
		return vg_db_run(desk->db, VG_STORESWEEP_KEEP_FEW, "");
	if (code == VG_OK)
		code = vg_desksweepslice_find(
		    desk, VG_STORESWEEP_ALARM_WALK, ROWS, after, now.us, &last, &old);
	if (code != VG_OK || last == 0)
		return code;
	*more = true;
	desk->sweep_row = last;
	return vg_db_run(desk->db, VG_STORESWEEP_KEEP_ADD, "ii", after, last);
}
