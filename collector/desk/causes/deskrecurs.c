/*
 * What recurs.
 */
#include "collector/desk/causes/deskrecurs.h"

#include <string.h>

#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_deskrecurs_opened(struct vg_desk *desk, struct vg_passage *p, const char *client)
{
	const struct vg_case_facts *closed = &p->facts.closed_case;
	char text[VG_TEXT_SIZE];
	struct vg_case_row row;

	if (!closed->exists)
		return VG_OK;
	int code = vg_deskrows_case(desk, closed->number, &row);
	if (code != VG_OK || strcmp(row.client, client) != 0)
		return code;
	vg_text_copy(p->recurs, sizeof(p->recurs), row.number);
	vg_text_format(text, sizeof(text), "recurs: case %s of the same fault was closed",
	    row.number);
	code = vg_db_run(desk->db, VG_STORELINK_TIE_ADD, "tttit", p->opened, row.number,
	    "recurs", p->now.us, "vigie");
	return code == VG_OK
	    ? vg_desk_journal(desk, p->opened, p->now, p->now, "system", "vigie", text)
	    : code;
}

int
vg_deskrecurs_reopened(
    struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now)
{
	const char *owner = vg_conf_user(desk->conf, row->owner) ? row->owner : "";
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "the fault came back: reopened%s%s%s",
	    owner[0] ? "; " : "", owner, owner[0] ? " had it last, and is proposed" : "");
	return vg_desk_journal(desk, row->number, now, now, "system", "vigie", text);
}
