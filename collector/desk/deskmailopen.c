/*
 * A request that finds no case opens one: triage when client or device is not known, else what
 * the contract says (P1, P5, P6).
 */
#include <inttypes.h>
#include <string.h>

#include "collector/desk/deskmail.h"
#include "collector/desk/deskclock.h"
#include "collector/desk/deskoutbox.h"
#include "collector/store/storelink.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* A case in the making. */
struct opening {
	struct vg_act_call *call;
	struct vg_mail *mail;
	int64_t id; /* of the mail */
	char number[VG_CASE_NUMBER_SIZE];
	enum vg_case_state state;
	struct vg_entitlement entitlement;
	const char *word; /* of the entitlement */
	const char *target;
};

static void
judge(struct opening *o)
{
	const struct vg_mail *m = o->mail;

	memset(&o->entitlement, 0, sizeof(o->entitlement));
	if (!m->client || m->rung == 7) {
		o->state = VG_CASE_TR;
		o->word = "unknown-device";
		o->entitlement.clause = "P6";
		vg_text_copy(o->entitlement.why, VG_TEXT_SIZE,
		    m->client ? "several contracts of the client are in force"
			      : "the sender is not known");
		return;
	}
	vg_contract_judge(m->contract, m->at, &o->entitlement);
	o->word = o->entitlement.contract ? "in-force"
	    : m->contract                 ? "not-in-force"
					  : "no-contract";
	switch (o->entitlement.opens) {
	case VG_OPENING_NEW:
		o->state = VG_CASE_NW;
		break;
	case VG_OPENING_OBSERVED:
		o->state = VG_CASE_OB;
		break;
	case VG_OPENING_QUARANTINE:
		o->state = VG_CASE_QU;
		break;
	}
}

static int
add_case(struct opening *o)
{
	const struct vg_mail *m = o->mail;
	const struct vg_conf_device *d = m->device;
	const struct vg_contract *k = o->entitlement.contract;
	struct vg_desk *desk = o->call->desk;
	char title[VG_TEXT_SIZE], why[VG_TEXT_SIZE + 8], subject[VG_RESOURCE_SIZE] = "";
	const char *supplier = d ? d->supplier
	    : m->supplier        ? m->supplier->name
	    : k                  ? k->supplier
				 : "";

	/* Cut where a character ends. */
	vg_text_copy(title, sizeof(title), m->subject);
	for (size_t n = strlen(title); n && !vg_text_is_utf8(title, n);)
		title[--n] = '\0';
	vg_text_format(
	    why, sizeof(why), "%s: %s", o->entitlement.clause, o->entitlement.why);
	if (d)
		vg_resource_build(subject, "device", d->name, NULL);
	return vg_db_run(desk->db, VG_STOREMAIL_CASE_ADD, "ttttttttttttii", o->number,
	    vg_casestate_text(o->state), title[0] ? title : "request by mail", subject,
	    m->client ? m->client->name : "", d ? d->site : "", d ? d->name : "",
	    supplier, k ? k->name : "", vg_contract_mode_text(o->entitlement.mode),
	    o->word, why, desk->revision, m->at.us);
}

/*
 * P6: first-reply runs in triage on default terms, and where the hotline is ours; the others
 * have a target that the client does not see.
 */
static int
start_targets(struct opening *o)
{
	bool ours =
	    o->state == VG_CASE_NW || (o->state == VG_CASE_TR && !o->mail->supplier);
	const struct vg_clock_fact request = {.number = o->number,
	    .fact = VG_FACT_REQUEST,
	    .at = o->mail->at,
	    .now = o->call->now,
	    .who = o->mail->person,
	    .cause = "a request"};
	int code = vg_deskclock_entered(
	    o->call->desk, o->number, o->state, o->mail->at, o->call->now);

	o->target = ours ? vg_sla_rule(VG_TARGET_FIRST_REPLY)->name : "";
	return code == VG_OK && ours ? vg_deskclock_fact(o->call->desk, &request) : code;
}

