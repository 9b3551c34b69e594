/*
 * Messages leave.
 */
#include "collector/desk/mail/deskcourier.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/mail/deskapart.h"
#include "collector/desk/mail/deskheld.h"
#include "collector/desk/mail/deskletter.h"
#include "collector/desk/mail/deskmailentry.h"
#include "collector/desk/mail/deskmeeting.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/mail/deskway.h"
#include "collector/desk/paging/deskpagecall.h"
#include "collector/store/storeletter.h"
#include "collector/store/storemail.h"
#include "collector/store/storeoutway.h"
#include "collector/store/storetogether.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

/* Nobody is found to write to: the tree is asked again. */
#define UNKNOWN_FOR_US (10 * VG_MINUTE_US)

/* RFC 5321 section 4.5.4.1: what no relay was to be had for is given up after so long. */
#define GIVEN_UP_US (5 * VG_DAY_US)

/* What may be the relay's own state as well is not given up before somebody was there to mend it: a weekend. */
#define REFUSED_FOR_US (3 * VG_DAY_US)

enum { MAX_TRIES = 8, ID_SIZE = 200, MAX_LOOKS = 100, KEY_SIZE = 65 };

struct row {
	int64_t id; /* 0: none */
	char number[VG_CASE_NUMBER_SIZE], role[16], recipient[VG_NAME_SIZE], state[16];
	char transition[VG_TEXT_SIZE], template[32];
	char way[VG_NAME_SIZE];  /* "": mail */
	char taken_by[KEY_SIZE]; /* key of the take that it is under way by */
	bool stands, again;
	int64_t tries;
	struct vg_wall created, made; /* made: when it was first to leave */
};

static int
load(struct vg_desk *desk, int64_t id, struct row *row)
{
	const size_t q = VG_STOREMAIL_OUT_GET;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	memset(row, 0, sizeof(*row));
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	row->id = id;
	vg_text_copy(row->number, sizeof(row->number), vg_db_text(db, q, 0));
	vg_text_copy(row->role, sizeof(row->role), vg_db_text(db, q, 1));
	vg_text_copy(row->recipient, sizeof(row->recipient), vg_db_text(db, q, 2));
	vg_text_copy(row->template, sizeof(row->template), vg_db_text(db, q, 4));
	vg_text_copy(row->state, sizeof(row->state), vg_db_text(db, q, 5));
	row->tries = vg_db_int(db, q, 6);
	vg_text_copy(row->transition, sizeof(row->transition), vg_db_text(db, q, 9));
	row->created.us = vg_db_int(db, q, 10);
	if (strcmp(vg_db_text(db, q, 11), "mail") != 0)
		vg_text_copy(row->way, sizeof(row->way), vg_db_text(db, q, 11));
	row->stands = vg_db_int(db, q, 12) != 0;
	row->again = vg_db_int(db, q, 13) != 0;
	vg_text_copy(row->taken_by, sizeof(row->taken_by), vg_db_text(db, q, 14));
	row->made.us = vg_db_int(db, q, 15);
	vg_db_done(db, q);
	return VG_OK;
}

/* A Message-ID that nobody can guess: an answer to it finds its case (deskmatch.c, rung 1). */
static void
make_id(const struct vg_desk *desk, const struct row *row, char id[ID_SIZE])
{
	const char *at = strchr(desk->conf->office.mail, '@');

	vg_text_format(id, ID_SIZE, "%s.%" PRId64 ".%08x%08x@%s",
	    row->number[0] ? row->number : "vigie", row->id, (unsigned)vg_chance_u32(),
	    (unsigned)vg_chance_u32(), at ? at + 1 : desk->conf->name);
}

static int
find_row(struct vg_act_call *call, struct row *row)
{
	int64_t id = 0;

	if (vg_text_int(call->act->object, 1, INT64_MAX, &id) != VG_OK)
		return vg_detail_set(
		    call->detail, VG_EINVAL, "message: a number is wanted");
	int code = load(call->desk, id, row);
	if (code == VG_OK && !row->id)
		return vg_detail_set(
		    call->detail, VG_ENOENT, "message %" PRId64 ": there is none", id);
	return code;
}

static void
tell_result(struct vg_act_call *call, int64_t id, const char *state)
{
	vg_text_format(
	    call->result->object, sizeof(call->result->object), "%" PRId64, id);
	vg_text_copy(call->result->state, sizeof(call->result->state), state);
}

