/*
 * Letters are made and read.
 */
#include "collector/desk/mail/deskletter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskasker.h"
#include "collector/desk/mail/deskbook.h"
#include "collector/desk/mail/deskguard.h"
#include "collector/desk/mail/deskhook.h"
#include "collector/desk/mail/deskletteranswer.h"
#include "collector/desk/mail/deskletteroccasion.h"
#include "collector/desk/mail/deskpagemany.h"
#include "collector/desk/paging/deskpagecall.h"
#include "collector/desk/record/deskoutway.h"
#include "collector/store/storeletter.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { SUBJECT_MAX = 1024, TO_MAX = 8 * 1024 };

/* Turns of a case that one template tells one role. */
static const struct {
	const char *what, *role, *template;
} turns[] = {
    {"return-confirm", "client", "return-steps"},
    {"return-rma-number", "client", "return-send"},
    {"return-replace", "client", "return-send"},
    {"return-ship", "client", "replacement-due"},
    {"return-not-arrived", "client", "replacement-due"},
};

/* --- the row ------------------------------------------------------------------------------ */

static void
read_row(struct vg_db *db, size_t q, struct vg_deskletter_row *row)
{
	int language = vg_language_parse(vg_db_text(db, q, 16));

	vg_text_copy(row->number, sizeof(row->number), vg_db_text(db, q, 0));
	vg_text_copy(row->what, sizeof(row->what), vg_db_text(db, q, 1));
	vg_text_copy(row->role, sizeof(row->role), vg_db_text(db, q, 2));
	vg_text_copy(row->transition, sizeof(row->transition), vg_db_text(db, q, 3));
	vg_text_copy(row->recipient, sizeof(row->recipient), vg_db_text(db, q, 4));
	vg_text_copy(row->template, sizeof(row->template), vg_db_text(db, q, 5));
	vg_text_copy(row->message_id, sizeof(row->message_id), vg_db_text(db, q, 6));
	vg_text_copy(row->attachment, sizeof(row->attachment), vg_db_text(db, q, 7));
	vg_text_copy(row->channel, sizeof(row->channel), vg_db_text(db, q, 8));
	vg_text_copy(row->target, sizeof(row->target), vg_db_text(db, q, 9));
	vg_text_copy(row->part, sizeof(row->part), vg_db_text(db, q, 10));
	row->percent = vg_db_int(db, q, 11);
	row->created.us = vg_db_int(db, q, 12);
	row->text = vg_mem_text(vg_db_text(db, q, 13));
	row->tries = vg_db_int(db, q, 14);
	vg_text_copy(row->state, sizeof(row->state), vg_db_text(db, q, 15));
	vg_text_copy(row->way, sizeof(row->way), vg_db_text(db, q, 17));
	row->stands = vg_db_int(db, q, 18) != 0;
	vg_text_copy(row->taken_by, sizeof(row->taken_by), vg_db_text(db, q, 19));
	vg_text_copy(row->line, sizeof(row->line), vg_db_text(db, q, 20));
	row->round = vg_db_int(db, q, 21);
	row->language = language < 0 ? VG_LANGUAGE_FR : (enum vg_language)language;
}

