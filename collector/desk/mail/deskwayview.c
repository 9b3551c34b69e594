/*
 * Ways out for doors.
 */
#include "collector/desk/mail/deskwayview.h"

#include <string.h>

#include "collector/conf/confoutway.h"
#include "collector/desk/deskcore.h"
#include "collector/store/storeoutway.h"
#include "lib/base/error.h"

static const char *
state_of(const struct vg_desk *desk, const char *name, bool used, bool fails)
{
	if (strcmp(name, "mail") != 0 && !vg_confoutway_find(desk->conf, name))
		return "gone";
	return !used ? "unused" : fails ? "fails" : "works";
}

int
vg_deskwayview_all(struct vg_desk *desk, vg_way_cb cb, void *cookie)
{
	const size_t q = VG_STOREOUTWAY_LIST;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "");

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *name = vg_db_text(db, q, 0);
		const struct vg_way_view view = {.name = name,
		    .state = state_of(
			desk, name, vg_db_int(db, q, 1) != 0, vg_db_int(db, q, 2) != 0),
		    .failing = {vg_db_int(db, q, 2)},
		    .sent = {vg_db_int(db, q, 4)},
		    .waiting = vg_db_int(db, q, 5),
		    .oldest = {vg_db_int(db, q, 6)}};
		cb(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}
