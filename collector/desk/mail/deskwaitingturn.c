/*
 * Turns of mails that wait.
 */
#include "collector/desk/mail/deskwaitingturn.h"

#include <string.h>

#include "collector/desk/mail/deskcame.h"
#include "collector/desk/mail/deskmail.h"
#include "collector/desk/mail/deskmailmore.h"
#include "collector/desk/mail/desktwin.h"
#include "collector/desk/mail/deskwaiting.h"
#include "collector/desk/mail/deskwaitingrow.h"
#include "collector/desk/mail/deskwaitingtell.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/store/storewaiting.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* How many turns there were: a value of the table meta. */
#define TURNS "waiting-turns"

/* So many at most in one call. */
enum { SLICE = 500, LOOK_MAX = 20000 };

/* --- one's turn ------------------------------------------------------------------------------ */

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
 * Whose it is today, and in which case it belongs: 'number', that of a copy that has one meanwhile, or
 * the last one of a sender who has opened very many.  Of what is erased only the sender's reference is left.
 */
static int
find_case(struct vg_act_call *then, struct vg_mail *m, int64_t id, const char *number)
{
	bool told = vg_deskcame_is_told(then);
	bool *copy = &then->came.copy;
	char twin[VG_CASE_NUMBER_SIZE] = "";

	vg_text_copy(
	    m->number, sizeof(m->number), told ? vg_deskact_value(then, "into") : number);
	int code = check_there(then->desk, m->number);
	if (code == VG_OK && !m->erased)
		code = vg_deskcame_again(then, m);
	if (code == VG_OK && !told && !m->erased)
		code = vg_desktwin_case(then, m, id, twin, copy);
	if (told)
		*copy = vg_deskact_has(then, "copy");
	if (code == VG_OK && !m->number[0])
		vg_text_copy(m->number, sizeof(m->number), twin);
	/* The reply that is owed is one in that case alone. */
	if (!told && strcmp(m->number, twin) != 0)
		*copy = false;
	return code == VG_OK && !m->number[0] && !told
	    ? vg_deskmailmore_crowd(then, m, m->number)
	    : code;
}

static int
place(struct vg_act_call *then, struct vg_mail *m, int64_t id)
{
	if (!m->number[0])
		return vg_deskmailopen_case(then, m, NULL, id);
	return strcmp(m->side, "client") == 0 && !then->came.copy
	    ? vg_deskmail_in_case(then, m, id)
	    : vg_deskmail_file(then, m, id);
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
	/* A mark has no words of any. */
	m.erased = m.erased && !vg_deskcame_is_told(call);
	if (m.erased) {
		m.subject = "a request whose words were erased";
		m.side = "client";
		m.rung = 8;
	}
	if (code == VG_OK)
		code = find_case(&then, &m, id, number);
	bool copy = then.came.copy, opens = !m.number[0];
	vg_deskcame_note(&then, &m, id);
	then.came.copy = copy;
	vg_text_copy(then.came.into, sizeof(then.came.into), m.number);
	if (code == VG_OK)
		code = place(&then, &m, id);
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
vg_deskwaitingturn_open(struct vg_act_call *call, int64_t id)
{
	struct vg_deskwaitingrow row;
	int code = vg_deskwaitingrow_get(call->desk, id, &row);

	return code == VG_OK ? open_case(call, row.behind ? row.behind : id, row.number)
			     : code;
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
vg_deskwaitingturn_told(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result)
{
	bool waits;
	int code = vg_deskwaiting_is(desk, id, &waits);

	return code == VG_OK && waits ? take_turn(desk, id, "", act, now, result) : code;
}

/* --- whose turn it is ------------------------------------------------------------------------ */

/* What is to be done at once: filed where another one went, or opened as whom the tree knows. */
static int
find_ready(struct vg_desk *desk, int64_t *id, char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREWAITING_READY;
	int code = vg_db_query(desk->db, q, "");

	*id = 0;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*id = vg_db_int(desk->db, q, 0);
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 1));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* The wheel's. */
static int
find_next(struct vg_desk *desk, int64_t *id)
{
	static const size_t by[VG_MAILTURN_WHOSE_N] = {
	    [VG_MAILTURN_VOUCHED_FIRST] = VG_STOREWAITING_VOUCHED,
	    [VG_MAILTURN_NEWEST] = VG_STOREWAITING_NEWEST,
	    [VG_MAILTURN_OLDEST] = VG_STOREWAITING_OLDEST};
	int64_t nth = vg_desk_number(desk, TURNS, 0);
	enum vg_mailturn_whose whose = vg_mailturn_whose(nth);
	int code = vg_deskwaitingrow_ask(desk, by[whose], id);

	if (code == VG_OK && !*id)
		code = vg_deskwaitingrow_ask(desk, by[vg_mailturn_otherwise(whose)], id);
	return code == VG_OK && *id
	    ? vg_db_run(desk->db, VG_SQL_META_PUT, "ti", TURNS, nth + 1)
	    : code;
}

int
vg_deskwaitingturn_due(struct vg_desk *desk, struct vg_wall now)
{
	const struct vg_act act = {.verb = "mail-in", .object = ""};
	struct vg_act_result result = {0};
	char number[VG_CASE_NUMBER_SIZE] = "";
	struct vg_wall at = now;
	int64_t id;

	if (desk->replaying)
		return vg_deskwaitingrow_arm(desk, now);
	int code = find_ready(desk, &id, number);
	if (code == VG_OK && !id) {
		code = vg_deskwaitingrow_room(desk, now, &at);
		if (code == VG_OK && at.us <= now.us)
			code = find_next(desk, &id);
	}
	if (code == VG_OK && id)
		code = take_turn(desk, id, number, &act, now, &result);
	if (code == VG_OK)
		code = vg_deskwaitingrow_arm(desk, now);
	return code == VG_OK ? vg_deskwaitingtell_hour(desk, now) : code;
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
vg_deskwaitingturn_tree(struct vg_desk *desk, struct vg_wall now)
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
	return code == VG_OK ? vg_deskwaitingrow_arm(desk, now) : code;
}
