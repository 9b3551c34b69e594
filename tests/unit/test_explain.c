/*
 * Ledgers against the worked examples of policy section 6, explained day by day.  A line is
 * written as "Thu 09 ...": for days the count or why it is none, for hours the minutes it gives.
 */
#include "tests/unit/calendarbench.h"

#include <string.h>

#include "collector/sla/explain.h"
#include "lib/base/buf.h"

static const char *
why_text(const struct vg_explain_line *line)
{
	static const char *const names[] = {"open", "opened", "start", "closed", "weekly",
	    "holiday", "skipped", "over", "moved"};

	return line->reason[0] ? line->reason : names[line->why];
}

static void
add_line(struct vg_buf *buf, const struct vg_explain_line *line, bool days)
{
	int year, month, day;

	vg_instant_date(line->day, &year, &month, &day);
	vg_buf_addf(buf, "%s%d ", buf->size ? "; " : "", day);
	if (line->n)
		vg_buf_addf(buf, "n%u", line->n);
	else if (line->open_us)
		vg_buf_addf(buf, "%dmin", (int)(line->open_us / VG_MINUTE_US));
	if ((!line->n && !line->open_us) || line->why == VG_TALLY_MOVED)
		vg_buf_addf(buf, "%s",
		    days && line->cause[0] && line->why == VG_TALLY_OPEN
			? line->cause
			: why_text(line));
	if (line->paused_us)
		vg_buf_addf(buf, " paused %dmin", (int)(line->paused_us / VG_MINUTE_US));
	if (line->due)
		vg_buf_add_text(buf, " due");
}

struct example {
	enum { HOURS, DAYS } unit;
	uint32_t amount; /* hours or days */
	const char *calendar, *start, *due;
	enum vg_workday_last last;
	const char *lines;
};

static const struct example examples[] = {
    {DAYS, 6, "ouvrables", "2026-07-09T11:00:00+02:00", "2026-07-18T00:00:00+02:00", 0,
	"9 start; 10 n1; 11 n2; 12 weekly; 13 n3; 14 14 July; 15 n4; 16 n5; 17 n6 due"},
    {DAYS, 6, "ouvres", "2026-07-09T11:00:00+02:00", "2026-07-21T00:00:00+02:00", 0,
	NULL},
    {DAYS, 6, "ouvrables", "2026-12-23T11:00:00+01:00", "2027-01-01T00:00:00+01:00", 0,
	"23 start; 24 n1; 25 25 December; 26 n2; 27 weekly; 28 n3; 29 n4; 30 n5; 31 n6 due"},
    {DAYS, 6, "ouvres", "2026-12-23T11:00:00+01:00", "2027-01-05T00:00:00+01:00", 0,
	NULL},
    {DAYS, 6, "ouvrables", "2027-04-30T11:00:00+02:00", "2027-05-12T00:00:00+02:00", 0,
	"30 start; 1 1 May; 2 weekly; 3 n1; 4 n2; 5 n3; 6 Ascension Day; 7 n4; 8 8 May; "
	"9 weekly; 10 n5; 11 n6 due"},
    {DAYS, 6, "ouvres", "2027-04-30T11:00:00+02:00", "2027-05-12T00:00:00+02:00", 0,
	NULL},
    {DAYS, 6, "ouvrables", "2026-07-25T11:00:00+02:00", "2026-08-02T00:00:00+02:00", 0,
	NULL},
    {DAYS, 6, "ouvrables", "2026-07-25T11:00:00+02:00", "2026-08-04T00:00:00+02:00",
	VG_WORKDAY_ART_642,
	"25 start; 26 weekly; 27 n1; 28 n2; 29 n3; 30 n4; 31 n5; 1 n6moved; 2 weekly; "
	"3 n7 due"},
    {DAYS, 6, "ouvrables", "2027-12-14T11:00:00+01:00", "2027-12-22T00:00:00+01:00", 0,
	NULL},
    {HOURS, 4, "always", "2026-10-25T01:30:00+02:00", "2026-10-25T04:30:00+01:00", 0,
	"25 240min due"},
    {HOURS, 4, "always", "2027-03-28T00:45:00+01:00", "2027-03-28T05:45:00+02:00", 0,
	"28 240min due"},
    {HOURS, 4, "office", "2026-07-10T14:00:00+02:00", "2026-07-10T18:00:00+02:00", 0,
	"10 240min due"},
    {HOURS, 4, "office", "2026-07-13T16:00:00+02:00", "2026-07-15T11:00:00+02:00", 0,
	"13 120min; 14 14 July; 15 120min due"},
    {HOURS, 4, "office", "2024-12-31T17:59:00+01:00", "2025-01-02T14:29:00+01:00", 0,
	"31 1min; 1 1 January; 2 239min due"},
    {HOURS, 8, "office", "2026-05-22T16:00:00+02:00", "2026-05-26T16:30:00+02:00", 0,
	"22 120min; 23 weekly; 24 weekly; 25 Whit Monday; 26 360min due"},
    /* what runs out at midnight runs out at the end of the day before */
    {HOURS, 4, "always", "2026-12-31T20:00:00+01:00", "2027-01-01T00:00:00+01:00", 0,
	"31 240min due"},
};

