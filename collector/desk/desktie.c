/*
 * Cases and each other: whom they are about, links, merges, splits (policy section 7).
 *
 * A merge moves alarms and tickets to the survivor and lets the stricter clock of each kind go on
 * there; its undoing takes back what came with it.  Everything is a further entry.
 */
#include <string.h>

#include "collector/desk/casework.h"
#include "collector/desk/deskclock.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* The other case of a command: another one, of the same client. */
static int
load_other(struct vg_act_call *call, const struct vg_casework *w, const char *name,
    struct vg_case_row *other)
{
	const char *number = vg_deskact_value(call, name);
	int code = vg_deskrows_case(call->desk, number, other);

	if (code != VG_OK)
		return code;
	if (!other->number[0])
		return vg_detail_set(
		    call->detail, VG_ENOENT, "case %.20s: there is none", number);
	if (strcmp(other->number, w->row.number) == 0)
		return vg_detail_set(call->detail, VG_EINVAL, "%s: case %s with itself",
		    call->rule->verb, number);
	if (strcmp(other->client, w->row.client) != 0)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: case %s is another client's; two clients' cases are never tied",
		    number);
	return VG_OK;
}

/* An entry in the other case, and a word to the doors. */
static int
tell_other(struct vg_act_call *call, const struct vg_case_row *other, const char *text)
{
	int code = vg_desk_journal(call->desk, other->number, call->at, call->now,
	    call->rule->verb, call->actor->user, text);

	return code == VG_OK ? vg_desk_tell(call->desk, call->now, "case-changed",
				   other->number, other->subject, call->rule->verb)
			     : code;
}

static int
begin(struct vg_casework *w, struct vg_act_call *call)
{
	return vg_casework_begin(
	    w, call, call->act->object, (enum vg_case_fact)call->rule->fact);
}

/* --- whom it is about ------------------------------------------------------------------------- */

/* Note 1: by device, and by the contract in force when it began. */
static int
identify(struct vg_act_call *call)
{
	const struct vg_conf_device *d =
	    vg_conf_device(call->desk->conf, vg_deskact_value(call, "device"));
	char text[VG_TEXT_SIZE], why[VG_TEXT_SIZE], subject[VG_RESOURCE_SIZE];
	struct vg_entitlement e;
	struct vg_casework w;

	if (!d)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "identify: '%.64s' is no device of the tree",
		    vg_deskact_value(call, "device"));
	int code = begin(&w, call);
	if (code != VG_OK)
		return code;
	enum vg_case_state gate = vg_casework_gate(call->desk, d->name, w.row.opened, &e);
	if (w.next != w.row.state)
		w.next = gate == VG_CASE_NW && w.row.owner[0] ? VG_CASE_IH : gate;
	vg_text_format(subject, sizeof(subject), "device/%s", d->name);
	code = vg_db_run(call->desk->db, VG_STORELINK_CASE_IDENTIFY, "tttttt",
	    w.row.number, d->client, d->site, d->name, d->supplier, subject);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: 7: another case is open for %s; vigie case merge, or link",
		    w.row.number, subject);
	vg_text_format(why, sizeof(why), "%s: %s", e.clause, e.why);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_CASE_ENTITLE, "ttttt",
		    w.row.number, e.contract ? e.contract->name : "",
		    vg_contract_mode_text(e.mode),
		    e.contract ? "in-force" : "no-contract", why);
	if (code == VG_OK)
		code = vg_casework_fact(&w, VG_FACT_IDENTIFIED, "identified");
	vg_text_format(
	    text, sizeof(text), "is about %s of %s; %s", d->name, d->client, why);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* --- links ------------------------------------------------------------------------------------ */

static int
link_it(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row other;
	struct vg_casework w;
	int code = begin(&w, call);

	if (code == VG_OK)
		code = load_other(call, &w, "with", &other);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_ADD, "tttit",
		    w.row.number, other.number, "link", call->at.us, call->actor->user);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: case %s and %s are linked already", w.row.number, other.number);
	vg_text_format(text, sizeof(text), "linked with %s", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &other, text);
	vg_text_format(text, sizeof(text), "linked with %s", other.number);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

static int
unlink_it(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row other;
	struct vg_casework w;
	int code = begin(&w, call);

	if (code == VG_OK)
		code = load_other(call, &w, "with", &other);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_UNDO, "ttti",
		    w.row.number, other.number, "link", call->at.us);
	if (code == VG_OK && vg_db_changes(call->desk->db) == 0)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "unlink: %s is not linked with %s", w.row.number, other.number);
	vg_text_format(text, sizeof(text), "no longer linked with %s", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &other, text);
	vg_text_format(text, sizeof(text), "no longer linked with %s", other.number);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* --- merges ----------------------------------------------------------------------------------- */

/* A clock that goes on elsewhere ends here, for that cause. */
static int
end_here(struct vg_casework *w, struct vg_clock_id id, const char *into)
{
	struct vg_act_call *c = w->call;
	char cause[VG_TEXT_SIZE];

	vg_text_format(cause, sizeof(cause), "merged into %s", into);
	return vg_deskclock_act(
	    c->desk, id, VG_LEDGER_END, c->at, c->now, c->actor->user, cause);
}

