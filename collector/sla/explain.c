/*
 * Days of a target.
 */
#include "collector/sla/explain.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { SATURDAY = 5 };

/* What all days are told from. */
struct days {
	const struct vg_ledger_row *rows;
	size_t n_rows, row; /* 'row': the first that no day has yet */
	const struct vg_sla_terms *terms;
	const struct vg_ball_move *moves;
	size_t n_moves;
	struct vg_ledger_clock clock;
	struct vg_wall known; /* the rest, or now */
	struct vg_wall limit; /* what is told ahead ends there */
	struct vg_wall due;
	unsigned counted;
};

static const char *const why_names[] = {[VG_TALLY_OPEN] = "open",
    [VG_TALLY_OPENED] = "opened",
    [VG_TALLY_START] = "start",
    [VG_TALLY_CLOSED] = "closed",
    [VG_TALLY_WEEKLY] = "weekly",
    [VG_TALLY_HOLIDAY] = "holiday",
    [VG_TALLY_SKIPPED] = "skipped",
    [VG_TALLY_OVER] = "over",
    [VG_TALLY_MOVED] = "moved"};

const char *
vg_explain_why_text(enum vg_tally_why why)
{
	return why_names[why];
}

int
vg_explain_why_parse(const char *text)
{
	for (int i = VG_TALLY_OPEN; i <= VG_TALLY_MOVED; i++) {
		if (strcmp(why_names[i], text) == 0)
			return i;
	}
	return -1;
}

static struct vg_wall
later(struct vg_wall a, struct vg_wall b)
{
	return vg_instant_compare(a, b) > 0 ? a : b;
}

static struct vg_wall
earlier(struct vg_wall a, struct vg_wall b)
{
	return vg_instant_compare(a, b) < 0 ? a : b;
}

static int64_t
positive(int64_t us)
{
	return us > 0 ? us : 0;
}

/* Elapsed time of the day in which the clock paused. */
static void
tell_pauses(
    const struct days *d, struct vg_calendar_span day, struct vg_explain_line *line)
{
	for (size_t i = 0; i < d->clock.n_pauses; i++) {
		const struct vg_ledger_pause *p = &d->clock.pauses[i];
		struct vg_wall until = vg_instant_is_set(p->until) ? p->until : d->known;
		int64_t us = positive(vg_instant_since(
		    earlier(until, day.until), later(p->from, day.from)));
		line->paused_us += us;
		if (us > 0)
			line->cause = p->cause ? p->cause : "";
	}
}

/* Open time of the day in which the clock runs, or would if it ran on. */
static int64_t
open_of(const struct days *d, struct vg_calendar_span day)
{
	const struct vg_calendar *calendar = d->terms->calendar;
	struct vg_wall from = later(d->clock.start, day.from);
	struct vg_wall until = earlier(d->limit, day.until);
	int64_t us = positive(vg_calendar_between(calendar, from, until));

	for (size_t i = 0; i < d->clock.n_pauses; i++) {
		const struct vg_ledger_pause *p = &d->clock.pauses[i];
		struct vg_wall end = vg_instant_is_set(p->until) ? p->until : d->known;
		us -= positive(vg_calendar_between(
		    calendar, later(p->from, from), earlier(end, until)));
	}
	return us;
}

static void
tell_hours(
    const struct days *d, struct vg_calendar_span day, struct vg_explain_line *line)
{
	line->open_us = open_of(d, day);
	if (line->open_us > 0 ||
	    (line->why != VG_TALLY_OPEN && line->why != VG_TALLY_OPENED))
		return;
	line->why = vg_workday_is(d->terms->calendar, line->day) ? VG_TALLY_OVER
								 : VG_TALLY_SKIPPED;
}

static void
tell_day(struct days *d, struct vg_calendar_span day, struct vg_explain_line *line)
{
	const struct vg_sla_terms *terms = d->terms;

	if (vg_instant_compare(day.from, d->clock.start) <= 0) {
		line->why = VG_TALLY_START;
		line->reason[0] = '\0';
		return;
	}
	if (!vg_workday_is(terms->calendar, line->day)) {
		if (line->why == VG_TALLY_OPEN || line->why == VG_TALLY_OPENED)
			line->why = VG_TALLY_SKIPPED;
		return;
	}
	/* A day at whose end the target is at rest is not counted. */
	if (vg_instant_compare(day.until, d->limit) > 0) {
		line->why = VG_TALLY_OVER;
		return;
	}
	if (vg_ledger_pauses_before(&d->clock, day.until, d->known, &line->cause))
		return;
	line->n = ++d->counted;
	if (d->counted >= terms->amount && terms->last == VG_WORKDAY_ART_642 &&
	    vg_calendar_weekday(line->day) >= SATURDAY)
		line->why = VG_TALLY_MOVED;
}

