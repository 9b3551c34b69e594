/*
 * Mail that came in: filed, whoever wrote it; a person's request starts a clock, an automatic
 * mail never does, and a supplier's number is proposed, never recorded.  What opens a new case
 * stands in deskmailopen.c, what is to leave in deskoutbox.c, what leaves in deskcourier.c.
 */
#include "collector/desk/mail/deskmail.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/mail/deskcame.h"
#include "collector/desk/mail/deskdismiss.h"
#include "collector/desk/mail/deskmailanswer.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/mail/deskmailpage.h"
#include "collector/desk/mail/deskmailundo.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/mail/deskcourier.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/mail/deskreturned.h"
#include "collector/desk/mail/desktwin.h"
#include "collector/desk/mail/deskwaiting.h"
#include "collector/desk/mail/deskwrote.h"
#include "collector/store/record.h"
#include "collector/store/storemail.h"
#include "collector/store/storequeue.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

enum { SALT_SIZE = 16 };

/* Of an entry in a journal. */
enum { SUBJECT_MAX = 300, BODY_MAX = VG_DESKMAIL_TEXT_SIZE - 768 };

/* --- filing ---------------------------------------------------------------------------------- */

static void
read_mail(const struct vg_act_call *call, struct vg_mail *m)
{
	const char *automatic = vg_deskact_value(call, "auto-submitted");

	*m = (struct vg_mail){.from = vg_deskact_value(call, "from"),
	    .to = vg_deskact_value(call, "to"),
	    .cc = vg_deskact_value(call, "cc"),
	    .subject = vg_deskact_value(call, "subject"),
	    .text = vg_deskact_value(call, "text"),
	    .message_id = vg_deskact_value(call, "message-id"),
	    .in_reply_to = vg_deskact_value(call, "in-reply-to"),
	    .references = vg_deskact_value(call, "references"),
	    .at = call->at};
	/*
	 * RFC 3834 section 5: any word but "no"; RFC 5321 4.5.5: the null path is a report's.  Who
	 * only gave no address that can be read asks for something.
	 */
	m->automatic = (automatic[0] && strcasecmp(automatic, "no") != 0) ||
	    (strcmp(m->from, "<>") == 0 &&
		!vg_deskact_value(call, "envelope-from")[strspn(
		    vg_deskact_value(call, "envelope-from"), "<> ")]);
	/* What nobody could read may be a request. */
	if (strcmp(vg_deskact_value(call, "unparsed"), "true") == 0)
		m->automatic = false;
}

/* The id without its angle brackets; "" none. */
static void
cut_id(const struct vg_mail *m, char id[VG_MAILTOKEN_ID_SIZE])
{
	const char *line = m->message_id;

	if (!vg_mailtoken_next_id(&line, id))
		vg_text_copy(id, VG_MAILTOKEN_ID_SIZE, m->message_id);
}

static struct vg_digest
digest_of(const struct vg_mail *m, const unsigned char salt[SALT_SIZE])
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	vg_buf_add(&buf, salt, SALT_SIZE);
	vg_buf_addf(&buf, "%s\n%s\n%s\n", m->from, m->to, m->subject);
	vg_buf_add_text(&buf, m->text);
	struct vg_digest digest = vg_digest_of(buf.data, buf.size);
	vg_buf_fini(&buf);
	return digest;
}

static int
file_mail(struct vg_act_call *call, const struct vg_mail *m, int64_t *id)
{
	struct vg_db *db = call->desk->db;
	char message_id[VG_MAILTOKEN_ID_SIZE];
	unsigned char salt[SALT_SIZE];

	vg_chance_fill(salt, sizeof(salt));
	struct vg_digest digest = digest_of(m, salt);
	cut_id(m, message_id);
	int code = vg_db_run(db, VG_STOREMAIL_ADD, "tiitttiibti", m->number, m->at.us,
	    call->now.us, message_id, m->person, m->side, (int64_t)m->automatic,
	    (int64_t)m->rung, digest.octet, sizeof(digest.octet),
	    vg_deskmailmore_domain(m->sender), vg_deskcame_number(call));
	*id = vg_db_last_id(db);
	vg_deskcame_note(call, m, *id);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STOREMAIL_TEXT, "ibttttt", *id, salt,
		    sizeof(salt), m->from, m->to, m->subject, m->text, m->cc);
	if (code == VG_OK)
		code = vg_deskmailmore_add(call, m, *id);
	return code == VG_OK ? vg_deskmention_add(call->desk, m, *id) : code;
}