static struct vg_sla_terms
terms_of(const struct example *e)
{
	return (struct vg_sla_terms){.calendar = vg_calendarset_find(set, e->calendar),
	    .unit = e->unit == DAYS ? VG_UNIT_DAYS : VG_UNIT_HOURS,
	    .amount = e->unit == DAYS ? e->amount : e->amount * 3600,
	    .last = e->last};
}

static void
expect_lines(const struct vg_explain *x, bool days, const char *wanted)
{
	struct vg_buf buf;

	vg_buf_init(&buf, 0);
	for (size_t i = 0; i < x->n_lines; i++)
		add_line(&buf, &x->lines[i], days);
	if (strcmp(vg_buf_text(&buf), wanted) != 0)
		fail_msg("%s\nexpected %s", vg_buf_text(&buf), wanted);
	vg_buf_fini(&buf);
}

static void
worked_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct example *e = &examples[i];
		struct vg_sla_terms terms = terms_of(e);
		struct vg_ledger_row row = {VG_LEDGER_START, instant(e->start), "P11", 0};
		struct vg_explain x;
		char due[VG_INSTANT_TEXT_SIZE];
		assert_int_equal(
		    vg_explain_target(&row, 1, &terms, NULL, 0, row.at, &x), VG_OK);
		vg_instant_text_at(x.state.due,
		    vg_zonetable_offset(terms.calendar->zone, x.state.due), due);
		assert_string_equal(due, e->due);
		if (e->unit == DAYS)
			assert_int_equal(x.state.last_day + 1,
			    vg_zonetable_day(terms.calendar->zone, x.state.due));
		if (e->lines)
			expect_lines(&x, e->unit == DAYS, e->lines);
		vg_explain_fini(&x);
	}
}

struct act {
	enum vg_ledger_act act;
	const char *at, *cause;
};

static size_t
read_acts(const struct act *acts, struct vg_ledger_row *rows)
{
	size_t n = 0;

	for (; acts[n].at; n++)
		rows[n] = (struct vg_ledger_row){
		    acts[n].act, instant(acts[n].at), acts[n].cause, 0};
	return n;
}

