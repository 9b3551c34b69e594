/*
 * SQL of alarms and their kin.
 */
#include "collector/store/storealarmkin.h"

#define AT(name) [VG_STOREALARMKIN_##name - VG_STOREALARMKIN_FIRST]

/*
 * How many changes a list shows is the tree's (alarm-control): as many are kept as it may want.  A
 * case of thousands of symptoms tells its first ones without a sort of all.
 */
const char vg_storealarmkin_more[] =
    "DROP TRIGGER alarm_change_goes;"
    "CREATE TRIGGER alarm_change_goes AFTER INSERT ON alarm_change"
    " WHEN NEW.id > 128 BEGIN DELETE FROM alarm_change WHERE alarm = NEW.alarm AND at <"
    " (SELECT min(at) FROM (SELECT at FROM alarm_change WHERE alarm = NEW.alarm"
    " ORDER BY at DESC LIMIT 128)); END;"
    "CREATE INDEX alarm_symptom ON alarm (case_number, cleared, raised)"
    " WHERE role = 'symptom';";

static const char *const statements[] = {
    AT(CAUSES) = "SELECT resource, kind, qualifier FROM alarm WHERE case_number = ?1"
		 " AND role = 'cause' ORDER BY cleared, raised LIMIT 8",
    AT(SYMPTOMS) = "SELECT resource, kind, qualifier FROM alarm WHERE case_number = ?1"
		   " AND role = 'symptom' ORDER BY cleared, raised LIMIT 32",
    AT(BEFORE) = "SELECT severity FROM alarm_change WHERE alarm = ?1 AND at < ?2"
		 " ORDER BY at DESC LIMIT 1",
};

const struct vg_db_group vg_storealarmkin_group = {
    VG_STOREALARMKIN_FIRST, VG_STOREALARMKIN_END - VG_STOREALARMKIN_FIRST, statements};
