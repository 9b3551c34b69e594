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

/* What a person's message meets. */
static const enum vg_target replies[] = {
    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};

enum { N_REPLIES = sizeof(replies) / sizeof(replies[0]) };

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
	int code = VG_OK;

	for (size_t i = 0; number[0] && code == VG_OK && i < N_REPLIES; i++) {
		bool is;
		code = is_last(call->desk, number, replies[i], last, &is);
		if (code == VG_OK && is)
			code = vg_deskclock_act(call->desk,
			    vg_clock_of(number, replies[i]), next->act, call->at,
			    call->now, call->actor->user, next->cause);
	}
	return code;
}

/* The acts of message 'id', or of the one of which it was set apart: by these it is known in the ledger. */
struct acts {
	char told[64], waiting[64];
};

static int
find_acts(struct vg_desk *desk, int64_t id, struct acts *acts)
{
	const size_t q = VG_STOREMAIL_OUT_ORIGIN;
	int code = vg_db_query(desk->db, q, "i", id);

	*acts = (struct acts){0};
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		int64_t origin = vg_db_int(desk->db, q, 0);
		vg_deskoutbox_cause(origin, acts->told);
		vg_text_format(acts->waiting, sizeof(acts->waiting),
		    "message %" PRId64 " has not left", origin);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Whether 'q' counts rows of the message: it may have one for each of its recipients. */
static int
has_rows(
    struct vg_desk *desk, size_t q, const char *number, const char *transition, bool *has)
{
	int code = vg_db_query(desk->db, q, "tt", number, transition);

	*has = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*has = vg_db_int(desk->db, q, 0) != 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskmeeting_wait(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition)
{
	struct acts acts;
	const struct ledger_act met = {VG_LEDGER_MEET, acts.told},
				open = {VG_LEDGER_REOPEN, acts.waiting};
	bool has;
	int code = has_rows(call->desk, VG_STOREMAIL_OUT_SENT, number, transition, &has);

	if (code == VG_OK && !has)
		code = find_acts(call->desk, id, &acts);
	return code == VG_OK && !has ? turn_targets(call, number, &met, &open) : code;
}

/* Whether 'met' counts as in time, and the target was due before now, when it left. */
static int
is_late(struct vg_act_call *call, const char *number, enum vg_target target,
    const struct ledger_act *met, bool *late)
{
	struct vg_target_state state;
	bool exists = false;
	int code = is_last(call->desk, number, target, met, late);

	if (code == VG_OK && *late)
		code = vg_deskclock_state(
		    call->desk, vg_clock_of(number, target), call->now, &state, &exists);
	*late = exists && !vg_instant_is_set(state.breached) &&
	    vg_instant_since(call->now, state.due) > 0;
	return code;
}

int
vg_deskmeeting_left(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition)
{
	struct acts acts;
	const struct ledger_act met = {VG_LEDGER_MEET, acts.told},
				open = {VG_LEDGER_REOPEN, acts.waiting};
	bool has, late = false;
	int code = has_rows(call->desk, VG_STOREMAIL_OUT_SENT, number, transition, &has);

	/* Whoever had it first has met it. */
	if (code != VG_OK || has)
		return code;
	code = find_acts(call->desk, id, &acts);
	for (size_t i = 0; number[0] && code == VG_OK && !late && i < N_REPLIES; i++)
		code = is_late(call, number, replies[i], &met, &late);
	if (code == VG_OK && late)
		code = turn_targets(call, number, &met, &open);
	return code == VG_OK ? turn_targets(call, number, &open, &met) : code;
}

/* P6: a delivery report of failure takes the meeting back; the clock never stopped. */
int
vg_deskmeeting_take_back(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition)
{
	struct acts acts;
	const struct ledger_act met = {VG_LEDGER_MEET, acts.told},
				open = {VG_LEDGER_REOPEN, "message not delivered"};
	bool has;
	int code = has_rows(call->desk, VG_STOREMAIL_OUT_ALIVE, number, transition, &has);

	if (code == VG_OK && !has)
		code = find_acts(call->desk, id, &acts);
	return code == VG_OK && !has ? turn_targets(call, number, &met, &open) : code;
}
