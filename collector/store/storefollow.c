/*
 * SQL of who follows the happenings.
 */
#include "collector/store/storefollow.h"

#define AT(name) [VG_STOREFOLLOW_##name - VG_STOREFOLLOW_FIRST]

static const char *const statements[] = {
    AT(BEFORE) =
	"SELECT id FROM happening WHERE at < ?1 ORDER BY at DESC, id DESC LIMIT 1",
    AT(ENDS) = "SELECT (SELECT at FROM happening ORDER BY id LIMIT 1),"
	       " (SELECT id FROM happening ORDER BY id DESC LIMIT 1)",
};

const struct vg_db_group vg_storefollow_group = {.first = VG_STOREFOLLOW_FIRST,
    .n = VG_STOREFOLLOW_END_OF - VG_STOREFOLLOW_FIRST,
    .statements = statements};
