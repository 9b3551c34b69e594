/*
 * What messages meet.
 */
#include "collector/desk/mail/deskmeeting.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/record/deskrecorded.h"
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

/* Targets of replies whose last act is 'last' have 'next' now; '*turned' if there was one. */
static int
turn_targets(struct vg_act_call *call, const char *number, const struct ledger_act *last,
    const struct ledger_act *next, bool *turned)
{
	int code = VG_OK;

	for (size_t i = 0; number[0] && code == VG_OK && i < N_REPLIES; i++) {
		bool is;
		code = is_last(call->desk, number, replies[i], last, &is);
		*turned = *turned || is;
		if (code == VG_OK && is)
			code = vg_deskclock_act(call->desk,
			    vg_clock_of(number, replies[i]), next->act, call->at,
			    call->now, call->actor->user, next->cause);
		if (code == VG_OK && is)
			code = vg_deskrecorded_turn(call, number,
			    vg_sla_rule(replies[i])->name, next->act == VG_LEDGER_MEET);
	}
	return code;
}

/* The acts of message 'id', or of the one of which it was set apart: by these it is known in the ledger. */
struct acts {
	char told[64], causes[2][64];
	struct ledger_act met, open[2]; /* by vg_deskmeeting_why */
};

static int
find_acts(struct vg_desk *desk, int64_t id, struct acts *acts)
{
	static const char *const whys[] = {
	    [VG_DESKMEETING_WAITS] = "has not left",
	    [VG_DESKMEETING_LOST] = "did not arrive",
	};
	const size_t q = VG_STOREMAIL_OUT_ORIGIN;
	int64_t origin = id;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		origin = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	*acts = (struct acts){.met = {VG_LEDGER_MEET, acts->told}};
	vg_deskoutbox_cause(origin, acts->told);
	for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++) {
		vg_text_format(acts->causes[i], sizeof(acts->causes[i]),
		    "message %" PRId64 " %s", origin, whys[i]);
		acts->open[i] = (struct ledger_act){VG_LEDGER_REOPEN, acts->causes[i]};
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Whether one of the message's recipients has it: it may have a row for each of them. */
static int
somebody_has(struct vg_desk *desk, const char *number, const char *transition, bool *has)
{
	const size_t q = VG_STOREMAIL_OUT_SENT;
	int code = vg_db_query(desk->db, q, "tt", number, transition);

	*has = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*has = vg_db_int(desk->db, q, 0) != 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* P6: a delivery report of failure takes the meeting back; the clock never stopped. */
static int
run_on(struct vg_act_call *call, int64_t id, const char *number, const char *transition,
    enum vg_deskmeeting_why why, bool *turned)
{
	struct acts acts;
	bool has;
	int code = somebody_has(call->desk, number, transition, &has);

	if (code == VG_OK && !has)
		code = find_acts(call->desk, id, &acts);
	return code == VG_OK && !has
	    ? turn_targets(call, number, &acts.met, &acts.open[why], turned)
	    : code;
}

int
vg_deskmeeting_runs_on(struct vg_act_call *call, int64_t id, const char *number,
    const char *transition, enum vg_deskmeeting_why why)
{
	bool turned = false;

	return run_on(call, id, number, transition, why, &turned);
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
	bool has, late = false, turned = false;
	int code = somebody_has(call->desk, number, transition, &has);

	/* Whoever had it first has met it. */
	if (code != VG_OK || has)
		return code;
	code = find_acts(call->desk, id, &acts);
	for (size_t i = 0; number[0] && code == VG_OK && !late && i < N_REPLIES; i++)
		code = is_late(call, number, replies[i], &acts.met, &late);
	if (code == VG_OK && late)
		code = turn_targets(
		    call, number, &acts.met, &acts.open[VG_DESKMEETING_WAITS], &turned);
	for (size_t i = 0; code == VG_OK && i < 2; i++)
		code = turn_targets(call, number, &acts.open[i], &acts.met, &turned);
	return code;
}

/* What is known of the message: its case and transition; '*open' false: it has left, or failed. */
struct waiting {
	char number[VG_CASE_NUMBER_SIZE], transition[VG_TEXT_SIZE];
	bool open;
};

static int
load(struct vg_desk *desk, int64_t id, struct waiting *w)
{
	const size_t q = VG_STOREMAIL_OUT_GET;
	int code = vg_db_query(desk->db, q, "i", id);

	*w = (struct waiting){.open = false};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	const char *state = vg_db_text(desk->db, q, 5);
	w->open = strcmp(state, "waiting") == 0 || strcmp(state, "taken") == 0;
	vg_text_copy(w->number, sizeof(w->number), vg_db_text(desk->db, q, 0));
	vg_text_copy(w->transition, sizeof(w->transition), vg_db_text(desk->db, q, 9));
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskmeeting_look(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	static const struct vg_actor actor = {
	    .user = "vigie", .door = "timer", .role = VG_ROLE_ADMIN};
	struct vg_act_call call = {.desk = desk, .actor = &actor, .now = now, .at = now};
	char text[VG_TEXT_SIZE];
	struct waiting w;
	bool turned = false;
	int64_t id;

	if (desk->replaying || vg_text_int(object, 1, INT64_MAX, &id) != VG_OK)
		return VG_OK;
	int code = load(desk, id, &w);
	if (code == VG_OK && w.open)
		code = run_on(
		    &call, id, w.number, w.transition, VG_DESKMEETING_WAITS, &turned);
	vg_text_format(text, sizeof(text),
	    "message %" PRId64
	    " has not left: no relay has accepted it, and the clock runs on",
	    id);
	return code == VG_OK && turned
	    ? vg_desk_journal(desk, w.number, now, now, "system", actor.user, text)
	    : code;
}
