/*
 * What mails name.
 */
#include "collector/desk/mail/deskmention.h"

#include <string.h>

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"
#include "collector/store/storemention.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_COPIES = 64 };

static int
put_number(struct vg_desk *desk, const struct vg_mail *m, int64_t id, const char *kind,
    const char *number)
{
	return vg_db_run(desk->db, VG_STOREMENTION_NUMBER_PUT, "ittt", id, kind, number,
	    m->supplier ? m->supplier->name : "");
}

static int
put_numbers(struct vg_desk *desk, const struct vg_mail *m, int64_t id, const char *kind,
    const struct vg_deskmatch_numbers *numbers)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < numbers->n; i++)
		code = put_number(desk, m, id, kind, numbers->word[i]);
	return code;
}

static int
put_party(struct vg_desk *desk, int64_t id, const char *mail, const char *place)
{
	const struct vg_conf_client *client =
	    vg_conf_client_of_mail(desk->conf, mail, NULL);
	const struct vg_conf_supplier *supplier =
	    client ? NULL : vg_deskmatch_supplier(desk->conf, mail);

	if (!client && !supplier)
		return VG_OK;
	return vg_db_run(desk->db, VG_STOREMENTION_PARTY_PUT, "ittt", id,
	    client ? "client" : "supplier", client ? client->name : supplier->name,
	    place);
}

static int
put_parties(struct vg_desk *desk, int64_t id, const char *line, const char *place)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];
	int code = VG_OK;

	for (int i = 0;
	     code == VG_OK && i < MAX_COPIES && vg_mailtoken_next_address(&line, mail);
	     i++)
		code = put_party(desk, id, mail, place);
	return code;
}

int
vg_deskmention_add(struct vg_desk *desk, const struct vg_mail *m, int64_t id)
{
	int code = put_numbers(desk, m, id, "ticket", &m->tickets);

	if (code == VG_OK)
		code = put_numbers(desk, m, id, "rma", &m->returns);
	if (code == VG_OK)
		code = put_parties(desk, id, m->to, "to");
	return code == VG_OK ? put_parties(desk, id, m->cc, "cc") : code;
}

static void
say_numbers(
    const struct vg_deskmatch_numbers *numbers, const char *kind, char text[VG_TEXT_SIZE])
{
	for (size_t i = 0; i < numbers->n; i++)
		vg_text_format(text + strlen(text), VG_TEXT_SIZE - strlen(text), "%s%s",
		    text[0] ? ", " : "", numbers->word[i]);
	if (numbers->n > 0)
		vg_text_format(
		    text + strlen(text), VG_TEXT_SIZE - strlen(text), " (%s)", kind);
}

size_t
vg_deskmention_say(const struct vg_mail *m, char text[VG_TEXT_SIZE])
{
	text[0] = '\0';
	say_numbers(&m->tickets, "ticket", text);
	say_numbers(&m->returns, "RMA", text);
	return m->tickets.n + m->returns.n;
}

void
vg_deskmention_tell(const struct vg_mail *m, char text[VG_TEXT_SIZE])
{
	char said[VG_TEXT_SIZE];
	size_t n = vg_deskmention_say(m, said);

	vg_text_format(text, VG_TEXT_SIZE, "%s%s",
	    n == 0       ? ""
		: n == 1 ? "; a number is proposed: "
			 : "; numbers are proposed: ",
	    said);
}

/* --- for doors ----------------------------------------------------------------------------- */

int
vg_desk_mail_numbers(struct vg_desk *desk, int64_t id, vg_number_cb cb, void *cookie)
{
	const size_t q = VG_STOREMENTION_NUMBERS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_number_view view = {.kind = vg_db_text(db, q, 0),
		    .number = vg_db_text(db, q, 1),
		    .state = vg_db_text(db, q, 2),
		    .mail = id};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_desk_mail_parties(struct vg_desk *desk, int64_t id, vg_party_cb cb, void *cookie)
{
	const size_t q = VG_STOREMENTION_PARTIES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_party_view view = {
		    vg_db_text(db, q, 0), vg_db_text(db, q, 1), vg_db_text(db, q, 2)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_desk_case_numbers(
    struct vg_desk *desk, const char *number, vg_number_cb cb, void *cookie)
{
	const size_t q = VG_STOREMENTION_OF_CASE;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_number_view view = {.kind = vg_db_text(db, q, 0),
		    .number = vg_db_text(db, q, 1),
		    .state = vg_db_text(db, q, 2),
		    .mail = vg_db_int(db, q, 3),
		    .closed = {vg_db_int(db, q, 4)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_desk_case_proposals(
    struct vg_desk *desk, const char *number, vg_number_cb cb, void *cookie)
{
	const size_t q = VG_STOREMENTION_STORY;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_number_view view = {.kind = vg_db_text(db, q, 0),
		    .number = vg_db_text(db, q, 1),
		    .state = vg_db_text(db, q, 2),
		    .mail = vg_db_int(db, q, 3),
		    .supplier = vg_db_text(db, q, 4),
		    .taken = {vg_db_int(db, q, 5)},
		    .by = vg_db_text(db, q, 6),
		    .decided = {vg_db_int(db, q, 7)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskmention_accepted(
    const struct vg_act_call *call, const char *number, const char *said)
{
	return vg_db_run(call->desk->db, VG_STOREMENTION_ACCEPTED, "ttti", number, said,
	    call->actor->user, call->at.us);
}
