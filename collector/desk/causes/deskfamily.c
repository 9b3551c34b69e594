/*
 * Supplier problems as they are read.
 */
#include "collector/desk/causes/deskfamily.h"

#include <stdlib.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/desklist.h"
#include "collector/store/storefamily.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_deskfamily_one(
    struct vg_desk *desk, const char *number, vg_problem_cb cb, void *cookie)
{
	const size_t q = VG_STOREFAMILY_ONE;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	if (code != VG_OK)
		return code;
	if (!vg_db_next(db, q))
		return vg_db_failed(db) == VG_OK ? VG_ENOENT : vg_db_failed(db);
	const struct vg_problem_view view = {.number = vg_db_text(db, q, 0),
	    .state = vg_db_text(db, q, 1),
	    .supplier = vg_db_text(db, q, 2),
	    .model = vg_db_text(db, q, 3),
	    .software = vg_db_text(db, q, 4),
	    .kind = vg_db_text(db, q, 5),
	    .outcome = vg_db_text(db, q, 6),
	    .opened = {vg_db_int(db, q, 7)},
	    .changed = {vg_db_int(db, q, 8)},
	    .closed = {vg_db_int(db, q, 9)},
	    .n_cases = (size_t)vg_db_int(db, q, 10),
	    .n_clients = (size_t)vg_db_int(db, q, 11),
	    .n_devices = (size_t)vg_db_int(db, q, 12)};
	cb(&view, cookie);
	vg_db_done(db, q);
	return VG_OK;
}

int
vg_deskfamily_list(struct vg_desk *desk, bool open, struct vg_deskpage *page,
    vg_problem_cb cb, void *cookie)
{
	const size_t q = open ? VG_STOREFAMILY_LIST_OPEN : VG_STOREFAMILY_LIST;
	struct vg_deskpage_key key = {.text = "PB-9999-999999Z"};
	struct vg_desklist rows = {0};
	int code = page ? vg_deskpage_begin(page, "problems", &key) : VG_OK;

	if (code == VG_OK)
		code = vg_desklist_read(desk, q,
		    vg_db_query(desk->db, q, "ti", key.text, vg_desklist_want(page)),
		    &rows);
	vg_desklist_cut(&rows, page, "problems");
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = vg_deskfamily_one(desk, rows.keys[i].text, cb, cookie);
	free(rows.keys);
	return code;
}

int
vg_deskfamily_cases(
    struct vg_desk *desk, const char *number, vg_problem_case_cb cb, void *cookie)
{
	const size_t q = VG_STOREFAMILY_CASES;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_problem_case_view view = {.number = vg_db_text(db, q, 0),
		    .client = vg_db_text(db, q, 1),
		    .device = vg_db_text(db, q, 2),
		    .state = vg_db_text(db, q, 3),
		    .linked = {vg_db_int(db, q, 4)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskfamily_of_case(struct vg_desk *desk, const char *number,
    char problem[VG_PROBLEM_NUMBER_SIZE], size_t *elsewhere)
{
	const size_t q = VG_STOREFAMILY_OF_CASE;
	int code = vg_db_query(desk->db, q, "t", number);

	problem[0] = '\0';
	*elsewhere = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(problem, VG_PROBLEM_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	*elsewhere = (size_t)vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}
