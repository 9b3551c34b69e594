/*
 * Mails that are played again.
 */
#include "collector/desk/mail/deskcame.h"

#include "lib/base/error.h"
#include "lib/base/text.h"

void
vg_deskcame_note(struct vg_act_call *call, const struct vg_mail *m, int64_t id)
{
	call->came = (struct vg_act_came){.mail = id,
	    .side = m->side,
	    .client = m->client ? m->client->name : "",
	    .supplier = m->supplier ? m->supplier->name : "",
	    .device = m->device ? m->device->name : "",
	    .unparsed = m->unparsed};
	vg_text_copy(call->came.person, sizeof(call->came.person), m->person);
}

int64_t
vg_deskcame_number(const struct vg_act_call *call)
{
	int64_t id = 0;

	if (call->desk->replaying)
		(void)vg_text_int(vg_deskact_value(call, "mail"), 1, INT64_MAX, &id);
	return id;
}

int
vg_deskcame_find(struct vg_act_call *call, struct vg_mail *m)
{
	struct vg_case_row row;
	int code = VG_OK;

	if (!call->desk->replaying)
		return vg_deskmatch_find(call->desk, m);
	vg_text_copy(m->person, sizeof(m->person), vg_deskact_value(call, "person"));
	if (m->number[0])
		code = vg_deskrows_case(call->desk, m->number, &row);
	if (code == VG_OK && m->number[0] && !row.number[0])
		m->number[0] = '\0';
	if (code == VG_OK)
		code = vg_deskmatch_find(call->desk, m);
	if (m->number[0] && vg_deskact_has(call, "side"))
		m->side = vg_deskact_value(call, "side");
	return code;
}

bool
vg_deskcame_is_told(const struct vg_act_call *call)
{
	return call->desk->replaying && vg_deskact_has(call, "from");
}

int
vg_deskcame_again(struct vg_act_call *call, struct vg_mail *m)
{
	if (!vg_deskcame_is_told(call))
		return vg_deskmatch_find(call->desk, m);
	m->from = vg_deskact_value(call, "from");
	m->subject = vg_deskact_value(call, "subject");
	m->envelope_from = m->to = m->cc = "";
	return vg_deskcame_find(call, m);
}
