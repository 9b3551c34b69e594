/*
 * A mail that somebody thinks otherwise of.
 */
#include "collector/desk/mail/deskmailundo.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskcame.h"
#include "collector/desk/mail/deskdismiss.h"
#include "collector/desk/mail/deskmail.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/mail/deskwaiting.h"
#include "collector/desk/mail/deskwaitingturn.h"
#include "collector/store/storeblob.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- what it did ---------------------------------------------------------------------------- */

struct placed {
	char number[VG_CASE_NUMBER_SIZE], state[16], before[24], after[24], target[24];
	struct vg_wall closed, taken;
	bool opened;
};

static int
load_place(struct vg_act_call *call, int64_t id, struct placed *p)
{
	const size_t q = VG_STOREMAIL_GET;
	struct vg_db *db = call->desk->db;
	int code = vg_db_query(db, q, "i", id);

	memset(p, 0, sizeof(*p));
	if (code != VG_OK)
		return code;
	if (!vg_db_next(db, q))
		return vg_detail_set(
		    call->detail, VG_ENOENT, "mail %" PRId64 ": there is none", id);
	vg_text_copy(p->number, sizeof(p->number), vg_db_text(db, q, 0));
	vg_text_copy(p->state, sizeof(p->state), vg_db_text(db, q, 1));
	vg_text_copy(p->before, sizeof(p->before), vg_db_text(db, q, 2));
	vg_text_copy(p->after, sizeof(p->after), vg_db_text(db, q, 3));
	p->closed.us = vg_db_int(db, q, 4);
	vg_text_copy(p->target, sizeof(p->target), vg_db_text(db, q, 5));
	p->opened = vg_db_int(db, q, 6) != 0;
	p->taken.us = vg_db_int(db, q, 7);
	vg_db_done(db, q);
	return VG_OK;
}

static int
check_request(struct vg_act_call *call, int64_t id, const struct placed *p)
{
	if (strcmp(p->state, "request") == 0)
		return VG_OK;
	return vg_detail_set(call->detail, VG_EPOLICY,
	    "P6: mail %" PRId64 " is no open request (%s): there is nothing to dismiss",
	    id, p->state);
}

static int
read_id(struct vg_act_call *call, int64_t *id)
{
	if (vg_text_int(call->act->object, 1, INT64_MAX, id) == VG_OK)
		return VG_OK;
	return vg_detail_set(call->detail, VG_EINVAL, "mail: a number is wanted");
}

/* The case goes back to where the mail found it, unless somebody has moved it since. */
static int
restore(struct vg_casework *w, const struct placed *p)
{
	struct vg_act_call *c = w->call;

	if (strcmp(p->before, p->after) == 0 ||
	    strcmp(vg_casestate_text(w->row.state), p->after) != 0)
		return VG_OK;
	w->row.state = w->next = (enum vg_case_state)vg_casestate_parse(p->before);
	int code = vg_db_run(c->desk->db, VG_STOREMAIL_CASE_RESTORE, "ttii",
	    w->row.number, p->before, p->closed.us, c->now.us);
	/* Whoever heard that it is open again hears that it is not. */
	if (code == VG_OK && w->next == VG_CASE_CL)
		code = vg_casework_tell_end(c->desk, w->row.number, c->now);
	return code;
}

static int
undo(struct vg_casework *w, const struct placed *p)
{
	struct vg_act_call *c = w->call;
	enum vg_target target = (enum vg_target)vg_sla_target(p->target);
	int code = VG_OK;

	if (p->opened)
		return vg_casework_end_all(w, "void");
	if (p->target[0])
		code = vg_deskclock_end(c->desk, vg_clock_of(w->row.number, target),
		    VG_LEDGER_END, c->at, c->now, c->actor->user, "dismissed");
	return code == VG_OK ? restore(w, p) : code;
}

/* The next one of the same words that is filed in the case which it opened. */
struct heir {
	int64_t id; /* 0: none */
	struct vg_wall taken;
};

