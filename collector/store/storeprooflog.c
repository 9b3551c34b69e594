/*
 * SQL of what stood and was done in a case.
 */
#include "collector/store/storeprooflog.h"

#define AT(name) [VG_STOREPROOFLOG_##name - VG_STOREPROOFLOG_FIRST]

static const char *const statements[] = {
    AT(ALARMS) = "SELECT id, kind, resource, severity, text, serial, raised, cleared"
		 " FROM alarm WHERE case_number = ?1 ORDER BY raised, id LIMIT 1000",
    AT(CHANGES) =
	"SELECT at, severity FROM alarm_change WHERE alarm = ?1 ORDER BY at LIMIT 100",
    AT(CHECKS) = "SELECT happened, resource, what, result FROM unit_check"
		 " WHERE case_number = ?1 ORDER BY id LIMIT 1000",
    AT(RETURNS) = "SELECT opened, number, state, part, serial, new_serial FROM rma"
		  " WHERE case_number = ?1 ORDER BY number LIMIT 200",
    /* What a person wrote is not for others. */
    AT(ENTRIES) = "SELECT j.happened, j.kind, j.side, CASE WHEN j.who = 'vigie'"
		  " THEN coalesce(t.text, '') ELSE '' END FROM journal j"
		  " LEFT JOIN journal_text t ON t.id = j.id"
		  " WHERE j.case_number = ?1 ORDER BY j.id LIMIT 1000",
};

const struct vg_db_group vg_storeprooflog_group = {
    VG_STOREPROOFLOG_FIRST, VG_STOREPROOFLOG_END - VG_STOREPROOFLOG_FIRST, statements};
