/*
 * What comes with a mail.
 */
#include "collector/desk/mail/deskmailmore.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/conf/confpublic.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskblob.h"
#include "collector/mailguard/mailorigin.h"
#include "collector/store/storeblob.h"
#include "collector/store/storeline.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_TYPE = 128, MAX_NAMES = 16 };

/* The tree's names as the pure room wants them: MAX_NAMES at most (vigie-collector.yang). */
static size_t
list_names(const struct vg_conf_names *names, const char *list[MAX_NAMES])
{
	size_t n = names->n < MAX_NAMES ? names->n : MAX_NAMES;

	for (size_t i = 0; i < n; i++)
		list[i] = names->name[i];
	return n;
}

static bool
is_true(const struct vg_act_call *call, const char *name)
{
	return strcmp(vg_deskact_value(call, name), "true") == 0;
}

/* --- reading ------------------------------------------------------------------------------- */

/* "SHA256 SIZE TYPE NAME": a part as the intake tells it; the name may be empty. */
struct part {
	char sha256[VG_DIGEST_TEXT_SIZE], type[MAX_TYPE];
	int64_t size;
	const char *name;
};

static int
read_part(const struct vg_act_call *call, const char *text, struct part *part)
{
	char size[24];
	size_t n = strcspn(text, " ");
	const char *at = text + n + (text[n] == ' ');
	int code =
	    vg_text_format(part->sha256, sizeof(part->sha256), "%.*s", (int)n, text);

	n = strcspn(at, " ");
	if (code == VG_OK)
		code = vg_text_format(size, sizeof(size), "%.*s", (int)n, at);
	if (code == VG_OK)
		code = vg_text_int(size, 0, INT64_MAX, &part->size);
	at += n + (at[n] == ' ');
	n = strcspn(at, " ");
	if (code == VG_OK)
		code = vg_text_format(part->type, sizeof(part->type), "%.*s", (int)n, at);
	part->name = at + n + (at[n] == ' ');
	return code == VG_OK ? VG_OK
			     : vg_detail_set(call->detail, VG_EINVAL,
				   "part: SHA256, size, type and name are wanted");
}

static int
check_kept(const struct vg_act_call *call, const char *name)
{
	if (vg_deskblob_is_name(name) && vg_deskblob_is_kept(call->desk, name))
		return VG_OK;
	return vg_detail_set(call->detail, VG_ENOENT,
	    "%.64s: no such octets are kept; PUT them first", name);
}

static int
check_parts(const struct vg_act_call *call, const struct vg_mail *m)
{
	int code = m->raw[0] ? check_kept(call, m->raw) : VG_OK;
	struct part part;

	for (size_t i = 0; code == VG_OK && i < call->act->n_args; i++) {
		if (strcmp(call->act->args[i].name, "part") != 0)
			continue;
		code = read_part(call, call->act->args[i].value, &part);
		if (code == VG_OK)
			code = check_kept(call, part.sha256);
	}
	return code;
}

static bool
is_office(const struct vg_desk *desk, const char *line)
{
	char mail[VG_MAILTOKEN_MAIL_SIZE];

	return vg_mailtoken_address(line, mail) &&
	    vg_confpublic_same(mail, desk->conf->office.mail);
}

/*
 * P6: what bears our own mark starts nothing.  It is ours by our address, or by the id of a message
 * of ours; what another house's people wrote bears the mark of theirs.
 */