static int
find_heir(struct vg_act_call *call, int64_t id, const struct placed *p, struct heir *heir)
{
	const size_t q = VG_STOREBLOB_COPY;
	struct vg_desk *desk = call->desk;
	struct placed of;

	memset(heir, 0, sizeof(*heir));
	if (desk->replaying) {
		if (vg_text_int(
			vg_deskact_value(call, "heir"), 1, INT64_MAX, &heir->id) != VG_OK)
			return VG_OK;
		int told = load_place(call, heir->id, &of);
		heir->taken = of.taken;
		return told;
	}
	int code = p->opened ? vg_db_query(desk->db, q, "i", id) : VG_OK;
	if (code == VG_OK && p->opened && vg_db_next(desk->db, q)) {
		heir->id = vg_db_int(desk->db, q, 0);
		heir->taken.us = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The copy is the request, and its clock counts from when it came, unless a reply was given. */
static int
inherit(struct vg_casework *w, const struct placed *p, const struct heir *heir)
{
	struct vg_act_call *c = w->call;
	enum vg_target target = (enum vg_target)vg_sla_target(p->target);
	const struct vg_clock_id clock = vg_clock_of(w->row.number, target);
	const struct vg_mail_place place = {.number = p->number,
	    .state = "request",
	    .before = p->before,
	    .after = p->after,
	    .closed = p->closed,
	    .target = p->target,
	    .opened = true};
	struct vg_target_state state = {0};
	bool there = false;
	int code = vg_deskmail_place(c, heir->id, &place);

	if (code == VG_OK && p->target[0])
		code = vg_deskclock_state(c->desk, clock, c->now, &state, &there);
	if (code != VG_OK || !there || !state.running)
		return code;
	code = vg_deskclock_end(c->desk, clock, VG_LEDGER_END, heir->taken, c->now,
	    c->actor->user, "dismissed");
	return code == VG_OK ? vg_deskclock_start(c->desk, clock, heir->taken, c->now)
			     : code;
}

/* What mail 'id' did is undone; 'said' stands in the journal of the case where it did it. */
static int
take_back(struct vg_act_call *call, int64_t id, const struct placed *p, const char *said)
{
	struct vg_casework w;
	/* What a dismissed mail opened was no request. */
	int code = vg_casework_begin(
	    &w, call, p->number, p->opened ? VG_CASE_VOID : VG_CASE_NOTE);

	if (code == VG_OK)
		code = undo(&w, p);
	if (code == VG_OK)
		code =
		    vg_db_run(call->desk->db, VG_STOREMAIL_STATE, "it", id, "dismissed");
	w.kind = "note";
	if (code == VG_OK)
		code = vg_casework_finish(&w, said);
	if (code == VG_OK)
		vg_text_format(call->result->text, sizeof(call->result->text), "%s is %s",
		    w.row.number, vg_casestate_text(w.next));
	return code;
}

/* It was none, and its copy is the request of the case. */
static int
hand_down(struct vg_act_call *call, int64_t id, const struct placed *p,
    const struct heir *heir, const char *said)
{
	char text[VG_TEXT_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin(&w, call, p->number, VG_CASE_NOTE);

	if (code == VG_OK)
		code = inherit(&w, p, heir);
	if (code == VG_OK)
		code =
		    vg_db_run(call->desk->db, VG_STOREMAIL_STATE, "it", id, "dismissed");
	w.kind = "note";
	vg_text_format(text, sizeof(text),
	    "its copy, mail %" PRId64 ", is the request; %s", heir->id, said);
	if (code == VG_OK)
		code = vg_casework_finish(&w, text);
	if (code == VG_OK)
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "%s stays %s: its copy, mail %" PRId64
		    ", is the request; dismiss it as well if it is none",
		    w.row.number, vg_casestate_text(w.next), heir->id);
	return code;
}

int
vg_deskmailundo_dismiss(struct vg_act_call *call)
{
	char said[VG_TEXT_SIZE];
	struct placed p;
	struct heir heir = {0};
	int64_t id = 0;
	bool waits = false;
	int code = read_id(call, &id);

	if (code == VG_OK)
		code = load_place(call, id, &p);
	if (code == VG_OK)
		code = vg_deskwaiting_is(call->desk, id, &waits);
	if (code == VG_OK && waits) {
		call->came.waits = true;
		return vg_deskdismiss_waiting(call);
	}
	if (code == VG_OK)
		code = check_request(call, id, &p);
	if (code == VG_OK)
		code = vg_deskact_not_before(call, p.taken, "the mail", "it came");
	vg_text_format(said, sizeof(said), "mail %" PRId64 " dismissed%s%s", id,
	    vg_deskact_has(call, "text") ? ": " : "", vg_deskact_value(call, "text"));
	if (code == VG_OK)
		code = find_heir(call, id, &p, &heir);
	call->came.heir = heir.id;
	if (code == VG_OK)
		code = heir.id ? hand_down(call, id, &p, &heir, said)
			       : take_back(call, id, &p, said);
	vg_text_copy(
	    call->result->object, sizeof(call->result->object), call->act->object);
	vg_text_copy(call->result->state, sizeof(call->result->state), "dismissed");
	return code;
}

/* --- assign --------------------------------------------------------------------------------- */

/*
 * As what it came: what no person wrote is no request, nor is what a supplier wrote, nor our own
 * office, unless it was taken for one: a list may have rewritten the address.
 */
static int
give(struct vg_act_call *call, int64_t id, const char *number, bool asked)
{
	struct vg_act_call then = *call;
	struct vg_mail_texts texts;
	struct vg_mail m;
	int code = vg_deskmailmore_load(call->desk, id, &m, &texts);

	vg_text_copy(m.number, sizeof(m.number), number);
	/* It was a request from when it came. */
	then.at = m.at;
	if (code == VG_OK)
		code = vg_deskcame_again(call, &m);
	vg_deskcame_note(call, &m, id);
	if (code == VG_OK && asked)
		m.automatic = false;
	if (strcmp(m.side, "supplier") == 0)
		asked = false;
	if (code == VG_OK)
		code = !m.automatic && (asked || strcmp(m.side, "client") == 0)
		    ? vg_deskmail_in_case(&then, &m, id)
		    : vg_deskmail_file(&then, &m, id);
	vg_deskmailmore_unload(&texts);
	return code;
}

/* A mail that waits for a case gets its own now. */
static int
open_own(struct vg_act_call *call, int64_t id)
{
	int code = vg_deskwaitingturn_open(call, id);

	/* What is done with it later is done with it in a replay, too. */
	vg_text_copy(
	    call->result->made, sizeof(call->result->made), call->result->object);
	vg_text_copy(
	    call->result->object, sizeof(call->result->object), call->act->object);
	return code;
}

/* What the call answers: the mail, and the state of the case that it stands in now. */
static int
answer(struct vg_act_call *call, int64_t id, const char *number)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(call->desk, number, &row);

	vg_text_copy(
	    call->result->object, sizeof(call->result->object), call->act->object);
	vg_text_copy(call->result->state, sizeof(call->result->state),
	    vg_casestate_text(row.state));
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "mail %" PRId64 " stands in case %s", id, number);
	return code;
}

