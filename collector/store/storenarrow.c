/*
 * Narrowed lists.
 */
#include "collector/store/storenarrow.h"

#define AT(name) [VG_STORENARROW_##name - VG_STORENARROW_FIRST]

static const char *const statements[] = {
    AT(ALARMS) =
	"SELECT '', a.cleared, a.changed, a.id, a.resource"
	" FROM alarm a INDEXED BY alarm_device"
	" LEFT JOIN alarm_state s ON s.alarm = a.id WHERE a.device = ?6 AND a.cleared = ?1"
	" AND (a.changed, a.id) < (?2, ?3) AND coalesce(s.purged, 0) <= a.changed"
	" AND ?5 = (a.id IN (SELECT alarm FROM alarm_shelf))"
	" ORDER BY a.changed DESC, a.id DESC LIMIT ?4",
};

const struct vg_db_group vg_storenarrow_group = {
    VG_STORENARROW_FIRST, VG_STORENARROW_END - VG_STORENARROW_FIRST, statements};
