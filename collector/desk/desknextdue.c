/*
 * What is kept of due times, rebuilt at start, with another tree and when the wall clock stepped
 * (policy section 5): they are computed from ledgers, calendars and contracts, and what the case
 * rows and the timers of warnings say of them is an index.
 *
 * A slice at a time, so that 100,000 open cases keep nobody waiting.  Until it has come to a case
 * its old figure sorts it; what is shown of it is computed at the moment of asking.
 */
#include <stdlib.h>

#include "collector/desk/deskclock.h"
#include "collector/desk/desklist.h"
#include "collector/store/storelist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { SLICE = 200 };

/* Between two slices the doors are served. */
#define PAUSE_US (10 * VG_MS_US)

int
vg_desknextdue_refresh(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK)
		code = vg_clock_list(desk, &row, now, &list);
	if (code == VG_OK) {
		const struct vg_clock_entry *next = vg_clock_next(&list);
		code = vg_db_run(desk->db, VG_STORELIST_NEXT_DUE, "ti", number,
		    next ? next->state.due.us : INT64_MAX);
	}
	vg_clock_list_fini(&list);
	return code;
}

int
vg_desknextdue_rebuild(struct vg_desk *desk, struct vg_wall now)
{
	desk->indexed[0] = '\0';
	return vg_desk_put_due(desk, "next-due", "", now);
}

int
vg_desknextdue_slice(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STORELIST_OPEN_CASES;
	struct vg_desklist rows = {0};
	int code = vg_db_query(desk->db, q, "ti", desk->indexed, (int64_t)SLICE);

	code = vg_desklist_read(desk, q, code, &rows);
	for (size_t i = 0; code == VG_OK && i < rows.n; i++) {
		code = vg_deskwarn_arm_case(desk, rows.keys[i].text, now);
		if (code == VG_OK)
			code = vg_desknextdue_refresh(desk, rows.keys[i].text, now);
	}
	if (code == VG_OK && rows.n) {
		vg_text_copy(
		    desk->indexed, sizeof(desk->indexed), rows.keys[rows.n - 1].text);
		code =
		    vg_desk_put_due(desk, "next-due", "", vg_instant_add(now, PAUSE_US));
	}
	free(rows.keys);
	return code;
}
