/*
 * Mails that wait for a case.
 */
#include "collector/desk/mail/deskwaiting.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "collector/desk/mail/deskcame.h"
#include "collector/desk/mail/deskmail.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/store/storemail.h"
#include "collector/store/storeperson.h"
#include "collector/store/storequeue.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define DUE "waiting"

/* So many at most in one call. */
enum { SLICE = 500, DISMISS_MAX = 2000, LOOK_MAX = 20000 };

/* --- the measure ---------------------------------------------------------------------------- */

static int
ask(struct vg_desk *desk, size_t q, int64_t *number,
    char number_of_case[VG_CASE_NUMBER_SIZE])
{
	int code = vg_db_query(desk->db, q, "");

	*number = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*number = vg_db_int(desk->db, q, 0);
		if (number_of_case)
			vg_text_copy(number_of_case, VG_CASE_NUMBER_SIZE,
			    vg_db_text(desk->db, q, 1));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* When there is room for one more: 'now', or when the first of those within the hour is past. */
static int
room_at(struct vg_desk *desk, struct vg_wall now, struct vg_wall *at)
{
	const size_t q = VG_STOREWAITING_RECENT;
	int64_t limit = desk->conf->policy.mail_cases_unknown_hour;
	int code = vg_db_query(desk->db, q, "ii", now.us - VG_HOUR_US, limit);

	*at = now;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		if (vg_db_int(desk->db, q, 0) >= limit)
			at->us = vg_db_int(desk->db, q, 1) + VG_HOUR_US;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Puts the row of the timers where it belongs. */
static int
arm(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall at = now;
	int64_t ready, head;

	/* There each turn is told. */
	if (desk->replaying)
		return vg_desk_drop_due(desk, DUE, "");
	int code = ask(desk, VG_STOREWAITING_READY, &ready, NULL);

	if (code == VG_OK)
		code = ask(desk, VG_STOREWAITING_HEAD, &head, NULL);
	if (code == VG_OK && !ready && !head)
		return vg_desk_drop_due(desk, DUE, "");
	if (code == VG_OK && !ready)
		code = room_at(desk, now, &at);
	return code == VG_OK ? vg_desk_put_due(desk, DUE, "", at) : code;
}

/* --- who waits ------------------------------------------------------------------------------ */

static bool
is_unknown(const struct vg_mail *m)
{
	return !m->client && !m->supplier;
}

/* The one that waits and that it answers: his own. */
static int
find_answered(
    struct vg_desk *desk, const struct vg_mail *m, const char *line, int64_t *behind)
{
	const size_t q = VG_STOREWAITING_ID;
	char id[VG_MAILTOKEN_ID_SIZE];
	int code = VG_OK;

	for (int i = 0; i < 64 && code == VG_OK && vg_mailtoken_next_id(&line, id); i++) {
		code = vg_db_query(desk->db, q, "tt", id, m->person);
		if (code == VG_OK && vg_db_next(desk->db, q)) {
			*behind = vg_db_int(desk->db, q, 0);
			vg_db_done(desk->db, q);
		}
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* Behind which it waits; 0: none.  What one sender writes beyond his measure is one's. */
static int
find_place(struct vg_act_call *call, const struct vg_mail *m, int64_t *behind)
{
	const size_t q = VG_STOREWAITING_SENDER;
	struct vg_desk *desk = call->desk;
	int64_t most = desk->conf->policy.mail_cases_hour;

	if (desk->replaying) {
		(void)vg_text_int(vg_deskact_value(call, "behind"), 1, INT64_MAX, behind);
		return VG_OK;
	}
	int code = find_answered(desk, m, m->references, behind);

	if (code == VG_OK)
		code = find_answered(desk, m, m->in_reply_to, behind);
	if (code != VG_OK || *behind)
		return code;
	code = vg_db_query(desk->db, q, "t", m->person);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		if (vg_db_int(desk->db, q, 0) >= most)
			*behind = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* How many wait, once in an hour, to those who can look. */
static int
tell_triage(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STOREWAITING_COUNT, told = VG_STOREQUEUE_TOLD;
	char what[VG_TEXT_SIZE], transition[48], since[VG_INSTANT_TEXT_SIZE];
	int64_t n = 0;
	struct vg_wall oldest = {0};
	int code = VG_OK;

	vg_text_format(
	    transition, sizeof(transition), "waiting@%" PRId64, now.us / VG_HOUR_US);
	/* Of a flood each mail would count all of it. */
	code = vg_db_query(desk->db, told, "tt", transition, "role:triage");
	if (code == VG_OK && vg_db_next(desk->db, told)) {
		vg_db_done(desk->db, told);
		return VG_OK;
	}
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "");
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		n = vg_db_int(desk->db, q, 0);
		oldest.us = vg_db_int(desk->db, q, 1);
		vg_db_done(desk->db, q);
	}
	if (code != VG_OK || n == 0)
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_instant_text(oldest, since);
	vg_text_format(what, sizeof(what),
	    "mails of unknown senders wait for a case: %" PRId64 ", the oldest since %s",
	    n, since);
	return vg_db_run(desk->db, VG_STOREQUEUE_ADD, "ittttt", now.us, what, "triage",
	    transition, "role:triage", "waiting");
}

int
vg_deskwaiting_hold(
    struct vg_act_call *call, const struct vg_mail *m, int64_t id, bool *held)
{
	struct vg_desk *desk = call->desk;
	struct vg_wall at;
	int64_t behind = 0;

	*held = false;
	if (!is_unknown(m))
		return VG_OK;
	int code = room_at(desk, call->now, &at);
	if (code == VG_OK)
		code = find_place(call, m, &behind);
	bool waits = desk->replaying ? vg_deskact_has(call, "waits")
				     : at.us != call->now.us || behind;
	if (code != VG_OK || !waits)
		return code;
	*held = call->came.waits = true;
	call->came.behind = behind;
	code = vg_db_run(
	    desk->db, VG_STOREWAITING_ADD, "iiit", id, (int64_t)0, behind, m->person);
	if (code == VG_OK)
		code = arm(desk, call->now);
	if (code == VG_OK)
		code = tell_triage(desk, call->now);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "mail %" PRId64
	    " waits for a case, its clock from now on: unknown senders have "
	    "opened %u within the hour (policy/mail-cases-unknown-hour)",
	    id, (unsigned)desk->conf->policy.mail_cases_unknown_hour);
	return code;
}

int
vg_deskwaiting_opened(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	struct vg_db *db = call->desk->db;

	if (!is_unknown(m))
		return VG_OK;
	int code = vg_db_run(db, VG_STOREWAITING_SWEEP, "i", call->now.us - VG_HOUR_US);
	return code == VG_OK ? vg_db_run(db, VG_STOREWAITING_ADD, "iiit", id,
				   call->now.us, (int64_t)0, m->person)
			     : code;
}

/* --- their turn ------------------------------------------------------------------------------ */

/* A case that is there no more is none. */
static int
check_there(struct vg_desk *desk, char number[VG_CASE_NUMBER_SIZE])
{
	struct vg_case_row row;
	int code = number[0] ? vg_deskrows_case(desk, number, &row) : VG_OK;

	if (code == VG_OK && number[0] && !row.number[0])
		number[0] = '\0';
	return code;
}

/*
 * The mail as it came, of whom the tree knows today; into 'number', where it is behind one that has
 * a case now.  What it is today is kept: a replay is told.
 */
static int
open_case(struct vg_act_call *call, int64_t id, const char *number)
{
	struct vg_act_call then = *call;
	struct vg_mail_texts texts;
	struct vg_mail m;
	int code = vg_deskmailmore_load(call->desk, id, &m, &texts);

	then.at = m.at;
	vg_text_copy(m.number, sizeof(m.number),
	    vg_deskcame_is_told(call) ? vg_deskact_value(call, "into") : number);
	if (code == VG_OK)
		code = check_there(call->desk, m.number);
	if (code == VG_OK)
		code = vg_deskcame_again(call, &m);
	if (code == VG_OK && !m.number[0] && !vg_deskcame_is_told(call))
		code = vg_deskmailmore_crowd(&then, &m, m.number);
	bool opens = !m.number[0];
	vg_deskcame_note(&then, &m, id);
	vg_text_copy(then.came.into, sizeof(then.came.into), m.number);
	if (code == VG_OK)
		code = opens ? vg_deskmailopen_case(&then, &m, NULL, id)
		    : strcmp(m.side, "client") == 0 ? vg_deskmail_in_case(&then, &m, id)
						    : vg_deskmail_file(&then, &m, id);
	call->came = then.came;
	vg_text_copy(m.number, sizeof(m.number), opens ? call->result->object : m.number);
	if (code == VG_OK)
		code = vg_deskwaiting_end(call, id, m.number);
	if (code == VG_OK && opens)
		code = vg_deskwaiting_opened(call, &m, id);
	vg_deskmailmore_unload(&texts);
	return code;
}

int
vg_deskwaiting_open(struct vg_act_call *call, int64_t id)
{
	return open_case(call, id, "");
}

/* As a command that nobody gives: its words stand with the mail. */
static int
take_turn(struct vg_desk *desk, int64_t id, const char *number, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result)
{
	static const struct vg_act_rule rule = {
	    "mail-in", "case", VG_ROLE_NOC, "", NULL, 0};
	const struct vg_actor actor = {
	    .user = "vigie", .door = "mail", .role = VG_ROLE_NOC};
	struct vg_detail detail = {0};
	struct vg_act_call call = {.desk = desk,
	    .actor = &actor,
	    .act = act,
	    .rule = &rule,
	    .now = now,
	    .at = now,
	    .result = result,
	    .detail = &detail};
	int code = open_case(&call, id, number);

	return code == VG_OK ? vg_deskrecorded_waited(&call) : code;
}

int
vg_deskwaiting_told(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result)
{
	bool waits;
	int code = vg_deskwaiting_is(desk, id, &waits);

	return code == VG_OK && waits ? take_turn(desk, id, "", act, now, result) : code;
}

int
vg_deskwaiting_due(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_act act = {.verb = "mail-in", .object = ""};
	struct vg_act_result result = {0};
	char number[VG_CASE_NUMBER_SIZE] = "";
	struct vg_wall at = now;
	int64_t id;

	if (desk->replaying)
		return arm(desk, now);
	int code = ask(desk, VG_STOREWAITING_READY, &id, number);
	if (code == VG_OK && !id) {
		code = room_at(desk, now, &at);
		if (code == VG_OK && at.us <= now.us)
			code = ask(desk, VG_STOREWAITING_HEAD, &id, NULL);
	}
	if (code == VG_OK && id)
		code = take_turn(desk, id, number, &act, now, &result);
	if (code == VG_OK)
		code = arm(desk, now);
	return code == VG_OK ? tell_triage(desk, now) : code;
}

/* --- another tree ---------------------------------------------------------------------------- */

static bool
is_known_now(const struct vg_desk *desk, const char *from, const char *envelope)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];

	return (vg_mailtoken_address(from, mail) ||
		   vg_mailtoken_address(envelope, mail)) &&
	    (vg_conf_client_of_mail(desk->conf, mail, NULL) ||
		vg_deskmatch_supplier(desk->conf, mail));
}

