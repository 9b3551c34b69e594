/*
 * Alarms and their kin.
 */
#include "collector/desk/view/deskalarmkin.h"

#include "collector/desk/deskcore.h"
#include "collector/store/storealarmkin.h"
#include "lib/base/error.h"

static int
each(struct vg_desk *desk, size_t q, const char *case_number, vg_alarm_key_cb cb,
    void *cookie)
{
	int code = case_number[0] ? vg_db_query(desk->db, q, "t", case_number) : VG_OK;

	while (code == VG_OK && case_number[0] && vg_db_next(desk->db, q))
		cb(vg_db_text(desk->db, q, 0), vg_db_text(desk->db, q, 1),
		    vg_db_text(desk->db, q, 2), cookie);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskalarmkin_causes(
    struct vg_desk *desk, const char *case_number, vg_alarm_key_cb cb, void *cookie)
{
	return each(desk, VG_STOREALARMKIN_CAUSES, case_number, cb, cookie);
}

int
vg_deskalarmkin_symptoms(
    struct vg_desk *desk, const char *case_number, vg_alarm_key_cb cb, void *cookie)
{
	return each(desk, VG_STOREALARMKIN_SYMPTOMS, case_number, cb, cookie);
}

/* What it was before; cleared when nobody knows: then it was raised. */
static enum vg_severity
before(struct vg_desk *desk, int64_t alarm, struct vg_wall at)
{
	const size_t q = VG_STOREALARMKIN_BEFORE;
	enum vg_severity severity = VG_SEVERITY_CLEARED;

	if (vg_db_query(desk->db, q, "ii", alarm, at.us) == VG_OK &&
	    vg_db_next(desk->db, q)) {
		severity = (enum vg_severity)vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	return severity;
}

bool
vg_deskalarmkin_is_told(
    struct vg_desk *desk, int64_t alarm, struct vg_wall at, enum vg_severity severity)
{
	const struct vg_conf_alarms *control = &desk->conf->alarms;

	if (control->notify == VG_CONF_NOTIFY_ALL || severity == VG_SEVERITY_CLEARED)
		return true;
	if (control->notify == VG_CONF_NOTIFY_RAISE)
		return before(desk, alarm, at) == VG_SEVERITY_CLEARED;
	return severity >= control->level || before(desk, alarm, at) >= control->level;
}
