/*
 * Narrowed lists of alarms.
 */
#include "collector/store/storenarrow.h"

#define AT(name) [VG_STORENARROW_##name - VG_STORENARROW_FIRST]

/*
 * The index of a severity is in the order of the list; a resource has few alarms, which are sorted.
 */
const char vg_storenarrow_indexes[] =
    "CREATE INDEX alarm_severe ON alarm (severity, cleared, changed);";

#define ROWS(index)                                                                      \
	"SELECT '', a.cleared, a.changed, a.id, a.resource FROM alarm a" index           \
	" LEFT JOIN alarm_state s ON s.alarm = a.id WHERE a.cleared = ?1"                \
	" AND (a.changed, a.id) < (?2, ?3) AND (?5 = 2 OR ("                             \
	"coalesce(s.purged, 0) <= a.changed AND"                                         \
	" ?5 = (a.id IN (SELECT alarm FROM alarm_shelf))))"
#define ORDER " ORDER BY a.changed DESC, a.id DESC LIMIT ?4"

static const char *const statements[] = {
    AT(DEVICE) =
	ROWS(" INDEXED BY alarm_device") " AND a.device = ?6"
					 " AND (?7 = 0 OR a.severity = ?7)" ORDER,
    AT(SEVERITY) = ROWS(" INDEXED BY alarm_severe") " AND a.severity = ?6" ORDER,
    AT(RESOURCE) = ROWS(
	" INDEXED BY sqlite_autoindex_alarm_1") " AND a.resource = ?6 AND (?7 = 0 OR a.severity = ?7)"
						" AND (?8 = '' OR a.device = ?8)" ORDER,
};

const struct vg_db_group vg_storenarrow_group = {
    VG_STORENARROW_FIRST, VG_STORENARROW_END - VG_STORENARROW_FIRST, statements};