static void
say_same(struct vg_act_call *call, int64_t id, const char *number)
{
	struct vg_act_result *r = call->result;

	vg_text_copy(r->object, sizeof(r->object), number);
	vg_text_format(r->text, sizeof(r->text),
	    "mail %" PRId64 " is the same: nothing was done again", id);
	r->repeated = true;
}

/*
 * By its id, its Date, all that it says, and what came with it; a list's copy is not who wrote it.
 * A box may give one id to all its mails.
 */
static int
find_copy(struct vg_act_call *call, const struct vg_mail *m, int64_t *id,
    char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREMAIL_SAME;
	struct vg_db *db = call->desk->db;
	char message_id[VG_MAILTOKEN_ID_SIZE];
	struct vg_buf parts;

	const char *date = vg_deskact_value(call, "date");

	cut_id(m, message_id);
	if (!message_id[0])
		return VG_OK;
	vg_buf_init(&parts, 0);
	vg_deskmailmore_parts(call, &parts);
	int code = vg_db_query(db, q, "ttttitti", message_id, m->from, m->subject,
	    m->text, (int64_t)m->automatic, vg_buf_text(&parts), date,
	    call->now.us - (date[0] ? VG_DESKTWIN_QUEUED_US : VG_DESKTWIN_DATELESS_US));
	if (code == VG_OK && vg_db_next(db, q)) {
		*id = vg_db_int(db, q, 0);
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(db, q, 1));
		vg_db_done(db, q);
	}
	vg_buf_fini(&parts);
	return code;
}

/* The same mail a second time: relays deliver at least once. */
static int
find_same(struct vg_act_call *call, const struct vg_mail *m, bool *same)
{
	struct vg_db *db = call->desk->db;
	char number[VG_CASE_NUMBER_SIZE] = "";
	int64_t id = 0;

	int code = vg_deskmailmore_same(call->desk, m, &id, number);
	if (code == VG_OK && !id)
		code = find_copy(call, m, &id, number);
	*same = id != 0;
	if (*same)
		say_same(call, id, number);
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskmail_place(struct vg_act_call *call, int64_t id, const struct vg_mail_place *p)
{
	return vg_db_run(call->desk->db, VG_STOREMAIL_PLACE, "ittttiti", id, p->number,
	    p->state, p->before, p->after, p->closed.us, p->target, (int64_t)p->opened);
}

/* A text of the journal: the mail's number, its subject, its first lines. */
void
vg_deskmail_text(const struct vg_mail *m, int64_t id, char text[VG_DESKMAIL_TEXT_SIZE])
{
	char said[VG_TEXT_SIZE], proposed[VG_TEXT_SIZE] = "";

	size_t n = vg_deskmention_say(m, said);
	if (n > 0)
		vg_text_format(proposed, sizeof(proposed),
		    "\nThe supplier proposes %s: vigie mail accept %" PRId64 "%s", said,
		    id, n > 1 ? " --number NUMBER" : "");
	vg_text_format(text, VG_DESKMAIL_TEXT_SIZE,
	    "mail %" PRId64 "%s%s%s: %.*s%s\n%.*s", id, m->automatic ? ", automatic" : "",
	    m->cut ? ", cut" : "", m->unparsed ? ", unread" : "",
	    (int)vg_text_fit(m->subject, SUBJECT_MAX), m->subject, proposed,
	    (int)vg_text_fit(m->text, BODY_MAX), m->text);
}

int
vg_deskmail_journal(struct vg_act_call *call, const struct vg_mail *m,
    const struct vg_case_row *row, int64_t id)
{
	char text[VG_DESKMAIL_TEXT_SIZE];

	vg_deskmail_text(m, id, text);
	const struct vg_record_entry entry = {.case_number = row->number,
	    .happened = m->at,
	    .recorded = call->now,
	    .kind = "mail-in",
	    .who = m->person,
	    .side = m->side,
	    .ball = row->ball,
	    .text = text};
	return vg_record_journal(call->desk->db, &entry);
}

/* --- a mail that changes nothing ------------------------------------------------------------- */

static void
tell(struct vg_act_call *call, const struct vg_mail *m, int64_t id, const char *what)
{
	struct vg_act_result *r = call->result;
	char said[VG_TEXT_SIZE];

	vg_deskmention_tell(m, said);
	vg_text_format(r->text, sizeof(r->text), "mail %" PRId64 ": %s%s%s%s", id, what,
	    m->alike[0] ? "; looks like " : "", m->alike, said);
}

static int
only_file(struct vg_act_call *call, const struct vg_mail *m, int64_t id, const char *what)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(call->desk, m->number, &row);

	vg_text_copy(call->result->object, sizeof(call->result->object), row.number);
	if (code == VG_OK && row.number[0]) {
		vg_text_copy(call->result->state, sizeof(call->result->state),
		    vg_casestate_text(row.state));
		code = vg_deskmail_journal(call, m, &row, id);
		if (code == VG_OK)
			code = vg_desk_tell(call->desk, call->now, "case-changed",
			    row.number, row.subject, "mail-in");
	}
	tell(call, m, id, what);
	return code;
}

