/*
 * What is kept long enough goes: messages, happenings, counts of raises, evidence that no case
 * holds, idempotency keys; and notifications that nobody can say the end of are over in time.
 *
 * Cases, their journal, ledger and evidence, and the audit stay.  In slices, each a row of the
 * timers, so that a large file never holds up what comes in.
 *
 * Source: policy of retention: raw notifications 30 days.
 */
#include <stdlib.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { SLICE = 500 };

#define KEPT_US (30 * VG_DAY_US)
#define EVERY_US VG_DAY_US
#define KEYS_US (7 * VG_DAY_US)

/* Deletes one slice of what statement 'q' finds before 'until'; '*more' when it was full. */
static int
sweep(struct vg_desk *desk, size_t q, struct vg_wall until, bool *more)
{
	int code = vg_db_run(desk->db, q, "ii", until.us, (int64_t)SLICE);

	if (code == VG_OK && vg_db_changes(desk->db) >= SLICE)
		*more = true;
	return code;
}

/* The first of them that stands since before 'until'; 0: none does. */
static int
find_endless(struct vg_desk *desk, struct vg_wall until, int64_t *id)
{
	const size_t q = VG_SQL_ALARM_ENDLESS;
	int code = vg_db_query(desk->db, q, "i", until.us);

	*id = 0;
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, q)) {
		*id = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return vg_db_failed(desk->db);
}

static int
end_one(struct vg_desk *desk, int64_t id, struct vg_wall now)
{
	struct vg_detail detail;
	struct vg_alarm_row row;
	int code = vg_deskrows_alarm_by_id(desk, id, &row);

	if (code != VG_OK)
		return code;
	row.event.action = VG_ACTION_CLEAR;
	row.event.origin = VG_ORIGIN_SELF;
	row.event.agent_time = now;
	vg_text_copy(row.event.text, sizeof(row.event.text),
	    "nothing tells its end; 30 days have passed");
	return vg_deskapply_event(desk, &row.event, row.agent, 0, now, true, &detail);
}

static int
end_endless(struct vg_desk *desk, struct vg_wall until, struct vg_wall now, bool *more)
{
	int64_t id = 1;
	int code = VG_OK;

	for (int i = 0; code == VG_OK && id && i < SLICE; i++) {
		code = find_endless(desk, until, &id);
		if (code == VG_OK && id)
			code = end_one(desk, id, now);
	}
	*more = *more || id;
	return code;
}

int
vg_desksweep_arm(struct vg_desk *desk, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "sweep", "",
	    vg_instant_add(now, EVERY_US).us);
}

int
vg_desksweep_run(struct vg_desk *desk, struct vg_wall now)
{
	static const size_t kept[] = {VG_SQL_MESSAGE_SWEEP, VG_SQL_HAPPENING_SWEEP,
	    VG_SQL_RAISE_SWEEP, VG_SQL_EVIDENCE_SWEEP};
	const struct vg_wall until = vg_instant_add(now, -KEPT_US);
	bool more = false;
	int code = vg_db_run(desk->db, VG_SQL_IDEMPOTENCY_SWEEP, "i", now.us - KEYS_US);

	for (size_t i = 0; code == VG_OK && i < sizeof(kept) / sizeof(kept[0]); i++)
		code = sweep(desk, kept[i], until, &more);
	if (code == VG_OK)
		code = end_endless(desk, until, now, &more);
	return code == VG_OK ? vg_desk_put_due(desk, "sweep", "",
				   vg_instant_add(now, more ? VG_SECOND_US : EVERY_US))
			     : code;
}
