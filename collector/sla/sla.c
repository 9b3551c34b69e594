/*
 * The table of targets, and their sums.
 */
#include "collector/sla/sla.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

#define H 3600u
#define ON(fact) (UINT32_C(1) << VG_FACT_##fact)

/* Of what is promised to the client. */
#define WARN_PROMISE                                                                     \
	{                                                                                \
		{50, VG_WARN_OWNER}, {75, VG_WARN_DUTY},                                 \
		    {90, VG_WARN_DUTY | VG_WARN_LEAD}, {100, VG_WARN_MANAGER},           \
	}
/* Of what we promise ourselves: 'who' each time. */
#define WARN_SELF(who)                                                                   \
	{                                                                                \
		{50, who}, {75, who}, {90, who}, {100, who},                             \
	}

/* The order of the enum; amounts are the defaults that a contract may change. */
static const struct vg_target_rule rules[VG_TARGET_N] = {
    [VG_TARGET_FIRST_REPLY] = {.name = "first-reply",
	.clause = "P6",
	.starts = ON(REQUEST),
	.met = ON(SAID),
	.ends = ON(NOT_FAULT) | ON(VOIDED),
	.normal = {4 * H, VG_UNIT_HOURS, NULL},
	.sight = VG_SIGHT_CLIENT,
	.warnings = WARN_PROMISE},
    [VG_TARGET_NEXT_REPLY] = {.name = "next-reply",
	.clause = "P6",
	.starts = ON(REQUEST_AGAIN),
	.met = ON(SAID),
	.ends = ON(DISMISSED),
	.normal = {4 * H, VG_UNIT_HOURS, NULL},
	.warnings = WARN_SELF(VG_WARN_OWNER)},
    [VG_TARGET_CLIENT_TOLD] = {.name = "client-told",
	.clause = "P7",
	.starts = ON(AUTO_OPENED),
	.met = ON(SAID),
	.ends = ON(CLEARED_EARLY),
	.normal = {4 * H, VG_UNIT_HOURS, NULL},
	.warnings = WARN_SELF(VG_WARN_OWNER)},
    [VG_TARGET_TRIAGE] = {.name = "triage",
	.clause = "P6",
	.starts = ON(TRIAGE),
	.met = ON(IDENTIFIED) | ON(VOIDED),
	.normal = {1 * H, VG_UNIT_HOURS, "always"},
	.warnings = WARN_SELF(VG_WARN_TRIAGE)},
    [VG_TARGET_ENTITLEMENT] = {.name = "entitlement",
	.clause = "P1",
	.starts = ON(QUARANTINE),
	.met = ON(CONTRACT_FOUND) | ON(COMMERCIAL_ANSWER),
	.ends = ON(VOIDED),
	.normal = {4 * H, VG_UNIT_HOURS, "office"},
	.warnings = WARN_SELF(VG_WARN_COMMERCIAL)},
    [VG_TARGET_SUPPLIER_TICKET] = {.name = "supplier-ticket",
	.clause = "P9",
	.starts = ON(OPENED),
	.met = ON(TICKET),
	.ends = ON(RESOLVED) | ON(CLOSED),
	.normal = {8 * H, VG_UNIT_HOURS, "office"},
	.critical = {2 * H, VG_UNIT_HOURS, "always"},
	.pauses = VG_PAUSE_CLIENT,
	.warnings = WARN_SELF(VG_WARN_OWNER | VG_WARN_DUTY)},
    [VG_TARGET_SUPPLIER_MOVE] = {.name = "supplier-move",
	.clause = "P9",
	.starts = ON(OUR_MOVE),
	.met = ON(SUPPLIER_MOVE),
	.ends = ON(LEFT_SUPPLIER),
	.normal = {8 * H, VG_UNIT_HOURS, "office"},
	.critical = {4 * H, VG_UNIT_HOURS, "always"},
	.pauses = VG_PAUSE_CLIENT,
	.warnings = {{50, VG_WARN_OWNER}, {75, VG_WARN_OWNER},
	    {90, VG_WARN_OWNER | VG_WARN_DUTY},
	    {100, VG_WARN_OWNER | VG_WARN_DUTY | VG_WARN_SUPPLIER}}},
    [VG_TARGET_SECOND_KEY] = {.name = "second-key",
	.clause = "P9",
	.starts = ON(HALF_CONFIRMED),
	.met = ON(CONFIRMED),
	.ends = ON(WITHDRAWN) | ON(REJECTED),
	.normal = {1, VG_UNIT_DAYS, "ouvres"},
	/* one day has one 09:00: a warning in the morning, then the breach */
	.warnings = {{90, VG_WARN_OWNER}, {100, VG_WARN_OWNER}}},
    [VG_TARGET_REPLACEMENT] = {.name = "replacement",
	.clause = "P11",
	.starts = ON(CONFIRMED),
	.met = ON(REPLACED),
	.ends = ON(WITHDRAWN) | ON(CANCELLED) | ON(HEALED),
	.normal = {6, VG_UNIT_DAYS, "ouvrables"},
	.sight = VG_SIGHT_CLIENT,
	.warnings = WARN_PROMISE},
    [VG_TARGET_FAULTY_BACK] = {.name = "faulty-back",
	.clause = "P10",
	.starts = ON(REPLACED),
	.met = ON(UNIT_SENT),
	.ends = ON(UNIT_ENDED),
	.normal = {10, VG_UNIT_DAYS, "ouvres"},
	.sight = VG_SIGHT_ASKED,
	.warnings = {{50, VG_WARN_CLIENT | VG_WARN_OWNER},
	    {100, VG_WARN_CLIENT | VG_WARN_OWNER | VG_WARN_COMMERCIAL},
	    {150, VG_WARN_COMMERCIAL}}},
    [VG_TARGET_WATCH] = {.name = "watch",
	.clause = "P5",
	.starts = ON(OBSERVED) | ON(SUPPLIER_MOVE),
	.met = ON(SUPPLIER_MOVE),
	.ends = ON(CLOSED),
	.normal = {2, VG_UNIT_DAYS, "ouvres"},
	.first = {4 * H, VG_UNIT_HOURS, NULL},
	.warnings = WARN_SELF(VG_WARN_OWNER)},
    [VG_TARGET_RESOLUTION] = {.name = "resolution",
	.clause = "",
	.starts = ON(OPENED),
	.met = ON(RESOLVED),
	.pauses = VG_PAUSE_CLIENT | VG_PAUSE_ACCESS,
	.sight = VG_SIGHT_PROMISED,
	.warnings = WARN_PROMISE},
};

