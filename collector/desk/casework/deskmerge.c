/*
 * Merges.
 */
#include "collector/desk/casework/deskmerge.h"

#include <string.h>

#include "collector/desk/casework/deskparts.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/store/storecause.h"
#include "collector/store/storeletter.h"
#include "collector/store/storelink.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- clocks there ---------------------------------------------------------------------------- */

/* One clock that a merge moves, or its undoing takes back. */
struct moving {
	struct vg_casework *work;   /* of the case that goes */
	struct vg_clock_id id, its; /* its ledger here, and that in the survivor */
	int64_t tie;
	struct vg_target_state here, there;
	bool is_there;
};

/* A clock stops no earlier than it began, however late the merge is told. */
static struct vg_wall
not_before(struct vg_wall at, struct vg_wall start)
{
	return vg_instant_compare(at, start) < 0 ? start : at;
}

static int
end(const struct moving *m, struct vg_clock_id id, const char *cause)
{
	const struct vg_act_call *c = m->work->call;

	return vg_deskclock_end(
	    c->desk, id, VG_LEDGER_END, c->at, c->now, c->actor->user, cause);
}

/* By what cause a merge into 'into' ends a clock. */
static void
say_merged(const char *into, char cause[VG_TEXT_SIZE])
{
	vg_text_format(cause, VG_TEXT_SIZE, "merged into %s", into);
}

/* A clock as it was when the merge took it up. */
struct kept {
	bool kept; /* false: the merge did not touch it */
	struct vg_wall start, due;
	int64_t left_us;
};

/* What the undoing will want to know of the clock in 'id'. */
static int
keep(const struct moving *m, struct vg_clock_id id, const struct vg_target_state *state)
{
	bool runs = state->running;

	return vg_db_run(m->work->call->desk->db, VG_STORELINK_CLOCK_KEEP, "itttiii",
	    m->tie, id.number, vg_sla_rule(id.target)->name, id.part,
	    runs ? state->start.us : (int64_t)0, runs ? state->due.us : (int64_t)0,
	    runs ? state->remaining_us : (int64_t)0);
}

/*
 * Begins in 'id' a clock that is due as 'k' was: from its start, or, where it had paused or a
 * merge before had shortened it, with the open time that it had left at 'at'.
 */
static int
begin_like(const struct moving *m, struct vg_clock_id id, const char *from,
    const struct kept *k, struct vg_wall at)
{
	const struct vg_act_call *c = m->work->call;
	struct vg_target_state state;
	bool exists, days = vg_sla_rule(id.target)->normal.unit == VG_UNIT_DAYS;
	int code = vg_deskclock_start(c->desk, id, k->start, c->now);

	if (code == VG_OK)
		code = vg_deskclock_state(c->desk, id, c->now, &state, &exists);
	if (code != VG_OK || !exists || !state.running || days || k->left_us <= 0 ||
	    vg_instant_compare(state.due, k->due) == 0)
		return code;
	code = end(m, id, "it had less time left");
	return code == VG_OK ? vg_deskclock_carry(c->desk, from, id, k->left_us,
				   not_before(at, k->start), c->now)
			     : code;
}

/* The cause in the ledger 'id' by which its last clock has run since a message was lost; "": none. */
static int
find_message(struct vg_desk *desk, struct vg_clock_id id, char cause[VG_TEXT_SIZE])
{
	struct vg_clock clock;
	int code = vg_clock_load(desk, &id, &clock);

	cause[0] = '\0';
	for (size_t i = 0; code == VG_OK && i < clock.n_rows; i++) {
		const struct vg_ledger_row *row = &clock.rows[i];
		bool ours = row->act == VG_LEDGER_REOPEN && row->cause &&
		    vg_text_starts(row->cause, VG_DESKMERGE_MESSAGE);
		/* A meeting is the end of that, and a start is another clock's. */
		if (ours)
			vg_text_copy(cause, VG_TEXT_SIZE, row->cause);
		else if (row->act == VG_LEDGER_MEET || row->act == VG_LEDGER_START)
			cause[0] = '\0';
	}
	vg_clock_fini(&clock);
	return code;
}

