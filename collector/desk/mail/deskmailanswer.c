/*
 * A supplier's mail as an answer.
 */
#include "collector/desk/mail/deskmailanswer.h"

#include "collector/desk/casework/casework.h"
#include "lib/base/error.h"

/* P9: a mail is an answer.  What it is worth a person says; the ball is ours meanwhile. */
int
vg_deskmailanswer_supplier(struct vg_act_call *call, const struct vg_mail *m,
    const struct vg_case_row *row, int64_t id)
{
	const struct vg_actor writer = {.user = m->person, .door = call->actor->door};
	struct vg_act_call as_writer = *call;
	char text[VG_DESKMAIL_TEXT_SIZE];
	struct vg_casework w;

	as_writer.actor = &writer;
	if (vg_instant_compare(as_writer.at, row->opened) < 0)
		as_writer.at = row->opened;
	int code = vg_casework_begin(&w, &as_writer, row->number, VG_CASE_SUPPLIER_ASKS);
	if (code != VG_OK)
		return code;
	w.kind = "mail-in";
	w.side = "supplier";
	w.ball = "integrator";
	vg_deskmail_text(m, id, text);
	code = vg_casework_fact(&w, VG_FACT_SUPPLIER_MOVE, "P9: the supplier wrote");
	if (code == VG_OK)
		code = vg_casework_finish(&w, text);
	return code;
}