static int
load_row(struct vg_desk *desk, int64_t id, struct vg_deskletter_row *row)
{
	const size_t q = VG_STORELETTER_ROW;
	int code = vg_db_query(desk->db, q, "i", id);

	memset(row, 0, sizeof(*row));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	row->id = id;
	read_row(desk->db, q, row);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
load_case(struct vg_desk *desk, const char *number, struct vg_case_row *row)
{
	memset(row, 0, sizeof(*row));
	return number[0] ? vg_deskrows_case(desk, number, row) : VG_OK;
}

/* What was made of it; '*made' false: nothing yet, or it was erased. */
static int
load_words(struct vg_desk *desk, struct vg_deskletter *letter, bool *made)
{
	const size_t q = VG_STORELETTER_GET;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", letter->row.id);

	*made = false;
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	*made = true;
	letter->made.us = vg_db_int(db, q, 0);
	letter->subject = vg_mem_text(vg_db_text(db, q, 1));
	letter->body = vg_mem_text(vg_db_text(db, q, 2));
	letter->in_reply_to = vg_mem_text(vg_db_text(db, q, 3));
	letter->references = vg_mem_text(vg_db_text(db, q, 4));
	vg_db_done(db, q);
	return VG_OK;
}

static int
find_address(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *of_case, struct vg_wall now)
{
	vg_text_copy(letter->from, sizeof(letter->from), desk->conf->office.mail);
	vg_text_copy(
	    letter->from_name, sizeof(letter->from_name), desk->conf->integrator);
	bool is_page = false;
	int code = vg_text_starts(letter->row.template, "page")
	    ? vg_deskaddress_page(desk, letter->row.id, &letter->to, &is_page)
	    : VG_OK;
	if (code != VG_OK || is_page)
		return code;
	return vg_deskaddress_find(
	    desk, of_case, letter->row.role, letter->row.recipient, now, &letter->to);
}

/* --- words -------------------------------------------------------------------------------- */

static int
open_book(struct vg_desk *desk, struct vg_detail *detail)
{
	return desk->book ? VG_OK : vg_deskbook_load(desk->packs, &desk->book, detail);
}

static const struct vg_letter *
find_template(const struct vg_desk *desk, const struct vg_deskletter *letter)
{
	const struct vg_deskletter_row *row = &letter->row;
	const char *what = row->what, *name = row->template;
	char own[VG_DESKPAGEMANY_NAME_SIZE];

	if (vg_text_starts(name, "page") &&
	    vg_deskpagemany_template(
		desk, row, letter->together, letter->to.is_short, own))
		what = name = own;

	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
		if (strcmp(turns[i].what, what) == 0 &&
		    strcmp(turns[i].role, row->role) == 0)
			what = turns[i].template;
	}
	/* Whose receipt it stands for is told all the same that it is open again. */
	if (strcmp(name, "reopened") == 0)
		what = name;
	/* To a client a warning tells how far the replacement is. */
	if (strcmp(row->role, "client") == 0 &&
	    strcmp(row->target, vg_sla_rule(VG_TARGET_REPLACEMENT)->name) == 0)
		what = name = "replacement-due";
	return vg_letterbook_find(desk->book, row->language, what, name, row->role);
}

static int
write_words(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *of_case, bool as_named, struct vg_wall now)
{
	const struct vg_deskletter_row *row = &letter->row;
	const struct vg_letter *template = as_named
	    ? vg_letterbook_find(
		  desk->book, row->language, row->template, row->template, row->role)
	    : find_template(desk, letter);
	struct vg_deskletterfact facts;
	struct vg_letterfacts view;
	struct vg_buf subject, body;
	/* Pages go to telephones, and what the NOC gets is searched by its lines. */
	bool wraps =
	    strcmp(row->role, "client") == 0 || vg_text_starts(row->role, "supplier");

	vg_buf_init(&subject, SUBJECT_MAX);
	vg_buf_init(&body, 2 * VG_LETTER_BODY_MAX);
	int code = vg_deskletterfact_gather(desk,
	    vg_letterbook_words(desk->book, letter->row.language), &letter->row, of_case,
	    now, &facts);
	if (code == VG_OK) {
		vg_deskletterfact_view(&facts, &view);
		code = vg_letter_write(template, &view, wraps, &subject, &body);
	}
	vg_deskletterfact_fini(&facts);
	letter->made = now;
	letter->subject = vg_mem_text(vg_buf_text(&subject));
	letter->body = vg_mem_text(vg_buf_text(&body));
	vg_buf_fini(&subject);
	vg_buf_fini(&body);
	return code;
}

/* The newest of what he wrote or got is answered; all of it, the oldest first, is the thread. */
static int
find_thread(struct vg_desk *desk, struct vg_deskletter *letter)
{
	const size_t q = VG_STORELETTER_THREAD;
	struct vg_db *db = desk->db;
	char *thread = vg_mem_text(""), *last = vg_mem_text("");
	int code = vg_db_query(
	    db, q, "tti", letter->row.number, letter->row.recipient, letter->row.id);

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *id = vg_db_text(db, q, 0);
		/* As it came in from outside. */
		if (id[strcspn(id, " \t\r\n<>")] != '\0')
			continue;
		char *longer = vg_mem_format("%s%s%s", id, thread[0] ? " " : "", thread);
		free(thread);
		thread = longer;
		if (!last[0]) {
			free(last);
			last = vg_mem_text(id);
		}
	}
	letter->references = thread;
	letter->in_reply_to = last;
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- whether it may leave ---------------------------------------------------------------------- */