_Static_assert(VG_FACT_N <= 32, "facts are bits of 32");

static const struct {
	const char *name;
	unsigned bit;
} causes[] = {
    {"waiting-client", VG_PAUSE_CLIENT},
    {"waiting-access", VG_PAUSE_ACCESS},
};

const struct vg_target_rule *
vg_sla_rule(enum vg_target target)
{
	return &rules[target];
}

int
vg_sla_target(const char *name)
{
	for (int i = 0; i < VG_TARGET_N; i++) {
		if (strcmp(rules[i].name, name) == 0)
			return i;
	}
	return -1;
}

struct vg_target_amount
vg_sla_default(enum vg_target target, bool critical, bool first)
{
	const struct vg_target_rule *rule = &rules[target];

	if (critical && rule->critical.amount)
		return rule->critical;
	return first && rule->first.amount ? rule->first : rule->normal;
}

unsigned
vg_sla_effect(enum vg_target target, enum vg_sla_fact fact)
{
	const struct vg_target_rule *rule = &rules[target];
	uint32_t bit = UINT32_C(1) << fact;

	return (rule->met & bit ? (unsigned)VG_EFFECT_MEET : 0) |
	    (rule->ends & bit ? (unsigned)VG_EFFECT_END : 0) |
	    (rule->starts & bit ? (unsigned)VG_EFFECT_START : 0);
}

unsigned
vg_sla_pause(const char *name)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		if (strcmp(causes[i].name, name) == 0)
			return causes[i].bit;
	}
	return 0;
}

int
vg_sla_may_pause(
    enum vg_target target, unsigned allowed, const char *cause, struct vg_detail *detail)
{
	const struct vg_target_rule *rule = &rules[target];
	const char *clause = rule->clause[0] ? rule->clause : "policy 5";

	if (!rule->pauses)
		return vg_detail_set(
		    detail, VG_EPOLICY, "%s: %s never pauses", clause, rule->name);
	if (!(rule->pauses & vg_sla_pause(cause)))
		return vg_detail_set(detail, VG_EPOLICY, "%s: %s does not pause for %s",
		    clause, rule->name, cause);
	if (!(allowed & vg_sla_pause(cause)))
		return vg_detail_set(detail, VG_EPOLICY,
		    "%s: the contract does not let %s pause for %s", clause, rule->name,
		    cause);
	return VG_OK;
}

/* --- sums of hours ------------------------------------------------------------------------ */

/* Stretches in which the clock runs: between pauses, the last one without an end. */
struct run {
	struct vg_wall from, until; /* until unset: it runs on */
};