static int
queue(struct opening *o, const char *role, const char *template, const char *recipient)
{
	char transition[48];
	int64_t queued;

	vg_text_format(
	    transition, sizeof(transition), "%s@mail-%" PRId64, template, o->id);
	const struct vg_outbox_message message = {.number = o->number,
	    .what = template,
	    .role = role,
	    .transition = transition,
	    .recipient = recipient,
	    .template = template};
	return vg_deskoutbox_add(o->call, &message, &queued);
}

/* A receipt goes to known clients only: strangers may have lent their name to somebody. */
static int
tell_outside(struct opening *o)
{
	const char *role = o->state == VG_CASE_TR ? "triage"
	    : o->state == VG_CASE_QU              ? "commercial"
						  : "noc";
	int code = queue(o, role, o->state == VG_CASE_QU ? "quarantine" : "opened", NULL);

	if (code == VG_OK && o->mail->client && o->state == VG_CASE_NW)
		code = queue(o, "client", "receipt", o->mail->person);
	return code;
}

static int
tie(struct opening *o, const char *other, const char *kind, const char *text)
{
	struct vg_act_call *c = o->call;
	int code = VG_OK;

	if (kind)
		code = vg_db_run(c->desk->db, VG_STORELINK_TIE_ADD, "tttit", o->number,
		    other, kind, c->now.us, c->actor->user);
	if (code == VG_OK)
		code = vg_desk_journal(
		    c->desk, o->number, c->now, c->now, "system", "vigie", text);
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
		code = vg_deskmatch_alike(o->call->desk, o->mail, o->number);
	if (code != VG_OK || !o->mail->alike[0])
		return code;
	vg_text_format(text, sizeof(text), "looks like %s", o->mail->alike);
	return tie(o, o->mail->alike, NULL, text);
}

static int
write_down(struct opening *o)
{
	const struct vg_mail_place place = {.number = o->number,
	    .state = "request",
	    .before = "",
	    .after = vg_casestate_text(o->state),
	    .target = o->target,
	    .opened = true};
	struct vg_case_row row;
	int code = vg_deskrows_case(o->call->desk, o->number, &row);

	if (code == VG_OK)
		code = vg_deskmail_journal(o->call, o->mail, &row, o->id);
	if (code == VG_OK)
		code = vg_desk_tell(o->call->desk, o->call->now, "case-opened", o->number,
		    row.subject, "request by mail");
	return code == VG_OK ? vg_deskmail_place(o->call, o->id, &place) : code;
}

int
vg_deskmailopen_case(struct vg_act_call *call, struct vg_mail *mail,
    const struct vg_case_row *before, int64_t id)
{
	struct opening o = {.call = call, .mail = mail, .id = id};
	struct vg_act_result *r = call->result;

	if (before && before->device[0])
		mail->device = vg_conf_device(call->desk->conf, before->device);
	if (before)
		mail->contract = mail->device
		    ? mail->device->contract
		    : vg_conf_contract(call->desk->conf, before->contract);
	judge(&o);
	int code = vg_deskdeed_number(call->desk, call->now, o.number);
	if (code == VG_OK)
		code = add_case(&o);
	if (code == VG_OK)
		code = start_targets(&o);
	if (code == VG_OK)
		code = write_down(&o);
	if (code == VG_OK)
		code = tie_all(&o, before);
	if (code == VG_OK)
		code = tell_outside(&o);
	vg_text_copy(r->object, sizeof(r->object), o.number);
	vg_text_copy(r->state, sizeof(r->state), vg_casestate_text(o.state));
	vg_text_format(r->text, sizeof(r->text), "mail %" PRId64 " opened %s%s%s%s%s", id,
	    o.number, mail->alike[0] ? "; looks like " : "", mail->alike,
	    mail->proposal[0] ? "; a number is proposed: " : "", mail->proposal);
	return code;
}