static int
guard(struct vg_desk *desk, const struct vg_deskletter *letter,
    const struct vg_case_row *of_case, struct vg_detail *detail)
{
	struct vg_buf to;
	int code = VG_OK;

	vg_buf_init(&to, TO_MAX);
	for (size_t i = 0; i < letter->to.n; i++)
		vg_buf_addf(&to, "%s%s", i ? ", " : "", letter->to.mail[i]);
	const struct vg_mailguard_message message = {.from = letter->from,
	    .to = vg_buf_text(&to),
	    .reply_to = letter->from,
	    .subject = letter->subject,
	    .text = letter->body};
	/* A title is a person's where nothing was seen but his request. */
	const struct vg_mailguard_message written = {
	    .subject = of_case->class[0] ? "" : letter->subject,
	    .text = letter->row.text};
	if (of_case->number[0] && strcmp(letter->row.role, "client") == 0)
		code = vg_deskguard_client(desk, of_case, &message, &written, detail);
	else if (of_case->number[0] && vg_text_starts(letter->row.role, "supplier"))
		code = vg_deskguard_supplier(desk, of_case, &message, &written, detail);
	vg_buf_fini(&to);
	return code;
}

/* --- making ------------------------------------------------------------------------------------ */

static int
keep(struct vg_desk *desk, const struct vg_deskletter *letter)
{
	int code = vg_db_run(desk->db, VG_STORELETTER_PUT, "iitttt", letter->row.id,
	    letter->made.us, letter->subject, letter->body, letter->in_reply_to,
	    letter->references);

	return code == VG_OK ? vg_db_run(desk->db, VG_STORELETTER_LANGUAGE, "it",
				   letter->row.id, vg_language_text(letter->row.language))
			     : code;
}

/* Whom it is written to at this try: a delivery report is of one of them. */
static int
keep_recipients(struct vg_desk *desk, const struct vg_deskletter *letter)
{
	char lower[VG_CONF_MAIL_SIZE], mark[VG_DESKADDRESS_MARK_SIZE];
	struct vg_buf marks;

	vg_buf_init(&marks, 0);
	for (size_t i = 0; i < letter->to.n; i++) {
		vg_deskaddress_mark(letter->to.mail[i], lower, mark);
		vg_buf_addf(&marks, "%s%s", i ? " " : "", mark);
	}
	int code = vg_db_run(
	    desk->db, VG_STORELETTER_WENT_TO, "it", letter->row.id, vg_buf_text(&marks));
	vg_buf_fini(&marks);
	return code;
}

static int
write_once(struct vg_act_call *call, struct vg_deskletter *letter,
    const struct vg_case_row *of_case, bool *fresh)
{
	bool made;
	int code = load_words(call->desk, letter, &made);

	*fresh = !made;
	if (code != VG_OK || made)
		return code;
	letter->row.language = letter->to.language;
	code = open_book(call->desk, call->detail);
	if (code == VG_OK && vg_text_starts(letter->row.template, "page"))
		code =
		    vg_deskpagemany_count(call->desk, letter->row.id, &letter->together);
	if (code == VG_OK)
		code = write_words(call->desk, letter, of_case, false, call->now);
	if (code == VG_OK && letter->together <= 1)
		return find_thread(call->desk, letter);
	letter->references = vg_mem_text(""); /* of several cases, it goes on with none */
	letter->in_reply_to = vg_mem_text("");
	return code;
}

