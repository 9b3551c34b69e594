/*
 * SQL of who follows the happenings.
 */
#include "collector/store/storefollow.h"

#define AT(name) [VG_STOREFOLLOW_##name - VG_STOREFOLLOW_FIRST]

static const char *const statements[] = {
    AT(ENDS) =
	"SELECT (SELECT at FROM happening WHERE id = (SELECT min(id) FROM happening)),"
	" (SELECT max(id) FROM happening), (SELECT min(id) FROM happening)",
};

const struct vg_db_group vg_storefollow_group = {.first = VG_STOREFOLLOW_FIRST,
    .n = VG_STOREFOLLOW_END_OF - VG_STOREFOLLOW_FIRST,
    .statements = statements};
