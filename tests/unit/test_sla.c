/*
 * Ledgers: what rows make of a promise at an instant.  Times are minutes of Thursday 9 July 2026
 * from 08:00Z; the slots of the office calendar here are 08:00-12:00 and 13:00-17:00, UTC.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/sla.h"
#include "lib/base/error.h"

#define T0 INT64_C(1783584000000000)

enum { NEVER = -99999 };

static const struct vg_calendar always = {.name = "always", .always = true};
static struct vg_calendar office = {.name = "office"};
static const struct vg_sla_terms four = {.calendar = &always, .amount = 4 * 3600};
static const struct vg_sla_terms four_office = {.calendar = &office, .amount = 4 * 3600};

static int
set_up(void **state)
{
	(void)state;
	for (int d = 0; d < 5; d++) {
		office.slots[d][0] = (struct vg_slot){8 * 3600, 12 * 3600};
		office.slots[d][1] = (struct vg_slot){13 * 3600, 17 * 3600};
		office.n_slots[d] = 2;
	}
	return 0;
}

static struct vg_wall
at(int64_t minutes)
{
	return (struct vg_wall){.us = T0 + minutes * VG_MINUTE_US};
}

static int64_t
minutes_of(struct vg_wall instant)
{
	return vg_instant_is_set(instant) ? (instant.us - T0) / VG_MINUTE_US : NEVER;
}

/* "S0 P60 R90 M100": acts and minutes. */
static size_t
read_rows(const char *text, struct vg_ledger_row *rows)
{
	static const char acts[] = " SPRMEO";
	size_t n = 0;
	char act;
	int minute, used;

	while (sscanf(text, " %c%d%n", &act, &minute, &used) == 2) {
		rows[n++] = (struct vg_ledger_row){
		    .act = (enum vg_ledger_act)(strchr(acts, act) - acts),
		    .at = at(minute)};
		text += used;
	}
	return n;
}

struct row {
	const char *acts;
	bool office;
	int64_t now;
	bool running, paused;
	int64_t used, remaining, due, breached;
};

/* Four hours each. */
static const struct row table[] = {
    /* runs on, to its last moment, and past it */
    {"S0", false, 60, true, false, 60, 180, 240, NEVER},
    {"S0", false, 239, true, false, 239, 1, 240, NEVER},
    {"S0", false, 240, true, false, 240, 0, 240, 240},
    {"S0", false, 300, true, false, 300, -60, 240, 240},
    /* paused: due moves with now, nothing is used, it cannot breach */
    {"S0 P60", false, 60, true, true, 60, 180, 240, NEVER},
    {"S0 P60", false, 600, true, true, 60, 180, 780, NEVER},
    /* resumed: due is later by the pause */
    {"S0 P60 R90", false, 100, true, false, 70, 170, 270, NEVER},
    {"S0 P60 R90", false, 270, true, false, 240, 0, 270, 270},
    {"S0 P60 R90 P100 R200", false, 200, true, false, 70, 170, 370, NEVER},
    /* pausing what pauses, resuming what runs: nothing */
    {"S0 P60 P80 R90 R95", false, 100, true, false, 70, 170, 270, NEVER},
    /* a pause after the end does not take the breach back, nor does what follows */
    {"S0 P250", false, 250, true, true, 250, -10, 240, 240},
    {"S0 P250", false, 900, true, true, 250, -10, 240, 240},
    {"S0 P250 R300", false, 310, true, false, 260, -20, 240, 240},
    {"S0 P240", false, 500, true, true, 240, 0, 240, 240},
    {"S0 P239", false, 500, true, true, 239, 1, 501, NEVER},
    /* met: in time, at the last moment, too late; time stands still then */
    {"S0 M100", false, 900, false, false, 100, 140, 240, NEVER},
    {"S0 M240", false, 900, false, false, 240, 0, 240, 240},
    {"S0 M250", false, 900, false, false, 250, -10, 240, 240},
    {"S0 P60 M100", false, 900, false, true, 60, 180, 280, NEVER},
    /* what pauses do after that is nothing to it, unless the meeting is taken back */
    {"S0 M100 P110 R150", false, 900, false, false, 100, 140, 240, NEVER},
    {"S0 P60 M100 R120", false, 900, false, false, 60, 180, 280, NEVER},
    {"S0 P60 M100 R120 O130", false, 150, true, false, 90, 150, 300, NEVER},
    /* ended unmet */
    {"S0 E100", false, 900, false, false, 100, 140, 240, NEVER},
    /* the meeting is taken back: the clock never stopped */
    {"S0 M100 O120", false, 200, true, false, 200, 40, 240, NEVER},
    {"S0 E100 O120", false, 260, true, false, 260, -20, 240, 240},
    /* a new start forgets what was before */
    {"S0 P10 R20 M100 S300", false, 360, true, false, 60, 180, 540, NEVER},
    /* open time only: the pause at noon and the night do not count */
    {"S0", true, 250, true, false, 240, 0, 240, 240},
    {"S120", true, 300, true, false, 120, 120, 420, NEVER},
    {"S500", true, 600, true, false, 40, 200, 1640, NEVER},
};