static int
take_it(struct vg_act_call *call, const struct row *row)
{
	const char *key = call->act->idempotency_key;
	char message_id[ID_SIZE];

	make_id(call->desk, row, message_id);
	tell_result(call, row->id, "taken");
	int code = vg_deskway_used(call->desk, row->id, call->now);
	return code == VG_OK ? vg_db_run(call->desk->db, VG_STOREMAIL_OUT_TAKE, "iitt",
				   row->id, vg_deskway_held(call, row->way[0] != '\0').us,
				   message_id, key ? key : "")
			     : code;
}

/* --- what became of it --------------------------------------------------------------------- */

/* In its case, or in each of those that it is a page of. */
static int
write_entry(
    struct vg_act_call *call, const struct row *row, const char *is, const char *reason)
{
	const struct vg_deskmailentry entry = {.id = row->id,
	    .number = row->number,
	    .template = row->template,
	    .role = row->role,
	    .recipient = row->recipient,
	    .is = is,
	    .reason = reason};

	return vg_deskmailentry_write(call, &entry);
}

/* 1, 5, 30 minutes, then every 2 hours. */
static int64_t
wait_us(int64_t tries)
{
	static const int64_t minutes[] = {1, 5, 30, 120};
	size_t i = tries > 0 ? (size_t)tries - 1 : 0;

	return minutes[i < 4 ? i : 3] * VG_MINUTE_US;
}

static int
put_state(struct vg_act_call *call, const struct row *row, const char *state,
    struct vg_wall next, const char *reason)
{
	tell_result(call, row->id, state);
	return vg_db_run(call->desk->db, VG_STOREMAIL_OUT_STATE, "itit", row->id, state,
	    next.us, reason);
}

/*
 * Whoever looks after the case is told, in words of ours, what it 'is' ("was not sent"): once for each
 * 'event' of the message.  '*told': this was the first time.
 */
static int
tell_noc(struct vg_act_call *call, const struct row *row, const char *event,
    const char *is, const char *why, bool *told)
{
	char what[VG_TEXT_SIZE], transition[48];
	int64_t queued;

	vg_text_format(what, sizeof(what), "message %" PRId64 " to the %s %s: %s",
	    row->id, row->role, is, why);
	vg_text_format(transition, sizeof(transition), "%s@%" PRId64, event, row->id);
	const struct vg_outbox_message message = {.number = row->number,
	    .what = what,
	    .role = "noc",
	    .transition = transition,
	    .template = "target"};
	int code = vg_deskoutbox_add(call, &message, &queued);
	*told = code == VG_OK && queued != 0;
	return code;
}

/* Who could not be told something by mail is not told so by mail; a page has its ladder. */
static bool
is_for_noc(const struct row *row)
{
	return strcmp(row->role, "noc") != 0 && !vg_text_starts(row->template, "page");
}

static int
fail_quietly(struct vg_act_call *call, const struct row *row, const char *reason)
{
	int code = put_state(call, row, "failed", call->now, reason);

	/* No happening of its case: that would be a message of the same way. */
	if (code != VG_OK || row->way[0])
		return code;
	code = vg_deskmeeting_runs_on(
	    call, row->id, row->number, row->transition, VG_DESKMEETING_LOST);
	return code == VG_OK ? write_entry(call, row, "was not delivered", reason) : code;
}

/* A page that came back: its ladders are looked at, as they are where a relay refuses one. */
static int
pass_page_on(struct vg_act_call *call, const struct row *row)
{
	bool came_back =
	    strcmp(row->template, "page") == 0 && strcmp(row->state, "sent") == 0;

	return came_back ? vg_db_run(call->desk->db, VG_STORETOGETHER_LOOK, "ii", row->id,
			       call->now.us)
			 : VG_OK;
}

static int
fail_message(struct vg_act_call *call, const struct row *row, const char *reason)
{
	int code = fail_quietly(call, row, reason);
	bool told;

	if (code == VG_OK)
		code = pass_page_on(call, row);
	if (code == VG_OK && row->way[0])
		return vg_deskheld_lost(call, row->id, row->way, row->number, reason);
	return code == VG_OK && is_for_noc(row)
	    ? tell_noc(call, row, "not-sent",
		  strcmp(row->state, "sent") == 0 ? "did not arrive" : "was not sent",
		  reason, &told)
	    : code;
}

/* --- a recipient refused ----------------------------------------------------------------------- */