/* --- the client writes in a case ------------------------------------------------------------- */

/*
 * A closed case is open again: those inside hear of it, and who wrote has his receipt, where his
 * first request would have one (deskopening.h).
 */
static int
tell_reopened(struct vg_act_call *call, const struct vg_mail *m,
    const struct vg_case_row *row, int64_t id, bool runs)
{
	char reopened[48], receipt[48];
	int64_t queued;

	vg_text_format(reopened, sizeof(reopened), "reopened@mail-%" PRId64, id);
	vg_text_format(receipt, sizeof(receipt), "receipt@mail-%" PRId64, id);
	const struct vg_outbox_message inside = {.number = row->number,
	    .what = "Reopened by the client's mail",
	    .role = "noc",
	    .transition = reopened,
	    .template = "reopened"};
	const struct vg_outbox_message answer = {.number = row->number,
	    .what = "receipt",
	    .role = "client",
	    .transition = receipt,
	    .recipient = m->person,
	    .template = "receipt"};
	int code = vg_deskoutbox_add(call, &inside, &queued);

	return code == VG_OK && runs && m->client
	    ? vg_deskoutbox_add(call, &answer, &queued)
	    : code;
}

static int
client_writes(struct vg_act_call *call, const struct vg_mail *m,
    const struct vg_case_row *row, int64_t id)
{
	const struct vg_actor writer = {.user = m->person, .door = call->actor->door};
	struct vg_act_call as_writer = *call;
	char text[VG_DESKMAIL_TEXT_SIZE];
	struct vg_casework w;
	const char *started = "";

	as_writer.actor = &writer;
	/*
	 * A mail that waited at a relay may be older than its case; it is a request all the same.
	 */
	if (vg_instant_compare(as_writer.at, row->opened) < 0)
		as_writer.at = row->opened;
	int code = vg_casework_begin(&w, &as_writer, row->number, VG_CASE_CLIENT_WRITES);
	if (code != VG_OK)
		return code;
	w.kind = "mail-in";
	w.side = "client";
	w.ball = "integrator";
	w.owner = w.row.state == VG_CASE_CL ? "" : NULL;
	vg_deskmail_text(m, id, text);
	code = vg_deskclock_hold(call->desk, row->number, "waiting-client", false,
	    as_writer.at, call->now, m->person);
	if (code == VG_OK)
		code = vg_casework_request(&w, as_writer.at, &started);
	if (code == VG_OK)
		code = vg_casework_finish(&w, text);
	if (code == VG_OK && w.row.state == VG_CASE_CL)
		code = vg_db_run(call->desk->db, VG_STOREMAIL_CASE_REOPEN, "ti",
		    row->number, call->now.us);
	if (code == VG_OK && w.row.state == VG_CASE_CL)
		code = tell_reopened(call, m, row, id, started[0] != '\0');
	else if (code == VG_OK)
		code = vg_deskwrote_tell(call, m, row);
	const struct vg_mail_place place = {.number = row->number,
	    .state = "request",
	    .before = vg_casestate_text(w.row.state),
	    .after = vg_casestate_text(w.next),
	    .closed = w.row.closed,
	    .target = started};
	if (code == VG_OK)
		code = vg_deskmail_place(call, id, &place);
	tell(call, m, id, started[0] ? started : "the client wrote");
	return code;
}

/* A mail in a void case is looked at by the triage queue; no clock runs for it. */
static int
in_void(struct vg_act_call *call, const struct vg_mail *m, const struct vg_case_row *row,
    int64_t id)
{
	char transition[48];
	int64_t queued;

	vg_text_format(transition, sizeof(transition), "mail@%" PRId64, id);
	const struct vg_outbox_message message = {.number = row->number,
	    .what = "mail in a void case",
	    .role = "triage",
	    .transition = transition,
	    .template = "mail"};
	int code = vg_deskoutbox_add(call, &message, &queued);
	return code == VG_OK ? only_file(call, m, id, "filed in a void case") : code;
}