/* Ledgers with more than a start: pauses, rest, two clocks. */
static const struct {
	struct example of;
	struct act acts[6];
	const char *now, *due;
	bool breached;
	int64_t days_left;
	const char *lines;
} stories[] = {
    /* hours: paused over the afternoon of the 13th and what is left of it */
    {{.unit = HOURS, .amount = 8, .calendar = "office"},
	{{VG_LEDGER_START, "2026-07-13T09:30:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-13T11:30:00+02:00", "waiting-client"},
	    {VG_LEDGER_RESUME, "2026-07-15T10:00:00+02:00", ""}},
	"2026-07-15T12:00:00+02:00", "2026-07-15T17:30:00+02:00", false, 0,
	"13 120min paused 750min; 14 14 July paused 1440min; 15 360min paused 600min due"},
    /* the same while it pauses: as if it ran on now */
    {{.unit = HOURS, .amount = 8, .calendar = "office"},
	{{VG_LEDGER_START, "2026-07-13T09:30:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-13T11:30:00+02:00", "waiting-client"}},
	"2026-07-15T10:00:00+02:00", "2026-07-15T17:30:00+02:00", false, 0,
	"13 120min paused 750min; 14 14 July paused 1440min; 15 360min paused 600min due"},
    /* met: nothing is told ahead */
    {{.unit = HOURS, .amount = 8, .calendar = "office"},
	{{VG_LEDGER_START, "2026-07-13T16:00:00+02:00", ""},
	    {VG_LEDGER_MEET, "2026-07-15T09:30:00+02:00", ""}},
	"2026-07-20T09:30:00+02:00", "2026-07-15T16:30:00+02:00", false, 0,
	"13 120min; 14 14 July; 15 30min due"},
    /* too late: counted beyond the due day */
    {{.unit = HOURS, .amount = 2, .calendar = "office"},
	{{VG_LEDGER_START, "2026-07-13T16:00:00+02:00", ""}}, "2026-07-15T09:30:00+02:00",
	"2026-07-13T18:00:00+02:00", true, 0, "13 120min due; 14 14 July; 15 30min"},
    /* days: a pause takes those whose end it covers, not that in which it ends */
    {{.unit = DAYS, .amount = 3, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-10T15:00:00+02:00", "waiting-access"},
	    {VG_LEDGER_RESUME, "2026-07-13T10:00:00+02:00", ""}},
	"2026-07-13T11:00:00+02:00", "2026-07-17T00:00:00+02:00", false, 3,
	"9 start; 10 waiting-access paused 540min; 11 waiting-access paused 1440min; "
	"12 weekly paused 1440min; 13 n1 paused 600min; 14 14 July; 15 n2; 16 n3 due"},
    /* a pause that ends with the day takes it, one that begins then does not */
    {{.unit = DAYS, .amount = 1, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-10T23:59:00+02:00", "waiting-client"},
	    {VG_LEDGER_RESUME, "2026-07-11T00:00:00+02:00", ""}},
	"2026-07-11T11:00:00+02:00", "2026-07-12T00:00:00+02:00", false, 1,
	"9 start; 10 waiting-client paused 1min; 11 n1 due"},
    {{.unit = DAYS, .amount = 1, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-11T00:00:00+02:00", "waiting-client"}},
	"2026-07-15T11:00:00+02:00", "2026-07-11T00:00:00+02:00", true, 0, NULL},
    /* paused on its last day: it cannot breach */
    {{.unit = DAYS, .amount = 1, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_PAUSE, "2026-07-10T15:00:00+02:00", "waiting-client"}},
	"2026-07-15T11:00:00+02:00", "2026-07-16T00:00:00+02:00", false, 1, NULL},
    /* replaced on the fifth day, in time */
    {{.unit = DAYS, .amount = 6, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_MEET, "2026-07-16T11:00:00+02:00", ""}},
	"2026-07-25T11:00:00+02:00", "2026-07-18T00:00:00+02:00", false, 2,
	"9 start; 10 n1; 11 n2; 12 weekly; 13 n3; 14 14 July; 15 n4; 16 over"},
    /* replaced in the last moment, and in the first that is too late */
    {{.unit = DAYS, .amount = 6, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_MEET, "2026-07-17T23:59:59+02:00", ""}},
	"2026-07-25T11:00:00+02:00", "2026-07-18T00:00:00+02:00", false, 1, NULL},
    {{.unit = DAYS, .amount = 6, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_MEET, "2026-07-18T00:00:00+02:00", ""}},
	"2026-07-25T11:00:00+02:00", "2026-07-18T00:00:00+02:00", true, 0, NULL},
    /* a key withdrawn and given again: a new clock, which starts on Saturday */
    {{.unit = DAYS, .amount = 6, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", "both keys"},
	    {VG_LEDGER_END, "2026-07-10T11:00:00+02:00", "confirmation withdrawn"},
	    {VG_LEDGER_START, "2026-07-11T11:00:00+02:00", "both keys"}},
	"2026-07-11T12:00:00+02:00", "2026-07-21T00:00:00+02:00", false, 6,
	"11 start; 12 weekly; 13 n1; 14 14 July; 15 n2; 16 n3; 17 n4; 18 n5; 19 weekly; "
	"20 n6 due"},
    /* the replacement was dead: the meeting is taken back, the clock never stopped */
    {{.unit = DAYS, .amount = 6, .calendar = "ouvrables"},
	{{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_MEET, "2026-07-17T11:00:00+02:00", ""},
	    {VG_LEDGER_REOPEN, "2026-07-17T13:00:00+02:00", "dead"}},
	"2026-07-18T08:00:00+02:00", "2026-07-18T00:00:00+02:00", true, 0, NULL},
};

static void
told_by_day(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct vg_sla_terms terms = terms_of(&stories[i].of);
		struct vg_ledger_row rows[6];
		struct vg_explain x;
		char due[VG_INSTANT_TEXT_SIZE];
		size_t n = read_acts(stories[i].acts, rows);
		assert_int_equal(vg_explain_target(rows, n, &terms, NULL, 0,
				     instant(stories[i].now), &x),
		    VG_OK);
		vg_instant_text_at(x.state.due,
		    vg_zonetable_offset(terms.calendar->zone, x.state.due), due);
		if (strcmp(due, stories[i].due) != 0 ||
		    vg_instant_is_set(x.state.breached) != stories[i].breached ||
		    x.state.days_left != stories[i].days_left)
			fail_msg("story %zu: due %s, breached %d, %d days left", i, due,
			    vg_instant_is_set(x.state.breached), (int)x.state.days_left);
		if (stories[i].lines)
			expect_lines(&x, stories[i].of.unit == DAYS, stories[i].lines);
		int64_t sum = 0;
		for (size_t k = 0; k < x.n_lines; k++) {
			sum += x.lines[k].ahead ? 0 : x.lines[k].open_us;
			if (x.lines[k].ahead && !x.state.running)
				fail_msg("story %zu: at rest, and told ahead", i);
		}
		assert_true(terms.unit == VG_UNIT_DAYS || sum <= x.state.used_us);
		vg_explain_fini(&x);
	}
}