/* What a courier heard of a message that was not sent. */
struct heard {
	bool failed;  /* for good; else it is tried again */
	bool refused; /* by what a relay says of itself as well as of a mailbox: 5.7.1 */
	bool way;     /* the way was not to be had, or refuses us */
	const char *reason;
};

/*
 * A relay that is set up wrongly and a mailbox that takes nothing from us say the same.  Where
 * something was carried to a client or supplier since this message's first try, and nothing failed
 * since, it is the recipient: asked less often, since a relay may have forgotten his domain over a
 * weekend; not for five days.  What is carried to our own people says nothing: a relay
 * that relays for nobody takes what is for its own domain, and so the mail that tells of this.
 */
static int
judge_refusal(struct vg_act_call *call, const struct row *row, struct heard *heard)
{
	const size_t q = VG_STOREOUTWAY_GET;
	struct vg_db *db = call->desk->db;

	if (!heard->refused || row->way[0])
		return VG_OK;
	int code = vg_db_query(db, q, "t", "mail");
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	bool works = vg_db_int(db, q, 1) == 0 && vg_db_int(db, q, 5) > row->made.us;
	vg_db_done(db, q);
	heard->way = heard->way && !works;
	return VG_OK;
}

/*
 * It is seen at once, and not when the last try is over: once while nobody knows whether it is the
 * relay, and once when it is known to be the recipient.
 */
static int
tell_refused(struct vg_act_call *call, const struct row *row, const struct heard *heard)
{
	char is[VG_TEXT_SIZE], until[VG_INSTANT_TEXT_SIZE];
	bool fresh, alone, told;

	if (!is_for_noc(row))
		return VG_OK;
	vg_instant_text(vg_instant_add(row->made, REFUSED_FOR_US), until);
	vg_text_format(is, sizeof(is), "is refused %s, and tried again until %s at least",
	    heard->way ? "so far" : "while others are taken", until);
	int code = vg_deskheld_note(call, row->id, heard->way, &fresh, &alone);
	if (code == VG_OK && alone)
		code = tell_noc(
		    call, row, heard->way ? "held" : "refused", is, heard->reason, &told);
	return code == VG_OK && fresh ? write_entry(call, row, is, heard->reason) : code;
}

/* It is told again and again: what was not taken now is tried again soon, whatever was said. */
static int
report_standing(
    struct vg_act_call *call, const struct row *row, bool sent, const char *reason)
{
	if (!sent)
		return put_state(call, row, "waiting",
		    vg_instant_add(call->now, VG_MINUTE_US), reason);
	int code = put_state(call, row, "sent", call->now, "");
	return code == VG_OK && row->again
	    ? vg_deskway_again(call->desk, row->way, call->now)
	    : code;
}

static int
report_not_sent(
    struct vg_act_call *call, const struct row *row, const struct heard *heard)
{
	bool way = heard->way, stale;
	int64_t age_us = vg_instant_since(call->now, row->made);
	bool over = way
	    ? age_us >= GIVEN_UP_US
	    : row->tries >= MAX_TRIES && (!heard->refused || age_us >= REFUSED_FOR_US);
	int code = vg_deskpagecall_is_stale(call->desk, row->id, &stale);

	if (code != VG_OK || stale)
		return code != VG_OK
		    ? code
		    : put_state(call, row, "failed", call->now, VG_DESKPAGECALL_STALE);
	if (heard->failed || over)
		return fail_message(call, row, heard->reason);
	/* When its way is tried again, it is: that has a back-off of its own. */
	if (way)
		code = vg_db_run(call->desk->db, VG_STOREMAIL_OUT_UNCOUNT, "i", row->id);
	if (code == VG_OK && heard->refused)
		code = tell_refused(call, row, heard);
	if (code == VG_OK && !row->way[0])
		code = vg_deskmeeting_runs_on(
		    call, row->id, row->number, row->transition, VG_DESKMEETING_WAITS);
	return code == VG_OK
	    ? put_state(call, row, "waiting",
		  vg_instant_add(call->now, wait_us(way ? 1 : row->tries)), heard->reason)
	    : code;
}

/* It left; what could not be recorded of it, the 'reason', is for people. */
static int
report_sent(struct vg_act_call *call, const struct row *row, const char *reason)
{
	static const char is[] = "was sent";
	bool told;
	int code = row->way[0]
	    ? VG_OK
	    : vg_deskmeeting_left(call, row->id, row->number, row->transition);

	if (code == VG_OK)
		code = put_state(call, row, "sent", call->now, reason);
	if (code == VG_OK && reason[0])
		code = write_entry(call, row, is, reason);
	return code == VG_OK && reason[0] && is_for_noc(row)
	    ? tell_noc(call, row, "half-sent", is, reason, &told)
	    : code;
}