int
vg_deskmail_in_case(struct vg_act_call *call, struct vg_mail *m, int64_t id)
{
	const int64_t within =
	    (int64_t)call->desk->conf->policy.follow_within_s * VG_SECOND_US;
	struct vg_case_row row;
	/* A merged case is answered in its survivor. */
	int code = vg_deskmerge_survivor(call->desk, m->number, &row);

	if (code != VG_OK)
		return code;
	if (row.state == VG_CASE_VD)
		return in_void(call, m, &row, id);
	if (row.state == VG_CASE_CL && vg_instant_since(m->at, row.closed) > within)
		return vg_deskmailopen_case(call, m, &row, id);
	return client_writes(call, m, &row, id);
}

/* Who is his: by his address, or because he answers what we wrote to him. */
static bool
is_his(const struct vg_mail *m, const struct vg_case_row *row)
{
	return m->supplier ? strcmp(m->supplier->name, row->supplier) == 0 : m->rung == 1;
}

/* P5: what the supplier of a client who deals direct says in copy moves the watch. */
static int
supplier_says(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	const struct vg_clock_fact fact = {.number = m->number,
	    .fact = VG_FACT_SUPPLIER_MOVE,
	    .at = m->at,
	    .now = call->now,
	    .who = m->person,
	    .cause = "P5: the supplier wrote"};
	struct vg_case_row row;
	int code = vg_deskrows_case(call->desk, m->number, &row);

	/* Another's word about it moves nothing. */
	bool his = is_his(m, &row);
	bool over = row.state == VG_CASE_CL || row.state == VG_CASE_VD;

	if (code == VG_OK && row.number[0] && !over)
		code = vg_deskwrote_tell(call, m, &row);
	if (code == VG_OK && his && row.state == VG_CASE_WS) {
		tell(call, m, id, "from the supplier: an answer");
		return vg_deskmailanswer_supplier(call, m, &row, id);
	}
	if (code == VG_OK && his && row.state == VG_CASE_OB)
		code = vg_deskclock_fact(call->desk, &fact);
	return code == VG_OK ? only_file(call, m, id, "from the supplier: filed") : code;
}

int
vg_deskmail_file(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	const struct vg_mail_place place = {.number = m->number,
	    .state = "filed",
	    .before = "",
	    .after = "",
	    .target = ""};
	int code = vg_deskmail_place(call, id, &place);

	if (code != VG_OK)
		return code;
	return strcmp(m->side, "supplier") == 0 && !m->automatic
	    ? supplier_says(call, m, id)
	    : only_file(call, m, id, "filed in the case");
}

/* A request goes where it belongs; who opened very many cases goes on in the last one. */
static int
requests(struct vg_act_call *call, struct vg_mail *m, int64_t id)
{
	int code = VG_OK;
	bool held = false, owed = false;

	if (!m->number[0])
		code = vg_desktwin_case(call, m, id, m->number, &owed);
	call->came.copy = call->desk->replaying ? vg_deskact_has(call, "copy") : owed;
	/* The reply that is owed to the first is owed to its copy. */
	if (code == VG_OK && call->came.copy && m->number[0])
		return vg_deskmail_file(call, m, id);
	if (code == VG_OK && !m->number[0])
		code = vg_deskmailmore_crowd(call, m, m->number);
	if (code == VG_OK && m->number[0])
		return vg_deskmail_in_case(call, m, id);
	if (code == VG_OK)
		code = vg_deskwaiting_hold(call, m, id, &held);
	if (code != VG_OK || held)
		return code;
	code = vg_deskmailopen_case(call, m, NULL, id);
	return code == VG_OK ? vg_deskwaiting_opened(call, m, id) : code;
}

/* Whether a host sends it, not a person (RFC 3834 3.3, RFC 5321 4.5.5). */
static bool
is_from_host(const struct vg_mail *m)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];

	return !vg_mailtoken_address(m->envelope_from, mail) ||
	    vg_text_starts(mail, "mailer-daemon@") || vg_text_starts(mail, "postmaster@");
}

/* Nothing starts; what stands in no case is shown to the triage queue, once in an hour, and not
 * what left here, which would come back for ever. */
static int
automatic(struct vg_act_call *call, struct vg_mail *m, int64_t id)
{
	const char *said = vg_deskact_value(call, "auto-submitted");
	char transition[48];
	int code = only_file(call, m, id, "automatic: filed, nothing starts");

	if (code != VG_OK || m->number[0] || strcmp(said, "loop") == 0 ||
	    strcmp(m->side, "integrator") == 0)
		return code;
	vg_text_format(
	    transition, sizeof(transition), "mails@%" PRId64, call->now.us / VG_HOUR_US);
	return vg_db_run(call->desk->db, VG_STOREQUEUE_ADD, "ittttt", call->now.us,
	    "mails", "triage", transition, "role:triage", "mails");
}

