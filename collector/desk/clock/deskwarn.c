/*
 * Warnings and breaches of targets: each recorded once at the instant it fell, the highest of
 * those that fell together told to whom the table names (policy section 5, clauses P6 and P9).
 */
#include <stdio.h>
#include <string.h>

#include "collector/desk/clock/deskball.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/sla/slawarn.h"
#include "collector/store/storeletter.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { OBJECT_SIZE = 96, NOBODY_TOLD = 0 };

/* By a clock that is years ahead no promise is judged: it is looked at again so often. */
#define DOUBTED_US (10 * VG_MINUTE_US)

/* The due row of a ledger's next warning: "2026-000001/client-told", with the return's number. */
static void
object_of(char object[OBJECT_SIZE], const struct vg_clock_id *id)
{
	snprintf(object, OBJECT_SIZE, "%s/%s%s%s", id->number,
	    vg_sla_rule(id->target)->name, id->part[0] ? "/" : "", id->part);
}

/* The ledger that 'object' names, in 'copy'; false: none. */
static bool
parse_object(const char *object, char copy[OBJECT_SIZE], struct vg_clock_id *id)
{
	vg_text_copy(copy, OBJECT_SIZE, object);
	char *name = strchr(copy, '/');
	if (!name)
		return false;
	*name++ = '\0';
	char *part = strchr(name, '/');
	if (part)
		*part++ = '\0';
	int target = vg_sla_target(name);
	*id = (struct vg_clock_id){copy, (enum vg_target)target, part ? part : ""};
	return target >= 0;
}

static int
put_next(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_wall at)
{
	char object[OBJECT_SIZE];

	object_of(object, id);
	return vg_instant_is_set(at) ? vg_desk_put_due(desk, "warn", object, at)
				     : vg_desk_drop_due(desk, "warn", object);
}

/* The next warning of the ledger of the case 'row' that was read into 'clock'. */
static int
arm(struct vg_desk *desk, const struct vg_case_row *row, const struct vg_clock_id *id,
    const struct vg_clock *clock, struct vg_wall now)
{
	struct vg_wall at = {0};
	struct vg_sla_terms terms;

	if (clock->n_kinds && clock->warned < VG_SLA_N_WARNINGS) {
		vg_clock_terms(
		    desk->conf, row, id, clock, clock->n_kinds - 1, now, &terms);
		if (vg_sla_warning_at(
			clock->rows, clock->n_rows, &terms, clock->warned, &at) != VG_OK)
			at = (struct vg_wall){0};
	}
	return put_next(desk, id, at);
}

int
vg_deskwarn_arm(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_wall now)
{
	struct vg_case_row row;
	struct vg_clock clock;
	int code = vg_deskrows_case(desk, id->number, &row);

	if (code != VG_OK)
		return code;
	code = vg_clock_load(desk, id, &clock);
	if (code == VG_OK)
		code = arm(desk, &row, id, &clock, now);
	vg_clock_fini(&clock);
	return code;
}

int
vg_deskwarn_carry(struct vg_desk *desk, const struct vg_clock_id *from,
    const struct vg_clock_id *into, struct vg_wall now)
{
	struct vg_clock clock;
	int code = vg_clock_load(desk, from, &clock);
	int64_t warned = clock.warned;

	vg_clock_fini(&clock);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_TARGET_WARNED, "ttti", into->number,
		    vg_sla_rule(into->target)->name, into->part, warned);
	return code == VG_OK ? vg_deskwarn_arm(desk, into, now) : code;
}

int
vg_deskwarn_arm_case(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	struct vg_clock_list list = {0};
	struct vg_case_row row;
	int code = vg_clock_list_of(desk, number, now, &row, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		const struct vg_clock_id id = vg_clock_of_entry(number, &list.entries[i]);
		if (list.entries[i].state.running)
			code = arm(desk, &row, &id, &list.clocks[i], now);
	}
	vg_clock_list_fini(&list);
	return code;
}

