/*
 * Rows of decisions.
 */
#include "collector/desk/record/deskdecision.h"

#include <string.h>

#include "collector/store/storedecision.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* "" is nothing, and nothing takes no room. */
static const char *
some(const char *text)
{
	return text && text[0] ? text : NULL;
}

/* The one number of statement 'q', which takes none. */
static int
ask(struct vg_desk *desk, int code, size_t q, int64_t *number)
{
	*number = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*number = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/*
 * Where the decisions of the message 'row' begin.  Only what waited is not behind all others, and
 * what is judged once more finds its place taken.
 */
static int
find_place(struct vg_desk *desk, int64_t row)
{
	const int64_t first = row << VG_STOREDECISION_SHIFT;
	struct vg_desk_decided *d = &desk->decided;
	int64_t taken = 0;
	int code = VG_OK;

	if (d->highest == 0)
		code = ask(desk, vg_db_query(desk->db, VG_STOREDECISION_HIGHEST, ""),
		    VG_STOREDECISION_HIGHEST, &d->highest);
	if (code == VG_OK && first <= d->highest)
		code = ask(desk,
		    vg_db_query(desk->db, VG_STOREDECISION_TAKEN, "ii", first,
			first + VG_STOREDECISION_OWN),
		    VG_STOREDECISION_TAKEN, &taken);
	d->message = row;
	d->next = taken ? 0 : first;
	return code;
}

/* The number of the next decision of the message 'row'; 0: of none. */
static int
next_id(struct vg_desk *desk, int64_t row, int64_t *id)
{
	struct vg_desk_decided *d = &desk->decided;
	int code = VG_OK;

	if (row && d->message != row)
		code = find_place(desk, row);
	if (code == VG_OK && row && d->next)
		*id = d->next++;
	else if (code == VG_OK)
		code = ask(desk, vg_db_query(desk->db, VG_STOREDECISION_NEXT_OWN, ""),
		    VG_STOREDECISION_NEXT_OWN, id);
	if (*id > d->highest)
		d->highest = *id;
	return code;
}

/* Whether the alarm and its message tell all of it. */
static bool
is_repeat(const struct vg_passage *p)
{
	return p->verdict.rung == 6 && p->verdict.n_deeds == 1 &&
	    p->verdict.deeds[0].type == VG_DEED_COUNT;
}

/* Rung 4: who spoke, and against whom. */
static enum vg_why_way
may_not(const struct vg_passage *p)
{
	if (p->agent[0])
		return VG_WHY_OTHERS_DEVICE;
	if (!p->device)
		return VG_WHY_STRANGER;
	return p->alarm.agent[0] ? VG_WHY_WEAKER : VG_WHY_PLAIN;
}

/* The case that was touched, or holds the alarm. */
static const char *
case_of(const struct vg_passage *p)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		const struct vg_deed *deed = &p->verdict.deeds[i];
		if (deed->type == VG_DEED_CASE_JOIN)
			return deed->number[0] ? deed->number : p->opened;
	}
	if (p->verdict.rung == 3)
		return p->facts.open_case.number;
	return p->facts.alarm.case_number;
}

int
vg_deskdecision_begin(struct vg_desk *desk, struct vg_passage *p)
{
	/* A replay is asked what came out, not why. */
	return is_repeat(p) || desk->replaying ? VG_OK
					       : next_id(desk, p->message, &p->decision);
}

/* "RESOURCE KIND" of what explains it, where that decided. */
static const char *
parent_of(const struct vg_passage *p, enum vg_why_way way,
    char text[VG_RESOURCE_SIZE + VG_KIND_SIZE])
{
	if (way != VG_WHY_SYMPTOM && way != VG_WHY_COPY && way != VG_WHY_SPREAD &&
	    way != VG_WHY_SYMPTOM_LATE && way != VG_WHY_HELD_BEHIND &&
	    !(way == VG_WHY_PLANNED && p->facts.parent_planned))
		return NULL;
	vg_text_format(text, VG_RESOURCE_SIZE + VG_KIND_SIZE, "%s %s",
	    p->facts.parent_resource, p->facts.parent_kind);
	return text;
}

static const char *
window_name(const struct vg_passage *p, enum vg_why_way way)
{
	if (p->verdict.rung == 9)
		return some(p->facts.shelf);
	if (way == VG_WHY_HELD_BEHIND && !p->facts.planned)
		return some(p->facts.parent_shelf);
	bool then = p->facts.planned_then && p->verdict.rung == 10;
	return p->facts.planned || then ? some(p->facts.work) : NULL;
}

/*
 * What a case was about that is another's now; what the collector found, where it says so itself.
 */