/* The i-th run; false when there is none (any more). */
static bool
get_run(const struct vg_ledger_clock *c, size_t i, struct run *run)
{
	if (i > c->n_pauses || (i == c->n_pauses && c->paused))
		return false;
	run->from = i ? c->pauses[i - 1].until : c->start;
	run->until = i < c->n_pauses ? c->pauses[i].from : (struct vg_wall){0};
	return true;
}

/*
 * When 'open_us' of open time have run, the clock being as it is; a pause comes too late for a
 * run in which they ran out.  VG_ENOENT when it pauses before that, '*left_us' of them left.
 */
static int
find_open(const struct vg_ledger_clock *c, const struct vg_calendar *calendar,
    int64_t open_us, struct vg_wall *at, int64_t *left_us)
{
	struct run run;

	*left_us = open_us;
	for (size_t i = 0; get_run(c, i, &run); i++) {
		int code = vg_calendar_add(calendar, run.from, *left_us, at);
		bool last = !vg_instant_is_set(run.until);
		if (last || (code == VG_OK && vg_instant_compare(*at, run.until) <= 0))
			return code;
		*left_us -= vg_calendar_between(calendar, run.from, run.until);
	}
	return VG_ENOENT;
}

static int64_t
open_until(const struct vg_ledger_clock *c, const struct vg_calendar *calendar,
    struct vg_wall until)
{
	int64_t used = 0;
	struct run run;

	for (size_t i = 0; get_run(c, i, &run); i++)
		used += vg_calendar_between(
		    calendar, run.from, vg_instant_is_set(run.until) ? run.until : until);
	return used;
}

static int
judge_hours(const struct vg_ledger_clock *c, const struct vg_sla_terms *terms,
    struct vg_wall until, struct vg_target_state *state)
{
	int64_t amount_us = terms->amount * VG_SECOND_US, left;
	int code = find_open(c, terms->calendar, amount_us, &state->due, &left);

	state->used_us = open_until(c, terms->calendar, until);
	state->remaining_us = amount_us - state->used_us;
	if (code == VG_ENOENT)
		return vg_calendar_add(terms->calendar, until, left, &state->due);
	/* What was met or ended in time did not breach. */
	if (code == VG_OK && vg_instant_compare(until, state->due) >= 0)
		state->breached = state->due;
	return code;
}

/* --- sums of days ------------------------------------------------------------------------- */

enum { WARNING_S = 9 * 3600, SATURDAY = 5 };

static struct vg_wall
end_of(const struct vg_calendar *calendar, int64_t day)
{
	return vg_zonetable_instant(calendar->zone, day + 1, 0, VG_ZONE_FIRST);
}

/*
 * The 'n'-th counted day, an open pause lasting to 'until'.  The day is the last of the sum when
 * 'last' says which days may be.
 */
static int
find_day(const struct vg_ledger_clock *c, const struct vg_calendar *calendar, uint32_t n,
    enum vg_workday_last last, struct vg_wall until, int64_t *found)
{
	int64_t start = vg_zonetable_day(calendar->zone, c->start);
	uint32_t counted = 0;

	if (n == 0)
		return VG_ERANGE;
	for (int64_t day = start + 1; day < start + VG_CALENDAR_MAX_DAYS; day++) {
		if (!vg_workday_is(calendar, day) ||
		    vg_ledger_pauses_before(c, end_of(calendar, day), until, NULL))
			continue;
		counted++;
		if (counted < n ||
		    (last == VG_WORKDAY_ART_642 && vg_calendar_weekday(day) >= SATURDAY))
			continue;
		*found = day;
		return VG_OK;
	}
	return VG_ERANGE;
}

/* Days counted whose end is not after 'until'. */
static int64_t
days_until(const struct vg_ledger_clock *c, const struct vg_calendar *calendar,
    struct vg_wall until)
{
	int64_t first = vg_zonetable_day(calendar->zone, c->start) + 1, n = 0;
	int64_t last = vg_zonetable_day(calendar->zone, until);

	if (last > first + VG_CALENDAR_MAX_DAYS)
		last = first + VG_CALENDAR_MAX_DAYS;
	for (int64_t day = first; day < last; day++) {
		if (vg_workday_is(calendar, day) &&
		    !vg_ledger_pauses_before(c, end_of(calendar, day), until, NULL))
			n++;
	}
	return n;
}

static int
judge_days(const struct vg_ledger_clock *c, const struct vg_sla_terms *terms,
    struct vg_wall until, struct vg_target_state *state)
{
	int code = find_day(
	    c, terms->calendar, terms->amount, terms->last, until, &state->last_day);