int
vg_deskmailundo_assign(struct vg_act_call *call)
{
	const char *number = vg_deskact_value(call, "case");
	char said[VG_TEXT_SIZE];
	struct vg_case_row row;
	struct placed p;
	int64_t id = 0;
	bool waits = false;
	int code = read_id(call, &id);

	if (code == VG_OK)
		code = load_place(call, id, &p);
	if (code == VG_OK)
		code = vg_deskact_not_before(call, p.taken, "the mail", "it came");
	if (code == VG_OK)
		code = vg_deskwaiting_is(call->desk, id, &waits);
	if (code == VG_OK && !number[0])
		return waits ? open_own(call, id)
			     : vg_detail_set(call->detail, VG_EINVAL,
				   "mail-assign: needs a case: mail %" PRId64
				   " does not wait for one",
				   id);
	if (code == VG_OK)
		code = vg_deskrows_case(call->desk, number, &row);
	if (code == VG_OK && !row.number[0])
		code = vg_detail_set(
		    call->detail, VG_ENOENT, "case %.16s: there is none", number);
	bool asks = code == VG_OK && strcmp(p.state, "request") == 0;
	if (asks && strcmp(p.number, number) == 0)
		code = vg_detail_set(call->detail, VG_EPOLICY,
		    "P6: mail %" PRId64 " is a request of case %s already", id, number);
	vg_text_format(said, sizeof(said), "mail %" PRId64 " belongs in %s", id, number);
	if (code == VG_OK && asks)
		code = take_back(call, id, &p, said);
	if (code == VG_OK)
		code = give(call, id, number, asks);
	if (code == VG_OK && waits)
		code = vg_deskwaiting_end(call, id, number);
	return code == VG_OK ? answer(call, id, number) : code;
}
