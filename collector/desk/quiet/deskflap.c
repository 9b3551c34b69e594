/*
 * What comes and goes, as others hear of it.
 */
#include "collector/desk/quiet/deskflap.h"

#include <stdlib.h>

#include "collector/conf/confshelf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

bool
vg_deskflap_tells(const struct vg_passage *p)
{
	if (p->facts.shelved)
		return false;
	/* What got worse is a message of its own (rung 6), and a clear is the end. */
	return !p->alarm.flapping || p->event->action == VG_ACTION_CLEAR ||
	    p->event->severity > p->alarm.event.severity;
}

int
vg_deskflap_begin(struct vg_desk *desk, const struct vg_passage *p)
{
	if (p->alarm.flapping || p->facts.shelved)
		return VG_OK;
	return vg_desk_tell(desk, p->now, "alarm-flapping", p->alarm.case_number,
	    p->event->resource, p->event->text);
}

/* The net state: it stands. */
static int
tell_steady(struct vg_desk *desk, const struct vg_alarm_row *row, const char *number,
    struct vg_wall at)
{
	char text[VG_TEXT_SIZE];
	int code;

	vg_text_format(text, sizeof(text),
	    "it comes and goes no more, and stands: %.190s", row->event.text);
	code = vg_desk_tell(desk, at, "alarm-steady", number, row->event.resource, text);
	return code == VG_OK && number[0]
	    ? vg_desk_journal(desk, number, at, at, "alarm", "vigie", text)
	    : code;
}

int
vg_deskflap_end(struct vg_desk *desk, const char *object, struct vg_wall at, bool *on)
{
	struct vg_alarm_row row;
	struct vg_case_row c;
	int code = vg_deskrows_alarm_by_id(desk, strtoll(object, NULL, 10), &row);

	*on = false;
	/* A clear that waits for the quiet time is the end, and says so. */
	if (code != VG_OK || !row.id || row.cleared || row.pending)
		return code;
	code = vg_db_run(desk->db, VG_SQL_ALARM_FLAPPING, "ii", row.id, (int64_t)0);
	if (code == VG_OK)
		code = vg_deskrows_case(desk, row.case_number, &c);
	if (code != VG_OK)
		return code;
	bool has_case = c.number[0] && vg_casestate_is_open(c.state);
	*on = !has_case || row.event.severity > c.severity;
	if (vg_confshelf_at(desk->conf, row.event.resource, row.event.kind,
		row.event.qualifier, row.class, at))
		return VG_OK;
	return tell_steady(desk, &row, has_case ? c.number : "", at);
}