static int
report_row(struct vg_act_call *call, const struct row *row, const struct heard *heard)
{
	bool sent = strcmp(vg_deskact_value(call, "outcome"), "sent") == 0;

	if (row->stands)
		return report_standing(call, row, sent, heard->reason);
	return sent ? report_sent(call, row, heard->reason)
		    : report_not_sent(call, row, heard);
}

/* Each of those who fared otherwise has a message of his own, before any is judged. */
static int
report_apart(struct vg_act_call *call, const struct row *row, const struct heard *whole)
{
	bool sent = strcmp(vg_deskact_value(call, "outcome"), "sent") == 0;
	struct vg_deskapart apart[VG_DESKAPART_MAX];
	struct row own;
	size_t n = 0;
	int code = vg_deskapart_set(
	    call, row->id, row->number, row->role, row->recipient, sent, apart, &n);

	if (code == VG_OK && sent)
		code = report_row(call, row, whole);
	else if (code == VG_OK && n == 0)
		code = put_state(call, row, "failed", call->now,
		    "each of its recipients has a message of his own that tells the same");
	for (size_t i = 0; code == VG_OK && i < n; i++) {
		const struct heard heard = {.failed = apart[i].failed,
		    .refused = apart[i].refused,
		    .way = whole->way,
		    .reason = apart[i].reason};
		code = load(call->desk, apart[i].id, &own);
		if (code == VG_OK)
			code = report_not_sent(call, &own, &heard);
	}
	tell_result(call, row->id, sent ? "sent" : "waiting");
	return code;
}

/*
 * Only who took it last tells what became of it; one that does not say by which take (an older courier)
 * is believed while it is under way.  What was sent may still come back: a delivery report says so.
 */
static bool
may_report(struct vg_act_call *call, const struct row *row, const char *outcome)
{
	const char *by = vg_deskact_value(call, "taken-by");

	if (strcmp(row->state, "taken") == 0)
		return !by[0] || strcmp(by, row->taken_by) == 0;
	return strcmp(row->state, "sent") == 0 && !by[0] &&
	    strcmp(outcome, "failed") == 0;
}

static bool
is_true(const struct vg_act_call *call, const char *name)
{
	return strcmp(vg_deskact_value(call, name), "true") == 0;
}

int
vg_deskcourier_report(struct vg_act_call *call)
{
	const char *state = vg_deskact_value(call, "outcome");
	const char *reason = vg_deskact_value(call, "reason");
	struct row row = {0};
	char object[40];
	int code = find_row(call, &row);

	vg_text_format(object, sizeof(object), "message %" PRId64, row.id);
	if (code == VG_OK)
		code = vg_deskact_not_before(call, row.created, object, "it was queued");
	if (code != VG_OK)
		return code;
	bool sent = strcmp(state, "sent") == 0;
	if (!may_report(call, &row, state))
		return vg_detail_set(call->detail, VG_ECONFLICT,
		    "message %" PRId64 ": it is %s, %s", row.id, row.state,
		    strcmp(row.state, "taken") == 0 ? "another courier has it"
						    : "nobody sends it");
	if (!sent && !reason[0])
		return vg_detail_set(
		    call->detail, VG_EINVAL, "outbox-report: needs a reason");
	if (!sent && strcmp(state, "later") != 0 && strcmp(state, "failed") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "outbox-report: outcome is sent, later or failed");
	struct heard heard = {.failed = strcmp(state, "failed") == 0,
	    .refused = is_true(call, "refused"),
	    .way = is_true(call, "way-failed"),
	    .reason = reason};
	code = judge_refusal(call, &row, &heard);
	if (code == VG_OK)
		code = vg_deskway_reported(call, row.id, sent, heard.way);
	if (code == VG_OK && vg_deskapart_are(call) && !row.way[0] && !row.stands)
		return report_apart(call, &row, &heard);
	return code == VG_OK ? report_row(call, &row, &heard) : code;
}