/* --- whom it concerns ------------------------------------------------------------------------- */

static const struct {
	unsigned who;
	const char *role;
} roles[] = {
    {VG_WARN_OWNER, "owner"},
    {VG_WARN_DUTY, "duty"},
    {VG_WARN_LEAD, "lead"},
    {VG_WARN_MANAGER, "manager"},
    {VG_WARN_TRIAGE, "triage"},
    {VG_WARN_COMMERCIAL, "commercial"},
    {VG_WARN_CLIENT, "client"},
    {VG_WARN_SUPPLIER, "supplier-escalation"},
};

/* P6: what runs in triage warns the triage queue only; what nobody owns is the person on duty's. */
static unsigned
concerned(const struct vg_case_row *row, unsigned who)
{
	if (row->state == VG_CASE_TR)
		return VG_WARN_TRIAGE;
	if ((who & VG_WARN_OWNER) && !row->owner[0])
		who = (who & ~(unsigned)VG_WARN_OWNER) | VG_WARN_DUTY;
	return who;
}

/* A message about the clock 'id' for each of them, not to be sent before 'tell'. */
static int
queue(struct vg_desk *desk, const struct vg_case_row *row, unsigned who,
    const struct vg_clock_id *id, int percent, const char *text, struct vg_wall tell,
    struct vg_wall now)
{
	const char *template = percent == 0 ? "target"
	    : percent == 100                ? "breach"
					    : "warning";
	int code = VG_OK;

	who = concerned(row, who);
	for (size_t i = 0; code == VG_OK && i < sizeof(roles) / sizeof(roles[0]); i++) {
		if (who & roles[i].who)
			code = vg_db_run(desk->db, VG_STORELETTER_WARN, "itttittti",
			    now.us, row->number, text, roles[i].role, tell.us, template,
			    vg_sla_rule(id->target)->name, id->part, (int64_t)percent);
	}
	return code;
}

/* --- recording -------------------------------------------------------------------------------- */

