/*
 * Commands on visits (P12, P16), and the rules of orders (collector/desk/work/deskorder.c).
 */
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/work/deskorder.h"
#include "collector/store/storework.h"
#include "collector/work/visitstate.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

struct visit_row {
	char number[VG_DESK_NUMBER_SIZE]; /* "": none */
	char case_number[VG_CASE_NUMBER_SIZE];
	char rma[VG_DESK_NUMBER_SIZE], order[VG_DESK_NUMBER_SIZE]; /* "" none */
	enum vg_visit_kind kind;
	enum vg_visit_state state;
	struct vg_wall planned_for, moved;
};

struct work {
	struct vg_act_call *call;
	struct visit_row row;
	struct vg_visit_guard guard;
	struct vg_visit_outcome outcome;
	struct vg_casework of_case;
};

static const char *
value(const struct vg_act_call *call, const char *name)
{
	return vg_deskact_value(call, name);
}

/* --- what the guards look at ------------------------------------------------------------- */

static int
get_visit(struct vg_desk *desk, const char *number, struct visit_row *row)
{
	const size_t q = VG_STOREWORK_VISIT_GET;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	memset(row, 0, sizeof(*row));
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	vg_text_copy(row->number, sizeof(row->number), vg_db_text(db, q, 0));
	vg_text_copy(row->case_number, sizeof(row->case_number), vg_db_text(db, q, 1));
	vg_text_copy(row->rma, sizeof(row->rma), vg_db_text(db, q, 2));
	vg_text_copy(row->order, sizeof(row->order), vg_db_text(db, q, 3));
	row->kind = (enum vg_visit_kind)vg_visitstate_kind_parse(vg_db_text(db, q, 4));
	row->state = (enum vg_visit_state)vg_visitstate_parse(vg_db_text(db, q, 5));
	row->planned_for.us = vg_db_int(db, q, 6);
	row->moved.us = vg_db_int(db, q, 9);
	vg_db_done(db, q);
	return VG_OK;
}

/* The return and the order that the visit is for; both of its own case. */
static int
fill_links(struct work *w)
{
	struct vg_act_call *c = w->call;
	struct vg_return_row rma;
	struct vg_order_row order;
	int code = vg_deskreturnrow_get(c->desk, w->row.rma, &rma);

	if (code == VG_OK)
		code = vg_deskorder_get(c->desk, w->row.order, &order);
	if (code != VG_OK)
		return code;
	if (w->row.rma[0] && strcmp(rma.case_number, w->row.case_number) != 0)
		return vg_detail_set(c->detail, VG_ENOENT,
		    "%s: case %s has no return %.32s", c->rule->verb, w->row.case_number,
		    w->row.rma);
	if (w->row.order[0] && strcmp(order.case_number, w->row.case_number) != 0)
		return vg_detail_set(c->detail, VG_ENOENT,
		    "%s: case %s has no order %.32s", c->rule->verb, w->row.case_number,
		    w->row.order);
	w->guard.has_return = rma.number[0] != '\0';
	w->guard.return_state = rma.state;
	w->guard.integrator_held = rma.integrator.held;
	w->guard.order = order.number[0] ? order.state : VG_ORDER_NONE;
	return VG_OK;
}

static void
fill_mode(struct work *w)
{
	const struct vg_case_row *c = &w->of_case.row;
	struct vg_entitlement e;

	vg_deskclock_entitlement(w->call->desk, c, &e);
	w->guard.mode = e.mode;
	w->guard.duties = e.duties;
	w->guard.intervened = vg_deskclock_is_intervention(c, &e);
}

/* The case is loaded and says what a visit means to it. */
static int
fill(struct work *w)
{
	struct vg_act_call *c = w->call;
	int code = vg_casework_begin(&w->of_case, c, w->row.case_number, VG_CASE_VISIT);

	if (code == VG_OK)
		code = fill_links(w);
	if (code != VG_OK)
		return code;
	fill_mode(w);
	w->guard.state = w->row.state;
	w->guard.kind = w->row.kind;
	w->guard.contested = vg_deskact_has(c, "contested");
	w->guard.found = value(c, "found");
	w->guard.reason = value(c, "reason");
	return VG_OK;
}

static int
load(struct work *w, struct vg_act_call *call)
{
	*w = (struct work){.call = call};
	int code = get_visit(call->desk, call->act->object, &w->row);

	if (code != VG_OK)
		return code;
	if (!w->row.number[0])
		return vg_detail_set(call->detail, VG_ENOENT,
		    "visit %.32s: there is none", call->act->object);
	return fill(w);
}

static int
apply(struct work *w, enum vg_visit_fact fact)
{
	struct vg_act_call *c = w->call;
	char object[64], what[64];
	int code = vg_visitstate_apply(&w->guard, fact, &w->outcome, c->detail);

	if (code == VG_EPOLICY && w->row.number[0])
		vg_detail_prefix(c->detail, "visit %s", w->row.number);
	vg_text_format(object, sizeof(object), "visit %s", w->row.number);
	vg_text_format(
	    what, sizeof(what), "it became %s", vg_visitstate_text(w->row.state));
	return code == VG_OK ? vg_deskact_not_before(c, w->row.moved, object, what)
			     : code;
}

