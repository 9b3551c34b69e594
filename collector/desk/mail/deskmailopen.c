/*
 * A mail that finds no case opens one (collector/desk/mail/deskopening.h): triage when client or
 * device is not known, else what the contract says (P1, P5, P6).
 */
#include <inttypes.h>
#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskmail.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/mail/desknamed.h"
#include "collector/desk/mail/deskopening.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A mail and the case that it opens. */
struct opening {
	struct vg_deskopening made;
	struct vg_mail *mail;
	int64_t id; /* of the mail */
};

static int
tie(struct opening *o, const char *other, const char *kind, const char *text)
{
	struct vg_act_call *c = o->made.call;
	int code = VG_OK;

	if (kind)
		code = vg_db_run(c->desk->db, VG_STORELINK_TIE_ADD, "tttit",
		    o->made.number, other, kind, c->now.us, c->actor->user);
	if (code == VG_OK)
		code = vg_desk_journal(
		    c->desk, o->made.number, c->now, c->now, "system", "vigie", text);
	return code;
}

/* What else it may be about is shown; a person merges. */
static int
tie_all(struct opening *o, const struct vg_case_row *before)
{
	char text[VG_TEXT_SIZE];
	int code = VG_OK;

	if (before) {
		vg_text_format(text, sizeof(text), "follows %s", before->number);
		code = tie(o, before->number, "follows", text);
	}
	if (code == VG_OK)
		code = vg_deskmatch_alike(o->made.call->desk, o->mail, o->made.number);
	if (code != VG_OK || !o->mail->alike[0])
		return code;
	vg_text_format(text, sizeof(text), "looks like %s", o->mail->alike);
	return tie(o, o->mail->alike, NULL, text);
}

/* P5: his own mail is his first reply already. */
static int
moves_watch(struct opening *o)
{
	const struct vg_clock_fact fact = {.number = o->made.number,
	    .fact = VG_FACT_SUPPLIER_MOVE,
	    .at = o->made.at,
	    .now = o->made.call->now,
	    .who = o->mail->person,
	    .cause = "P5: the supplier wrote"};

	return o->mail->supplier && o->made.state == VG_CASE_OB
	    ? vg_deskclock_fact(o->made.call->desk, &fact)
	    : VG_OK;
}

static int
write_down(struct opening *o)
{
	struct vg_act_call *c = o->made.call;
	const struct vg_mail_place place = {.number = o->made.number,
	    .state = "request",
	    .before = "",
	    .after = vg_casestate_text(o->made.state),
	    .target = o->made.target,
	    .opened = true};
	struct vg_case_row row;
	int code = vg_deskrows_case(c->desk, o->made.number, &row);

	if (code == VG_OK)
		code = vg_deskmail_journal(c, o->mail, &row, o->id);
	if (code == VG_OK)
		code = vg_desk_tell(c->desk, c->now, "case-opened", o->made.number,
		    row.subject, "request by mail");
	return code == VG_OK ? vg_deskmail_place(c, o->id, &place) : code;
}

/* What the ladder of deskmatch.h found, as the opening wants it. */
static struct vg_deskopening
found(struct vg_act_call *call, const struct vg_mail *m, const char *came)
{
	return (struct vg_deskopening){.call = call,
	    .at = m->at,
	    .client = m->client,
	    .device = m->device,
	    .supplier = m->supplier,
	    .contract = m->contract,
	    .unknown = m->unparsed ? "the mail could not be read: look at its octets"
		: !m->client && strcmp(m->side, "integrator") == 0
		? "it comes from our own address: whose request it is must be said"
		: !m->client   ? "the sender is not known"
		: m->rung == 7 ? "several contracts of the client are in force"
			       : NULL,
	    .title = m->subject[0] ? m->subject : "request by mail",
	    .came = came,
	    .person = m->person,
	    .asks = !m->supplier};
}

/* That he names, of the client of the case 'before', else that case's. */
static const struct vg_conf_device *
device_after(
    const struct vg_conf *conf, const struct vg_mail *m, const struct vg_case_row *before)
{
	const struct vg_conf_device *d = vg_desknamed_first(conf, m);

	return d && strcmp(d->client, before->client) == 0
	    ? d
	    : vg_conf_device(conf, before->device);
}

int
vg_deskmailopen_case(struct vg_act_call *call, struct vg_mail *mail,
    const struct vg_case_row *before, int64_t id)
{
	struct opening o = {.mail = mail, .id = id};
	struct vg_act_result *r = call->result;
	char came[32], said[VG_TEXT_SIZE];
	vg_deskmention_tell(mail, said);

	if (before)
		mail->device = device_after(call->desk->conf, mail, before);
	if (before)
		mail->contract = mail->device
		    ? mail->device->contract
		    : vg_conf_contract(call->desk->conf, before->contract);
	call->came.device = mail->device ? mail->device->name : "";
	vg_text_format(came, sizeof(came), "mail-%" PRId64, id);
	o.made = found(call, mail, came);
	int code = vg_deskopening_add(&o.made);
	if (code == VG_OK)
		code = moves_watch(&o);
	if (code == VG_OK)
		code = write_down(&o);
	if (code == VG_OK)
		code = tie_all(&o, before);
	if (code == VG_OK)
		code = vg_deskopening_tell(&o.made);
	vg_text_copy(r->object, sizeof(r->object), o.made.number);
	vg_text_copy(r->state, sizeof(r->state), vg_casestate_text(o.made.state));
	vg_text_format(r->text, sizeof(r->text), "mail %" PRId64 " opened %s%s%s%s", id,
	    o.made.number, mail->alike[0] ? "; looks like " : "", mail->alike, said);
	return code;
}