static const char *
told_of(const struct vg_passage *p, enum vg_why_way way, char text[VG_TEXT_SIZE])
{
	bool adopts = way == VG_WHY_ADOPTED || way == VG_WHY_ADOPTED_WORSE;
	bool comes_to =
	    way == VG_WHY_JOINED || way == VG_WHY_JOINED_WORSE || way == VG_WHY_REOPENED;
	const char *found =
	    p->message == 0 && !p->agent[0] && p->event->origin == VG_ORIGIN_SELF
	    ? p->event->text
	    : "";

	if (comes_to && p->facts.went_from[0]) {
		vg_text_format(text, VG_TEXT_SIZE, "case %s was merged into it%s%.280s",
		    p->facts.went_from, found[0] ? "; " : "", found);
		return text;
	}
	if (p->recurs[0]) {
		vg_text_format(text, VG_TEXT_SIZE, "recurs: case %s was closed%s%.280s",
		    p->recurs, found[0] ? "; " : "", found);
		return text;
	}
	if (!adopts || !found[0])
		return some(adopts ? p->facts.adopt_title : found);
	vg_text_format(
	    text, VG_TEXT_SIZE, "%.200s; found: %.280s", p->facts.adopt_title, found);
	return text;
}

static int
add(struct vg_desk *desk, const struct vg_passage *p, enum vg_why_way way, unsigned flags)
{
	const struct vg_correl_facts *f = &p->facts;
	const struct vg_event *e = p->event;
	const struct vg_why_window w = vg_why_window(f, &p->verdict, way);
	const struct vg_entitlement *gate =
	    p->verdict.rung >= 14 || p->verdict.rung == 12 ? &f->entitlement : NULL;
	const struct vg_contract *k = gate ? gate->contract : NULL;
	const char *number = case_of(p);
	const bool stood = f->alarm.exists && !f->alarm.cleared;
	const int64_t at = p->now.us;
	char parent[VG_RESOURCE_SIZE + VG_KIND_SIZE], told[VG_TEXT_SIZE];

	return vg_db_run(desk->db, VG_STOREDECISION_ADD, "iiiiiiiiiiitiiiittttttttt",
	    p->decision, at, p->alarm.id, p->alarm.decision, (int64_t)way, (int64_t)flags,
	    (int64_t)e->action, (int64_t)e->severity,
	    (int64_t)(stood ? f->alarm.severity : 0),
	    at - (vg_instant_is_set(e->since) ? e->since : e->agent_time).us,
	    at - e->agent_time.us, some(number), w.until.us, w.span_s,
	    (int64_t)f->alarm.raises_in_window, desk->revision,
	    number[0] ? NULL : p->subject, some(f->rule), window_name(p, way),
	    parent_of(p, way, parent), k ? k->name : NULL,
	    gate ? some(gate->clause) : NULL, gate ? some(gate->why) : NULL,
	    p->alarm.id ? NULL : e->resource, told_of(p, way, told));
}

int
vg_deskdecision_keep(struct vg_desk *desk, const struct vg_passage *p)
{
	unsigned flags;

	if (!p->decision)
		return VG_OK;
	enum vg_why_way way = vg_why_of(&p->facts, &p->verdict, &flags);
	int code = add(desk, p, p->verdict.rung == 4 ? may_not(p) : way, flags);
	/* An alarm that is new names it itself. */
	if (code != VG_OK || p->is_new || !p->alarm.id)
		return code;
	return vg_db_run(desk->db, VG_STOREDECISION_SAID, "ii", p->alarm.id, p->decision);
}

int
vg_deskdecision_proposed(struct vg_desk *desk, int64_t message, struct vg_wall now,
    const struct vg_deskdecision_proposal *proposal)
{
	const struct vg_alarm_row *alarm = proposal->alarm;
	const int64_t age = now.us - alarm->raised.us;
	int64_t id = 0, before = 0;

	if (desk->replaying)
		return VG_OK;
	int code = ask(desk, vg_db_query(desk->db, VG_STOREDECISION_HEAD, "i", alarm->id),
	    VG_STOREDECISION_HEAD, &before);
	if (code == VG_OK)
		code = next_id(desk, message, &id);
	if (code == VG_OK)
		code =
		    vg_db_run(desk->db, VG_STOREDECISION_ADD, "iiiiiiiiiiitiiiittttttttt",
			id, now.us, alarm->id, before, (int64_t)proposal->way, (int64_t)0,
			(int64_t)0, (int64_t)alarm->event.severity,
			(int64_t)alarm->event.severity, age, age, proposal->number,
			(int64_t)0, (int64_t)0, (int64_t)0, desk->revision, NULL, NULL,
			NULL, proposal->parent, NULL, NULL, NULL, NULL, proposal->other);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STOREDECISION_SAID, "ii", alarm->id, id)
	    : code;
}

static int
add_plain(struct vg_desk *desk, int64_t row, struct vg_wall now, enum vg_why_way way,
    int64_t n, const char *reason)
{
	int64_t id = 0;
	int code = desk->replaying ? VG_OK : next_id(desk, row, &id);

	if (code != VG_OK || desk->replaying)
		return code;
	return vg_db_run(desk->db, VG_STOREDECISION_ADD, "iiiiiiiiiiitiiiittttttttt", id,
	    now.us, (int64_t)0, (int64_t)0, (int64_t)way, (int64_t)0, (int64_t)0,
	    (int64_t)0, (int64_t)0, (int64_t)0, (int64_t)0, NULL, (int64_t)0, (int64_t)0,
	    n, desk->revision, NULL, NULL, NULL, NULL, NULL, NULL, reason, NULL, NULL);
}

