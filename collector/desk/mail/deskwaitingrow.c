/*
 * Rows of mails that wait.
 */
#include "collector/desk/mail/deskwaitingrow.h"

#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define DUE "waiting"

int
vg_deskwaitingrow_ask(struct vg_desk *desk, size_t q, int64_t *number)
{
	int code = vg_db_query(desk->db, q, "");

	*number = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*number = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskwaitingrow_get(struct vg_desk *desk, int64_t id, struct vg_deskwaitingrow *row)
{
	const size_t q = VG_STOREWAITING_STATE;
	int code = vg_db_query(desk->db, q, "i", id);

	*row = (struct vg_deskwaitingrow){.waits = false};
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		row->waits = true;
		row->state = (enum vg_mailturn_state)vg_db_int(desk->db, q, 0);
		if (row->state == VG_MAILTURN_BEHIND)
			row->behind = vg_db_int(desk->db, q, 1);
		if (row->state == VG_MAILTURN_FILES)
			vg_text_copy(
			    row->number, sizeof(row->number), vg_db_text(desk->db, q, 2));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskwaitingrow_room(struct vg_desk *desk, struct vg_wall now, struct vg_wall *at)
{
	const size_t q = VG_STOREWAITING_RECENT;
	int64_t limit = desk->conf->policy.mail_cases_unknown_hour;
	int code = vg_db_query(desk->db, q, "ii", now.us - VG_HOUR_US, limit);

	*at = now;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		if (vg_db_int(desk->db, q, 0) >= limit)
			at->us = vg_db_int(desk->db, q, 1) + VG_HOUR_US;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskwaitingrow_opened(
    struct vg_desk *desk, int64_t id, const char *person, struct vg_wall now)
{
	int code = vg_db_run(desk->db, VG_STOREWAITING_SWEEP, "i", now.us - VG_HOUR_US);

	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STOREWAITING_ADD, "iiititiiii", id, now.us,
		  (int64_t)0, person, (int64_t)VG_MAILTURN_STRANGER, "", (int64_t)0,
		  (int64_t)0, (int64_t)0, (int64_t)0)
	    : code;
}

/* What was behind 'id' is one sender's: it stays one. */
static int
leave_alone(struct vg_desk *desk, int64_t id)
{
	const size_t q = VG_STOREWAITING_NEXT;
	int64_t next = 0;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		next = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	if (code == VG_OK && next)
		code = vg_db_run(desk->db, VG_STOREWAITING_ALONE, "i", next);
	return code == VG_OK && next
	    ? vg_db_run(desk->db, VG_STOREWAITING_INHERIT, "ii", id, next)
	    : code;
}

int
vg_deskwaitingrow_end(struct vg_desk *desk, int64_t id, const char *number)
{
	int code = vg_db_run(desk->db, VG_STOREWAITING_GONE, "i", id);

	if (code != VG_OK)
		return code;
	return number[0] ? vg_db_run(desk->db, VG_STOREWAITING_FOLLOW, "it", id, number)
			 : leave_alone(desk, id);
}

int
vg_deskwaitingrow_arm(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall at = now;
	int64_t ready, head;

	if (desk->replaying)
		return vg_desk_drop_due(desk, DUE, "");
	int code = vg_deskwaitingrow_ask(desk, VG_STOREWAITING_READY, &ready);

	if (code == VG_OK)
		code = vg_deskwaitingrow_ask(desk, VG_STOREWAITING_OLDEST, &head);
	if (code == VG_OK && !ready && !head)
		return vg_desk_drop_due(desk, DUE, "");
	if (code == VG_OK && !ready)
		code = vg_deskwaitingrow_room(desk, now, &at);
	return code == VG_OK ? vg_desk_put_due(desk, DUE, "", at) : code;
}
