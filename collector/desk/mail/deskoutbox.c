/*
 * The outbox.
 */
#include "collector/desk/mail/deskoutbox.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/mail/deskaddress.h"
#include "collector/desk/mail/deskasker.h"
#include "collector/desk/record/deskproof.h"
#include "collector/desk/record/deskprooflog.h"
#include "collector/store/storeletter.h"
#include "collector/store/storemail.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

enum { SALT_SIZE = 16 };

static struct vg_digest
salted(const unsigned char salt[SALT_SIZE], const char *text)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	vg_buf_add(&buf, salt, SALT_SIZE);
	vg_buf_add_text(&buf, text);
	struct vg_digest digest = vg_digest_of(buf.data, buf.size);
	vg_buf_fini(&buf);
	return digest;
}

int
vg_deskoutbox_add(
    struct vg_act_call *call, const struct vg_outbox_message *m, int64_t *id)
{
	struct vg_db *db = call->desk->db;
	const char *text = m->text ? m->text : "";
	unsigned char salt[SALT_SIZE];
	char role[40];

	*id = 0;
	vg_chance_fill(salt, sizeof(salt));
	struct vg_digest digest = salted(salt, text);
	vg_text_format(role, sizeof(role), "role:%s", m->role);
	int code = vg_db_run(db, VG_STOREMAIL_OUT_ADD, "itttttttbt", call->now.us,
	    m->number, m->what, m->role, m->transition,
	    m->recipient ? m->recipient : role, "fr", m->template, digest.octet,
	    sizeof(digest.octet), m->attachment ? m->attachment : "");
	if (code != VG_OK || vg_db_changes(db) == 0)
		return code;
	*id = vg_db_last_id(db);
	return vg_db_run(db, VG_STOREMAIL_OUT_TEXT, "ibt", *id, salt, sizeof(salt), text);
}

/*
 * What a person wrote: two letters of one microsecond are two, each with a transition of its own.
 * A command that is said again has its idempotency key.
 */
static int
add_letter(
    struct vg_act_call *call, struct vg_outbox_message m, const char *does, int64_t *id)
{
	char transition[96];
	int code = VG_OK;

	*id = 0;
	m.transition = transition;
	for (int64_t n = 1; code == VG_OK && !*id; n++) {
		vg_text_format(
		    transition, sizeof(transition), "%s@%" PRId64, does, call->now.us);
		if (n > 1)
			vg_text_format(transition, sizeof(transition),
			    "%s@%" PRId64 "/%" PRId64, does, call->now.us, n);
		code = vg_deskoutbox_add(call, &m, id);
	}
	return code;
}

int
vg_deskoutbox_escalation(
    struct vg_desk *desk, const struct vg_case_row *row, const char **template)
{
	const size_t q = VG_STORELETTER_ESCALATED;
	int code = vg_db_query(desk->db, q, "t", row->number);

	*template = "escalation";
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	if (vg_db_int(desk->db, q, 0))
		*template = "escalation-more";
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskoutbox_escalate(struct vg_act_call *call, const struct vg_case_row *row,
    const char *template, const char *text, char attached[VG_TEXT_SIZE])
{
	const char *number = row->number;
	char attachment[32 + VG_DIGEST_TEXT_SIZE] = "";
	char hex[VG_DIGEST_TEXT_SIZE];
	struct vg_detail none;
	struct vg_digest head;
	int64_t id;
	int code = vg_deskprooflog_freeze(call->desk, row, call->now);
	if (code == VG_OK)
		code = vg_deskproof_samples(call->desk, number, call->now);

	if (code == VG_OK)
		code = vg_deskproof_head(call->desk, number, &head, &none);
	vg_text_format(attached, VG_TEXT_SIZE, "no evidence was frozen for it");
	if (code == VG_OK) {
		vg_digest_text(&head, hex);
		vg_text_format(
		    attachment, sizeof(attachment), "evidence supplier %s", hex);
		vg_text_format(attached, VG_TEXT_SIZE,
		    "with the evidence up to %.16s, masked for the supplier", hex);
	}
	if (code != VG_OK && code != VG_ENOENT)
		return code;
	const struct vg_outbox_message message = {.number = number,
	    .what = template,
	    .role = "supplier",
	    .template = template,
	    .text = text,
	    .attachment = attachment};
	return add_letter(call, message, "escalation", &id);
}

void
vg_deskoutbox_cause(int64_t id, char cause[64])
{
	vg_text_format(cause, 64, "the client was told: message %" PRId64, id);
}

/* What becomes of the letter, for who wrote it. */
static int
tell_queued(struct vg_act_call *call, const struct vg_case_row *row, const char *person,
    int64_t id)
{
	const int64_t given_min = call->desk->conf->policy.paging.accepted_in_s / 60;
	struct vg_deskaddress to;
	int code = vg_deskaddress_find(call->desk, row, "client",
	    person[0] ? person : "role:client", call->now, &to);

	if (code == VG_OK && to.n == 0)
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "message %" PRId64
		    " waits, for there is nobody to write to: %.300s; in %" PRId64
		    " minutes the clock runs on",
		    id, to.missing, given_min);
	else
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "message %" PRId64 " is queued: it counts as told for %" PRId64
		    " minutes; unless the relay has accepted it by then, the clock runs on until it has",
		    id, given_min);
	return code;
}

int
vg_deskoutbox_reply(struct vg_act_call *call, const struct vg_case_row *row,
    const char *text, char cause[64])
{
	const int64_t given_s = call->desk->conf->policy.paging.accepted_in_s;
	char person[VG_NAME_SIZE], object[24];
	int64_t id = 0;
	int code = vg_deskasker_find(call->desk, row, person);

	const struct vg_outbox_message m = {.number = row->number,
	    .what = call->rule->verb,
	    .role = "client",
	    .recipient = person[0] ? person : NULL,
	    .template = "reply",
	    .text = text};
	if (code == VG_OK)
		code = add_letter(call, m, call->rule->verb, &id);
	vg_deskoutbox_cause(id, cause);
	vg_text_format(object, sizeof(object), "%" PRId64, id);
	if (code == VG_OK)
		code = tell_queued(call, row, person, id);
	return code == VG_OK ? vg_desk_put_due(call->desk, "told", object,
				   vg_instant_add(call->now, given_s * VG_SECOND_US))
			     : code;
}
