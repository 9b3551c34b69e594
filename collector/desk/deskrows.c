/*
 * Rows of the store into structs.
 */
#include <string.h>

#include "collector/desk/deskcore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define TEXT(field, column)                                                              \
	vg_text_copy(field, sizeof(field), vg_db_text(db, statement, column))

void
vg_deskrows_read_alarm(struct vg_db *db, size_t statement, struct vg_alarm_row *row)
{
	memset(row, 0, sizeof(*row));
	row->id = vg_db_int(db, statement, 0);
	TEXT(row->event.resource, 1);
	TEXT(row->event.kind, 2);
	TEXT(row->event.qualifier, 3);
	TEXT(row->event.device, 4);
	TEXT(row->agent, 5);
	row->event.severity = (enum vg_severity)vg_db_int(db, statement, 6);
	row->cleared = vg_db_int(db, statement, 7) != 0;
	row->created.us = vg_db_int(db, statement, 8);
	row->raised.us = vg_db_int(db, statement, 9);
	row->changed.us = vg_db_int(db, statement, 10);
	TEXT(row->event.text, 11);
	TEXT(row->case_number, 12);
	TEXT(row->role, 13);
	row->rung = (int)vg_db_int(db, statement, 14);
	TEXT(row->class, 15);
	row->event.cause = (int)vg_db_int(db, statement, 16);
	row->repeats = vg_db_int(db, statement, 17);
	TEXT(row->source, 18);
	TEXT(row->event.serial, 19);
	row->known = vg_db_int(db, statement, 20) != 0;
	row->flapping = vg_db_int(db, statement, 21) != 0;
	row->held = vg_db_int(db, statement, 22) != 0;
	row->pending = vg_db_int(db, statement, 23) != 0;
	row->event.plain = vg_db_int(db, statement, 24) != 0;
	row->decision = vg_db_int(db, statement, 25);
	row->event.alone = vg_db_int(db, statement, 26) != 0;
	row->event.since = row->event.agent_time = row->raised;
}

/* Reads the first row of a query that was just bound. */
static int
first_alarm(struct vg_desk *desk, int code, size_t statement, struct vg_alarm_row *row)
{
	memset(row, 0, sizeof(*row));
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, statement)) {
		vg_deskrows_read_alarm(desk->db, statement, row);
		vg_db_done(desk->db, statement);
		return VG_OK;
	}
	return vg_db_failed(desk->db);
}

int
vg_deskrows_alarm(
    struct vg_desk *desk, const struct vg_event *event, struct vg_alarm_row *row)
{
	int code = vg_db_query(desk->db, VG_SQL_ALARM_GET, "ttt", event->resource,
	    event->kind, event->qualifier);

	return first_alarm(desk, code, VG_SQL_ALARM_GET, row);
}

int
vg_deskrows_alarm_by_id(struct vg_desk *desk, int64_t id, struct vg_alarm_row *row)
{
	int code = vg_db_query(desk->db, VG_SQL_ALARM_BY_ID, "i", id);

	return first_alarm(desk, code, VG_SQL_ALARM_BY_ID, row);
}

void
vg_deskrows_read_case(struct vg_db *db, size_t statement, struct vg_case_row *row)
{
	memset(row, 0, sizeof(*row));
	TEXT(row->number, 0);
	row->state = (enum vg_case_state)vg_casestate_parse(vg_db_text(db, statement, 1));
	row->before =
	    (enum vg_case_state)vg_casestate_parse(vg_db_text(db, statement, 2));
	TEXT(row->fault, 3);
	TEXT(row->title, 4);
	TEXT(row->subject, 5);
	TEXT(row->class, 6);
	row->severity = (enum vg_severity)vg_db_int(db, statement, 7);
	TEXT(row->owner, 8);
	TEXT(row->ball, 9);
	TEXT(row->client, 10);
	TEXT(row->site, 11);
	TEXT(row->device, 12);
	TEXT(row->supplier, 13);
	TEXT(row->contract, 14);
	TEXT(row->mode, 15);
	TEXT(row->entitlement, 16);
	TEXT(row->entitlement_text, 17);
	row->revision = vg_db_int(db, statement, 18);
	row->opened.us = vg_db_int(db, statement, 19);
	row->changed.us = vg_db_int(db, statement, 20);
	row->closed.us = vg_db_int(db, statement, 21);
	TEXT(row->cause, 22);
	TEXT(row->cure, 23);
	row->rung = (int)vg_db_int(db, statement, 24);
	row->worse = vg_db_int(db, statement, 25) != 0;
	TEXT(row->rule, 26);
	row->priority = (int)vg_db_int(db, statement, 27);
	TEXT(row->queue, 28);
}

static int
first_case(struct vg_desk *desk, int code, size_t statement, struct vg_case_row *row)
{
	memset(row, 0, sizeof(*row));
	if (code != VG_OK)
		return code;
	if (vg_db_next(desk->db, statement)) {
		vg_deskrows_read_case(desk->db, statement, row);
		vg_db_done(desk->db, statement);
		return VG_OK;
	}
	return vg_db_failed(desk->db);
}

int
vg_deskrows_case(struct vg_desk *desk, const char *number, struct vg_case_row *row)
{
	int code = vg_db_query(desk->db, VG_SQL_CASE_GET, "t", number);

	return first_case(desk, code, VG_SQL_CASE_GET, row);
}

int
vg_deskrows_case_of(struct vg_desk *desk, enum vg_statement statement,
    const char *subject, const char *class, struct vg_case_row *row)
{
	int code = vg_db_query(desk->db, statement, "tt", subject, class);

	return first_case(desk, code, statement, row);
}

bool
vg_deskrows_case_stands(const struct vg_case_row *row)
{
	return strcmp(row->fault, "standing") == 0 ||
	    strcmp(row->fault, "not-known") == 0;
}
