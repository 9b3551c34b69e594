/*
 * What a case was before.
 */
#include "collector/desk/view/deskbefore.h"

#include "collector/desk/deskcore.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_deskbefore_list(
    struct vg_desk *desk, const char *number, vg_before_cb cb, void *cookie)
{
	const size_t q = VG_STORECAUSE_BEFORE;
	int code = vg_db_query(desk->db, q, "t", number);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const struct vg_before_view view = {.until = {vg_db_int(desk->db, q, 0)},
		    .subject = vg_db_text(desk->db, q, 1),
		    .class = vg_db_text(desk->db, q, 2),
		    .title = vg_db_text(desk->db, q, 3)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskbefore_survivor(
    struct vg_desk *desk, const char *number, char into[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STORECAUSE_SURVIVOR;
	int code = vg_db_query(desk->db, q, "t", number);

	into[0] = '\0';
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(into, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
list_numbers(struct vg_desk *desk, size_t q, const char *number, vg_before_merged_cb cb,
    void *cookie)
{
	int code = vg_db_query(desk->db, q, "t", number);

	while (code == VG_OK && vg_db_next(desk->db, q))
		cb(vg_db_text(desk->db, q, 0), cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskbefore_merged(
    struct vg_desk *desk, const char *number, vg_before_merged_cb cb, void *cookie)
{
	return list_numbers(desk, VG_STORECAUSE_MERGED, number, cb, cookie);
}

int
vg_deskbefore_recurred(
    struct vg_desk *desk, const char *number, vg_before_merged_cb cb, void *cookie)
{
	return list_numbers(desk, VG_STORECAUSE_RECURRED, number, cb, cookie);
}

int
vg_deskbefore_recurs(
    struct vg_desk *desk, const char *number, struct vg_before_recurs *recurs)
{
	const size_t q = VG_STORECAUSE_RECURS;
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	*recurs = (struct vg_before_recurs){0};
	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "t", number);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(recurs->number, sizeof(recurs->number), vg_db_text(desk->db, q, 0));
	if (!row.owner[0] && vg_casestate_is_open(row.state) &&
	    vg_conf_user(desk->conf, vg_db_text(desk->db, q, 1)))
		vg_text_copy(
		    recurs->owner, sizeof(recurs->owner), vg_db_text(desk->db, q, 1));
	vg_db_done(desk->db, q);
	return VG_OK;
}