static int
carry_out(struct vg_act_call *call, struct vg_mail *m, int64_t id)
{
	int code = VG_OK;

	if (m->automatic && m->rung == 1 && is_from_host(m) &&
	    strcmp(vg_deskact_value(call, "report"), "failed") == 0)
		code = vg_deskreturned_read(call, m, id);
	if (code != VG_OK)
		return code;
	if (m->automatic)
		return automatic(call, m, id);
	/* Without a case it may be a client's, behind an address that rewrote him. */
	if (m->number[0] && strcmp(m->side, "integrator") == 0)
		return only_file(call, m, id, "from our own office: filed");
	if (m->number[0] && strcmp(m->side, "supplier") == 0)
		return supplier_says(call, m, id);
	return requests(call, m, id);
}

/* Whoever was paged answers: it is filed where the page belongs. */
static int
answer_page(
    struct vg_act_call *call, struct vg_mail *m, const struct vg_deskmailpage *page)
{
	char text[VG_TEXT_SIZE];
	int64_t id;

	m->side = "integrator";
	m->rung = 1;
	m->alike[0] = '\0';
	m->tickets.n = m->returns.n = 0;
	vg_text_copy(m->person, sizeof(m->person), page->person);
	vg_text_copy(m->number, sizeof(m->number), page->number);
	int code = file_mail(call, m, &id);
	if (code == VG_OK)
		code = vg_deskmailpage_answer(call, m, page, text);
	return code == VG_OK ? only_file(call, m, id, text) : code;
}

/* Whoever writes in a case that was merged since, of whichever side, writes in its survivor. */
static int
go_to_survivor(struct vg_desk *desk, struct vg_mail *m)
{
	struct vg_case_row row;
	int code =
	    m->number[0] ? vg_deskmerge_survivor(desk, m->number, &row) : VG_ENOENT;

	if (code != VG_OK)
		return code == VG_ENOENT ? VG_OK : code;
	if (row.number[0])
		vg_text_copy(m->number, sizeof(m->number), row.number);
	return VG_OK;
}

static int
mail_in(struct vg_act_call *call)
{
	struct vg_deskmailpage page = {.id = 0};
	struct vg_mail m;
	int64_t id;
	bool same;

	/* Which case it is the desk finds; a person may know better. */
	if (call->actor->role == VG_ROLE_INTAKE && call->act->object[0] &&
	    !call->desk->replaying)
		return vg_detail_set(call->detail, VG_EACCESS,
		    "%s: role intake names no case", call->actor->user);
	read_mail(call, &m);
	/* A relay gives what it has; a person can say it better. */
	if (strcmp(call->actor->door, "cli") == 0 && !call->desk->replaying &&
	    !m.automatic && !vg_deskact_has(call, "unparsed") && !strchr(m.from, '@'))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "from: '%.80s' is no mail address: NAME <BOX@DOMAIN>, or <> of a report",
		    m.from);
	vg_text_copy(m.number, sizeof(m.number), call->act->object);
	call->result->object[0] = '\0';
	int code = vg_deskmailmore_read(call, &m);
	if (code == VG_OK)
		code = find_same(call, &m, &same);
	if (code != VG_OK || same)
		return code;
	code = vg_deskcame_find(call, &m);
	if (code == VG_OK && !call->act->object[0])
		code = vg_deskmailpage_find(call->desk, &m, &page);
	if (code == VG_OK && page.id)
		return answer_page(call, &m, &page);
	if (code == VG_OK)
		code = go_to_survivor(call->desk, &m);
	if (code == VG_OK)
		code = file_mail(call, &m, &id);
	return code == VG_OK ? carry_out(call, &m, id) : code;
}

const struct vg_act_rule vg_deskmail_rules[] = {
    {"mail-in", "case", VG_ROLE_NOC, "from", mail_in, 0},
    {"dismiss", "mail", VG_ROLE_NOC, "", vg_deskmailundo_dismiss, 0},
    {"mail-assign", "mail", VG_ROLE_NOC, "", vg_deskmailundo_assign, 0},
    {"mail-dismiss", "mail", VG_ROLE_NOC, "", vg_deskdismiss_waiting, 0},
    {"outbox-take", "message", VG_ROLE_NOC, "", vg_deskcourier_take, 0},
    {"outbox-report", "message", VG_ROLE_NOC, "outcome", vg_deskcourier_report, 0},
    {"outbox-retry", "message", VG_ROLE_NOC, "", vg_deskcourier_retry, 0},
    {"outbox-give-up", "message", VG_ROLE_NOC, "reason", vg_deskcourier_give_up, 0},
    {0},
};