/* Those behind '*last' whom the tree knows, of a slice of '*n' that wait. */
static int
find_known(
    struct vg_desk *desk, int64_t *last, int64_t ids[SLICE], size_t *known, size_t *n)
{
	const size_t q = VG_STOREWAITING_WRITERS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ii", *last, (int64_t)SLICE);

	*known = *n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		*last = vg_db_int(db, q, 0);
		(*n)++;
		if (is_known_now(desk, vg_db_text(db, q, 1), vg_db_text(db, q, 2)))
			ids[(*known)++] = *last;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskwaiting_tree(struct vg_desk *desk, struct vg_wall now)
{
	int64_t ids[SLICE], last = 0;
	size_t known, n = SLICE, all = 0;
	int code = VG_OK;

	while (code == VG_OK && !desk->replaying && n == SLICE && all < LOOK_MAX) {
		code = find_known(desk, &last, ids, &known, &n);
		for (size_t i = 0; i < known && code == VG_OK; i++)
			code = vg_db_run(desk->db, VG_STOREWAITING_AHEAD, "i", ids[i]);
		all += n;
	}
	return code == VG_OK ? arm(desk, now) : code;
}

/* --- people ---------------------------------------------------------------------------------- */

int
vg_deskwaiting_is(struct vg_desk *desk, int64_t id, bool *waits)
{
	const size_t q = VG_STOREWAITING_IS;
	int code = vg_db_query(desk->db, q, "i", id);

	*waits = false;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*waits = vg_db_int(desk->db, q, 0) != 0;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
let_go(struct vg_db *db, int64_t id, const char *number)
{
	int code = vg_db_run(db, VG_STOREWAITING_GONE, "i", id);

	if (code != VG_OK)
		return code;
	return number[0] ? vg_db_run(db, VG_STOREWAITING_FOLLOW, "it", id, number)
			 : vg_db_run(db, VG_STOREWAITING_ALONE, "i", id);
}

int
vg_deskwaiting_end(struct vg_act_call *call, int64_t id, const char *number)
{
	int code = let_go(call->desk->db, id, number);

	return code == VG_OK ? arm(call->desk, call->now) : code;
}

static int
dismiss_one(struct vg_act_call *call, int64_t id)
{
	int code = vg_db_run(call->desk->db, VG_STOREMAIL_STATE, "it", id, "dismissed");

	if (code == VG_OK)
		code = let_go(call->desk->db, id, "");
	return code == VG_OK ? vg_deskrecorded_dismissed(call, id) : code;
}

/* What is sought: one sender, by his address; a domain; what came before. */
struct sought {
	char person[VG_NAME_SIZE], domain[256];
	struct vg_wall before;
};

static int
read_sought(struct vg_act_call *call, struct sought *s)
{
	const size_t q = VG_STOREPERSON_BY_MAIL;
	const char *from = vg_deskact_value(call, "from");
	const char *before = vg_deskact_value(call, "before");
	struct vg_db *db = call->desk->db;
	char mail[VG_MAILTOKEN_MAIL_SIZE];
	int code = VG_OK;

	memset(s, 0, sizeof(*s));
	if (!from[0] && !before[0])
		return vg_detail_set(call->detail, VG_EINVAL,
		    "mail-dismiss: say which: a mail, from (an address or a domain), before");
	if (before[0] && vg_instant_parse(before, &s->before) != VG_OK)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "before: '%.40s' is no instant (2026-07-09T14:00:00+02:00)", before);
	if (from[0] && (from[0] == '@' || !strchr(from, '@'))) {
		vg_text_copy(
		    s->domain, sizeof(s->domain), from[0] == '@' ? from + 1 : from);
		for (char *c = s->domain; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		return VG_OK;
	}
	if (!from[0])
		return VG_OK;
	vg_text_copy(s->person, sizeof(s->person), "-");
	if (vg_mailtoken_address(from, mail))
		code = vg_db_query(db, q, "t", mail);
	if (code == VG_OK && vg_db_next(db, q)) {
		vg_text_format(
		    s->person, sizeof(s->person), "sender-%" PRId64, vg_db_int(db, q, 0));
		vg_db_done(db, q);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* A slice of them, behind '*last'. */
static int
find_slice(struct vg_desk *desk, const struct sought *s, int64_t last, int64_t ids[SLICE],
    size_t *n)
{
	const size_t q = VG_STOREWAITING_SOUGHT;
	int code = vg_db_query(desk->db, q, "ttiii", s->person, s->domain, s->before.us,
	    last, (int64_t)SLICE);

	*n = 0;
	while (code == VG_OK && vg_db_next(desk->db, q))
		ids[(*n)++] = vg_db_int(desk->db, q, 0);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
dismiss_all(struct vg_act_call *call, const struct sought *s)
{
	int64_t ids[SLICE], last = 0;
	size_t n = SLICE, all = 0;
	int code = VG_OK;

	while (code == VG_OK && n == SLICE && all < DISMISS_MAX) {
		code = find_slice(call->desk, s, last, ids, &n);
		for (size_t i = 0; i < n && code == VG_OK; i++)
			code = dismiss_one(call, ids[i]);
		last = n ? ids[n - 1] : last;
		all += n;
	}
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "%zu that waited are dismissed%s", all,
	    n == SLICE ? "; more may wait: say it again" : "");
	return code;
}

int
vg_deskwaiting_dismiss(struct vg_act_call *call)
{
	struct sought s;
	int64_t id = 0;
	bool waits = false;
	int code = VG_OK;

	vg_text_copy(call->result->state, sizeof(call->result->state), "dismissed");
	if (!call->act->object[0]) {
		code = read_sought(call, &s);
		if (code == VG_OK)
			code = dismiss_all(call, &s);
		return code == VG_OK ? arm(call->desk, call->now) : code;
	}
	if (vg_text_int(call->act->object, 1, INT64_MAX, &id) == VG_OK)
		code = vg_deskwaiting_is(call->desk, id, &waits);
	if (code == VG_OK && !waits)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "mail %.20s: it does not wait for a case", call->act->object);
	if (code == VG_OK)
		code = dismiss_one(call, id);
	vg_text_format(call->result->text, sizeof(call->result->text),
	    "mail %" PRId64 " is dismissed: it waits for a case no more", id);
	return code == VG_OK ? arm(call->desk, call->now) : code;
}