int
vg_deskcourier_returned(
    struct vg_act_call *call, int64_t id, const char *address, const char *why)
{
	char *line = address ? vg_mem_format("failed %s %s", address, why) : NULL;
	const struct vg_act_arg args[] = {{"apart", line}};
	const struct vg_act act = {.verb = "outbox-report",
	    .object = "",
	    .args = args,
	    .n_args = address ? 1 : 0};
	struct vg_act_result unused = {0};
	struct vg_act_call report = *call;
	struct heard heard = {.failed = true, .reason = why};
	struct vg_deskapart apart[VG_DESKAPART_MAX] = {{.id = id}};
	struct row row;
	size_t n = 1;

	report.act = &act;
	report.result = &unused;
	report.at = call->now;
	int code = load(call->desk, id, &row);
	if (code == VG_OK && address)
		code = vg_deskapart_set(
		    &report, id, row.number, row.role, row.recipient, true, apart, &n);
	if (code == VG_OK && n)
		code = load(call->desk, apart[0].id, &row);
	if (code == VG_OK && n)
		code = report_not_sent(&report, &row, &heard);
	free(line);
	return code;
}

/* --- by hand --------------------------------------------------------------------------------- */

int
vg_deskcourier_retry(struct vg_act_call *call)
{
	struct row row = {0};
	int code = find_row(call, &row);

	if (code != VG_OK)
		return code;
	if (strcmp(row.state, "waiting") != 0 && strcmp(row.state, "failed") != 0)
		return vg_detail_set(call->detail, VG_ECONFLICT,
		    "message %" PRId64 ": it is %s", row.id, row.state);
	tell_result(call, row.id, "waiting");
	code =
	    vg_db_run(call->desk->db, VG_STOREOUTWAY_RETRY, "ii", row.id, call->now.us);
	return code == VG_OK ? vg_deskway_free(call->desk, row.id) : code;
}

int
vg_deskcourier_give_up(struct vg_act_call *call)
{
	const char *reason = vg_deskact_value(call, "reason");
	char why[VG_TEXT_SIZE];
	struct row row = {0};
	int code = find_row(call, &row);

	if (code != VG_OK)
		return code;
	if (strcmp(row.state, "waiting") != 0)
		return vg_detail_set(call->detail, VG_ECONFLICT,
		    "message %" PRId64 ": it is %s%s", row.id, row.state,
		    strcmp(row.state, "taken") == 0
			? ": a courier has it, and tells what becomes of it"
			: "");
	vg_text_format(why, sizeof(why), "given up by %s: %s", call->actor->user, reason);
	return row.way[0] ? fail_message(call, &row, why) : fail_quietly(call, &row, why);
}

/* --- taken ---------------------------------------------------------------------------------- */

/* What becomes of a message whose turn it is; '*goes' false: the next one is looked at. */
static int
try_one(struct vg_act_call *call, int64_t id, bool *goes)
{
	enum vg_deskletter_fate fate = VG_DESKLETTER_GOES;
	char why[VG_TEXT_SIZE];
	struct row row;
	int code = load(call->desk, id, &row);

	*goes = false;
	if (code == VG_OK && strcmp(row.template, VG_DESKHELD_TEMPLATE) == 0)
		code = vg_deskheld_words(call, id, row.transition);
	if (code == VG_OK)
		code = vg_deskletter_make(call, id, &fate, why);
	if (code != VG_OK)
		return code;
	switch (fate) {
	case VG_DESKLETTER_GOES:
		*goes = true;
		return take_it(call, &row);
	case VG_DESKLETTER_WAITS:
		code = vg_deskmeeting_runs_on(
		    call, id, row.number, row.transition, VG_DESKMEETING_WAITS);
		return code != VG_OK ? code
				     : vg_db_run(call->desk->db, VG_STORELETTER_DEFER,
					   "iit", id, call->now.us + UNKNOWN_FOR_US, why);
	case VG_DESKLETTER_SILENT:
		return vg_db_run(
		    call->desk->db, VG_STORELETTER_STOP, "iit", id, call->now.us, why);
	case VG_DESKLETTER_STOPS:
		return fail_message(call, &row, why);
	}
	return code;
}

int
vg_deskcourier_take(struct vg_act_call *call)
{
	bool goes = false;
	int64_t id = 0;
	int code = VG_OK;

	for (int i = 0; code == VG_OK && !goes && i < MAX_LOOKS; i++) {
		code = vg_deskway_next(call, &id);
		if (code != VG_OK || !id)
			break;
		/* What is found of those that do not leave stays. */
		call->keeps = true;
		code = try_one(call, id, &goes);
	}
	if (code != VG_OK || goes)
		return code;
	return vg_detail_set(
	    call->detail, VG_ENOENT, "outbox: nothing waits to leave now");
}
