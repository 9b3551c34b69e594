/*
 * Where a reader of the happenings begins.
 */
#include "collector/desk/view/deskfollow.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/store/storefollow.h"
#include "lib/base/error.h"

int
vg_deskfollow_find(
    struct vg_desk *desk, struct vg_wall from, struct vg_deskfollow *follow)
{
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, VG_STOREFOLLOW_ENDS, "");

	*follow = (struct vg_deskfollow){0};
	if (code == VG_OK && vg_db_next(db, VG_STOREFOLLOW_ENDS)) {
		follow->since.us = vg_db_int(db, VG_STOREFOLLOW_ENDS, 0);
		follow->newest = vg_db_int(db, VG_STOREFOLLOW_ENDS, 1);
		follow->first = vg_db_int(db, VG_STOREFOLLOW_ENDS, 2);
	}
	while (code == VG_OK && vg_db_next(db, VG_STOREFOLLOW_ENDS))
		;
	follow->after = follow->newest;
	if (code != VG_OK || !vg_instant_is_set(from))
		return code == VG_OK ? vg_db_failed(db) : code;
	follow->after = vg_desk_happening_before(desk, from);
	return vg_db_failed(db);
}
