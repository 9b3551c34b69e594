/*
 * Work orders (P16): a ladder that only a client's order climbs.
 */
#include "collector/desk/work/deskorder.h"

#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/store/storework.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define TEXT(field, column)                                                              \
	vg_text_copy(field, sizeof(field), vg_db_text(desk->db, q, column))

int
vg_deskorder_get(struct vg_desk *desk, const char *number, struct vg_order_row *row)
{
	const size_t q = VG_STOREWORK_ORDER_GET;
	int code = vg_db_query(desk->db, q, "t", number);

	memset(row, 0, sizeof(*row));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	TEXT(row->number, 0);
	TEXT(row->case_number, 1);
	row->state = (enum vg_order_state)vg_orderstate_parse(vg_db_text(desk->db, q, 2));
	TEXT(row->what, 3);
	TEXT(row->who, 4);
	row->opened.us = vg_db_int(desk->db, q, 5);
	row->moved.us = vg_db_int(desk->db, q, 6);
	TEXT(row->proposal, 9);
	row->valid_until.us = vg_db_int(desk->db, q, 10);
	TEXT(row->reference, 11);
	TEXT(row->by_whom, 12);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- one command on one order ------------------------------------------------------------ */

struct work {
	struct vg_act_call *call;
	struct vg_order_row row;
	struct vg_order_guard guard;
	struct vg_order_outcome outcome;
	struct vg_casework of_case;
};

static const char *
value(const struct vg_act_call *call, const char *name)
{
	return vg_deskact_value(call, name);
}

/* Whether a visit under the order has begun and is not over. */
static int
has_begun(struct vg_desk *desk, const char *number, bool *begun)
{
	const size_t q = VG_STOREWORK_VISIT_OF;
	int code = vg_db_query(desk->db, q, "t", number);

	*begun = false;
	while (code == VG_OK && vg_db_next(desk->db, q))
		*begun = *begun || strcmp(vg_db_text(desk->db, q, 1), "begun") == 0;
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
load(struct work *w, struct vg_act_call *call)
{
	*w = (struct work){.call = call};
	int code = vg_deskorder_get(call->desk, call->act->object, &w->row);

	if (code != VG_OK)
		return code;
	if (!w->row.number[0])
		return vg_detail_set(call->detail, VG_ENOENT,
		    "order %.32s: there is none", call->act->object);
	w->guard = (struct vg_order_guard){.state = w->row.state,
	    .now = call->at,
	    .valid_until = w->row.valid_until,
	    .technical = value(call, "technical"),
	    .commercial = value(call, "commercial"),
	    .proposal = value(call, "reference"),
	    .reference = value(call, "reference"),
	    .by_whom = value(call, "by"),
	    .by_quote = strcmp(value(call, "as"), "quote") == 0,
	    .reason = value(call, "reason")};
	code = has_begun(call->desk, w->row.number, &w->guard.visit_begun);
	return code == VG_OK
	    ? vg_casework_begin(&w->of_case, call, w->row.case_number, VG_CASE_NOTE)
	    : code;
}

static int
apply(struct work *w, enum vg_order_fact fact)
{
	struct vg_act_call *c = w->call;
	char object[64], what[64];
	int code = vg_orderstate_apply(&w->guard, fact, &w->outcome, c->detail);

	if (code == VG_EPOLICY)
		vg_detail_prefix(c->detail, "order %s", w->row.number);
	vg_text_format(object, sizeof(object), "order %s", w->row.number);
	vg_text_format(
	    what, sizeof(what), "it became %s", vg_orderstate_text(w->row.state));
	return code == VG_OK ? vg_deskact_not_before(c, w->row.moved, object, what)
			     : code;
}

/* The visits that were planned under a cancelled order fall with it. */
static int
cancel_visits(struct vg_desk *desk, const char *number, struct vg_wall at)
{
	const size_t q = VG_STOREWORK_VISIT_OF;
	char visit[VG_DESK_NUMBER_SIZE];
	int code = VG_OK;

	for (int i = 0; code == VG_OK && i < 100; i++) {
		code = vg_db_query(desk->db, q, "t", number);
		if (code != VG_OK || !vg_db_next(desk->db, q))
			return code == VG_OK ? vg_db_failed(desk->db) : code;
		vg_text_copy(visit, sizeof(visit), vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
		code = vg_db_run(
		    desk->db, VG_STOREWORK_VISIT_STATE, "tti", visit, "cancelled", at.us);
	}
	return code;
}

static int
tell_commercial(
    struct vg_desk *desk, const char *case_number, const char *what, struct vg_wall now)
{
	return vg_db_run(
	    desk->db, VG_SQL_OUTBOX_ADD, "ittt", now.us, case_number, what, "commercial");
}

static int
finish(struct work *w, const char *text)
{
	struct vg_act_call *c = w->call;
	char line[VG_DESKACT_ENTRY_SIZE];
	int code = vg_db_run(c->desk->db, VG_STOREWORK_ORDER_STATE, "tti", w->row.number,
	    vg_orderstate_text(w->outcome.next), c->at.us);

	if (code == VG_OK && (w->outcome.effects & VG_ORDER_CANCELS_VISIT))
		code = cancel_visits(c->desk, w->row.number, c->at);
	if (code == VG_OK && (w->outcome.effects & VG_ORDER_TELL_COMMERCIAL))
		code =
		    tell_commercial(c->desk, w->row.case_number, c->rule->verb, c->now);
	if (code == VG_OK && w->outcome.next != VG_ORDER_PROPOSED)
		code = vg_desk_drop_due(c->desk, "order", w->row.number);
	vg_text_copy(c->result->object, sizeof(c->result->object), w->row.number);
	vg_text_copy(c->result->state, sizeof(c->result->state),
	    vg_orderstate_text(w->outcome.next));
	vg_text_format(line, sizeof(line), "order %s: %s", w->row.number, text);
	w->of_case.kind = "order";
	w->of_case.ball = w->outcome.ball;
	return code == VG_OK ? vg_casework_finish(&w->of_case, line) : code;
}

/* --- commands ---------------------------------------------------------------------------- */

int
vg_deskorder_ask(struct vg_act_call *call)
{
	char number[VG_DESK_NUMBER_SIZE], text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin(&w, call, value(call, "case"), VG_CASE_NOTE);

	if (code == VG_OK)
		code = vg_desknumber_next(call->desk, "order", 'O', call->now, number);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREWORK_ORDER_ADD, "tttti", number,
		    w.row.number, value(call, "what"), call->actor->user, call->at.us);
	if (code == VG_OK)
		code = tell_commercial(
		    call->desk, w.row.number, call->rule->verb, call->now);
	if (code != VG_OK)
		return code;
	vg_text_copy(call->result->object, sizeof(call->result->object), number);
	vg_text_copy(call->result->state, sizeof(call->result->state), "asked");
	vg_text_format(
	    text, sizeof(text), "order %s asked for: %s", number, value(call, "what"));
	w.kind = "order";
	return vg_casework_finish(&w, text);
}

/* P16: technical and commercial part, a reference, and an end; then it lapses. */
int
vg_deskorder_propose(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct work w;
	int code = load(&w, call);

	if (code != VG_OK)
		return code;
	if (vg_deskact_has(call, "valid-until") &&
	    vg_instant_parse(value(call, "valid-until"), &w.guard.valid_until) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "order-propose: valid-until is no instant: '%.40s'",
		    value(call, "valid-until"));
	if (!vg_deskact_has(call, "valid-until"))
		w.guard.valid_until.us = 0;
	code = apply(&w, VG_ORDER_FACT_PROPOSE);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREWORK_ORDER_PROPOSED, "tttti",
		    w.row.number, w.guard.technical, w.guard.commercial, w.guard.proposal,
		    w.guard.valid_until.us);
	if (code == VG_OK)
		code = vg_desk_put_due(
		    call->desk, "order", w.row.number, w.guard.valid_until);
	vg_text_format(text, sizeof(text), "proposed as %s: %s; %s; valid until %s",
	    w.guard.proposal, w.guard.technical, w.guard.commercial,
	    value(call, "valid-until"));
	return code == VG_OK ? finish(&w, text) : code;
}

int
vg_deskorder_ordered(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct work w;
	int code = load(&w, call);

	if (code == VG_OK)
		code = apply(&w, VG_ORDER_FACT_ORDER);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STOREWORK_ORDER_ORDERED, "ttti",
		    w.row.number, w.guard.reference, w.guard.by_whom,
		    (int64_t)w.guard.by_quote);
	if (code != VG_OK)
		return code;
	vg_text_format(text, sizeof(text), "%s %s, by %s",
	    w.guard.by_quote ? "quote accepted:" : "ordered:", w.guard.reference,
	    w.guard.by_whom);
	return finish(&w, text);
}

