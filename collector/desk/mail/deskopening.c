/*
 * A case in the making.
 */
#include "collector/desk/mail/deskopening.h"

#include <string.h>

#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/desknumber.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static void
judge(struct vg_deskopening *o)
{
	memset(&o->entitlement, 0, sizeof(o->entitlement));
	o->target = "";
	if (o->unknown) {
		o->state = VG_CASE_TR;
		o->entitlement.clause = "P6";
		vg_text_copy(o->entitlement.why, VG_TEXT_SIZE, o->unknown);
		return;
	}
	vg_contract_judge(o->contract, o->at, &o->entitlement);
	switch (o->entitlement.opens) {
	case VG_OPENING_NEW:
		o->state = o->taken ? VG_CASE_IH : VG_CASE_NW;
		break;
	case VG_OPENING_OBSERVED:
		o->state = VG_CASE_OB;
		break;
	case VG_OPENING_QUARANTINE:
		o->state = VG_CASE_QU;
		break;
	}
}

static const char *
entitlement_word(const struct vg_deskopening *o)
{
	if (o->unknown)
		return "unknown-device";
	if (o->entitlement.contract)
		return "in-force";
	return o->contract ? "not-in-force" : "no-contract";
}

static int
add_row(struct vg_deskopening *o)
{
	const struct vg_conf_device *d = o->device;
	const struct vg_contract *k = o->entitlement.contract;
	struct vg_desk *desk = o->call->desk;
	char title[VG_TEXT_SIZE], why[VG_TEXT_SIZE + 8], subject[VG_RESOURCE_SIZE] = "";
	const char *supplier = d ? d->supplier
	    : o->supplier        ? o->supplier->name
	    : k                  ? k->supplier
				 : "";

	vg_text_copy(title, sizeof(title), o->title);
	vg_text_format(
	    why, sizeof(why), "%s: %s", o->entitlement.clause, o->entitlement.why);
	if (d)
		vg_resource_build(subject, "device", d->name, NULL);
	return vg_db_run(desk->db, VG_STOREMAIL_CASE_ADD, "ttttttttttttii", o->number,
	    vg_casestate_text(o->state), title, subject, o->client ? o->client->name : "",
	    d ? d->site : "", d ? d->name : "", supplier, k ? k->name : "",
	    vg_contract_mode_text(o->entitlement.mode), entitlement_word(o), why,
	    desk->revision, o->at.us);
}

/*
 * P6: first-reply runs in triage on default terms, and where the hotline is ours; the others
 * have a target that the client does not see.
 */
static int
start_targets(struct vg_deskopening *o)
{
	bool ours = o->asks &&
	    (o->state == VG_CASE_NW || o->state == VG_CASE_IH || o->state == VG_CASE_TR);
	const struct vg_clock_fact request = {.number = o->number,
	    .fact = VG_FACT_REQUEST,
	    .at = o->at,
	    .now = o->call->now,
	    .who = o->person ? o->person : o->call->actor->user,
	    .cause = "a request"};
	int code =
	    vg_deskclock_entered(o->call->desk, o->number, o->state, o->at, o->call->now);

	o->target = ours ? vg_sla_rule(VG_TARGET_FIRST_REPLY)->name : "";
	return code == VG_OK && ours ? vg_deskclock_fact(o->call->desk, &request) : code;
}

int
vg_deskopening_add(struct vg_deskopening *o)
{
	judge(o);
	int code = vg_desknumber_case(o->call->desk, o->call->now, o->number);
	if (code == VG_OK)
		code = add_row(o);
	/* Who spoke with the client holds it, also while nobody knows what it is about. */
	if (code == VG_OK && o->taken &&
	    (o->state == VG_CASE_IH || o->state == VG_CASE_TR))
		code = vg_db_run(o->call->desk->db, VG_SQL_CASE_OWNER, "tti", o->number,
		    o->call->actor->user, o->call->now.us);
	if (code == VG_OK)
		code = start_targets(o);
	return code == VG_OK ? vg_deskentitle_arm(o->call->desk, o->number, o->call->now)
			     : code;
}

static int
queue(struct vg_deskopening *o, const char *role, const char *template,
    const char *recipient)
{
	char transition[64];
	int64_t queued;

	vg_text_format(transition, sizeof(transition), "%s@%s", template, o->came);
	const struct vg_outbox_message message = {.number = o->number,
	    .what = template,
	    .role = role,
	    .transition = transition,
	    .recipient = recipient,
	    .template = template};
	return vg_deskoutbox_add(o->call, &message, &queued);
}

int
vg_deskopening_tell(struct vg_deskopening *o)
{
	const char *role = o->state == VG_CASE_TR ? "triage"
	    : o->state == VG_CASE_QU              ? "commercial"
						  : "noc";

	/* Whoever holds it already needs no telling. */
	if (o->state == VG_CASE_IH)
		return VG_OK;
	int code = queue(o, role, o->state == VG_CASE_QU ? "quarantine" : "opened", NULL);

	/* A receipt goes to known clients only: strangers may have lent their name. */
	if (code == VG_OK && o->asks && o->person && o->client && o->state == VG_CASE_NW)
		code = queue(o, "client", "receipt", o->person);
	return code;
}
