/*
 * What stands at the end of planned work.
 */
#include "collector/desk/quiet/deskworkend.h"

#include <inttypes.h>
#include <string.h>

#include "collector/desk/agents/deskdeaf.h"
#include "collector/store/storeshelf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define KIND "bypass-active"

enum { WAKES = 1 };

int
vg_deskworkend_is_held(struct vg_desk *desk, const struct vg_alarm_row *row, bool *held)
{
	const size_t q = VG_STORESHELF_WORK_OF;
	int code = VG_OK;

	*held = false;
	/* What is held no more keeps the work's name. */
	if (row->held)
		code = vg_db_query(desk->db, q, "i", row->id);
	if (code != VG_OK || !row->held || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*held = vg_db_text(desk->db, q, 0)[0] != '\0';
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskworkend_page(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall at)
{
	char transition[64], what[VG_TEXT_SIZE];
	struct vg_alarm_row now;
	struct vg_case_row holder = {.number = ""};

	if (strcmp(row->event.kind, KIND) != 0)
		return VG_OK;
	int code = vg_deskrows_alarm_by_id(desk, row->id, &now);
	if (code == VG_OK && now.case_number[0])
		code = vg_deskrows_case(desk, now.case_number, &holder);
	/* Other work may hold it on; the case of its cause tells of that one. */
	if (code != VG_OK || now.held || !holder.number[0] ||
	    !vg_casestate_is_open(holder.state) || strcmp(now.role, "cause") != 0)
		return code;
	vg_text_format(transition, sizeof(transition), "page-work-%" PRId64 "@%" PRId64,
	    row->id, at.us);
	vg_text_format(what, sizeof(what),
	    "planned work is over, and %.150s stands: %.150s", row->event.resource,
	    row->event.text);
	return vg_deskdeaf_page(desk, holder.number, WAKES, transition, what, at);
}