/* The clock that runs in 'id' waits for the message that 'cause' names; "": for none. */
static int
say_message(const struct moving *m, struct vg_clock_id id, const char *cause)
{
	const struct vg_act_call *c = m->work->call;
	struct vg_target_state state;
	bool exists;
	int code =
	    cause[0] ? vg_deskclock_state(c->desk, id, c->now, &state, &exists) : VG_OK;

	if (code != VG_OK || !cause[0] || !exists || !state.running)
		return code;
	return vg_deskclock_act(c->desk, id, VG_LEDGER_REOPEN,
	    not_before(c->at, state.start), c->now, c->actor->user, cause);
}

static int
move_clock(struct moving *m)
{
	const struct vg_act_call *c = m->work->call;
	const struct kept k = {true, m->here.start, m->here.due, m->here.remaining_us};
	char cause[VG_TEXT_SIZE], message[VG_TEXT_SIZE] = "";
	int code = vg_deskclock_state(c->desk, m->its, c->now, &m->there, &m->is_there);
	bool runs = m->is_there && m->there.running;

	/* What is breached was breached there; the survivor's own promise stands. */
	bool stricter = !runs ||
	    (m->here.remaining_us > 0 &&
		vg_instant_compare(m->here.due, m->there.due) < 0);
	say_merged(m->its.number, cause);
	if (code == VG_OK)
		code = find_message(c->desk, m->id, message);
	if (code == VG_OK)
		code = keep(m, m->id, &m->here);
	if (code == VG_OK)
		code = end(m, m->id, cause);
	if (code != VG_OK || !stricter)
		return code;
	code = keep(m, m->its, &m->there);
	vg_text_format(
	    cause, sizeof(cause), "the stricter one of %s goes on", m->id.number);
	if (code == VG_OK && runs)
		code = end(m, m->its, cause);
	/* 'remaining' is that of now. */
	if (code == VG_OK)
		code = begin_like(m, m->its, m->id.number, &k, c->now);
	if (code == VG_OK)
		code = say_message(m, m->its, message);
	return code == VG_OK ? vg_deskwarn_carry(c->desk, &m->id, &m->its, c->now) : code;
}