static int
judge_mark(const struct vg_act_call *call, struct vg_mail *m)
{
	const size_t q = VG_STOREMAIL_THREAD;
	struct vg_db *db = call->desk->db;
	const char *line = m->message_id;
	char id[VG_MAILTOKEN_ID_SIZE];
	bool ours =
	    is_office(call->desk, m->from) || is_office(call->desk, m->envelope_from);
	int code = VG_OK;

	if (strcmp(vg_deskact_value(call, "auto-submitted"), "loop") != 0)
		return VG_OK;
	if (!ours && vg_mailtoken_next_id(&line, id))
		code = vg_db_query(db, q, "t", id);
	if (!ours && code == VG_OK && vg_db_next(db, q)) {
		ours = vg_db_text(db, q, 1)[0] != '\0';
		vg_db_done(db, q);
	}
	if (!ours && (strchr(m->from, '@') || strchr(m->envelope_from, '@')))
		m->automatic = false;
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskmailmore_read(struct vg_act_call *call, struct vg_mail *m)
{
	const char *hosts[MAX_NAMES];
	size_t n = list_names(&call->desk->conf->trusted_mta, hosts);

	m->raw = vg_deskact_value(call, "raw");
	m->envelope_from = vg_deskact_value(call, "envelope-from");
	m->envelope_to = vg_deskact_value(call, "envelope-to");
	m->extension = vg_deskact_value(call, "extension");
	m->reply_to = vg_deskact_value(call, "reply-to");
	m->cut = is_true(call, "cut");
	m->unparsed = is_true(call, "unparsed");
	m->html = is_true(call, "html");
	m->at =
	    vg_mailorigin_taken(vg_deskact_value(call, "received"), hosts, n, call->at);
	call->at = m->at;
	int code = check_parts(call, m);
	return code == VG_OK ? judge_mark(call, m) : code;
}

void
vg_deskmailmore_parts(const struct vg_act_call *call, struct vg_buf *names)
{
	struct part part;

	for (size_t i = 0; i < call->act->n_args; i++) {
		if (strcmp(call->act->args[i].name, "part") == 0 &&
		    read_part(call, call->act->args[i].value, &part) == VG_OK)
			vg_buf_addf(names, "%s%s", names->size ? " " : "", part.sha256);
	}
}

/* --- the same again ------------------------------------------------------------------------ */

int
vg_deskmailmore_same(struct vg_desk *desk, const struct vg_mail *m, int64_t *id,
    char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREBLOB_SAME;

	*id = 0;
	if (!m->raw[0])
		return VG_OK;
	int code =
	    vg_db_query(desk->db, q, "ttt", m->raw, m->envelope_from, m->envelope_to);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*id = vg_db_int(desk->db, q, 0);
	vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 1));
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* --- writing ------------------------------------------------------------------------------- */

static int
add_parts(struct vg_act_call *call, int64_t id)
{
	int64_t number = 0;
	struct part part;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < call->act->n_args; i++) {
		if (strcmp(call->act->args[i].name, "part") != 0)
			continue;
		code = read_part(call, call->act->args[i].value, &part);
		if (code == VG_OK)
			code = vg_db_run(call->desk->db, VG_STOREBLOB_PART_ADD, "iittit",
			    id, ++number, part.name, part.type, part.size, part.sha256);
	}
	return code;
}

int
vg_deskmailmore_add(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	const char *ids[MAX_NAMES];
	size_t n = list_names(&call->desk->conf->authserv, ids);
	struct vg_buf kept;

	vg_buf_init(&kept, 0);
	vg_mailorigin_results(
	    vg_deskact_value(call, "authentication-results"), ids, n, &kept);
	int code = vg_db_run(call->desk->db, VG_STOREBLOB_MORE_ADD, "ittttttiiit", id,
	    m->raw, m->envelope_from, m->envelope_to, m->extension, m->reply_to,
	    vg_buf_text(&kept), (int64_t)m->cut, (int64_t)m->unparsed, (int64_t)m->html,
	    vg_deskact_value(call, "date"));
	vg_buf_fini(&kept);
	return code == VG_OK ? add_parts(call, id) : code;
}