static void
ledgers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct row *r = &table[i];
		struct vg_ledger_row rows[8];
		struct vg_target_state s;
		size_t n = read_rows(r->acts, rows);
		int code = vg_sla_compute(
		    rows, n, r->office ? &four_office : &four, at(r->now), &s);
		if (code != VG_OK || s.running != r->running || s.paused != r->paused ||
		    s.used_us != r->used * VG_MINUTE_US ||
		    s.remaining_us != r->remaining * VG_MINUTE_US ||
		    minutes_of(s.due) != r->due || minutes_of(s.breached) != r->breached)
			fail_msg("row %zu (%s at %d): %d running %d paused %d used %d "
				 "left %d due %d breached %d",
			    i, r->acts, (int)r->now, code, s.running, s.paused,
			    (int)(s.used_us / VG_MINUTE_US),
			    (int)(s.remaining_us / VG_MINUTE_US), (int)minutes_of(s.due),
			    (int)minutes_of(s.breached));
	}
}

static void
rows_must_begin_with_a_start(void **state)
{
	struct vg_ledger_row rows[4];
	struct vg_target_state s;
	struct vg_wall when;

	(void)state;
	size_t n = read_rows("M10", rows);
	assert_int_equal(vg_sla_compute(rows, 0, &four, at(0), &s), VG_EINVAL);
	assert_int_equal(vg_sla_compute(rows, n, &four, at(0), &s), VG_EINVAL);
	assert_int_equal(vg_sla_warning_at(rows, n, &four, 0, &when), VG_EINVAL);
}

/* A calendar that never opens is told, not waited for. */
static void
a_calendar_that_never_opens(void **state)
{
	const struct vg_calendar shut = {.name = "shut"};
	const struct vg_sla_terms never = {.calendar = &shut, .amount = 4 * 3600};
	struct vg_ledger_row rows[2];
	struct vg_target_state s;

	(void)state;
	size_t n = read_rows("S0", rows);
	assert_int_equal(vg_sla_compute(rows, n, &never, at(10), &s), VG_ERANGE);
}

static void
warnings(void **state)
{
	static const struct {
		const char *acts;
		bool office;
		int64_t at[VG_SLA_N_WARNINGS]; /* NEVER: it does not run */
	} rows[] = {
	    {"S0", false, {120, 180, 216, 240}},
	    {"S0 P60 R90", false, {150, 210, 246, 270}},
	    {"S0 P60", false, {NEVER, NEVER, NEVER, NEVER}},
	    {"S0 M100", false, {NEVER, NEVER, NEVER, NEVER}},
	    {"S0 E100", false, {NEVER, NEVER, NEVER, NEVER}},
	    {"S0 M100 O110", false, {120, 180, 216, 240}},
	    /* half of the time had run before the pause */
	    {"S0 P150 R200", false, {120, 230, 266, 290}},
	    {"S0 P150", false, {120, NEVER, NEVER, NEVER}},
	    /* what fell is told of though it pauses now */
	    {"S0 P250", false, {120, 180, 216, 240}},
	    /* half an hour before noon, one open hour after it, the next day */
	    {"S120", true, {240, 360, 396, 420}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_ledger_row ledger[8];
		size_t n = read_rows(rows[i].acts, ledger);
		for (int w = 0; w < VG_SLA_N_WARNINGS; w++) {
			struct vg_wall when = {0};
			int code = vg_sla_warning_at(
			    ledger, n, rows[i].office ? &four_office : &four, w, &when);
			int64_t seen = code == VG_OK ? minutes_of(when)
			    : code == VG_ENOENT      ? NEVER
						     : -1;
			if (seen != rows[i].at[w])
				fail_msg("row %zu (%s), warning %d: %d, expected %d", i,
				    rows[i].acts, w, (int)seen, (int)rows[i].at[w]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ledgers),
	    cmocka_unit_test(rows_must_begin_with_a_start),
	    cmocka_unit_test(a_calendar_that_never_opens),
	    cmocka_unit_test(warnings),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
