/*
 * The last number given stands in the table meta, so that one that was given back or refused by
 * a rolled back transaction leaves no hole, and one that was given is never given again.
 */
#include "collector/desk/desknumber.h"

#include "lib/base/error.h"
#include "lib/base/text.h"

/* The year it is, and the last number of 'series' in it, which is kept under 'name'. */
static int
last_of(struct vg_desk *desk, const char *series, struct vg_wall now, char name[32],
    int *year, int64_t *last)
{
	const struct vg_zone *zone = &desk->conf->zone;
	struct vg_civil civil = vg_instant_civil(now, vg_zonetable_offset(zone, now));
	const size_t q = VG_SQL_META_GET;

	*last = 0;
	*year = civil.year % 10000;
	vg_text_format(name, 32, "%s-%04d", series, *year);
	int code = vg_db_query(desk->db, q, "t", name);
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*last = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return code;
}

int
vg_desknumber_next(struct vg_desk *desk, const char *series, char letter,
    struct vg_wall now, char number[VG_DESK_NUMBER_SIZE])
{
	int64_t last;
	char name[32];
	int year;
	int code = last_of(desk, series, now, name, &year, &last);

	vg_text_format(number, VG_DESK_NUMBER_SIZE, "%c-%04d-%04lld", letter, year,
	    (long long)last + 1);
	return code == VG_OK ? vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, last + 1)
			     : code;
}

int
vg_desknumber_case(
    struct vg_desk *desk, struct vg_wall now, char number[VG_CASE_NUMBER_SIZE])
{
	int64_t last;
	char name[32];
	int year;
	int code = last_of(desk, "case", now, name, &year, &last);

	vg_text_format(number, VG_CASE_NUMBER_SIZE, "%04d-%06u", year,
	    (unsigned)((last + 1) % 1000000));
	return code == VG_OK ? vg_db_run(desk->db, VG_SQL_META_PUT, "ti", name, last + 1)
			     : code;
}
