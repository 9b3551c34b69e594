/*
 * Shelves at the desk.
 */
#include "collector/desk/quiet/deskshelf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confshelf.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/storeshelf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static const char due_kind[] = "shelf", due_object[] = "next";

void
vg_deskshelf_load(const struct vg_desk *desk, struct vg_passage *p)
{
	const struct vg_event *e = p->event;
	const struct vg_conf_shelf *shelf = vg_confshelf_at(
	    desk->conf, e->resource, e->kind, e->qualifier, p->kind.class, p->now);

	if (!shelf)
		return;
	p->facts.shelved = true;
	p->facts.shelved_until = shelf->until;
	vg_text_copy(p->facts.shelf, sizeof(p->facts.shelf), shelf->name);
}

int
vg_deskshelf_mark(
    struct vg_desk *desk, int64_t alarm, const char *shelf, struct vg_wall now)
{
	return vg_db_run(desk->db, VG_STORESHELF_PUT, "iti", alarm, shelf, now.us);
}

int
vg_deskshelf_mark_work(struct vg_desk *desk, int64_t alarm, const char *work)
{
	return work[0] ? vg_db_run(desk->db, VG_STORESHELF_WORK, "it", alarm, work)
		       : vg_db_run(desk->db, VG_STORESHELF_WORK_DROP, "i", alarm);
}

/* --- what changes ---------------------------------------------------------------------------- */

struct mark {
	int64_t alarm;
	char shelf[VG_NAME_SIZE]; /* that holds it, or held it */
};

struct marks {
	struct mark *mark; /* owned */
	size_t n, room;
};

static void
add_mark(struct marks *marks, int64_t alarm, const char *shelf)
{
	marks->mark =
	    vg_mem_grow(marks->mark, &marks->room, marks->n, sizeof(*marks->mark));
	struct mark *m = &marks->mark[marks->n++];
	m->alarm = alarm;
	vg_text_copy(m->shelf, sizeof(m->shelf), shelf);
}

static const struct vg_conf_shelf *
shelf_of(const struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now)
{
	return vg_confshelf_at(desk->conf, row->event.resource, row->event.kind,
	    row->event.qualifier, row->class, now);
}

static int
open_case_of(struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_case_row *c)
{
	int code = vg_deskrows_case(desk, row->case_number, c);

	if (code == VG_OK && c->number[0] && !vg_casestate_is_open(c->state))
		c->number[0] = '\0';
	return code;
}

/* Says it on the stream and, where a case holds the alarm, in its journal. */
static int
tell(struct vg_desk *desk, const struct vg_alarm_row *row, const struct vg_case_row *c,
    const char *kind, const char *text, struct vg_wall now)
{
	int code = vg_desk_tell(desk, now, kind, c->number, row->event.resource, text);

	return code == VG_OK && c->number[0]
	    ? vg_desk_journal(desk, c->number, now, now, "alarm", "vigie", text)
	    : code;
}

static int
shelve(struct vg_desk *desk, const struct vg_alarm_row *row,
    const struct vg_conf_shelf *shelf, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], until[VG_INSTANT_TEXT_SIZE];
	struct vg_case_row c;
	int code = vg_deskshelf_mark(desk, row->id, shelf->name, now);

	if (code == VG_OK)
		code = open_case_of(desk, row, &c);
	if (code != VG_OK)
		return code;
	vg_instant_text(shelf->until, until);
	vg_text_format(text, sizeof(text), "%s of %.120s is shelved by %s until %s (%s)",
	    row->event.kind, row->event.resource, shelf->owner, until, shelf->name);
	return tell(desk, row, &c, "alarm-shelved", text, now);
}

/* From rung 9 again, by a row of its own, unless one waits for it already. */
static int
bring_back(struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now)
{
	char object[24];

	vg_text_format(object, sizeof(object), "%" PRId64, row->id);
	return vg_db_run(desk->db, VG_SQL_DUE_KEEP, "tti", "hold", object, now.us);
}

static int
unshelve(struct vg_desk *desk, const struct vg_alarm_row *row, const char *shelf,
    struct vg_wall now)
{
	char text[VG_TEXT_SIZE];
	struct vg_case_row c;
	int code = vg_db_run(desk->db, VG_STORESHELF_ENDS, "ii", row->id, now.us);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESHELF_DROP, "i", row->id);
	if (code == VG_OK && row->id && !row->cleared)
		code = open_case_of(desk, row, &c);
	if (code != VG_OK || row->cleared || !row->id)
		return code;
	vg_text_format(text, sizeof(text), "%s of %.120s is shelved no more (%s)",
	    row->event.kind, row->event.resource, shelf);
	code = tell(desk, row, &c, "alarm-unshelved", text, now);
	if (code == VG_OK && (!c.number[0] || row->event.severity > c.severity))
		code = bring_back(desk, row, now);
	return code;
}