/* Rows and the ball stand beside their day; a breach names who held the ball. */
static void
ball_and_rows(void **state)
{
	const struct act acts[] = {{VG_LEDGER_START, "2026-07-09T11:00:00+02:00", ""},
	    {VG_LEDGER_END, "2026-07-10T11:00:00+02:00", "withdrawn"},
	    {VG_LEDGER_START, "2026-07-10T12:00:00+02:00", ""}, {0}};
	const struct vg_ball_move moves[] = {
	    {instant("2026-07-10T18:00:00+02:00"), VG_SIDE_SUPPLIER},
	    {instant("2026-07-13T06:00:00+02:00"), VG_SIDE_CLIENT},
	    {instant("2026-07-18T06:00:00+02:00"), VG_SIDE_CARRIER}};
	struct example e = {.unit = DAYS, .amount = 6, .calendar = "ouvrables"};
	struct vg_sla_terms terms = terms_of(&e);
	struct vg_ledger_row rows[6];
	struct vg_explain x;
	size_t n = read_acts(acts, rows), first[4];

	(void)state;
	assert_int_equal(vg_explain_target(rows, n, &terms, moves, 3,
			     instant("2026-07-21T00:00:00+02:00"), &x),
	    VG_OK);
	assert_int_equal(x.breach_ball, VG_SIDE_CARRIER);
	assert_int_equal(x.lines[0].first_row, 2);
	assert_int_equal(x.lines[0].n_rows, 1);
	assert_int_equal(x.lines[1].n_rows, 0);
	assert_int_equal(x.lines[0].held_us[VG_SIDE_INTEGRATOR], 6 * VG_HOUR_US);
	assert_int_equal(x.lines[0].held_us[VG_SIDE_SUPPLIER], 6 * VG_HOUR_US);
	assert_int_equal(x.lines[3].held_us[VG_SIDE_SUPPLIER], 6 * VG_HOUR_US);
	assert_int_equal(x.lines[3].held_us[VG_SIDE_CLIENT], 18 * VG_HOUR_US);
	vg_explain_fini(&x);
	/* The first clock, for itself. */
	assert_int_equal(vg_ledger_clocks(rows, n, first, 4), 2);
	assert_int_equal(first[1], 2);
	assert_int_equal(vg_explain_target(rows, first[1], &terms, moves, 3,
			     instant("2026-07-21T00:00:00+02:00"), &x),
	    VG_OK);
	assert_int_equal(x.n_lines, 2);
	assert_int_equal(x.lines[0].n_rows, 1);
	assert_int_equal(x.lines[1].n_rows, 1);
	assert_false(x.state.running);
	vg_explain_fini(&x);
}

/* A call at 12:50 recorded at 13:20, due at 13:00; and the other way round. */
static void
late_facts(void **state)
{
	struct example e = {.unit = HOURS, .amount = 4, .calendar = "always"};
	struct vg_sla_terms terms = terms_of(&e);
	const struct vg_ledger_row rows[] = {
	    {VG_LEDGER_START, instant("2026-07-09T09:00:00Z"), NULL, 0},
	    {VG_LEDGER_MEET, instant("2026-07-09T12:30:00Z"), NULL, 0}};
	struct vg_ledger_row late = {
	    VG_LEDGER_MEET, instant("2026-07-09T12:50:00Z"), NULL, 0};
	struct vg_wall recorded = instant("2026-07-09T13:20:00Z");

	(void)state;
	assert_int_equal(vg_sla_late(rows, 1, &late, &terms, recorded), VG_LATE_KEPT);
	late.at = instant("2026-07-09T13:00:00Z");
	assert_int_equal(vg_sla_late(rows, 1, &late, &terms, recorded), VG_LATE_NOTHING);
	/* in time anyway */
	late.at = instant("2026-07-09T12:10:00Z");
	assert_int_equal(
	    vg_sla_late(rows, 1, &late, &terms, instant("2026-07-09T12:20:00Z")),
	    VG_LATE_NOTHING);
	/* the mail came back undelivered: it was no meeting */
	late = (struct vg_ledger_row){
	    VG_LEDGER_REOPEN, instant("2026-07-09T12:40:00Z"), "undelivered", 0};
	assert_int_equal(vg_sla_late(rows, 2, &late, &terms, recorded), VG_LATE_BREACHED);
	/* a pause that began before the end, recorded after it */
	late = (struct vg_ledger_row){
	    VG_LEDGER_PAUSE, instant("2026-07-09T12:59:00Z"), "waiting-client", 0};
	assert_int_equal(vg_sla_late(rows, 1, &late, &terms, recorded), VG_LATE_KEPT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(worked_examples),
	    cmocka_unit_test(told_by_day),
	    cmocka_unit_test(ball_and_rows),
	    cmocka_unit_test(late_facts),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
