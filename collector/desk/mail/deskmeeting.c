/*
 * What messages meet.
 */
#include "collector/desk/mail/deskmeeting.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/mail/deskowed.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* What a person's message meets. */
static const enum vg_target replies[] = {
    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};

enum { N_REPLIES = sizeof(replies) / sizeof(replies[0]) };

/* The last act of a target's ledger. */
struct last_act {
	enum vg_ledger_act act; /* 0: none */
	struct vg_wall at;
	char cause[VG_TEXT_SIZE];
};

static int
read_last(struct vg_desk *desk, const char *number, enum vg_target target,
    struct last_act *last)
{
	const size_t q = VG_SQL_LEDGER_OF;
	int code = vg_db_query(desk->db, q, "ttt", number, vg_sla_rule(target)->name, "");

	*last = (struct last_act){.at = {0}};
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		last->act = (enum vg_ledger_act)vg_db_int(desk->db, q, 0);
		last->at.us = vg_db_int(desk->db, q, 1);
		vg_text_copy(
		    last->cause, sizeof(last->cause), vg_db_text(desk->db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static bool
is_act(const struct last_act *last, enum vg_ledger_act act, const char *cause)
{
	return last->act == act && strcmp(last->cause, cause) == 0;
}

/* Why nobody has a message: what its number is followed by in the ledger. */
static const char *const whys[] = {
    [VG_DESKMEETING_WAITS] = " has not left",
    [VG_DESKMEETING_LOST] = " did not arrive",
};

enum { N_WHYS = sizeof(whys) / sizeof(whys[0]) };

/* Which message the target runs for since it is with nobody; 0: for none. */
static int64_t
waits_for(const struct last_act *last)
{
	const size_t begins = strlen(VG_DESKMERGE_MESSAGE);
	char digits[24];
	int64_t id = 0;

	if (last->act != VG_LEDGER_REOPEN ||
	    !vg_text_starts(last->cause, VG_DESKMERGE_MESSAGE))
		return 0;
	const char *at = last->cause + begins;
	size_t n = strspn(at, "0123456789");
	vg_text_format(digits, sizeof(digits), "%.*s", (int)n, at);
	for (size_t i = 0; i < N_WHYS; i++) {
		if (strcmp(at + n, whys[i]) == 0 &&
		    vg_text_int(digits, 1, INT64_MAX, &id) == VG_OK)
			return id;
	}
	return 0;
}

/* What follows an act follows it, the clock having been set back or not. */
static struct vg_wall
not_before(struct vg_wall at, const struct last_act *last)
{
	return vg_instant_compare(at, last->at) < 0 ? last->at : at;
}

/* What a message of case 'number' meets; its clock runs there or, merged, in 'where'. */
struct turning {
	const char *number, *where;
	enum vg_target target;
	const char *cause;
};

static int
turn(struct vg_act_call *call, const struct turning *t, enum vg_deskrecorded_as as,
    struct vg_wall at)
{
	const enum vg_ledger_act act =
	    as == VG_DESKRECORDED_MET ? VG_LEDGER_MEET : VG_LEDGER_REOPEN;
	struct vg_act_call then = *call;
	int code = vg_deskclock_act(call->desk, vg_clock_of(t->where, t->target), act, at,
	    call->now, call->actor->user, t->cause);

	then.at = at;
	if (code == VG_OK)
		code = vg_deskrecorded_turn(
		    &then, t->number, vg_sla_rule(t->target)->name, as);
	return code == VG_OK && as == VG_DESKRECORDED_RUNS
	    ? vg_deskowed_runs(&then, t->number, t->target, t->cause)
	    : code;
}

/* As what message 'id', or the one of which it was set apart, is known in the ledger. */
struct causes {
	char told[64], open[N_WHYS][64]; /* by vg_deskmeeting_why */
};

static int
find_causes(struct vg_desk *desk, int64_t id, struct causes *causes)
{
	const size_t q = VG_STOREMAIL_OUT_ORIGIN;
	int64_t origin = id;
	int code = vg_db_query(desk->db, q, "i", id);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		origin = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	vg_deskoutbox_cause(origin, causes->told);
	for (size_t i = 0; i < N_WHYS; i++)
		vg_text_format(causes->open[i], sizeof(causes->open[i]),
		    "message %" PRId64 "%s", origin, whys[i]);
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

/* A person's message, of another 'transition', that a relay took after it was queued since 'start'. */
static int
find_other(struct vg_desk *desk, const char *number, const char *transition,
    struct vg_wall start, int64_t *id, struct vg_wall *taken)
{
	const size_t q = VG_STOREMAIL_OUT_OTHER;
	int code = vg_db_query(desk->db, q, "tti", number, transition, start.us);

	*id = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*id = vg_db_int(desk->db, q, 0);
	taken->us = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* Since when the clock runs that message 'last' met. */
static int
find_start(struct vg_act_call *call, const char *number, enum vg_target target,
    struct vg_wall *start)
{
	struct vg_target_state state = {.start = {0}};
	bool exists;
	int code = vg_deskclock_state(
	    call->desk, vg_clock_of(number, target), call->now, &state, &exists);

	*start = state.start;
	return code;
}

/* That it does not meet any more: it runs on, or only until it leaves, or another has met it. */
struct taking {
	const char *number, *transition;
	const struct causes *causes;
	enum vg_deskmeeting_why why;
	bool leaves;
};

/*
 * What the message met is met by the one that the client has instead, where he has one, when a relay took that;
 * else the clock never stopped: '*runs'.
 */
static int
take_back(
    struct vg_act_call *call, const struct taking *k, enum vg_target target, bool *runs)
{
	struct turning t = {k->number, k->number, target, k->causes->open[k->why]};
	struct vg_wall start = {0}, taken = {0};
	struct causes others;
	struct last_act last;
	int64_t other = 0;
	int code = read_last(call->desk, k->number, target, &last);

	if (code != VG_OK || !is_act(&last, VG_LEDGER_MEET, k->causes->told))
		return code;
	code = find_start(call, k->number, target, &start);
	if (code == VG_OK)
		code = find_other(
		    call->desk, k->number, k->transition, start, &other, &taken);
	if (code == VG_OK && other)
		code = find_causes(call->desk, other, &others);
	bool met = other || k->leaves;
	if (code == VG_OK)
		code = turn(call, &t, met ? VG_DESKRECORDED_OPEN : VG_DESKRECORDED_RUNS,
		    other ? last.at : not_before(call->at, &last));
	*runs = *runs || !met;
	if (code != VG_OK || !other)
		return code;
	t.cause = others.told;
	return turn(call, &t, VG_DESKRECORDED_MET, not_before(taken, &last));
}

/* P6: a delivery report of failure takes the meeting back; the clock never stopped. */
static int
run_on(struct vg_act_call *call, int64_t id, const char *number, const char *transition,
    enum vg_deskmeeting_why why, bool *runs)
{
	struct causes causes;
	const struct taking k = {number, transition, &causes, why, false};
	bool has, is_void = false;
	int code = somebody_has(call->desk, number, transition, &has);

	if (code != VG_OK || has || !number[0])
		return code;
	/* In what is void nothing is owed; who takes that back looks again. */
	code = vg_deskowed_is_void(call->desk, number, &is_void);
	if (code != VG_OK || is_void)
		return code;
	code = find_causes(call->desk, id, &causes);
	for (size_t i = 0; code == VG_OK && i < N_REPLIES; i++)
		code = take_back(call, &k, replies[i], runs);
	return code;
}

int
vg_deskmeeting_runs_on(struct vg_act_call *call, int64_t id, const char *number,
    const char *transition, enum vg_deskmeeting_why why)
{
	bool runs = false;

	return run_on(call, id, number, transition, why, &runs);
}

/* Whether message 'told' counts as in time, and the target was due before now, when it left. */
static int
is_late(struct vg_act_call *call, const char *number, enum vg_target target,
    const char *told, bool *late)
{
	struct vg_target_state state;
	struct last_act last;
	bool exists = false;
	int code = read_last(call->desk, number, target, &last);

	*late = code == VG_OK && is_act(&last, VG_LEDGER_MEET, told);
	if (*late)
		code = vg_deskclock_state(
		    call->desk, vg_clock_of(number, target), call->now, &state, &exists);
	*late = exists && !vg_instant_is_set(state.breached) &&
	    vg_instant_since(call->now, state.due) > 0;
	return code;
}

/* What is known of the message. */
struct waiting {
	char number[VG_CASE_NUMBER_SIZE], transition[VG_TEXT_SIZE];
	struct vg_wall created, next; /* next: of one that was sent, when it was */
	bool open;                    /* it has not left, nor failed */
	bool sent;
	bool answers; /* a person wrote it to the client */
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
	w->sent = strcmp(state, "sent") == 0;
	vg_text_copy(w->number, sizeof(w->number), vg_db_text(desk->db, q, 0));
	w->answers = strcmp(vg_db_text(desk->db, q, 4), "reply") == 0;
	vg_text_copy(w->transition, sizeof(w->transition), vg_db_text(desk->db, q, 9));
	w->created.us = vg_db_int(desk->db, q, 10);
	w->next.us = vg_db_int(desk->db, q, 16);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* Whether the clock that runs in 'where' for message 'id' is one that 'w' was to answer as well. */
static int
is_answered(struct vg_act_call *call, const struct waiting *w, const char *where,
    enum vg_target target, int64_t id, bool *answered)
{
	struct vg_wall start = {0};
	struct waiting other;
	int code = find_start(call, where, target, &start);

	*answered = vg_instant_compare(w->created, start) >= 0;
	if (code != VG_OK || !*answered || strcmp(where, w->number) == 0)
		return code;
	/* What was asked in the survivor was not asked of who wrote it. */
	code = load(call->desk, id, &other);
	*answered = strcmp(other.number, w->number) == 0;
	return code;
}

/* It meets what runs since it, or another that was to answer the same, was with nobody. */
static int
meet(struct vg_act_call *call, const struct waiting *w, enum vg_target target,
    struct vg_wall at, const struct causes *causes)
{
	char where[VG_CASE_NUMBER_SIZE];
	struct last_act last;
	bool own = false;
	int code = vg_deskmerge_where(call->desk, w->number, target, where);

	if (code == VG_OK)
		code = read_last(call->desk, where, target, &last);
	int64_t id = code == VG_OK ? waits_for(&last) : 0;
	if (code != VG_OK || !id)
		return code;
	for (size_t i = 0; i < N_WHYS; i++)
		own = own || strcmp(last.cause, causes->open[i]) == 0;
	if (!own)
		code = is_answered(call, w, where, target, id, &own);
	if (code != VG_OK || !own)
		return code;
	const struct turning t = {w->number, where, target, causes->told};
	code = turn(call, &t, VG_DESKRECORDED_MET, not_before(at, &last));
	return code == VG_OK ? vg_deskowed_met(call, w->number, where, target, last.cause)
			     : code;
}

int
vg_deskmeeting_left(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition)
{
	struct causes causes;
	const struct taking k = {number, transition, &causes, VG_DESKMEETING_WAITS, true};
	bool has = false, late = false, runs = false;
	struct waiting w;
	int code = load(call->desk, id, &w);

	/* Whoever had it first has met it. */
	if (code == VG_OK && w.answers)
		code = somebody_has(call->desk, number, transition, &has);
	if (code != VG_OK || !w.answers || has || !number[0])
		return code;
	code = find_causes(call->desk, id, &causes);
	for (size_t i = 0; code == VG_OK && !late && i < N_REPLIES; i++)
		code = is_late(call, number, replies[i], causes.told, &late);
	for (size_t i = 0; code == VG_OK && late && i < N_REPLIES; i++)
		code = take_back(call, &k, replies[i], &runs);
	for (size_t i = 0; code == VG_OK && i < N_REPLIES; i++)
		code = meet(call, &w, replies[i], call->at, &causes);
	return code;
}

/* It left while its case was merged: known there again, it meets what waits for it. */
static int
look_at_sent(struct vg_act_call *call, int64_t id, const struct waiting *w)
{
	struct causes causes;
	int code = find_causes(call->desk, id, &causes);

	for (size_t i = 0; w->number[0] && code == VG_OK && i < N_REPLIES; i++)
		code = meet(call, w, replies[i], w->next, &causes);
	return code;
}

int
vg_deskmeeting_look(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	static const struct vg_actor actor = {
	    .user = "vigie", .door = "timer", .role = VG_ROLE_ADMIN};
	struct vg_act_call call = {.desk = desk, .actor = &actor, .now = now, .at = now};
	char text[VG_TEXT_SIZE];
	struct waiting w;
	bool runs = false;
	int64_t id;

	if (desk->replaying || vg_text_int(object, 1, INT64_MAX, &id) != VG_OK)
		return VG_OK;
	int code = load(desk, id, &w);
	if (code == VG_OK && w.sent)
		return look_at_sent(&call, id, &w);
	if (code == VG_OK)
		code = run_on(&call, id, w.number, w.transition,
		    w.open ? VG_DESKMEETING_WAITS : VG_DESKMEETING_LOST, &runs);
	vg_text_format(text, sizeof(text),
	    "message %" PRId64
	    " has not left: no relay has accepted it, and the clock runs on",
	    id);
	return code == VG_OK && runs && w.open
	    ? vg_desk_journal(desk, w.number, now, now, "system", actor.user, text)
	    : code;
}
