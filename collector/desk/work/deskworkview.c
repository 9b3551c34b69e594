/*
 * Visits and work orders as views.
 */
#include "collector/desk/work/deskworkview.h"

#include "collector/desk/deskcore.h"
#include "collector/store/storework.h"
#include "lib/base/error.h"

#define TEXT(column) vg_db_text(db, q, column)
#define TIME(column)                                                                     \
	{                                                                                \
		vg_db_int(db, q, column)                                                 \
	}

int
vg_deskworkview_visits(struct vg_desk *desk, bool all, vg_visit_cb cb, void *cookie)
{
	const size_t q = VG_STOREWORK_VISIT_LIST;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", (int64_t)all);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_visit_view view = {.number = TEXT(0),
		    .case_number = TEXT(1),
		    .rma = TEXT(2),
		    .order = TEXT(3),
		    .kind = TEXT(4),
		    .state = TEXT(5),
		    .planned_for = TIME(6),
		    .who = TEXT(7),
		    .moved = TIME(9),
		    .found = TEXT(10),
		    .finding = TEXT(11)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskworkview_orders(struct vg_desk *desk, bool all, vg_order_cb cb, void *cookie)
{
	const size_t q = VG_STOREWORK_ORDER_LIST;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "i", (int64_t)all);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_order_view view = {.number = TEXT(0),
		    .case_number = TEXT(1),
		    .state = TEXT(2),
		    .what = TEXT(3),
		    .who = TEXT(4),
		    .moved = TIME(6),
		    .proposal = TEXT(9),
		    .valid_until = TIME(10),
		    .reference = TEXT(11),
		    .by_whom = TEXT(12)};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}