/* Those that are on a shelf: on another one now, or on none. */
static int
look_at_marked(struct vg_desk *desk, struct vg_wall now)
{
	struct marks marks = {.n = 0};
	const size_t q = VG_STORESHELF_ALL;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q))
		add_mark(&marks, vg_db_int(desk->db, q, 0), vg_db_text(desk->db, q, 1));
	if (code == VG_OK)
		code = vg_db_failed(desk->db);
	for (size_t i = 0; code == VG_OK && i < marks.n; i++) {
		const struct mark *m = &marks.mark[i];
		struct vg_alarm_row row;
		code = vg_deskrows_alarm_by_id(desk, m->alarm, &row);
		const struct vg_conf_shelf *shelf =
		    code == VG_OK ? shelf_of(desk, &row, now) : NULL;
		if (code == VG_OK && !shelf)
			code = unshelve(desk, &row, m->shelf, now);
		else if (code == VG_OK && strcmp(shelf->name, m->shelf) != 0)
			code = vg_deskshelf_mark(desk, m->alarm, shelf->name, now);
	}
	free(marks.mark);
	return code;
}

/* Those that stand and are on none. */
static int
look_at_standing(struct vg_desk *desk, struct vg_wall now)
{
	struct marks marks = {.n = 0};
	const size_t q = VG_STORESHELF_STANDING;
	struct vg_db *db = desk->db;
	int code = desk->conf->n_shelves ? vg_db_query(db, q, "") : VG_OK;

	while (desk->conf->n_shelves && code == VG_OK && vg_db_next(db, q)) {
		const struct vg_conf_shelf *shelf = vg_confshelf_at(desk->conf,
		    vg_db_text(db, q, 1), vg_db_text(db, q, 2), vg_db_text(db, q, 3),
		    vg_db_text(db, q, 4), now);
		if (shelf)
			add_mark(&marks, vg_db_int(db, q, 0), shelf->name);
	}
	if (code == VG_OK)
		code = vg_db_failed(db);
	for (size_t i = 0; code == VG_OK && i < marks.n; i++) {
		struct vg_alarm_row row;
		code = vg_deskrows_alarm_by_id(desk, marks.mark[i].alarm, &row);
		const struct vg_conf_shelf *shelf =
		    code == VG_OK ? shelf_of(desk, &row, now) : NULL;
		if (shelf)
			code = shelve(desk, &row, shelf, now);
	}
	free(marks.mark);
	return code;
}

int
vg_deskshelf_look(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_wall next = vg_confshelf_next(desk->conf, now);
	int code = look_at_marked(desk, now);

	vg_deskrepeat_forget(desk);
	if (code == VG_OK)
		code = look_at_standing(desk, now);
	if (code != VG_OK)
		return code;
	return vg_instant_is_set(next) ? vg_desk_put_due(desk, due_kind, due_object, next)
				       : vg_desk_drop_due(desk, due_kind, due_object);
}

/* --- what is shown --------------------------------------------------------------------------- */

static void
read_name(struct vg_desk *desk, size_t q, int64_t alarm, char name[VG_NAME_SIZE])
{
	if (vg_db_query(desk->db, q, "i", alarm) != VG_OK || !vg_db_next(desk->db, q))
		return;
	vg_text_copy(name, VG_NAME_SIZE, vg_db_text(desk->db, q, 0));
	vg_db_done(desk->db, q);
}

void
vg_deskshelf_see(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_deskshelf_seen *seen)
{
	const struct vg_conf_shelf *shelf;

	memset(seen, 0, sizeof(*seen));
	if (row->held)
		read_name(desk, VG_STORESHELF_WORK_OF, row->id, seen->work);
	if (!desk->conf || desk->conf->n_shelves == 0)
		return;
	read_name(desk, VG_STORESHELF_OF, row->id, seen->shelf);
	shelf = vg_confshelf_find(desk->conf, seen->shelf);
	if (!shelf)
		return;
	vg_text_copy(seen->by, sizeof(seen->by), shelf->owner);
	seen->until = shelf->until;
}