bool
vg_deskmailmore_proves(const struct vg_act_call *call, const struct vg_mail *m)
{
	const char *ids[MAX_NAMES];
	size_t n = list_names(&call->desk->conf->authserv, ids);
	struct vg_buf kept;

	vg_buf_init(&kept, 0);
	vg_mailorigin_results(
	    vg_deskact_value(call, "authentication-results"), ids, n, &kept);
	bool proves = vg_mailorigin_proves(vg_buf_text(&kept), m->sender);
	vg_buf_fini(&kept);
	return proves;
}

/* --- as it was filed ----------------------------------------------------------------------- */

int
vg_deskmailmore_load(
    struct vg_desk *desk, int64_t id, struct vg_mail *m, struct vg_mail_texts *t)
{
	const size_t q = VG_STOREBLOB_PLACED;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", id);

	*m = (struct vg_mail){.side = "client"};
	memset(t, 0, sizeof(*t));
	if (code != VG_OK || !vg_db_next(db, q)) {
		int failed = vg_db_failed(db);
		return code != VG_OK ? code : failed != VG_OK ? failed : VG_ENOENT;
	}
	vg_text_copy(m->person, sizeof(m->person), vg_db_text(db, q, 0));
	m->automatic = vg_db_int(db, q, 2) != 0;
	m->at.us = vg_db_int(db, q, 3);
	m->subject = t->subject = vg_mem_text(vg_db_text(db, q, 4));
	m->text = t->text = vg_mem_text(vg_db_text(db, q, 5));
	m->from = t->from = vg_mem_text(vg_db_text(db, q, 6));
	m->to = t->to = vg_mem_text(vg_db_text(db, q, 10));
	m->cc = t->cc = vg_mem_text(vg_db_text(db, q, 12));
	m->cut = vg_db_int(db, q, 13) != 0;
	m->unparsed = vg_db_int(db, q, 14) != 0;
	m->erased = vg_db_int(db, q, 15) != 0;
	m->envelope_from = t->envelope = vg_mem_text(vg_db_text(db, q, 11));
	vg_db_done(db, q);
	m->message_id = m->in_reply_to = m->references = "";
	m->raw = m->envelope_to = m->extension = m->reply_to = "";
	return VG_OK;
}

void
vg_deskmailmore_unload(struct vg_mail_texts *t)
{
	free(t->from);
	free(t->to);
	free(t->cc);
	free(t->subject);
	free(t->text);
	free(t->envelope);
	memset(t, 0, sizeof(*t));
}

/* --- how much of one sender ---------------------------------------------------------------- */

const char *
vg_deskmailmore_domain(const char *mail)
{
	const char *at = strrchr(mail, '@');

	return at ? at + 1 : "";
}

/*
 * Of a house whose domain opens very many, as one: the last case of the same client's, or of
 * nobody's.  Everybody's domain is no house.
 */
static int
find_crowd(
    struct vg_act_call *call, const struct vg_mail *m, char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STORELINE_OPENED;
	const char *domain = vg_deskmailmore_domain(m->sender);
	struct vg_db *db = call->desk->db;

	if (!domain[0] || vg_confpublic_is(domain))
		return VG_OK;
	int code = vg_db_query(db, q, "tit", domain, call->now.us - VG_HOUR_US,
	    m->client ? m->client->name : "");
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	if (vg_db_int(db, q, 0) >=
	    (int64_t)call->desk->conf->policy.mail_cases_domain_hour)
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(db, q, 1));
	vg_db_done(db, q);
	return VG_OK;
}

int
vg_deskmailmore_crowd(
    struct vg_act_call *call, const struct vg_mail *m, char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREBLOB_RECENT;
	struct vg_db *db = call->desk->db;

	number[0] = '\0';
	int code = vg_db_query(db, q, "ti", m->person, call->now.us - VG_HOUR_US);
	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	if (vg_db_int(db, q, 0) >= (int64_t)call->desk->conf->policy.mail_cases_hour)
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(db, q, 1));
	vg_db_done(db, q);
	return number[0] ? VG_OK : find_crowd(call, m, number);
}