static int
judge(struct vg_act_call *call, struct vg_deskletter *letter,
    const struct vg_case_row *of_case, enum vg_deskletter_fate *fate,
    char why[VG_TEXT_SIZE])
{
	struct vg_detail refused = {0};
	bool fresh, own;
	int code = vg_deskoutway_is_own(call->desk, of_case, "mail", &own);

	if (code == VG_OK && own) {
		*fate = VG_DESKLETTER_SILENT;
		vg_text_copy(why, VG_TEXT_SIZE, VG_DESKHOOK_OWN);
		return VG_OK;
	}
	if (code == VG_OK)
		code = find_address(call->desk, letter, of_case, call->now);
	if (code == VG_OK && strcmp(letter->row.template, "receipt") == 0)
		code = vg_deskletteranswer_may(call->desk, letter, call->now, why);
	if (code != VG_OK)
		return code;
	if (why[0]) {
		*fate = VG_DESKLETTER_SILENT;
		return VG_OK;
	}
	if (letter->to.n == 0 || !letter->from[0]) {
		*fate = letter->to.gone ? VG_DESKLETTER_STOPS : VG_DESKLETTER_WAITS;
		vg_text_copy(why, VG_TEXT_SIZE,
		    letter->to.n ? "integrator/mail is missing" : letter->to.missing);
		return VG_OK;
	}
	code = write_once(call, letter, of_case, &fresh);
	if (code == VG_OK && guard(call->desk, letter, of_case, &refused) != VG_OK) {
		*fate = VG_DESKLETTER_STOPS;
		vg_text_copy(why, VG_TEXT_SIZE, refused.text);
		return VG_OK;
	}
	if (code == VG_OK && fresh)
		code = keep(call->desk, letter);
	return code == VG_OK ? keep_recipients(call->desk, letter) : code;
}

int
vg_deskletter_make(struct vg_act_call *call, int64_t id, enum vg_deskletter_fate *fate,
    char why[VG_TEXT_SIZE])
{
	struct vg_deskletter letter = {.auto_submitted = ""};
	struct vg_case_row of_case;
	bool made = false, stale = false;
	int code = load_row(call->desk, id, &letter.row);

	*fate = VG_DESKLETTER_GOES;
	why[0] = '\0';
	if (code == VG_OK)
		code = load_case(call->desk, letter.row.number, &of_case);
	if (code == VG_OK)
		code = vg_deskpagecall_is_stale(call->desk, id, &stale);
	if (code == VG_OK && stale) {
		*fate = VG_DESKLETTER_SILENT;
		vg_text_copy(why, VG_TEXT_SIZE, VG_DESKPAGECALL_STALE);
	} else if (code == VG_OK && strcmp(letter.row.channel, "mail") == 0) {
		code = judge(call, &letter, &of_case, fate, why);
	} else if (code == VG_OK) {
		code = load_words(call->desk, &letter, &made);
		if (code == VG_OK)
			code = vg_deskhook_judge(
			    call->desk, &letter, &of_case, made, call->now, fate, why);
		if (code == VG_OK && *fate == VG_DESKLETTER_GOES && !made &&
		    !letter.row.stands)
			code = keep(call->desk, &letter);
	}
	vg_deskletter_fini(&letter);
	return code;
}

/* --- reading ----------------------------------------------------------------------------------- */

/* RFC 3834 section 5: what no person wrote says so. */
static const char *
auto_submitted(const struct vg_deskletter_row *row)
{
	if (strcmp(row->template, "receipt") == 0)
		return "auto-replied";
	return row->text && row->text[0] ? "" : "auto-generated";
}

int
vg_desk_letter(struct vg_desk *desk, int64_t id, struct vg_wall now,
    struct vg_deskletter *letter, struct vg_detail *detail)
{
	struct vg_case_row of_case;
	bool made = false;

	memset(letter, 0, sizeof(*letter));
	int code = load_row(desk, id, &letter->row);
	if (code == VG_OK && !letter->row.id)
		return vg_detail_set(
		    detail, VG_ENOENT, "message %" PRId64 ": there is none", id);
	if (code == VG_OK)
		code = load_case(desk, letter->row.number, &of_case);
	bool is_mail = strcmp(letter->row.channel, "mail") == 0;
	if (code == VG_OK && is_mail)
		code = find_address(desk, letter, &of_case, now);
	if (code == VG_OK)
		code = load_words(desk, letter, &made);
	if (code == VG_OK && !is_mail)
		code = vg_deskhook_read(desk, letter, now, &made);
	if (code == VG_OK && !made)
		code = vg_detail_set(detail, VG_ENOENT,
		    "message %" PRId64 ": it has no letter: nobody took it yet, or its "
		    "words were erased",
		    id);
	letter->auto_submitted = auto_submitted(&letter->row);
	return code;
}