/* The stricter clock of a kind goes on in the survivor, from where it began. */
static int
move_clock(struct vg_casework *w, const char *into, const struct vg_clock_entry *here)
{
	struct vg_act_call *c = w->call;
	struct vg_clock_id id = vg_clock_of_entry(w->row.number, here);
	struct vg_clock_id there_id = vg_clock_of_entry(into, here);
	struct vg_target_state there;
	bool is_there;
	char cause[VG_TEXT_SIZE];
	int code = vg_deskclock_state(c->desk, there_id, c->now, &there, &is_there);

	if (code == VG_OK)
		code = end_here(w, id, into);
	if (code != VG_OK)
		return code;
	if (!is_there || !there.running)
		return vg_deskclock_start(c->desk, there_id, here->state.start, c->now);
	bool days = vg_sla_rule(here->target)->normal.unit == VG_UNIT_DAYS;
	if (days || here->state.remaining_us <= 0 ||
	    vg_instant_compare(here->state.due, there.due) >= 0)
		return VG_OK;
	vg_text_format(
	    cause, sizeof(cause), "the stricter one of %s goes on", w->row.number);
	code = vg_deskclock_act(
	    c->desk, there_id, VG_LEDGER_END, c->at, c->now, c->actor->user, cause);
	return code == VG_OK ? vg_deskclock_carry(c->desk, w->row.number, there_id,
				   here->state.remaining_us, c->at, c->now)
			     : code;
}

static int
move_clocks(struct vg_casework *w, const char *into)
{
	struct vg_clock_list list;
	int code = vg_clock_list(w->call->desk, &w->row, w->call->now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		if (list.entries[i].state.running)
			code = move_clock(w, into, &list.entries[i]);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* Undone: what the merge ended runs on; what had ended before stays ended. */
static int
take_clocks_back(struct vg_casework *w, struct vg_wall merged)
{
	struct vg_act_call *c = w->call;
	struct vg_clock_list list;
	int code = vg_clock_list(c->desk, &w->row, c->now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_entry *e = &list.entries[i];
		if (vg_instant_compare(e->state.ended, merged) == 0)
			code = vg_deskclock_act(c->desk,
			    vg_clock_of_entry(w->row.number, e), VG_LEDGER_REOPEN, c->at,
			    c->now, c->actor->user, "the merge was undone");
	}
	vg_clock_list_fini(&list);
	return code;
}

static int
merge(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row into;
	struct vg_casework w;
	int code = begin(&w, call);

	if (code == VG_OK)
		code = load_other(call, &w, "into", &into);
	if (code != VG_OK)
		return code;
	if (!vg_casestate_is_open(into.state) ||
	    (w.row.state == VG_CASE_OB) != (into.state == VG_CASE_OB))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: case %s is %s: a merge goes into an open case, ordinary with ordinary, "
		    "observed with observed",
		    into.number, vg_casestate_text(into.state));
	code = move_clocks(&w, into.number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_ALARMS_TO, "tt",
		    w.row.number, into.number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TICKETS_TO, "tt",
		    w.row.number, into.number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_ADD, "tttit",
		    w.row.number, into.number, "merge", call->at.us, call->actor->user);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_OUTBOX_ADD, "ittt", call->now.us,
		    into.number, "merged", "client");
	vg_text_format(text, sizeof(text), "takes %s in", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &into, text);
	vg_text_format(text, sizeof(text), "merged into %s", into.number);
	vg_text_copy(call->result->text, sizeof(call->result->text), text);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Takes a merge back: alarms and tickets that came with it, and the clocks it ended. */
static int
undo(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE], into[VG_CASE_NUMBER_SIZE] = "";
	const size_t q = VG_STORELINK_TIE_OF;
	struct vg_wall merged = {0};
	struct vg_case_row other;
	struct vg_casework w;
	int code = begin(&w, call);

	if (code == VG_OK)
		code = vg_db_query(call->desk->db, q, "tt", w.row.number, "merge");
	if (code == VG_OK && vg_db_next(call->desk->db, q)) {
		vg_text_copy(into, sizeof(into), vg_db_text(call->desk->db, q, 0));
		merged.us = vg_db_int(call->desk->db, q, 1);
		vg_db_done(call->desk->db, q);
	}
	if (code == VG_OK)
		code = vg_deskrows_case(call->desk, into, &other);
	if (code == VG_OK)
		code = vg_db_run(
		    call->desk->db, VG_STORELINK_ALARMS_BACK, "tt", w.row.number, into);
	if (code == VG_OK)
		code = vg_db_run(
		    call->desk->db, VG_STORELINK_TICKETS_BACK, "tt", w.row.number, into);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_UNDO, "ttti",
		    w.row.number, into, "merge", call->at.us);
	if (code == VG_OK)
		code = take_clocks_back(&w, merged);
	vg_text_format(text, sizeof(text), "gives %s back", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &other, text);
	vg_text_format(text, sizeof(text), "the merge into %s is undone", into);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

const struct vg_act_rule vg_desktie_rules[] = {
    {"identify", "case", VG_ROLE_NOC, "device", identify, VG_CASE_IDENTIFY},
    {"link", "case", VG_ROLE_NOC, "with", link_it, VG_CASE_NOTE},
    {"unlink", "case", VG_ROLE_NOC, "with", unlink_it, VG_CASE_NOTE},
    {"merge", "case", VG_ROLE_NOC, "into", merge, VG_CASE_MERGE},
    {"undo", "case", VG_ROLE_NOC, "", undo, VG_CASE_UNDO_MERGE},
    {0},
};