static void
warning_text(const struct vg_clock_id *id, const struct vg_slawarn *w, enum vg_side ball,
    char text[VG_TEXT_SIZE])
{
	const char *name = vg_sla_rule(id->target)->name;
	char when[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(w->fell, when);
	if (w->percent == 100)
		vg_text_format(text, VG_TEXT_SIZE,
		    "%s%s%s breached at %s; the ball was with the %s", name,
		    id->part[0] ? " of " : "", id->part, when, vg_ball_text(ball));
	else
		vg_text_format(text, VG_TEXT_SIZE,
		    "%s%s%s: %d %% of the time has run at %s", name,
		    id->part[0] ? " of " : "", id->part, w->percent, when);
}

/* At the instant it fell, which may be long ago. */
static int
record(struct vg_desk *desk, const struct vg_case_row *row, const struct vg_clock_id *id,
    const struct vg_slawarn *w, const struct vg_deskball *ball, struct vg_wall now)
{
	char text[VG_TEXT_SIZE];

	warning_text(id, w, vg_ball_at(ball->moves, ball->n, w->fell), text);
	int code =
	    vg_desk_journal(desk, row->number, w->fell, now, "target", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, w->fell,
		    w->percent == 100 ? "target-breached" : "target-warning", row->number,
		    "", text);
	return code == VG_OK && w->told
	    ? queue(desk, row, w->who, id, w->percent, text, w->tell, now)
	    : code;
}

/* What is due of a loaded clock. */
static int
look(struct vg_desk *desk, const struct vg_case_row *row, const struct vg_clock *clock,
    const struct vg_clock_id *id, struct vg_wall now, struct vg_slawarn_due *due)
{
	const struct vg_conf *conf = desk->conf;
	const struct vg_contract *k = vg_conf_contract(conf, row->contract);
	const struct vg_slawarn_setting setting = {
	    .office = vg_conf_contract_calendar(conf, row->contract, "office"),
	    .wake = k && k->wake,
	    .held_until = vg_step_held_until(&desk->step)};
	struct vg_sla_terms terms;

	vg_clock_terms(conf, row, id, clock, clock->n_kinds - 1, now, &terms);
	return vg_slawarn_look(
	    clock->rows, clock->n_rows, &terms, &setting, clock->warned, now, due);
}

int
vg_deskwarn_run(struct vg_desk *desk, const char *object, struct vg_wall now)
{
	struct vg_slawarn_due due = {0};
	struct vg_deskball ball = {0};
	char copy[OBJECT_SIZE];
	struct vg_case_row row;
	struct vg_clock clock;
	struct vg_clock_id id;

	if (!parse_object(object, copy, &id))
		return vg_desk_drop_due(desk, "warn", object);
	if (vg_deskdoubt_is_far(desk))
		return vg_desk_put_due(
		    desk, "warn", object, vg_instant_add(now, DOUBTED_US));
	int code = vg_deskrows_case(desk, id.number, &row);
	if (code != VG_OK)
		return code;
	code = vg_clock_load(desk, &id, &clock);
	if (code == VG_OK && clock.n_kinds)
		code = look(desk, &row, &clock, &id, now, &due);
	vg_clock_fini(&clock);
	if (code == VG_OK && due.n_warnings)
		code = vg_deskball_load(desk, id.number, &ball);
	for (size_t i = 0; code == VG_OK && i < due.n_warnings; i++)
		code = record(desk, &row, &id, &due.warnings[i], &ball, now);
	vg_deskball_fini(&ball);
	if (code == VG_OK && due.n_warnings)
		code = vg_db_run(desk->db, VG_SQL_TARGET_WARNED, "ttti", id.number,
		    vg_sla_rule(id.target)->name, id.part, (int64_t)due.warned);
	return code == VG_OK ? put_next(desk, &id, due.next) : code;
}

/* --- late facts ------------------------------------------------------------------------------- */

/* Everybody who can have been told of the ledger's breach. */
static unsigned
told_of_breach(const struct vg_clock_id *id, int warned)
{
	const struct vg_target_warning *all = vg_sla_rule(id->target)->warnings;

	for (int i = 0; i < warned && i < VG_SLA_N_WARNINGS; i++) {
		if (all[i].percent == 100)
			return all[i].who;
	}
	return NOBODY_TOLD;
}

int
vg_deskwarn_turned(struct vg_desk *desk, const struct vg_clock_id *id,
    enum vg_late turned, struct vg_wall at, struct vg_wall now)
{
	char text[VG_TEXT_SIZE], when[VG_INSTANT_TEXT_SIZE];
	struct vg_case_row row;
	struct vg_clock clock;

	if (turned == VG_LATE_NOTHING)
		return VG_OK;
	int code = vg_deskrows_case(desk, id->number, &row);
	if (code == VG_OK)
		code = vg_clock_load(desk, id, &clock);
	if (code != VG_OK)
		return code;
	unsigned who = told_of_breach(id, clock.warned);
	vg_clock_fini(&clock);
	/* It is recorded, once, like every breach. */
	if (turned == VG_LATE_BREACHED && who == NOBODY_TOLD)
		return VG_OK;
	vg_instant_text(at, when);
	vg_text_format(text, sizeof(text),
	    "%s%s%s %s: what happened at %s was recorded late",
	    vg_sla_rule(id->target)->name, id->part[0] ? " of " : "", id->part,
	    turned == VG_LATE_KEPT ? "is kept after all" : "is breached after all", when);
	code = vg_desk_journal(desk, row.number, now, now, "target", "vigie", text);
	if (code == VG_OK)
		code = vg_desk_tell(desk, now,
		    turned == VG_LATE_KEPT ? "target-kept" : "target-breached",
		    row.number, "", text);
	return code == VG_OK && who ? queue(desk, &row, who, id, 0, text, now, now)
				    : code;
}