	if (code != VG_OK)
		return code;
	state->due = end_of(terms->calendar, state->last_day);
	state->used_us = vg_instant_since(until, c->start);
	state->remaining_us = vg_instant_since(state->due, until);
	state->days_used = days_until(c, terms->calendar, until);
	state->days_left = (int64_t)terms->amount - state->days_used;
	if (vg_instant_compare(until, state->due) >= 0)
		state->breached = state->due;
	return VG_OK;
}

int
vg_sla_compute(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, struct vg_wall now, struct vg_target_state *state)
{
	struct vg_ledger_clock c;
	int code = vg_ledger_read(rows, n, &c);

	memset(state, 0, sizeof(*state));
	if (code != VG_OK)
		return code;
	state->start = c.start;
	state->met = c.met;
	state->ended = c.ended;
	state->paused = c.paused;
	if (c.paused) {
		const struct vg_ledger_pause *last = &c.pauses[c.n_pauses - 1];
		state->paused_for = last->cause ? vg_sla_pause(last->cause) : 0;
		state->paused_from = last->from;
	}
	state->running = !vg_instant_is_set(c.met) && !vg_instant_is_set(c.ended);
	struct vg_wall until = vg_ledger_until(&c, now);
	vg_ledger_cut(&c, until);
	return terms->unit == VG_UNIT_DAYS ? judge_days(&c, terms, until, state)
					   : judge_hours(&c, terms, until, state);
}

/* --- warnings ----------------------------------------------------------------------------- */

/*
 * Of a sum of days: a breach at the end of its last day, everything else at 09:00 of the day.
 * Which days count while it pauses is not known beyond the pause's beginning.
 */
static int
warn_of_days(const struct vg_ledger_clock *c, const struct vg_sla_terms *terms,
    int percent, struct vg_wall *at)
{
	uint64_t share = (uint64_t)percent * terms->amount;
	uint32_t nth = percent == 100 ? terms->amount : (uint32_t)((share + 99) / 100);
	enum vg_workday_last last = percent == 100 ? terms->last : VG_WORKDAY_COUNTED;
	struct vg_wall paused = c->paused ? c->pauses[c->n_pauses - 1].from : c->start;
	int64_t day;
	int code = find_day(c, terms->calendar, nth, last, paused, &day);

	if (code != VG_OK)
		return code;
	*at = percent == 100
	    ? end_of(terms->calendar, day)
	    : vg_zonetable_instant(terms->calendar->zone, day, WARNING_S, VG_ZONE_FIRST);
	return c->paused && vg_instant_compare(*at, paused) > 0 ? VG_ENOENT : VG_OK;
}

int
vg_sla_warning_at(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, int i, struct vg_wall *at)
{
	struct vg_ledger_clock c;
	int code = vg_ledger_read(rows, n, &c);
	int64_t left;

	if (code != VG_OK)
		return code;
	if (i < 0 || i >= VG_SLA_N_WARNINGS ||
	    !rules[terms->target].warnings[i].percent || vg_instant_is_set(c.met) ||
	    vg_instant_is_set(c.ended))
		return VG_ENOENT;
	int percent = rules[terms->target].warnings[i].percent;
	if (terms->unit == VG_UNIT_DAYS)
		return warn_of_days(&c, terms, percent, at);
	return find_open(
	    &c, terms->calendar, terms->amount * VG_SECOND_US / 100 * percent, at, &left);
}

/* --- late facts --------------------------------------------------------------------------- */

enum vg_late
vg_sla_late(const struct vg_ledger_row *rows, size_t n, const struct vg_ledger_row *late,
    const struct vg_sla_terms *terms, struct vg_wall recorded)
{
	struct vg_ledger_row *with = vg_mem_array(n + 1, sizeof(*with));
	struct vg_target_state before, after;
	enum vg_late turned = VG_LATE_NOTHING;

	for (size_t i = 0; i < n; i++)
		with[i] = rows[i];
	with[n] = *late;
	vg_ledger_sort(with, n + 1);
	if (late->act != VG_LEDGER_START &&
	    vg_sla_compute(rows, n, terms, recorded, &before) == VG_OK &&
	    vg_sla_compute(with, n + 1, terms, recorded, &after) == VG_OK) {
		bool was = vg_instant_is_set(before.breached);
		bool is = vg_instant_is_set(after.breached);
		turned = was && !is ? VG_LATE_KEPT
		    : !was && is    ? VG_LATE_BREACHED
				    : VG_LATE_NOTHING;
	}
	free(with);
	return turned;
}
