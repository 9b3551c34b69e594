/*
 * Cases and each other: whom they are about, links, and the rules of merges and splits (policy
 * section 7).  Everything is a further entry.
 */
#include <string.h>

#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/casework/desksplit.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_desktie_other(struct vg_act_call *call, const struct vg_casework *w, const char *name,
    struct vg_case_row *other)
{
	const char *number = vg_deskact_value(call, name);
	int code = vg_deskrows_case(call->desk, number, other);

	if (code != VG_OK)
		return code;
	if (!other->number[0])
		return vg_detail_set(
		    call->detail, VG_ENOENT, "case %.20s: there is none", number);
	if (strcmp(other->number, w->row.number) == 0)
		return vg_detail_set(call->detail, VG_EINVAL, "%s: case %s with itself",
		    call->rule->verb, number);
	return VG_OK;
}

/* An entry in the other case, and a word to the doors. */
static int
tell_other(struct vg_act_call *call, const struct vg_case_row *other, const char *text)
{
	int code = vg_desk_journal(call->desk, other->number, call->at, call->now,
	    call->rule->verb, call->actor->user, text);

	return code == VG_OK ? vg_desk_tell(call->desk, call->now, "case-changed",
				   other->number, other->subject, call->rule->verb)
			     : code;
}

/* --- whom it is about ------------------------------------------------------------------------- */

/* Note 1: by device, and by the contract in force when it began. */
static int
identify(struct vg_act_call *call)
{
	const struct vg_conf_device *d =
	    vg_conf_device(call->desk->conf, vg_deskact_value(call, "device"));
	char text[VG_TEXT_SIZE], why[VG_TEXT_SIZE], subject[VG_RESOURCE_SIZE];
	struct vg_entitlement e;
	struct vg_casework w;

	if (!d)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "identify: '%.64s' is no device of the tree",
		    vg_deskact_value(call, "device"));
	int code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	enum vg_case_state was = w.row.state;
	enum vg_case_state gate = vg_casework_gate(call->desk, d->name, w.row.opened, &e);
	if (was == VG_CASE_TR || was == VG_CASE_QU || was == VG_CASE_OB)
		w.next = gate == VG_CASE_NW && w.row.owner[0] ? VG_CASE_IH : gate;
	vg_text_format(subject, sizeof(subject), "device/%s", d->name);
	code = vg_db_run(call->desk->db, VG_STORELINK_CASE_IDENTIFY, "tttttt",
	    w.row.number, d->client, d->site, d->name, d->supplier, subject);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: 7: another case is open for %s; vigie case merge, or link",
		    w.row.number, subject);
	vg_text_format(why, sizeof(why), "%s: %s", e.clause, e.why);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_CASE_ENTITLE, "ttttt",
		    w.row.number, e.contract ? e.contract->name : "",
		    vg_contract_mode_text(e.mode),
		    e.contract ? "in-force" : "no-contract", why);
	if (code == VG_OK)
		code = vg_casework_fact(&w, VG_FACT_IDENTIFIED, "identified");
	vg_text_format(
	    text, sizeof(text), "is about %s of %s; %s", d->name, d->client, why);
	if (code == VG_OK && (was == VG_CASE_QU || was == VG_CASE_OB) && e.contract)
		code = vg_casework_rejudged(&w, e.contract, e.contract->retroactive);
	if (code == VG_OK)
		code = vg_casework_finish(&w, text);
	/* One that came into force since the case was opened. */
	return code == VG_OK ? vg_deskentitle_look(call->desk, w.row.number, call->now)
			     : code;
}

/* --- links ------------------------------------------------------------------------------------ */

static int
link_it(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row other;
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_desktie_other(call, &w, "with", &other);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_ADD, "tttit",
		    w.row.number, other.number, "link", call->at.us, call->actor->user);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "7: case %s and %s are linked already", w.row.number, other.number);
	vg_text_format(text, sizeof(text), "linked with %s", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &other, text);
	vg_text_format(text, sizeof(text), "linked with %s", other.number);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

static int
unlink_it(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row other;
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_desktie_other(call, &w, "with", &other);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_TIE_UNDO, "ttti",
		    w.row.number, other.number, "link", call->at.us);
	if (code == VG_OK && vg_db_changes(call->desk->db) == 0)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "unlink: %s is not linked with %s", w.row.number, other.number);
	vg_text_format(text, sizeof(text), "no longer linked with %s", w.row.number);
	if (code == VG_OK)
		code = tell_other(call, &other, text);
	vg_text_format(text, sizeof(text), "no longer linked with %s", other.number);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

const struct vg_act_rule vg_desktie_rules[] = {
    {"identify", "case", VG_ROLE_NOC, "device", identify, VG_CASE_IDENTIFY},
    {"link", "case", VG_ROLE_NOC, "with", link_it, VG_CASE_NOTE},
    {"unlink", "case", VG_ROLE_NOC, "with", unlink_it, VG_CASE_NOTE},
    {"merge", "case", VG_ROLE_NOC, "into", vg_deskmerge_merge, VG_CASE_MERGE},
    {"undo", "case", VG_ROLE_NOC, "", vg_deskmerge_undo, VG_CASE_UNDO_MERGE},
    {"split", "case", VG_ROLE_NOC, "reason", vg_desksplit_split, VG_CASE_SPLIT},
    {0},
};
