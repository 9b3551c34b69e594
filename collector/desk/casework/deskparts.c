/*
 * Parts of a case that move.
 */
#include "collector/desk/casework/deskparts.h"

#include <string.h>

#include "collector/desk/casework/deskreturnrow.h"
#include "collector/store/storelink.h"
#include "collector/store/storesilence.h"
#include "lib/base/error.h"

int
vg_deskparts_tie(struct vg_desk *desk, const char *number, const char *kind, int64_t *tie)
{
	const size_t q = VG_STORELINK_TIE_ID;
	int code = vg_db_query(desk->db, q, "tt", number, kind);

	*tie = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*tie = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskparts_move(struct vg_desk *desk, int64_t tie, const char *from, const char *into)
{
	static const enum vg_storelink_statement moves[] = {VG_STORELINK_MOVE_ALARMS,
	    VG_STORELINK_MOVE_TICKETS, VG_STORELINK_MOVE_RETURNS,
	    VG_STORELINK_MOVE_VISITS, VG_STORELINK_MOVE_ORDERS};
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < sizeof(moves) / sizeof(moves[0]); i++)
		code = vg_db_run(desk->db, moves[i], "itt", tie, from, into);
	return code;
}

static int
count_alarms(struct vg_desk *desk, const char *number, int64_t *all, int64_t *standing)
{
	const size_t q = VG_STORELINK_ALARMS_IN;
	int code = vg_db_query(desk->db, q, "t", number);

	*all = *standing = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*all = vg_db_int(desk->db, q, 0);
	*standing = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskparts_look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_wall settle = vg_instant_add(now, VG_DAY_US);
	int64_t all, standing;
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK)
		code = count_alarms(desk, number, &all, &standing);
	if (code != VG_OK)
		return code;
	/* Of a case that was cleared the last alarm may leave: a shelf has it. */
	bool cleared = all || strcmp(row.fault, "cleared") == 0;
	const char *fault = standing ? "standing" : cleared ? "cleared" : "none";
	bool settles = !standing && strcmp(row.fault, fault) != 0 && all;
	code = vg_db_run(desk->db, VG_STORELINK_CASE_FAULT, "tt", number, fault);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_CASE, "t", number);
	if (code == VG_OK && settles)
		code = vg_desk_put_due(desk, "settle", number, settle);
	if (code == VG_OK && standing)
		code = vg_desk_drop_due(desk, "settle", number);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORELINK_SUGGESTIONS_PRUNE, "t", number);
	return code == VG_OK && vg_casestate_is_open(row.state)
	    ? vg_desksuggest_look(desk, number, now)
	    : code;
}

int
vg_deskparts_follow(struct vg_act_call *call, const char *number, const char *text)
{
	enum vg_case_fact fact = VG_CASE_NOTE;
	struct vg_case_guard guard;
	struct vg_case_row row;
	struct vg_casework w;
	int code = vg_deskrows_case(call->desk, number, &row);

	if (code == VG_OK)
		code = vg_deskreturnrow_guard(call->desk, number, &guard);
	if (code != VG_OK)
		return code;
	if (guard.open_return && row.state != VG_CASE_RT)
		fact = VG_CASE_RETURN_CONFIRMED;
	else if (!guard.open_return && row.state == VG_CASE_RT)
		fact = VG_CASE_RETURN_OVER;
	else if (row.state == VG_CASE_RS && vg_deskrows_case_stands(&row))
		fact = VG_CASE_ALARM_JOINS;
	code = vg_casework_begin(&w, call, number, fact);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}