/* --- what it leaves behind --------------------------------------------------------------- */

/* Whether another visit under the same order is not over. */
static int
has_other(struct work *w, bool *other)
{
	const size_t q = VG_STOREWORK_VISIT_OF;
	struct vg_db *db = w->call->desk->db;
	int code = vg_db_query(db, q, "t", w->row.order);

	*other = false;
	while (code == VG_OK && vg_db_next(db, q))
		*other = *other || strcmp(vg_db_text(db, q, 0), w->row.number) != 0;
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
follow_order(struct work *w)
{
	struct vg_act_call *c = w->call;
	unsigned effects = w->outcome.effects;
	bool other = false;
	int code = has_other(w, &other);

	if (code == VG_OK && (effects & VG_VISIT_ORDER_PLAN))
		return vg_deskorder_follow(
		    c->desk, w->row.order, VG_ORDER_FACT_PLAN, c->at, c->now);
	if (code == VG_OK && !other && (effects & VG_VISIT_ORDER_UNPLAN))
		return vg_deskorder_follow(
		    c->desk, w->row.order, VG_ORDER_FACT_UNPLAN, c->at, c->now);
	if (code == VG_OK && !other && (effects & VG_VISIT_ORDER_DONE))
		return vg_deskorder_follow(
		    c->desk, w->row.order, VG_ORDER_FACT_DONE, c->at, c->now);
	return code;
}

/* P12: what was proved is proposed; a person turns the key. */
static void
propose(struct work *w)
{
	struct vg_act_result *result = w->call->result;

	if (w->outcome.effects & VG_VISIT_PROPOSE_KEY)
		vg_text_format(result->text, sizeof(result->text),
		    "P12: the fault is proved; vigie return confirm %s --side integrator",
		    w->row.rma);
	if (w->outcome.effects & VG_VISIT_PROPOSE_WITHDRAW)
		vg_text_format(result->text, sizeof(result->text),
		    "P12: the fault is not there; vigie return withdraw %s --side "
		    "integrator, or reject",
		    w->row.rma);
}

/* What waits for access pauses where the contract says so, until the visit goes on or is over. */
static int
hold_clocks(struct work *w)
{
	struct vg_act_call *c = w->call;

	if (w->row.state != VG_VISIT_NO_ACCESS && w->outcome.next != VG_VISIT_NO_ACCESS)
		return VG_OK;
	return vg_deskclock_hold(c->desk, w->row.case_number, "waiting-access",
	    w->outcome.next == VG_VISIT_NO_ACCESS, c->at, c->now, c->actor->user);
}

static int
finish(struct work *w, const char *text)
{
	struct vg_act_call *c = w->call;
	char line[VG_DESKACT_ENTRY_SIZE];
	int code = VG_OK;

	if (w->row.state != VG_VISIT_NONE)
		code = vg_db_run(c->desk->db, VG_STOREWORK_VISIT_STATE, "tti",
		    w->row.number, vg_visitstate_text(w->outcome.next), c->at.us);
	if (code == VG_OK && w->row.order[0])
		code = follow_order(w);
	if (code == VG_OK && (w->outcome.effects & VG_VISIT_TELL_CLIENT))
		code = vg_db_run(c->desk->db, VG_SQL_OUTBOX_ADD, "ittt", c->now.us,
		    w->row.case_number, c->rule->verb, "client");
	if (code == VG_OK)
		code = hold_clocks(w);
	propose(w);
	vg_text_copy(c->result->object, sizeof(c->result->object), w->row.number);
	vg_text_copy(c->result->state, sizeof(c->result->state),
	    vg_visitstate_text(w->outcome.next));
	vg_text_format(line, sizeof(line), "visit %s: %s%s", w->row.number, text,
	    w->outcome.effects & VG_VISIT_OUR_COST ? ", at the integrator's cost" : "");
	w->of_case.kind = "visit";
	w->of_case.ball = w->outcome.ball;
	w->of_case.side = w->outcome.ball && strcmp(w->outcome.ball, "client") == 0
	    ? "client"
	    : "integrator";
	return code == VG_OK ? vg_casework_finish(&w->of_case, line) : code;
}

/* --- commands ---------------------------------------------------------------------------- */

static int
read_when(const struct vg_act_call *call, struct vg_wall *when)
{
	if (vg_instant_parse(value(call, "when"), when) == VG_OK)
		return VG_OK;
	return vg_detail_set(call->detail, VG_EINVAL, "%s: when is no instant: '%.40s'",
	    call->rule->verb, value(call, "when"));
}

static int
plan(struct vg_act_call *call)
{
	int kind = vg_visitstate_kind_parse(value(call, "kind"));
	struct work w = {.call = call, .row = {.state = VG_VISIT_NONE}};
	char text[VG_DESKACT_ENTRY_SIZE];

	if (kind < 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "visit-plan: kind is rma-proof, rma-swap or on-order, not '%.40s'",
		    value(call, "kind"));
	w.row.kind = (enum vg_visit_kind)kind;
	vg_text_copy(w.row.case_number, sizeof(w.row.case_number), value(call, "case"));
	vg_text_copy(w.row.rma, sizeof(w.row.rma), value(call, "return"));
	vg_text_copy(w.row.order, sizeof(w.row.order), value(call, "order"));
	int code = read_when(call, &w.row.planned_for);
	if (code == VG_OK)
		code = fill(&w);
	if (code == VG_OK)
		code = apply(&w, VG_VISIT_FACT_PLAN);
	if (code == VG_OK)
		code =
		    vg_desknumber_next(call->desk, "visit", 'V', call->now, w.row.number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREWORK_VISIT_ADD, "tttttiti",
		    w.row.number, w.of_case.row.number, w.row.rma, w.row.order,
		    vg_visitstate_kind_text(w.row.kind), w.row.planned_for.us,
		    call->actor->user, call->at.us);
	vg_text_format(text, sizeof(text), "%s planned for %s%s%s%s%s",
	    vg_visitstate_kind_text(w.row.kind), value(call, "when"),
	    w.row.rma[0] ? ", return " : "", w.row.rma, w.row.order[0] ? ", order " : "",
	    w.row.order);
	return code == VG_OK ? finish(&w, text) : code;
}

static int
move(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_wall when;
	struct work w;
	int code = read_when(call, &when);

	if (code == VG_OK)
		code = load(&w, call);
	if (code == VG_OK)
		code = apply(&w, VG_VISIT_FACT_MOVE);
	if (code == VG_OK)
		code = vg_db_run(
		    call->desk->db, VG_STOREWORK_VISIT_WHEN, "ti", w.row.number, when.us);
	vg_text_format(text, sizeof(text), "moved to %s", value(call, "when"));
	return code == VG_OK ? finish(&w, text) : code;
}

static int
done(struct vg_act_call *call)
{
	const char *finding = value(call, "finding");
	char text[VG_DESKACT_ENTRY_SIZE];
	struct work w;

	if (finding[0] && strcmp(finding, "confirms") != 0 &&
	    strcmp(finding, "denies") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "visit-done: finding is confirms or denies, not '%.40s'", finding);
	int code = load(&w, call);
	if (code != VG_OK)
		return code;
	w.guard.finding = strcmp(finding, "confirms") == 0 ? VG_VISIT_CONFIRMS
	    : strcmp(finding, "denies") == 0               ? VG_VISIT_DENIES
							   : VG_VISIT_OPEN;
	code = apply(&w, VG_VISIT_FACT_DONE);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREWORK_VISIT_FOUND, "ttt",
		    w.row.number, w.guard.found, finding);
	vg_text_format(text, sizeof(text), "done: %s%s%s", w.guard.found,
	    finding[0] ? "; the fault: " : "", finding);
	return code == VG_OK ? finish(&w, text) : code;
}

