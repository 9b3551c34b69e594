/*
 * Answers that are owed.
 */
#include "collector/desk/mail/deskowed.h"

#include <string.h>

#include "collector/desk/casework/deskmerge.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/store/storeletter.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_deskowed_is_void(struct vg_desk *desk, const char *number, bool *is_void)
{
	struct vg_case_row row;
	int code = vg_deskmerge_survivor(desk, number, &row);

	*is_void = row.state == VG_CASE_VD;
	return code;
}

/* --- closed ---------------------------------------------------------------------------------- */

/* His, or the NOC's where nobody owns it; 'event' and 'cause' make it one message. */
static int
tell(struct vg_act_call *call, const struct vg_case_row *row, const char *event,
    const char *cause, const char *template, const char *what)
{
	char transition[VG_TEXT_SIZE];
	int64_t queued;

	vg_text_format(transition, sizeof(transition), "%s@%s", event, cause);
	const struct vg_outbox_message message = {.number = row->number,
	    .what = what,
	    .role = row->owner[0] ? "owner" : "noc",
	    .transition = transition,
	    .template = template};
	return vg_deskoutbox_add(call, &message, &queued);
}

/* Another case has its subject and class: this one is answered as it is. */
static int
stays_closed(struct vg_act_call *call, const struct vg_case_row *row, const char *cause)
{
	char what[VG_TEXT_SIZE];

	vg_text_format(what, sizeof(what),
	    "Not reopened, since another case of the same is open, and the client has no "
	    "answer: %s; vigie case reply %s",
	    cause, row->number);
	int code = vg_desk_journal(call->desk, row->number, call->now, call->now,
	    "system", call->actor->user, what);
	return code == VG_OK ? tell(call, row, "owed", cause, "target", what) : code;
}

/* Section 7: whoever was told that it ended is told that it goes on. */
static int
tell_reopened(struct vg_act_call *call, const struct vg_case_row *row, const char *cause)
{
	char what[VG_TEXT_SIZE];

	vg_text_format(
	    what, sizeof(what), "Reopened, since the client has no answer: %s", cause);
	int code = vg_db_run(call->desk->db, VG_STORELETTER_REOPENED, "itt", call->now.us,
	    row->number, what);
	return code == VG_OK ? tell(call, row, "owed", cause, "reopened", what) : code;
}

/*
 * It was closed in the belief that the client had his answer: its owner has it in hand again, else
 * it is new.
 */
static int
reopen(struct vg_act_call *call, const struct vg_case_row *row, const char *cause)
{
	static const struct vg_act_rule rule = {
	    .verb = "reopen", .object = "case", .role = VG_ROLE_ADMIN, .wants = ""};
	const struct vg_act act = {.verb = "reopen", .object = row->number};
	struct vg_act_result unused = {0};
	struct vg_detail refused = {0};
	struct vg_act_call then = *call;
	char text[VG_TEXT_SIZE];
	struct vg_casework w;

	then.act = &act;
	then.rule = &rule;
	then.result = &unused;
	then.detail = &refused;
	int code = vg_casework_begin(
	    &w, &then, row->number, row->owner[0] ? VG_CASE_REOPEN : VG_CASE_RECURS);
	if (code != VG_OK)
		return code;
	w.ball = "integrator";
	vg_text_format(
	    text, sizeof(text), "reopened, since the client has no answer: %s", cause);
	code = vg_casework_finish(&w, text);
	if (code == VG_EPOLICY)
		return stays_closed(call, row, cause);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_CASE_ENDING, "titt", row->number,
		    (int64_t)0, "", "");
	return code == VG_OK ? tell_reopened(call, row, cause) : code;
}

/* --- merged ---------------------------------------------------------------------------------- */

/* In both journals, in words for who reads one of them. */
static int
write_moved(struct vg_act_call *call, const char *number, const char *into,
    enum vg_target target, const char *cause)
{
	const char *name = vg_sla_rule(target)->name;
	char here[VG_TEXT_SIZE], there[VG_TEXT_SIZE];

	vg_text_format(here, sizeof(here), "%s: %s goes on in %s", cause, name, into);
	vg_text_format(there, sizeof(there),
	    "%s: the client of %s has no answer, and %s goes on here; vigie case reply %s",
	    cause, number, name, into);
	int code = vg_desk_journal(
	    call->desk, number, call->now, call->now, "system", call->actor->user, here);
	return code == VG_OK ? vg_desk_journal(call->desk, into, call->now, call->now,
				   "system", call->actor->user, there)
			     : code;
}

int
vg_deskowed_runs(struct vg_act_call *call, const char *number, enum vg_target target,
    const char *cause)
{
	struct vg_case_row row;
	int code = vg_deskmerge_survivor(call->desk, number, &row);

	if (code == VG_OK && strcmp(row.number, number) != 0) {
		code = vg_deskmerge_late(call, number, target);
		if (code == VG_OK)
			code = write_moved(call, number, row.number, target, cause);
	}
	return code == VG_OK && row.state == VG_CASE_CL ? reopen(call, &row, cause)
							: code;
}

int
vg_deskowed_met(struct vg_act_call *call, const char *number, const char *where,
    enum vg_target target, const char *cause)
{
	const size_t q = VG_STOREMAIL_OUT_SAID;
	char what[VG_TEXT_SIZE], transition[VG_TEXT_SIZE];
	struct vg_case_row row;
	bool told = false;
	int code = vg_deskmerge_met(call, number, where, target);

	if (code == VG_OK)
		code = vg_deskrows_case(call->desk, where, &row);
	vg_text_format(transition, sizeof(transition), "owed@%s", cause);
	if (code == VG_OK)
		code = vg_db_query(call->desk->db, q, "tt", where, transition);
	if (code == VG_OK && vg_db_next(call->desk->db, q)) {
		told = true;
		vg_db_done(call->desk->db, q);
	}
	if (code != VG_OK || !told)
		return code == VG_OK ? vg_db_failed(call->desk->db) : code;
	vg_text_format(
	    what, sizeof(what), "The client has his answer now (before: %s)", cause);
	return tell(call, &row, "answered", cause, "target", what);
}