static int
move_clocks(struct vg_casework *w, const char *into, int64_t tie)
{
	struct vg_clock_list list;
	int code = vg_clock_list(w->call->desk, &w->row, w->call->now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		struct moving m = {.work = w,
		    .id = vg_clock_of_entry(w->row.number, &list.entries[i]),
		    .its = vg_clock_of_entry(into, &list.entries[i]),
		    .tie = tie,
		    .here = list.entries[i].state};
		if (m.here.running)
			code = move_clock(&m);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- a message that was lost ----------------------------------------------------------------- */

enum { MAX_MERGES = 8 };

/* The tie by which case 'number' is merged now, and into what; '*tie' is 0 when it is not. */
static int
find_tie(struct vg_desk *desk, const char *number, int64_t *tie,
    char into[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STORELINK_TIE_OF;
	int code = vg_deskparts_tie(desk, number, "merge", tie);

	into[0] = '\0';
	if (code == VG_OK && *tie)
		code = vg_db_query(desk->db, q, "tt", number, "merge");
	if (code == VG_OK && *tie && vg_db_next(desk->db, q)) {
		vg_text_copy(into, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskmerge_survivor(struct vg_desk *desk, const char *number, struct vg_case_row *row)
{
	char into[VG_CASE_NUMBER_SIZE];
	int64_t tie = 1;
	int code = vg_deskrows_case(desk, number, row);

	for (int i = 0;
	     code == VG_OK && i < MAX_MERGES && row->state == VG_CASE_MG && tie; i++) {
		code = find_tie(desk, row->number, &tie, into);
		if (code == VG_OK && tie)
			code = vg_deskrows_case(desk, into, row);
	}
	return code;
}

/* Whether the clock ended since its case was merged into 'into'. */
static int
went_on(struct vg_desk *desk, struct vg_clock_id id, const char *into, bool *went)
{
	char cause[VG_TEXT_SIZE];
	struct vg_clock clock;
	int code = vg_clock_load(desk, &id, &clock);
	const struct vg_ledger_row *rest = code == VG_OK && clock.n_kinds
	    ? vg_ledger_rest(clock.rows, clock.n_rows, clock.n_kinds - 1)
	    : NULL;

	say_merged(into, cause);
	*went = rest && rest->act == VG_LEDGER_END && rest->cause &&
	    strcmp(rest->cause, cause) == 0;
	vg_clock_fini(&clock);
	return code;
}

int
vg_deskmerge_where(struct vg_desk *desk, const char *number, enum vg_target target,
    char where[VG_CASE_NUMBER_SIZE])
{
	char into[VG_CASE_NUMBER_SIZE];
	bool went = true;
	int code = VG_OK;

	vg_text_copy(where, VG_CASE_NUMBER_SIZE, number);
	for (int i = 0; code == VG_OK && i < MAX_MERGES && went; i++) {
		int64_t tie = 0;
		code = find_tie(desk, where, &tie, into);
		went = code == VG_OK && tie;
		if (went)
			code = went_on(desk, vg_clock_of(where, target), into, &went);
		if (code == VG_OK && went)
			vg_text_copy(where, VG_CASE_NUMBER_SIZE, into);
	}
	return code;
}

int
vg_deskmerge_late(struct vg_act_call *call, const char *number, enum vg_target target)
{
	char here[VG_CASE_NUMBER_SIZE], into[VG_CASE_NUMBER_SIZE];
	struct vg_casework w = {.call = call};
	bool runs = true;
	int code = VG_OK;

	vg_text_copy(here, sizeof(here), number);
	for (int i = 0; code == VG_OK && i < MAX_MERGES && runs; i++) {
		struct moving m = {.work = &w,
		    .id = vg_clock_of(here, target),
		    .its = vg_clock_of(into, target)};
		bool exists = false;
		code = find_tie(call->desk, here, &m.tie, into);
		if (code == VG_OK && m.tie)
			code = vg_deskclock_state(
			    call->desk, m.id, call->now, &m.here, &exists);
		runs = m.tie && exists && m.here.running;
		if (code == VG_OK && runs)
			code = move_clock(&m);
		vg_text_copy(here, sizeof(here), into);
	}
	return code;
}

/* --- merge ----------------------------------------------------------------------------------- */

static int
check(
    struct vg_act_call *call, const struct vg_casework *w, const struct vg_case_row *into)
{
	const struct vg_case_merge merge = {.client = w->row.client,
	    .into_client = into->client,
	    .state = w->row.state,
	    .into_state = into->state};
	int code = vg_casestate_may_merge(&merge, call->detail);

	if (code == VG_EPOLICY)
		vg_detail_prefix(
		    call->detail, "case %s into %s", w->row.number, into->number);
	return code;
}

static int
tie(struct vg_act_call *call, const struct vg_casework *w, const struct vg_case_row *into,
    int64_t *id)
{
	struct vg_db *db = call->desk->db;
	int code = vg_db_run(db, VG_STORELINK_TIE_ADD, "tttit", w->row.number,
	    into->number, "merge", call->at.us, call->actor->user);

	*id = vg_db_last_id(db);
	return code == VG_OK
	    ? vg_db_run(db, VG_STORELINK_PARTS_ALL, "it", *id, w->row.number)
	    : code;
}

static int
put_together(struct vg_act_call *call, bool look)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row into;
	struct vg_casework w;
	int64_t id = 0;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_desktie_other(call, &w, "into", &into);
	if (code == VG_OK)
		code = check(call, &w, &into);
	if (code == VG_OK)
		code = tie(call, &w, &into, &id);
	if (code == VG_OK)
		code = move_clocks(&w, into.number, id);
	if (code == VG_OK)
		code = vg_deskparts_move(call->desk, id, w.row.number, into.number);
	if (code == VG_OK && look)
		code = vg_deskparts_look(call->desk, into.number, call->now);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELETTER_MERGED, "itt",
		    call->now.us, into.number, w.row.number);
	vg_text_format(text, sizeof(text), "takes %s in", w.row.number);
	if (code == VG_OK)
		code = vg_deskparts_follow(call, into.number, text);
	vg_text_format(text, sizeof(text), "merged into %s", into.number);
	vg_text_copy(call->result->text, sizeof(call->result->text), text);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

int
vg_deskmerge_merge(struct vg_act_call *call)
{
	return put_together(call, true);
}

int
vg_deskmerge_join(struct vg_act_call *call)
{
	return put_together(call, false);
}

/* --- undo ------------------------------------------------------------------------------------ */

static int
read_kept(const struct moving *m, struct vg_clock_id id, struct kept *k)
{
	const size_t q = VG_STORELINK_CLOCK_KEPT;
	struct vg_db *db = m->work->call->desk->db;
	int code = vg_db_query(
	    db, q, "ittt", m->tie, id.number, vg_sla_rule(id.target)->name, id.part);

	*k = (struct kept){0};
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	*k = (struct kept){.kept = true,
	    .start = {vg_db_int(db, q, 0)},
	    .due = {vg_db_int(db, q, 1)},
	    .left_us = vg_db_int(db, q, 2)};
	vg_db_done(db, q);
	return VG_OK;
}

int
vg_deskmerge_met(struct vg_act_call *call, const char *number, const char *where,
    enum vg_target target)
{
	char here[VG_CASE_NUMBER_SIZE], into[VG_CASE_NUMBER_SIZE];
	struct vg_casework w = {.call = call};
	struct moving m = {.work = &w};
	struct kept strictest = {0}, own;
	int code = VG_OK;

	vg_text_copy(here, sizeof(here), number);
	for (int i = 0; code == VG_OK && i < MAX_MERGES && strcmp(here, where) != 0;
	     i++) {
		code = find_tie(call->desk, here, &m.tie, into);
		if (code == VG_OK && !m.tie)
			return VG_OK;
		if (code == VG_OK)
			code = read_kept(&m, vg_clock_of(into, target), &own);
		if (code == VG_OK && vg_instant_is_set(own.start) &&
		    (!strictest.kept || vg_instant_compare(own.due, strictest.due) < 0))
			strictest = own;
		vg_text_copy(here, sizeof(here), into);
	}
	return code == VG_OK && strictest.kept
	    ? begin_like(&m, vg_clock_of(where, target), where, &strictest, call->at)
	    : code;
}

/* When the survivor met the target since the merge; unset: it did not. */
static int
met_since(const struct moving *m, struct vg_wall merged, struct vg_wall *met)
{
	struct vg_clock clock;
	int code = vg_clock_load(m->work->call->desk, &m->its, &clock);

	*met = (struct vg_wall){0};
	for (size_t i = 0; code == VG_OK && i < clock.n_rows; i++) {
		const struct vg_ledger_row *row = &clock.rows[i];
		if (row->act == VG_LEDGER_MEET &&
		    vg_instant_compare(row->at, merged) >= 0)
			*met = row->at;
	}
	vg_clock_fini(&clock);
	return code;
}

/*
 * The clock of the case that went: it runs on from now, or was met where it went.  That one is
 * taken up as it was left, for it was met then, and not when the merge was undone.
 */
static int
take_up(const struct moving *m, struct vg_wall merged)
{
	const struct vg_act_call *c = m->work->call;
	const struct vg_wall left = m->here.ended, next = vg_instant_add(left, 1);
	char message[VG_TEXT_SIZE];
	struct vg_wall met;
	int code = find_message(c->desk, m->id, message);

	if (code == VG_OK)
		code = met_since(m, merged, &met);
	if (code != VG_OK)
		return code;
	bool is_met = vg_instant_is_set(met);
	code = vg_deskclock_act(c->desk, m->id, VG_LEDGER_REOPEN,
	    is_met ? left : not_before(c->at, left), c->now, c->actor->user,
	    "the merge was undone");
	if (code == VG_OK && is_met)
		return vg_deskclock_act(c->desk, m->id, VG_LEDGER_MEET,
		    not_before(met, next), c->now, c->actor->user,
		    "met in the case it was merged into");
	return code == VG_OK ? say_message(m, m->id, message) : code;
}

static int
return_clock(struct moving *m, struct vg_wall merged)
{
	const struct vg_act_call *c = m->work->call;
	struct kept here, there;
	int code = read_kept(m, m->id, &here);

	if (code == VG_OK)
		code = read_kept(m, m->its, &there);
	if (code == VG_OK)
		code =
		    vg_deskclock_state(c->desk, m->its, c->now, &m->there, &m->is_there);
	if (code == VG_OK && here.kept && vg_instant_is_set(m->here.ended))
		code = take_up(m, merged);
	/* One that began anew since is the survivor's own. */
	if (code != VG_OK || !there.kept || !m->is_there || !m->there.running ||
	    vg_instant_compare(m->there.start,
		not_before(not_before(merged, here.start), there.start)) > 0)
		return code;
	code = end(m, m->its, "went back with the merge");
	return code == VG_OK && vg_instant_is_set(there.start)
	    ? begin_like(m, m->its, m->its.number, &there, merged)
	    : code;
}

static int
return_clocks(struct vg_casework *w, const char *into, int64_t tie, struct vg_wall merged)
{
	struct vg_clock_list list;
	int code = vg_clock_list(w->call->desk, &w->row, w->call->now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		struct moving m = {.work = w,
		    .id = vg_clock_of_entry(w->row.number, &list.entries[i]),
		    .its = vg_clock_of_entry(into, &list.entries[i]),
		    .tie = tie,
		    .here = list.entries[i].state};
		code = return_clock(&m, merged);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* The case that it was merged into, which must not have gone further itself. */
static int
find_survivor(
    struct vg_casework *w, struct vg_case_row *into, int64_t *tie, struct vg_wall *merged)
{
	char number[VG_CASE_NUMBER_SIZE] = "";
	const size_t q = VG_STORELINK_TIE_OF;
	struct vg_act_call *c = w->call;
	int code = vg_db_query(c->desk->db, q, "tt", w->row.number, "merge");

	if (code == VG_OK && vg_db_next(c->desk->db, q)) {
		vg_text_copy(number, sizeof(number), vg_db_text(c->desk->db, q, 0));
		merged->us = vg_db_int(c->desk->db, q, 1);
		vg_db_done(c->desk->db, q);
	}
	if (code == VG_OK)
		code = vg_deskparts_tie(c->desk, w->row.number, "merge", tie);
	if (code == VG_OK)
		code = vg_deskrows_case(c->desk, number, into);
	if (code == VG_OK && into->state == VG_CASE_MG)
		return vg_detail_set(c->detail, VG_EPOLICY,
		    "case %s: 7: case %s was merged further; vigie case undo %s first",
		    w->row.number, number, number);
	return code;
}

/* It comes back as it was, unless its returns moved on meanwhile. */
static int
settle_state(struct vg_casework *w)
{
	struct vg_case_guard guard;
	int code = vg_deskreturnrow_guard(w->call->desk, w->row.number, &guard);

	if (code == VG_OK && w->next == VG_CASE_RT && !guard.open_return)
		w->next = VG_CASE_IH;
	else if (code == VG_OK && w->next != VG_CASE_RT && guard.open_return)
		w->next = VG_CASE_RT;
	return code;
}

int
vg_deskmerge_undo(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_wall merged = {0};
	struct vg_case_row into;
	struct vg_casework w;
	int64_t tie = 0;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = find_survivor(&w, &into, &tie, &merged);
	if (code == VG_OK)
		code = vg_deskparts_move(call->desk, tie, into.number, w.row.number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORECAUSE_ROLES_BACK, "i", tie);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_UNDO, "ttti",
		    w.row.number, into.number, "merge", call->at.us);
	if (code == VG_OK)
		code = return_clocks(&w, into.number, tie, merged);
	if (code == VG_OK)
		code = vg_deskparts_look(call->desk, into.number, call->now);
	/* What left meanwhile, or did not, is known of the case again. */
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREMAIL_OUT_TOLD, "tii",
		    w.row.number, call->now.us,
		    call->desk->conf->policy.paging.accepted_in_s * VG_SECOND_US);
	vg_text_format(text, sizeof(text), "gives %s back", w.row.number);
	if (code == VG_OK)
		code = vg_deskparts_follow(call, into.number, text);
	vg_text_format(text, sizeof(text), "the merge into %s is undone", into.number);
	if (code == VG_OK)
		code = settle_state(&w);
	if (code == VG_OK)
		code = vg_casework_finish(&w, text);
	return code == VG_OK ? vg_deskparts_look(call->desk, w.row.number, call->now)
			     : code;
}