static int
plain(struct vg_act_call *call, enum vg_visit_fact fact, const char *what)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct work w;
	int code = load(&w, call);

	if (code == VG_OK)
		code = apply(&w, fact);
	vg_text_format(text, sizeof(text), "%s%s%s", what,
	    value(call, "reason")[0] ? ": " : "", value(call, "reason"));
	return code == VG_OK ? finish(&w, text) : code;
}

static int
begin(struct vg_act_call *call)
{
	return plain(call, VG_VISIT_FACT_BEGIN, "begun");
}

static int
no_access(struct vg_act_call *call)
{
	return plain(call, VG_VISIT_FACT_NO_ACCESS, "no access");
}

static int
refused(struct vg_act_call *call)
{
	return plain(call, VG_VISIT_FACT_REFUSED, "refused by the client");
}

static int
cancel(struct vg_act_call *call)
{
	return plain(call, VG_VISIT_FACT_CANCEL, "cancelled");
}

const struct vg_act_rule vg_deskwork_rules[] = {
    {"visit-plan", "visit", VG_ROLE_NOC, "case kind when", plan, 0},
    {"visit-move", "visit", VG_ROLE_NOC, "when", move, 0},
    {"visit-begin", "visit", VG_ROLE_NOC, "", begin, 0},
    {"visit-done", "visit", VG_ROLE_NOC, "", done, 0},
    {"visit-no-access", "visit", VG_ROLE_NOC, "", no_access, 0},
    {"visit-refused", "visit", VG_ROLE_NOC, "", refused, 0},
    {"visit-cancel", "visit", VG_ROLE_NOC, "", cancel, 0},
    {"order-ask", "order", VG_ROLE_NOC, "case what", vg_deskorder_ask, 0},
    {"order-propose", "order", VG_ROLE_NOC, "", vg_deskorder_propose, 0},
    {"order-ordered", "order", VG_ROLE_NOC, "", vg_deskorder_ordered, 0},
    {"order-done", "order", VG_ROLE_NOC, "", vg_deskorder_done, 0},
    {"order-decline", "order", VG_ROLE_NOC, "", vg_deskorder_decline, 0},
    {"order-cancel", "order", VG_ROLE_NOC, "", vg_deskorder_cancel, 0},
    {0},
};
