/*
 * What messages meet.
 */
#include "collector/desk/mail/deskmeeting.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* An act of the ledger, and why. */
struct ledger_act {
	enum vg_ledger_act act;
	const char *cause;
};

/* Whether the target's last act is that one. */
static int
is_last(struct vg_desk *desk, const char *number, enum vg_target target,
    const struct ledger_act *that, bool *is)
{
	const size_t q = VG_SQL_LEDGER_OF;
	int code = vg_db_query(desk->db, q, "ttt", number, vg_sla_rule(target)->name, "");

	*is = false;
	while (code == VG_OK && vg_db_next(desk->db, q))
		*is = vg_db_int(desk->db, q, 0) == that->act &&
		    strcmp(vg_db_text(desk->db, q, 2), that->cause) == 0;
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Targets of replies whose last act is 'last' have 'next' now. */
static int
turn_targets(struct vg_act_call *call, const char *number, const struct ledger_act *last,
    const struct ledger_act *next)
{
	static const enum vg_target replies[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};
	int code = VG_OK;

	for (size_t i = 0;
	     number[0] && code == VG_OK && i < sizeof(replies) / sizeof(replies[0]);
	     i++) {
		bool is;
		code = is_last(call->desk, number, replies[i], last, &is);
		if (code == VG_OK && is)
			code = vg_deskclock_act(call->desk,
			    vg_clock_of(number, replies[i]), next->act, call->at,
			    call->now, call->actor->user, next->cause);
	}
	return code;
}

/* The cause by which it met targets: that of the message of which it was set apart. */
static int
find_cause(struct vg_desk *desk, int64_t id, char cause[64])
{
	const size_t q = VG_STOREMAIL_OUT_ORIGIN;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_deskoutbox_cause(vg_db_int(desk->db, q, 0), cause);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* P6: what nobody can be sent meets nothing; a clock that it had met runs, as if it never had. */
int
vg_deskmeeting_wait(struct vg_act_call *call, int64_t id, const char *number, bool waits)
{
	char told[64] = "", waiting[64];
	const struct ledger_act met = {VG_LEDGER_MEET, told},
				open = {VG_LEDGER_REOPEN, waiting};

	int code = find_cause(call->desk, id, told);
	vg_text_format(waiting, sizeof(waiting),
	    "message %" PRId64 " waits: nobody to write to", id);
	if (code != VG_OK)
		return code;
	return waits ? turn_targets(call, number, &met, &open)
		     : turn_targets(call, number, &open, &met);
}

/* P6: a delivery report of failure takes the meeting back; the clock never stopped. */
int
vg_deskmeeting_take_back(struct vg_act_call *call, int64_t id, const char *number)
{
	char cause[64] = "";
	const struct ledger_act met = {VG_LEDGER_MEET, cause},
				open = {VG_LEDGER_REOPEN, "message not delivered"};
	int code = find_cause(call->desk, id, cause);

	return code == VG_OK ? turn_targets(call, number, &met, &open) : code;
}
