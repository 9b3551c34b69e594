/*
 * Take, note, reply, close: the commands that every case sees.
 */
#include <string.h>

#include "collector/desk/casework/casework.h"
#include "collector/desk/mail/deskguard.h"
#include "collector/desk/mail/deskletter.h"
#include "collector/desk/mail/deskoutbox.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static int
take(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	w.owner = call->actor->user;
	vg_text_format(text, sizeof(text), "%s has taken the case%s%s", call->actor->user,
	    w.row.owner[0] ? " from " : "", w.row.owner);
	return vg_casework_finish(&w, text);
}

static int
note(struct vg_act_call *call)
{
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	return code == VG_OK ? vg_casework_finish(&w, vg_deskact_value(call, "text"))
			     : code;
}

static int
reply(struct vg_act_call *call)
{
	const struct vg_mailguard_message message = {
	    .text = vg_deskact_value(call, "text")};
	struct vg_casework w;
	char cause[64];
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_deskguard_client(
		    call->desk, &w.row, &message, &message, call->detail);
	/* Whole, and with whom it goes to: later only the courier hears it. */
	if (code == VG_OK)
		code = vg_deskletter_check(call->desk, "reply", w.row.number, "client",
		    message.text, call->now, call->detail);
	if (code == VG_OK)
		code = vg_deskoutbox_reply(call, &w.row, message.text, cause);
	if (code == VG_OK)
		code = vg_casework_fact(&w, VG_FACT_SAID, cause);
	if (code == VG_OK)
		code = vg_casework_fact(
		    &w, VG_FACT_COMMERCIAL_ANSWER, "P1: the client was answered");
	return code == VG_OK ? vg_casework_finish(&w, message.text) : code;
}

static int
close_it(struct vg_act_call *call)
{
	const char *cause = vg_deskact_value(call, "cause");
	const char *cure = vg_deskact_value(call, "cure");
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK && w.row.state == VG_CASE_CL) {
		vg_text_copy(call->result->text, sizeof(call->result->text),
		    "it was closed already: its cause and cure stay as they were");
		return vg_casework_finish(&w, "closed already");
	}
	if (code == VG_OK)
		code = vg_casework_end_all(&w, "the case was closed");
	if (code == VG_OK)
		code = vg_casework_leave_ticket(&w);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_CASE_ENDING, "titt", w.row.number,
		    call->at.us, cause, cure);
	vg_text_format(text, sizeof(text), "cause: %s; cure: %s", cause, cure);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

const struct vg_act_rule vg_deskcase_rules[] = {
    {"take", "case", VG_ROLE_NOC, "", take, VG_CASE_TAKE},
    {"note", "case", VG_ROLE_NOC, "text", note, VG_CASE_NOTE},
    {"reply", "case", VG_ROLE_NOC, "text", reply, VG_CASE_REPLY},
    {"close", "case", VG_ROLE_NOC, "", close_it, VG_CASE_CLOSE},
    {0},
};
