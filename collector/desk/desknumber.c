/*
 * The last number given stands in the table meta, so that one that was given back or refused by
 * a rolled back transaction leaves no hole, and one that was given is never given again.
 */
#include "collector/desk/desknumber.h"

#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_desknumber_next(struct vg_desk *desk, const char *series, char letter,
    struct vg_wall now, char number[VG_DESK_NUMBER_SIZE])
{
	const struct vg_zone *zone = &desk->conf->zone;
	struct vg_civil civil = vg_instant_civil(now, vg_zonetable_offset(zone, now));
	const size_t q = VG_SQL_META_GET;
	int64_t last = 0;
	char name[32];

	vg_text_format(name, sizeof(name), "%s-%04d", series, civil.year % 10000);
	int code = vg_db_query(desk->db, q, "t", name);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		last = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	vg_text_format(number, VG_DESK_NUMBER_SIZE, "%c-%04d-%04lld", letter,
	    civil.year % 10000, (long long)last + 1);
	return code == VG_OK ? vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, last + 1)
			     : code;
}