int
vg_deskdecision_unapplied(
    struct vg_desk *desk, int64_t row, struct vg_wall now, const char *reason)
{
	return add_plain(desk, row, now, VG_WHY_UNAPPLIED, 0, some(reason));
}

int
vg_deskdecision_late(
    struct vg_desk *desk, int64_t row, struct vg_wall now, int64_t applied)
{
	return add_plain(desk, row, now, VG_WHY_LATE, applied, NULL);
}

/* --- storms -------------------------------------------------------------------------------- */

static const char storm_kind[] = "notification-storm";

static int
find_storm_alarm(struct vg_desk *desk, const char *resource, struct vg_alarm_row *row)
{
	struct vg_event e = {0};

	vg_text_copy(e.resource, sizeof(e.resource), resource);
	vg_text_copy(e.kind, sizeof(e.kind), storm_kind);
	return vg_deskrows_alarm(desk, &e, row);
}

int
vg_deskdecision_storm(
    struct vg_desk *desk, struct vg_deskdecision_storm *storm, struct vg_wall now)
{
	const enum vg_action action = storm->over ? VG_ACTION_CLEAR : VG_ACTION_RAISE;
	struct vg_alarm_row row = {.id = 0};

	storm->id = 0;
	if (desk->replaying)
		return VG_OK;
	int code = find_storm_alarm(desk, storm->resource, &row);
	if (code == VG_OK)
		code = next_id(desk, 0, &storm->id);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STOREDECISION_ADD,
		    "iiiiiiiiiiitiiiittttttttt", storm->id, now.us, row.id, row.decision,
		    (int64_t)VG_WHY_STORM, (int64_t)0, (int64_t)action,
		    (int64_t)VG_SEVERITY_MAJOR, (int64_t)0, (int64_t)0, (int64_t)0,
		    row.id && !row.cleared ? some(row.case_number) : NULL, (int64_t)0,
		    (int64_t)0, (int64_t)storm->n, desk->revision, NULL, NULL, NULL, NULL,
		    NULL, NULL, NULL, row.id ? NULL : storm->resource, storm->found);
	return code == VG_OK && row.id
	    ? vg_db_run(desk->db, VG_STOREDECISION_SAID, "ii", row.id, storm->id)
	    : code;
}

int
vg_deskdecision_storm_told(
    struct vg_desk *desk, const struct vg_deskdecision_storm *storm)
{
	struct vg_alarm_row row;
	int code = storm->id ? find_storm_alarm(desk, storm->resource, &row) : VG_OK;

	if (code != VG_OK || !storm->id || !row.id)
		return code;
	code = vg_db_run(desk->db, VG_STOREDECISION_OF_ALARM, "ii", storm->id, row.id);
	return code == VG_OK && row.decision != storm->id
	    ? vg_db_run(desk->db, VG_STOREDECISION_BEHIND, "ii", storm->id, row.id)
	    : code;
}

#define TEXT(field, column)                                                              \
	vg_text_copy(field, sizeof(field), vg_db_text(db, statement, column))

int64_t
vg_deskdecision_read(struct vg_db *db, size_t statement, struct vg_why *why)
{
	memset(why, 0, sizeof(*why));
	why->id = vg_db_int(db, statement, 0);
	why->at.us = vg_db_int(db, statement, 1);
	if ((why->id & ((INT64_C(1) << VG_STOREDECISION_SHIFT) - 1)) <
	    VG_STOREDECISION_OWN)
		why->message = why->id >> VG_STOREDECISION_SHIFT;
	why->alarm = vg_db_int(db, statement, 2);
	why->way = (enum vg_why_way)vg_db_int(db, statement, 3);
	why->flags = (unsigned)vg_db_int(db, statement, 4);
	why->action = (enum vg_action)vg_db_int(db, statement, 5);
	why->severity = (enum vg_severity)vg_db_int(db, statement, 6);
	why->before = (enum vg_severity)vg_db_int(db, statement, 7);
	why->began.us = vg_db_int(db, statement, 8);
	why->said.us = vg_db_int(db, statement, 9);
	TEXT(why->number, 10);
	why->window.until.us = vg_db_int(db, statement, 11);
	why->window.span_s = vg_db_int(db, statement, 12);
	why->n = vg_db_int(db, statement, 13);
	why->revision = vg_db_int(db, statement, 14);
	TEXT(why->subject, 15);
	TEXT(why->rule, 16);
	TEXT(why->name, 17);
	TEXT(why->parent, 18);
	TEXT(why->contract, 19);
	TEXT(why->clause, 20);
	TEXT(why->reason, 21);
	TEXT(why->resource, 22);
	TEXT(why->kind, 23);
	TEXT(why->qualifier, 24);
	TEXT(why->class, 25);
	TEXT(why->agent, 26);
	why->sequence = vg_db_int(db, statement, 27);
	TEXT(why->told, 29);
	return vg_db_int(db, statement, 28);
}
