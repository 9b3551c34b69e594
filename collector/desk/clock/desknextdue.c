/*
 * What is kept of due times, rebuilt at start, with another tree and when the wall clock stepped
 * (policy section 5): they are computed from ledgers, calendars and contracts, and what the case
 * rows and the timers of warnings say of them is an index.
 *
 * A slice at a time, so that 100,000 open cases keep nobody waiting.  Until it has come to a case
 * its old figure sorts it; what is shown of it is computed at the moment of asking.
 */
#include "collector/desk/clock/desknextdue.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/desklist.h"
#include "collector/store/storelist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { SLICE = 200 };

/* Between two slices the doors are served. */
#define PAUSE_US (10 * VG_MS_US)

#define WAITS "waits/"

int
vg_desknextdue_refresh(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK && row.number[0])
		code = vg_clock_list(desk, &row, now, &list);
	if (code == VG_OK && row.number[0]) {
		const struct vg_clock_entry *next = vg_clock_next(&list);
		code = vg_db_run(desk->db, VG_STORELIST_NEXT_DUE, "ti", number,
		    next ? next->state.due.us : INT64_MAX);
	}
	vg_clock_list_fini(&list);
	return code;
}

/*
 * A running amendment takes over on its day, which may be still to come: the first of each.  One
 * whose day has come while nobody was there is told of by its row, which is due now.
 */
int
vg_desknextdue_amendments(struct vg_desk *desk, struct vg_wall now)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < desk->conf->n_contracts; i++) {
		const struct vg_contract *k = &desk->conf->contracts[i];
		struct vg_wall at = {0};
		for (size_t v = 1; v < k->n_versions; v++) {
			if (k->versions[v].running && !vg_instant_is_set(at) &&
			    vg_instant_compare(k->versions[v].from, now) > 0)
				at = k->versions[v].from;
		}
		code = vg_instant_is_set(at)
		    ? vg_db_run(desk->db, VG_SQL_DUE_COMING, "ttii", "amendment", k->name,
			  at.us, now.us)
		    : vg_db_run(desk->db, VG_SQL_DUE_DROP_COMING, "tti", "amendment",
			  k->name, now.us);
	}
	return code;
}

int
vg_desknextdue_rebuild(struct vg_desk *desk, struct vg_wall now)
{
	int code = vg_desknextdue_amendments(desk, now);

	return code == VG_OK ? vg_desk_put_due(desk, "next-due", "", now) : code;
}

static int
renew(struct vg_desk *desk, const char *number, bool open, struct vg_wall now)
{
	int code = vg_deskwarn_arm_case(desk, number, now);

	return code == VG_OK && open ? vg_desknextdue_refresh(desk, number, now) : code;
}

/* First the open cases; then those in which something is waited for, whatever became of them. */
int
vg_desknextdue_slice(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	bool open = !vg_text_starts(object, WAITS);
	const char *last = open ? object : object + strlen(WAITS);
	const size_t q = open ? VG_STORELIST_OPEN_CASES : VG_STORELIST_WAITING_CASES;
	char next[sizeof(WAITS) + VG_CASE_NUMBER_SIZE] = WAITS;
	struct vg_desklist rows = {0};
	int code = vg_db_query(desk->db, q, "ti", last, (int64_t)SLICE);

	code = vg_desklist_read(desk, q, code, &rows);
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = renew(desk, rows.keys[i].text, open, now);
	if (rows.n)
		vg_text_format(next, sizeof(next), "%s%s", open ? "" : WAITS,
		    rows.keys[rows.n - 1].text);
	/* Where the walk stands is in its row, and goes back with it. */
	if (code == VG_OK && (rows.n || open))
		code = vg_desk_put_due(
		    desk, "next-due", next, vg_instant_add(now, PAUSE_US));
	free(rows.keys);
	return code;
}