static int
plain(struct vg_act_call *call, enum vg_order_fact fact, const char *what)
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

int
vg_deskorder_done(struct vg_act_call *call)
{
	return plain(call, VG_ORDER_FACT_DONE, "done");
}

int
vg_deskorder_decline(struct vg_act_call *call)
{
	return plain(call, VG_ORDER_FACT_DECLINE, "declined");
}

int
vg_deskorder_cancel(struct vg_act_call *call)
{
	return plain(call, VG_ORDER_FACT_CANCEL, "cancelled");
}

/* --- what follows by itself -------------------------------------------------------------- */

int
vg_deskorder_follow(struct vg_desk *desk, const char *number, enum vg_order_fact fact,
    struct vg_wall at, struct vg_wall now)
{
	struct vg_order_row row;
	struct vg_order_outcome out;
	struct vg_detail refused;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskorder_get(desk, number, &row);
	const struct vg_order_guard guard = {
	    .state = row.state, .now = at, .valid_until = row.valid_until};

	if (code != VG_OK || !row.number[0] ||
	    vg_orderstate_apply(&guard, fact, &out, &refused) != VG_OK ||
	    out.next == row.state)
		return code;
	vg_text_format(text, sizeof(text), "order %s: now %s", row.number,
	    vg_orderstate_text(out.next));
	code = vg_db_run(desk->db, VG_STOREWORK_ORDER_STATE, "tti", row.number,
	    vg_orderstate_text(out.next), at.us);
	if (code == VG_OK && (out.effects & VG_ORDER_TELL_COMMERCIAL))
		code = tell_commercial(desk, row.case_number, text, now);
	return code == VG_OK
	    ? vg_desk_journal(desk, row.case_number, at, now, "order", "vigie", text)
	    : code;
}

int
vg_deskorder_lapse(struct vg_desk *desk, const char *number, struct vg_wall at)
{
	return vg_deskorder_follow(desk, number, VG_ORDER_FACT_LAPSE, at, at);
}
