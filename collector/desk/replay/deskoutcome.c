/*
 * Outcomes of cases.
 */
#include "collector/desk/replay/deskoutcome.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/recording/recordline.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* A list in the making, and what of it is told. */
struct list {
	struct vg_buf json;
	struct vg_wall until;
	bool some;
	int n;
};

static void
begin(struct list *list, struct vg_wall until)
{
	*list = (struct list){.until = until};
	vg_buf_init(&list->json, 0);
	vg_buf_add_u8(&list->json, '[');
}

static void
end(struct list *list, struct vg_buf *line, const char *name)
{
	vg_buf_add_u8(&list->json, ']');
	vg_recordline_json(line, name, vg_buf_text(&list->json));
	vg_buf_fini(&list->json);
}

static void
open_entry(struct list *list)
{
	vg_buf_add_text(&list->json, list->some ? ",{" : "{");
	list->some = true;
}

/* A case of many is told by its first ones. */
enum { ALARMS_MAX = 64 };

/* The first one is what the case was opened for. */
static void
add_alarm(const struct vg_alarm_view *view, void *cookie)
{
	struct list *list = cookie;

	if (list->n++ >= ALARMS_MAX)
		return;
	open_entry(list);
	vg_recordline_text(&list->json, "resource", view->resource);
	vg_recordline_text(&list->json, "kind", view->kind);
	vg_recordline_text(&list->json, "qualifier", view->qualifier);
	vg_buf_add_u8(&list->json, '}');
}

static bool
is_by(struct vg_wall at, struct vg_wall until)
{
	return vg_instant_is_set(at) && vg_instant_compare(at, until) <= 0;
}

/* How the target stands at 'until'; what was missed was missed, whatever came later. */
static void
add_target(const struct vg_target_view *view, void *cookie)
{
	struct list *list = cookie;
	const struct vg_target_state *s = &view->state;
	bool met = is_by(s->met, list->until), ended = is_by(s->ended, list->until);
	bool missed = is_by(s->breached, list->until);

	if (!is_by(s->start, list->until))
		return;
	open_entry(list);
	vg_recordline_text(&list->json, "name", view->name);
	vg_recordline_text(&list->json, "of", view->part[0] ? "return" : "case");
	vg_recordline_text(&list->json, "outcome",
	    missed      ? "missed"
		: met   ? "met"
		: ended ? "ended"
			: "runs");
	if (met || missed)
		vg_recordline_int(&list->json, "due", s->due.us);
	if (met)
		vg_recordline_int(&list->json, "met", s->met.us);
	vg_buf_add_u8(&list->json, '}');
}

static void
add_suggestion(const struct vg_suggestion_view *view, void *cookie)
{
	struct list *list = cookie;

	open_entry(list);
	vg_recordline_text(&list->json, "resource", view->resource);
	vg_recordline_text(&list->json, "grade", view->grade);
	vg_recordline_text(&list->json, "rule", view->rule);
	vg_buf_add_u8(&list->json, '}');
}

static int
write_targets(struct vg_desk *desk, const char *number, struct vg_wall until,
    struct vg_wall now, struct vg_buf *line)
{
	struct list list;

	begin(&list, until);
	int code = vg_desk_targets(desk, number, now, add_target, &list);
	end(&list, line, "targets");
	return code;
}

/* What is in the case; a suggestion is one of now, so that only an open case has any. */
static int
write_lists(struct vg_desk *desk, const char *number, bool open, struct vg_wall until,
    struct vg_buf *line)
{
	struct list list;

	begin(&list, until);
	int code = vg_desk_alarms(desk, number, add_alarm, &list);
	end(&list, line, "alarm");
	begin(&list, until);
	if (code == VG_OK && open)
		code = vg_desk_suggestions(desk, number, add_suggestion, &list);
	end(&list, line, "suggestions");
	return code;
}

/* What is kept of the case as it is now, and not as it was. */
static void
write_now(struct vg_db *db, size_t q, struct vg_buf *line)
{
	vg_recordline_text(
	    line, "severity", vg_severity_text((enum vg_severity)vg_db_int(db, q, 2)));
	vg_recordline_int(line, "recurred", vg_db_int(db, q, 7));
	vg_recordline_int(line, "rung", vg_db_int(db, q, 5));
	vg_recordline_bool(line, "worse", vg_db_int(db, q, 6) != 0);
	vg_recordline_int(line, "priority", vg_db_int(db, q, 9));
	vg_recordline_text(line, "queue", vg_db_text(db, q, 10));
}

int
vg_deskoutcome_write(struct vg_desk *desk, const char *number, struct vg_wall from,
    struct vg_wall until, struct vg_wall now, struct vg_buf *line)
{
	const size_t q = VG_STOREREPLAY_OUTCOME;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "ti", number, until.us);

	if (code != VG_OK || !vg_db_next(db, q))
		return code == VG_OK ? vg_db_failed(db) : code;
	int64_t opened = vg_db_int(db, q, 3), closed = vg_db_int(db, q, 4);
	bool is_closed = closed != 0 && closed <= until.us;
	bool later = vg_db_int(db, q, 11) != 0;
	if (opened > until.us || (closed != 0 && closed < from.us)) {
		vg_db_done(db, q);
		return VG_OK;
	}
	vg_recordline_begin(line, VG_RECORDLINE_CASE);
	vg_recordline_text(line, "number", number);
	vg_recordline_text(line, "client", vg_db_text(db, q, 8));
	vg_recordline_text(line, "subject", vg_db_text(db, q, 0));
	vg_recordline_text(
	    line, "class", vg_db_text(db, q, 1)[0] ? vg_db_text(db, q, 1) : "none");
	vg_recordline_int(line, "opened", opened);
	if (is_closed)
		vg_recordline_int(line, "closed", closed);
	if (later)
		vg_recordline_bool(line, "later", true);
	else
		write_now(db, q, line);
	vg_db_done(db, q);
	if (!later)
		code = write_lists(desk, number, !is_closed, until, line);
	if (code == VG_OK)
		code = write_targets(desk, number, until, now, line);
	vg_recordline_end(line);
	return code;
}

int
vg_deskoutcome_next_open(struct vg_desk *desk, char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREREPLAY_OPEN;
	int code = vg_db_query(desk->db, q, "ti", number, (int64_t)1);

	number[0] = '\0';
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskoutcome_next_closed(
    struct vg_desk *desk, int64_t *closed, char number[VG_CASE_NUMBER_SIZE])
{
	const size_t q = VG_STOREREPLAY_CLOSED;
	int code = vg_db_query(desk->db, q, "iti", *closed, number, (int64_t)1);

	number[0] = '\0';
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*closed = vg_db_int(desk->db, q, 0);
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 1));
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
