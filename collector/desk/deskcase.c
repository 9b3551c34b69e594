/*
 * Commands on a case: what its table says, what they make of owner and clocks, what the journal
 * keeps.
 */
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/store/record.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct work {
	struct vg_act_call *call;
	struct vg_case_row row;
	enum vg_case_state next;
};

static int
load_case(struct work *w)
{
	struct vg_act_call *c = w->call;
	int code = vg_deskrows_case(c->desk, c->act->object, &w->row);

	if (code != VG_OK)
		return code;
	if (!w->row.number[0])
		return vg_detail_set(
		    c->detail, VG_ENOENT, "case %s: there is none", c->act->object);
	if (vg_instant_compare(c->at, w->row.opened) < 0)
		return vg_detail_set(c->detail, VG_ERANGE,
		    "case %s: 'at' lies before the case was opened", w->row.number);
	return VG_OK;
}

/* Asks the case's table (states.md 1.1). */
static int
judge(struct work *w)
{
	struct vg_act_call *c = w->call;
	const struct vg_case_guard guard = {.state = w->row.state,
	    .before = w->row.before,
	    .by_gate = w->row.state,
	    .owned = w->row.owner[0] != '\0',
	    .owner_acts = strcmp(w->row.owner, c->actor->user) == 0,
	    .cause_named = vg_deskact_has(c, "cause"),
	    .cure_named = vg_deskact_has(c, "cure"),
	    .faults_cleared = strcmp(w->row.fault, "standing") != 0};
	int code = vg_casestate_apply(
	    &guard, (enum vg_case_fact)c->rule->fact, &w->next, c->detail);

	if (code == VG_EPOLICY)
		vg_detail_prefix(c->detail, "case %s", w->row.number);
	return code;
}

static int
set_state(struct work *w)
{
	struct vg_act_call *c = w->call;

	if (w->next == w->row.state)
		return vg_db_run(
		    c->desk->db, VG_SQL_CASE_TOUCH, "ti", w->row.number, c->now.us);
	return vg_db_run(c->desk->db, VG_SQL_CASE_STATE, "tti", w->row.number,
	    vg_casestate_text(w->next), c->now.us);
}

/* Taking makes one the owner; who answers, closes or first moves a new case becomes it too. */
static int
set_owner(struct work *w)
{
	struct vg_act_call *c = w->call;
	bool takes = c->rule->fact == VG_CASE_TAKE ||
	    (w->row.state == VG_CASE_NW && w->next != VG_CASE_NW);

	if (!takes)
		return VG_OK;
	return vg_db_run(c->desk->db, VG_SQL_CASE_OWNER, "tti", w->row.number,
	    c->actor->user, c->now.us);
}

/* Ends, or meets where 'meets' is set, every clock of 'which' that runs. */
static int
move_clocks(struct work *w, const enum vg_target *which, size_t n, enum vg_ledger_act act,
    const char *cause)
{
	struct vg_act_call *c = w->call;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < n; i++) {
		struct vg_target_state state;
		bool exists;
		code = vg_deskclock_state(
		    c->desk, w->row.number, which[i], c->now, &state, &exists);
		if (code == VG_OK && exists && state.running)
			code = vg_deskclock_act(c->desk, w->row.number, which[i], act,
			    c->at, c->now, c->actor->user, cause);
	}
	return code;
}

/* The end of every command: state, owner, journal, happening, result. */
static int
finish(struct work *w, const char *text)
{
	struct vg_act_call *c = w->call;
	bool closes = w->next == VG_CASE_CL && w->row.state != VG_CASE_CL;
	int code = set_state(w);

	if (code == VG_OK)
		code = set_owner(w);
	if (code == VG_OK)
		code = vg_desk_journal(c->desk, w->row.number, c->at, c->now,
		    c->rule->verb, c->actor->user, text);
	if (code == VG_OK)
		code =
		    vg_desk_tell(c->desk, c->now, closes ? "case-closed" : "case-changed",
			w->row.number, w->row.subject, c->rule->verb);
	vg_text_copy(c->result->object, sizeof(c->result->object), w->row.number);
	vg_text_copy(
	    c->result->state, sizeof(c->result->state), vg_casestate_text(w->next));
	return code;
}

static int
begin(struct work *w, struct vg_act_call *call)
{
	*w = (struct work){.call = call};
	int code = load_case(w);

	return code == VG_OK ? judge(w) : code;
}

static int
take(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct work w;
	int code = begin(&w, call);

	vg_text_format(text, sizeof(text), "%s has taken the case%s%s", call->actor->user,
	    w.row.owner[0] ? " from " : "", w.row.owner);
	return code == VG_OK ? finish(&w, text) : code;
}

static int
note(struct vg_act_call *call)
{
	struct work w;
	int code = begin(&w, call);

	return code == VG_OK ? finish(&w, vg_deskact_value(call, "text")) : code;
}

/* A message of a person to the client meets what promised one (P6, P7). */
static int
reply(struct vg_act_call *call)
{
	static const enum vg_target met[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};
	struct work w;
	int code = begin(&w, call);

	if (code == VG_OK)
		code = move_clocks(&w, met, sizeof(met) / sizeof(met[0]), VG_LEDGER_MEET,
		    "the client was told");
	return code == VG_OK ? finish(&w, vg_deskact_value(call, "text")) : code;
}

static int
close_it(struct vg_act_call *call)
{
	const char *cause = vg_deskact_value(call, "cause");
	const char *cure = vg_deskact_value(call, "cure");
	enum vg_target all[VG_TARGET_N];
	char text[VG_TEXT_SIZE * 2];
	struct work w;
	int code = begin(&w, call);

	if (code == VG_OK && w.row.state == VG_CASE_CL) {
		vg_text_copy(call->result->text, sizeof(call->result->text),
		    "it was closed already: its cause and cure stay as they were");
		return finish(&w, "closed already");
	}
	for (int t = 0; t < VG_TARGET_N; t++)
		all[t] = (enum vg_target)t;
	if (code == VG_OK)
		code = move_clocks(
		    &w, all, VG_TARGET_N, VG_LEDGER_END, "the case was closed");
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_CASE_ENDING, "titt", w.row.number,
		    call->at.us, cause, cure);
	vg_text_format(text, sizeof(text), "cause: %s; cure: %s", cause, cure);
	return code == VG_OK ? finish(&w, text) : code;
}

const struct vg_act_rule vg_deskcase_rules[] = {
    {"take", "case", VG_ROLE_NOC, "", take, VG_CASE_TAKE},
    {"note", "case", VG_ROLE_NOC, "text", note, VG_CASE_NOTE},
    {"reply", "case", VG_ROLE_NOC, "text", reply, VG_CASE_REPLY},
    {"close", "case", VG_ROLE_NOC, "", close_it, VG_CASE_CLOSE},
    {0},
};
