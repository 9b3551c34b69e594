/*
 * P13: suggested returns of a case, which grow with time and shrink again.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskreturnask.h"
#include "collector/rma/suggest.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { MAX_ALARMS = 32 };

struct alarms {
	struct vg_alarm_row rows[MAX_ALARMS];
	size_t n_rows;
	const char *standing[MAX_ALARMS];
	size_t n_standing;
};

static int
load_alarms(struct vg_desk *desk, const char *number, struct alarms *a)
{
	const size_t q = VG_SQL_ALARM_OF_CASE;
	int code = vg_db_query(desk->db, q, "t", number);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (a->n_rows == MAX_ALARMS)
			continue;
		struct vg_alarm_row *row = &a->rows[a->n_rows++];
		vg_deskrows_read_alarm(desk->db, q, row);
		if (!row->cleared)
			a->standing[a->n_standing++] = row->event.kind;
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static unsigned
raises_in_day(struct vg_desk *desk, int64_t alarm, struct vg_wall now)
{
	unsigned n = 0;

	if (vg_db_query(desk->db, VG_SQL_RAISE_COUNT, "ii", alarm, now.us - VG_DAY_US) ==
		VG_OK &&
	    vg_db_next(desk->db, VG_SQL_RAISE_COUNT)) {
		n = (unsigned)vg_db_int(desk->db, VG_SQL_RAISE_COUNT, 0);
		vg_db_done(desk->db, VG_SQL_RAISE_COUNT);
	}
	return n;
}

/* Told only when the row under it changed. */
static int
tell_suggestion(struct vg_desk *desk, const char *number, const struct vg_alarm_row *row,
    const struct vg_suggestion *s, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	if (vg_db_changes(desk->db) == 0)
		return VG_OK;
	vg_text_format(text, sizeof(text), "suggested return: %s%s%s",
	    vg_suggest_grade_text(s->grade), s->grade == VG_GRADE_NONE ? "" : ", ",
	    s->reason);
	return vg_desk_tell(
	    desk, now, "suggestion-changed", number, row->event.resource, text);
}

static int
put_suggestion(struct vg_desk *desk, const char *number, const struct vg_alarm_row *row,
    const struct vg_suggestion *s, struct vg_wall now)
{
	const char *part = vg_resource_split(row->event.resource, NULL, NULL);
	char unit[VG_TEXT_SIZE];
	struct vg_buf against;

	if (s->grade == VG_GRADE_NONE) {
		int code = vg_db_run(
		    desk->db, VG_SQL_SUGGESTION_DROP, "tt", number, row->event.resource);
		return code == VG_OK ? tell_suggestion(desk, number, row, s, now) : code;
	}
	vg_buf_init(&against, 0);
	for (size_t i = 0; i < s->n_against; i++)
		vg_buf_addf(&against, "%s%s", i ? "\n" : "", s->against[i]);
	vg_text_format(unit, sizeof(unit), "%s%s%s%s", s->rule->unit, *part ? " (" : "",
	    part, *part ? ")" : "");
	int code = vg_db_run(desk->db, VG_SQL_SUGGESTION_PUT, "ttttttttti", number,
	    row->event.resource, vg_suggest_grade_text(s->grade), unit, row->event.serial,
	    s->rule->name, s->reason, s->rule->check, vg_buf_text(&against), now.us);
	vg_buf_fini(&against);
	return code == VG_OK ? tell_suggestion(desk, number, row, s, now) : code;
}

int
vg_desksuggest_look(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct alarms *a = vg_mem_zero(sizeof(*a));
	struct vg_wall again = {0};
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code == VG_OK)
		code = load_alarms(desk, number, a);
	for (size_t i = 0; code == VG_OK && i < a->n_rows; i++) {
		const struct vg_alarm_row *alarm = &a->rows[i];
		struct vg_suggestion s;
		const struct vg_suggest_facts facts = {.supplier = row.supplier,
		    .kind = alarm->event.kind,
		    .standing = !alarm->cleared,
		    .raised = alarm->raised,
		    .times_in_day = raises_in_day(desk, alarm->id, now),
		    .entitled = row.contract[0] != '\0',
		    .symptom = strcmp(alarm->role, "symptom") == 0,
		    .replaced = vg_deskreturnask_replaced(
			desk, alarm->event.device, alarm->event.resource),
		    .standing_kinds = a->standing,
		    .n_standing_kinds = a->n_standing};
		vg_suggest_judge(desk->packs, &facts, now, &s);
		code = put_suggestion(desk, number, alarm, &s, now);
		if (code == VG_OK && s.grade >= VG_GRADE_LIKELY)
			code = vg_deskreturnask_suggest(desk, &row, alarm, &s, now);
		if (vg_instant_is_set(s.likely_at) &&
		    (!vg_instant_is_set(again) ||
			vg_instant_compare(s.likely_at, again) < 0))
			again = s.likely_at;
	}
	if (code == VG_OK && vg_instant_is_set(again))
		code = vg_desk_put_due(desk, "suggest", number, again);
	free(a);
	return code;
}