static int
preview_case(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *of_case, int language, struct vg_wall now,
    struct vg_detail *detail)
{
	struct vg_deskletter_row *row = &letter->row;
	char person[VG_NAME_SIZE] = "";
	int code = strcmp(row->role, "client") == 0
	    ? vg_deskasker_find(desk, of_case, person)
	    : VG_OK;

	/* As a letter to the client finds him: who asked, else whom the tree names. */
	if (person[0])
		vg_text_copy(row->recipient, sizeof(row->recipient), person);
	if (code == VG_OK)
		code = find_address(desk, letter, of_case, now);
	row->language = language >= 0 ? (enum vg_language)language : letter->to.language;
	if (code == VG_OK)
		code = open_book(desk, detail);
	if (code == VG_OK && !vg_letterbook_has(desk->book, row->language, row->template))
		return vg_detail_set(detail, VG_ENOENT,
		    "template %s: there is none in %s", row->template,
		    vg_language_text(row->language));
	if (code == VG_OK)
		code = vg_deskletteroccasion_make(desk, of_case, now, row);
	if (code == VG_OK)
		code = write_words(desk, letter, of_case, true, now);
	return code == VG_OK ? guard(desk, letter, of_case, detail) : code;
}

static int
preview(struct vg_desk *desk, const char *template, const char *number, const char *role,
    const char *text, int language, struct vg_wall now, struct vg_deskletter *letter,
    struct vg_detail *detail)
{
	struct vg_deskletter_row *row = &letter->row;
	struct vg_case_row of_case;

	memset(letter, 0, sizeof(*letter));
	vg_text_copy(row->number, sizeof(row->number), number);
	vg_text_copy(row->template, sizeof(row->template), template);
	vg_text_copy(row->what, sizeof(row->what), vg_deskletteroccasion_turn(template));
	if (vg_text_starts(template, "merged"))
		vg_text_copy(row->part, sizeof(row->part), "2026-000000");
	if (strcmp(template, "planned-ends") == 0)
		vg_text_format(row->transition, sizeof(row->transition),
		    "planned-ends firmware@2026-07-10T04:00:00Z");
	vg_text_copy(row->role, sizeof(row->role), role);
	vg_text_format(row->recipient, sizeof(row->recipient), "role:%s", role);
	vg_text_copy(row->channel, sizeof(row->channel), "mail");
	if (vg_text_starts(template, "escalation"))
		vg_text_copy(row->attachment, sizeof(row->attachment), "evidence");
	row->text = vg_mem_text(text);
	letter->auto_submitted = auto_submitted(row);
	letter->in_reply_to = vg_mem_text("");
	letter->references = vg_mem_text("");
	int code = load_case(desk, number, &of_case);
	if (code == VG_OK && !of_case.number[0])
		return vg_detail_set(
		    detail, VG_ENOENT, "case %.16s: there is none", number);
	return code == VG_OK ? preview_case(desk, letter, &of_case, language, now, detail)
			     : code;
}

int
vg_desk_letter_preview(struct vg_desk *desk, const char *template, const char *number,
    const char *role, int language, struct vg_wall now, struct vg_deskletter *letter,
    struct vg_detail *detail)
{
	bool written =
	    strcmp(template, "reply") == 0 || vg_text_starts(template, "escalation");

	return preview(desk, template, number, role, written ? "..." : "", language, now,
	    letter, detail);
}

int
vg_deskletter_check(struct vg_desk *desk, const char *template, const char *number,
    const char *role, const char *text, struct vg_wall now, struct vg_detail *detail)
{
	struct vg_deskletter letter;
	struct vg_detail said = {0};

	/* A recording holds nobody, and what it commands was let through. */
	if (desk->replaying)
		return VG_OK;
	int code = preview(desk, template, number, role, text, -1, now, &letter, &said);

	vg_deskletter_fini(&letter);
	if (code == VG_EPOLICY)
		return vg_detail_set(detail, code, "%s", said.text);
	/* What no template can make is told where it is made. */
	return code == VG_ENOENT || code == VG_EINVAL || code == VG_ELIMIT ? VG_OK : code;
}

void
vg_deskletter_fini(struct vg_deskletter *letter)
{
	free(letter->row.text);
	free(letter->subject);
	free(letter->body);
	free(letter->in_reply_to);
	free(letter->references);
	memset(letter, 0, sizeof(*letter));
	letter->auto_submitted = "";
}