static void
tell_ball(const struct days *d, struct vg_calendar_span day, struct vg_explain_line *line)
{
	struct vg_ball_time time = {0};

	vg_ball_add(&time, d->moves, d->n_moves, NULL, later(day.from, d->clock.start),
	    earlier(day.until, d->known));
	for (int side = 0; side < VG_SIDE_N; side++)
		line->held_us[side] = time.wall_us[side];
}

static void
tell_rows(struct days *d, struct vg_calendar_span day, struct vg_explain_line *line)
{
	line->first_row = d->row;
	while (
	    d->row < d->n_rows && vg_instant_compare(d->rows[d->row].at, day.until) < 0)
		d->row++;
	line->n_rows = d->row - line->first_row;
}

static void
add_line(struct days *d, struct vg_explain *explain, int64_t day)
{
	const struct vg_calendar *c = d->terms->calendar;
	struct vg_calendar_day judged = vg_calendar_judge(c, day);
	struct vg_calendar_span span = {
	    vg_zonetable_instant(c->zone, day, 0, VG_ZONE_FIRST),
	    vg_zonetable_instant(c->zone, day + 1, 0, VG_ZONE_FIRST)};

	explain->lines = vg_mem_grow(
	    explain->lines, &explain->room, explain->n_lines, sizeof(*explain->lines));
	struct vg_explain_line *line = &explain->lines[explain->n_lines++];
	*line = (struct vg_explain_line){.day = day, .why = judged.why, .cause = ""};
	vg_text_copy(line->reason, sizeof(line->reason), judged.reason);
	tell_pauses(d, span, line);
	if (d->terms->unit == VG_UNIT_DAYS)
		tell_day(d, span, line);
	else
		tell_hours(d, span, line);
	tell_ball(d, span, line);
	tell_rows(d, span, line);
	line->ahead =
	    explain->state.running && vg_instant_compare(span.until, d->known) > 0;
	/* What runs out at midnight runs out at the end of the day before. */
	line->due = vg_instant_compare(d->due, span.from) > 0 &&
	    vg_instant_compare(d->due, span.until) <= 0;
}

int
vg_explain_target(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, const struct vg_ball_move *moves, size_t n_moves,
    struct vg_wall now, struct vg_explain *explain)
{
	struct days d = {.rows = rows,
	    .n_rows = n,
	    .terms = terms,
	    .moves = moves,
	    .n_moves = n_moves};
	const struct vg_zone *zone = terms->calendar->zone;

	*explain = (struct vg_explain){0};
	int code = vg_sla_compute(rows, n, terms, now, &explain->state);
	if (code == VG_OK)
		code = vg_ledger_read(rows, n, &d.clock);
	if (code != VG_OK)
		return code;
	while (
	    d.row + 1 < n && vg_ledger_clocks(&rows[d.row + 1], n - d.row - 1, NULL, 0))
		d.row++;
	d.known = vg_ledger_until(&d.clock, now);
	vg_ledger_cut(&d.clock, d.known);
	d.due = explain->state.due;
	d.limit = explain->state.running ? later(d.due, d.known) : d.known;
	if (vg_instant_is_set(explain->state.breached))
		explain->breach_ball =
		    vg_ball_at(moves, n_moves, vg_instant_add(d.due, -1));
	int64_t first = vg_zonetable_day(zone, d.clock.start);
	int64_t last = vg_zonetable_day(zone, vg_instant_add(d.limit, -1));
	for (int64_t day = first;
	     (day == first || day <= last) && day < first + VG_CALENDAR_MAX_DAYS; day++)
		add_line(&d, explain, day);
	return VG_OK;
}

void
vg_explain_fini(struct vg_explain *explain)
{
	free(explain->lines);
	*explain = (struct vg_explain){0};
}
