/*
 * Page classes and who is told when: tables, one row a rung.  Calendars and zones are the shipped
 * ones: the office is open from Monday to Friday, 09:00 to 12:30 and 14:00 to 18:00 or as it says.
 */
#include "tests/unit/calendarbench.h"

#include <inttypes.h>
#include <string.h>

#include "collector/page/pageidle.h"
#include "collector/page/pageladder.h"
#include "collector/page/pagelimit.h"

static const struct vg_page_numbers numbers = {.w1_again_s = 300,
    .w1_second_s = 900,
    .w1_manager_s = 1800,
    .w2_after_s = 300,
    .w2_again_s = 900,
    .w2_second_s = 3600,
    .w3_lead_s = 7200,
    .accepted_in_s = 180};

/* --- classes ---------------------------------------------------------------------------------- */

static void
classes(void **state)
{
	static const struct vg_kind psu = {.name = "psu-failed",
	    .page = {[VG_SEVERITY_MAJOR] = 2, [VG_SEVERITY_CRITICAL] = 1}};
	static const struct vg_kind disk = {.name = "disk-failed",
	    .page = {[VG_SEVERITY_MAJOR] = 3, [VG_SEVERITY_CRITICAL] = 1}};
	static const struct {
		const struct vg_kind *kind;
		enum vg_severity severity;
		enum vg_case_state in;
		enum vg_page_class class;
	} rows[] = {
	    {&psu, VG_SEVERITY_MAJOR, VG_CASE_NW, VG_PAGE_W2},
	    {&psu, VG_SEVERITY_CRITICAL, VG_CASE_NW, VG_PAGE_W1},
	    /* The kind overrides its severity, and says nothing of the others. */
	    {&disk, VG_SEVERITY_MAJOR, VG_CASE_NW, VG_PAGE_W3},
	    {&disk, VG_SEVERITY_MINOR, VG_CASE_NW, VG_PAGE_W3},
	    {&disk, VG_SEVERITY_WARNING, VG_CASE_NW, VG_PAGE_W4},
	    {NULL, VG_SEVERITY_CRITICAL, VG_CASE_NW, VG_PAGE_W1},
	    {NULL, VG_SEVERITY_MAJOR, VG_CASE_IH, VG_PAGE_W2},
	    {NULL, VG_SEVERITY_MINOR, VG_CASE_NW, VG_PAGE_W3},
	    {NULL, VG_SEVERITY_WARNING, VG_CASE_NW, VG_PAGE_W4},
	    {NULL, VG_SEVERITY_CLEARED, VG_CASE_NW, VG_PAGE_NONE},
	    /* Quarantine and observed wake nobody. */
	    {&psu, VG_SEVERITY_CRITICAL, VG_CASE_QU, VG_PAGE_W3},
	    {&psu, VG_SEVERITY_MAJOR, VG_CASE_OB, VG_PAGE_W3},
	    {NULL, VG_SEVERITY_WARNING, VG_CASE_OB, VG_PAGE_W4},
	    /* P6: triage warns its queue, and pages nobody; what is over neither. */
	    {&psu, VG_SEVERITY_CRITICAL, VG_CASE_TR, VG_PAGE_NONE},
	    {&psu, VG_SEVERITY_CRITICAL, VG_CASE_CL, VG_PAGE_NONE},
	    {&psu, VG_SEVERITY_CRITICAL, VG_CASE_MG, VG_PAGE_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_page_fault fault = {rows[i].kind, rows[i].severity};
		enum vg_page_class class =
		    vg_pageclass_of_case(rows[i].in, vg_pageclass_of_fault(&fault));
		if (class != rows[i].class)
			fail_msg("row %zu: W%d", i, (int)class);
	}
	assert_int_equal(vg_pageclass_worse(VG_PAGE_W2, VG_PAGE_W1), VG_PAGE_W1);
	assert_int_equal(vg_pageclass_worse(VG_PAGE_NONE, VG_PAGE_W4), VG_PAGE_W4);
	assert_int_equal(vg_pageclass_worse(VG_PAGE_W3, VG_PAGE_NONE), VG_PAGE_W3);
}

/* --- who is told when ------------------------------------------------------------------------- */

/* Minutes after 'from' with who is told then: "0F 15FS 30FSM", as long as they last. */
static void
walk(struct vg_page_case *c, struct vg_wall from, int minutes, char *seen, size_t size)
{
	struct vg_wall now = from, end = vg_instant_add(from, minutes * VG_MINUTE_US);
	size_t n = 0;

	seen[0] = '\0';
	while (vg_instant_is_set(now) && vg_instant_compare(now, end) <= 0 &&
	    n + 16 < size) {
		struct vg_page_next next = vg_pageladder_judge(c, &numbers, now);
		if (next.now)
			n += (size_t)snprintf(seen + n, size - n, "%s%" PRId64 "%s%s%s%s",
			    n ? " " : "", vg_instant_since(now, from) / VG_MINUTE_US,
			    next.now & VG_PAGE_FIRST ? "F" : "",
			    next.now & VG_PAGE_SECOND ? "S" : "",
			    next.now & VG_PAGE_LEAD ? "L" : "",
			    next.now & VG_PAGE_MANAGER ? "M" : "");
		if (next.now & VG_PAGE_FIRST)
			c->last = now;
		if (next.now && !vg_instant_is_set(c->first))
			c->first = now;
		c->told |= next.now;
		/* It never looks twice at one moment. */
		if (vg_instant_is_set(next.at))
			assert_true(vg_instant_compare(next.at, now) > 0);
		now = next.at;
	}
}

struct told {
	enum vg_page_class class;
	const char *begun, *looked; /* looked: when anybody looks first; NULL: at once */
	const char *hotline;
	int minutes;
	bool taken;
	const char *seen; /* from 'looked' on */
};

static const struct told rows[] = {
    /* 1 */
    {VG_PAGE_W1, "2026-07-09T02:00:00+02:00", NULL, "always", 600, true, ""},
    {VG_PAGE_NONE, "2026-07-09T02:00:00+02:00", NULL, "always", 600, false, ""},
    /* 2: a Sunday night, whatever the hotline says */
    {VG_PAGE_W1, "2026-07-12T02:00:00+02:00", NULL, "office", 35, false,
	"0F 5F 10F 15FS 20FS 25FS 30FSM 35FS"},
    /* nobody looked for an hour: told once, and the others when their time has come since then */
    {VG_PAGE_W1, "2026-07-12T02:00:00+02:00", "2026-07-12T03:00:00+02:00", "always", 16,
	false, "0F 5F 10F 15FS"},
    /* 3: Thursday at 10:00 */
    {VG_PAGE_W2, "2026-07-09T10:00:00+02:00", NULL, "always", 70, false,
	"5F 20F 35F 50F 65FS"},
    /* in the night of a hotline that keeps office hours: first thing in the morning */
    {VG_PAGE_W2, "2026-07-09T02:00:00+02:00", NULL, "office", 440, false, "420F 435F"},
    /* at any hour of a hotline that is always open */
    {VG_PAGE_W2, "2026-07-09T02:00:00+02:00", NULL, "always", 20, false, "5F 20F"},
    /* 4: Saturday evening to Monday, then the lead two office hours later */
    {VG_PAGE_W3, "2026-07-11T20:00:00+02:00", NULL, "always", 3000, false, "2220F 2340L"},
    {VG_PAGE_W3, "2026-07-09T10:00:00+02:00", NULL, "always", 600, false, "0F 120L"},
    /* over the national day, a Tuesday */
    {VG_PAGE_W3, "2026-07-13T20:00:00+02:00", NULL, "always", 3000, false, "2220F 2340L"},
    /* 5 */
    {VG_PAGE_W4, "2026-07-09T10:00:00+02:00", NULL, "always", 60000, false, ""},
    /* the night of 25 October has an hour more, that of 29 March one less: real minutes */
    {VG_PAGE_W1, "2026-10-25T02:50:00+02:00", NULL, "always", 31, false,
	"0F 5F 10F 15FS 20FS 25FS 30FSM"},
    {VG_PAGE_W2, "2026-10-24T22:00:00+02:00", NULL, "office", 2180, false, "2160F 2175F"},
    {VG_PAGE_W3, "2026-03-28T22:00:00+01:00", NULL, "always", 2050, false, "2040F"},
};

static void
told_when(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct told *row = &rows[i];
		char seen[512];
		struct vg_page_case c = {.class = row->class,
		    .begun = instant(row->begun),
		    .taken = row->taken,
		    .hotline = vg_calendarset_find(set, row->hotline),
		    .office = vg_calendarset_find(set, "office")};
		walk(&c, row->looked ? instant(row->looked) : c.begun, row->minutes, seen,
		    sizeof(seen));
		if (strcmp(seen, row->seen) != 0)
			fail_msg("row %zu: %s", i, seen);
	}
}

/* What is told again goes with a message that leaves, from half of its time on; news never does. */
static void
told_again_together(void **state)
{
	static const struct {
		enum vg_page_class class;
		int last_s; /* before now; 0: nobody was told yet */
		bool rides;
		unsigned now;
		int next_s; /* from now on; 0: never */
	} cases[] = {
	    {VG_PAGE_W1, 149, false, 0, 151},
	    {VG_PAGE_W1, 149, true, 0, 1},
	    {VG_PAGE_W1, 150, true, VG_PAGE_FIRST, 300},
	    {VG_PAGE_W1, 150, false, 0, 150},
	    {VG_PAGE_W2, 449, true, 0, 1},
	    {VG_PAGE_W2, 450, true, VG_PAGE_FIRST, 900},
	    /* 5 min have not passed. */
	    {VG_PAGE_W2, 0, true, 0, 180},
	};
	struct vg_wall now = instant("2026-07-09T10:00:00+02:00");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vg_wall last =
		    vg_instant_add(now, -cases[i].last_s * VG_SECOND_US);
		const struct vg_page_case c = {.class = cases[i].class,
		    .begun = vg_instant_add(now, -2 * VG_MINUTE_US),
		    .told = cases[i].last_s ? VG_PAGE_FIRST : 0,
		    .first = cases[i].last_s ? now : (struct vg_wall){0},
		    .last = cases[i].last_s ? last : (struct vg_wall){0},
		    .rides = cases[i].rides};
		struct vg_page_next next = vg_pageladder_judge(&c, &numbers, now);
		if (next.now != cases[i].now ||
		    vg_instant_since(next.at, now) != cases[i].next_s * VG_SECOND_US)
			fail_msg("row %zu: %u, %lld s", i, next.now,
			    (long long)(vg_instant_since(next.at, now) / VG_SECOND_US));
	}
	assert_int_equal(
	    vg_instant_since(vg_pageladder_half(&numbers, VG_PAGE_W1, now), now),
	    150 * VG_SECOND_US);
	assert_int_equal(
	    vg_instant_since(vg_pageladder_half(&numbers, VG_PAGE_W2, now), now),
	    450 * VG_SECOND_US);
	assert_false(vg_instant_is_set(vg_pageladder_half(&numbers, VG_PAGE_W3, now)));
	assert_false(vg_instant_is_set(
	    vg_pageladder_half(&numbers, VG_PAGE_W1, (struct vg_wall){0})));
}

static void
the_texts_are_those_of_the_rungs(void **state)
{
	(void)state;
	assert_string_equal(vg_pageladder_text(0), "");
	for (int rung = 1; rung <= 6; rung++)
		assert_true(vg_pageladder_text(rung)[0]);
	assert_string_equal(vg_pageladder_text(7), "");
}

/* --- limits ---------------------------------------------------------------------------------- */

static void
quiet_hours_end_in_civil_time(void **state)
{
	static const struct {
		int from_s, until_s;
		const char *at, *loud;
	} quiet[] = {
	    {79200, 25200, "2026-07-11T21:59:59+02:00", "2026-07-11T21:59:59+02:00"},
	    {79200, 25200, "2026-07-11T22:00:00+02:00", "2026-07-12T07:00:00+02:00"},
	    {79200, 25200, "2026-07-12T06:59:59+02:00", "2026-07-12T07:00:00+02:00"},
	    {79200, 25200, "2026-07-12T07:00:00+02:00", "2026-07-12T07:00:00+02:00"},
	    {43200, 50400, "2026-07-12T13:00:00+02:00", "2026-07-12T14:00:00+02:00"},
	    {79200, 79200, "2026-07-11T23:00:00+02:00", "2026-07-11T23:00:00+02:00"},
	    /* The night of 25 October is an hour longer, that of 29 March one shorter. */
	    {79200, 25200, "2026-10-24T22:00:00+02:00", "2026-10-25T07:00:00+01:00"},
	    {79200, 25200, "2026-03-28T22:00:00+01:00", "2026-03-29T07:00:00+02:00"},
	};
	const struct vg_zone *zone = vg_calendarset_find(set, "office")->zone;

	(void)state;
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++) {
		struct vg_wall loud = vg_pagelimit_loud(
		    zone, quiet[i].from_s, quiet[i].until_s, instant(quiet[i].at));
		if (vg_instant_compare(loud, instant(quiet[i].loud)) != 0)
			fail_msg("row %zu", i);
	}
}

static void
so_many_an_hour_and_left_alone(void **state)
{
	const struct vg_page_numbers n = {.most_per_hour = 5, .ack_holds_s = 900};
	struct vg_wall now = instant("2026-07-09T10:00:00+02:00");

	(void)state;
	assert_true(vg_pagelimit_may(&n, 4, false));
	assert_false(vg_pagelimit_may(&n, 5, false));
	assert_true(vg_pagelimit_may(&n, 2, true));
	assert_false(vg_pagelimit_may(&n, 3, true));
	assert_false(vg_pagelimit_holds(&n, (struct vg_wall){0}, now));
	assert_true(
	    vg_pagelimit_holds(&n, vg_instant_add(now, -899 * VG_SECOND_US), now));
	assert_false(
	    vg_pagelimit_holds(&n, vg_instant_add(now, -900 * VG_SECOND_US), now));
}

/* When the next message leaves to who got so many lately, and to who has enough for the hour. */
static void
what_is_too_much_waits_and_goes(void **state)
{
	const struct vg_page_numbers n = {.w1_again_s = 300, .w2_again_s = 900};
	struct vg_wall now = instant("2026-07-09T10:00:00+02:00");
	static const struct {
		size_t lately;
		int since_s; /* before now */
		int leaves_s;
	} lately[] = {
	    {0, 0, 0},
	    {1, 1, 0},
	    {2, 59, 0},
	    {3, 59, 1},
	    {3, 0, 60},
	    {4, 30, 30},
	    /* told before the clock was set back */
	    {3, -3600, 60},
	};
	static const struct {
		enum vg_page_class class;
		int last_s, leaves_s;
	} anyway[] = {
	    {VG_PAGE_W1, 0, 300},
	    {VG_PAGE_W1, 289, 11},
	    {VG_PAGE_W1, 291, 10},
	    {VG_PAGE_W1, 3000, 10},
	    {VG_PAGE_W2, 300, 600},
	    {VG_PAGE_W3, 300, 600},
	    {VG_PAGE_W1, -3600, 300},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lately) / sizeof(lately[0]); i++) {
		const struct vg_pagelimit_got got = {.lately = lately[i].lately,
		    .since = vg_instant_add(now, -lately[i].since_s * VG_SECOND_US)};
		struct vg_wall leaves = vg_pagelimit_leaves(&got, now);
		if (vg_instant_since(leaves, now) != lately[i].leaves_s * VG_SECOND_US)
			fail_msg("row %zu", i);
	}
	for (size_t i = 0; i < sizeof(anyway) / sizeof(anyway[0]); i++) {
		const struct vg_pagelimit_got got = {
		    .last = vg_instant_add(now, -anyway[i].last_s * VG_SECOND_US)};
		struct vg_wall leaves =
		    vg_pagelimit_anyway(&n, anyway[i].class, &got, now);
		if (vg_instant_since(leaves, now) != anyway[i].leaves_s * VG_SECOND_US)
			fail_msg("anyway, row %zu", i);
	}
}

/* --- owners who do nothing ------------------------------------------------------------------- */

static void
idle_owners(void **state)
{
	static const struct vg_page_numbers n = {.quiet_from_s = 79200,
	    .quiet_until_s = 25200,
	    .idle_critical_s = 3600,
	    .idle_critical_lead_s = 5400,
	    .idle_major_s = 14400,
	    .idle_major_lead_s = 21600,
	    .idle_minor_s = 28800};
	static const struct {
		enum vg_severity severity;
		bool owned, stands, ours;
		unsigned told;
		const char *acted, *now;
		int rung;
		unsigned whom;
		const char *next; /* NULL: never */
	} idle[] = {
	    /* 1 */
	    {VG_SEVERITY_CRITICAL, false, true, true, 0, "2026-07-09T02:00:00+02:00",
		"2026-07-09T12:00:00+02:00", 1, 0, NULL},
	    {VG_SEVERITY_CRITICAL, true, false, true, 0, "2026-07-09T02:00:00+02:00",
		"2026-07-09T12:00:00+02:00", 1, 0, NULL},
	    {VG_SEVERITY_CRITICAL, true, true, false, 0, "2026-07-09T02:00:00+02:00",
		"2026-07-09T12:00:00+02:00", 1, 0, NULL},
	    /* 2: at night, too */
	    {VG_SEVERITY_CRITICAL, true, true, true, 0, "2026-07-09T02:00:00+02:00",
		"2026-07-09T02:59:59+02:00", 2, 0, "2026-07-09T03:00:00+02:00"},
	    {VG_SEVERITY_CRITICAL, true, true, true, 0, "2026-07-09T02:00:00+02:00",
		"2026-07-09T03:00:00+02:00", 2, VG_PAGE_FIRST,
		"2026-07-09T03:30:00+02:00"},
	    {VG_SEVERITY_CRITICAL, true, true, true, VG_PAGE_FIRST,
		"2026-07-09T02:00:00+02:00", "2026-07-09T03:30:00+02:00", 2, VG_PAGE_LEAD,
		NULL},
	    /* 3: what falls into quiet hours waits, also when it is looked at in them */
	    {VG_SEVERITY_MAJOR, true, true, true, 0, "2026-07-09T10:00:00+02:00",
		"2026-07-09T14:00:00+02:00", 3, VG_PAGE_FIRST,
		"2026-07-09T16:00:00+02:00"},
	    {VG_SEVERITY_MAJOR, true, true, true, 0, "2026-07-09T19:00:00+02:00",
		"2026-07-09T23:00:00+02:00", 3, 0, "2026-07-10T07:00:00+02:00"},
	    {VG_SEVERITY_MAJOR, true, true, true, 0, "2026-07-09T15:00:00+02:00",
		"2026-07-10T01:00:00+02:00", 3, 0, "2026-07-10T07:00:00+02:00"},
	    /* 4: eight office hours from Thursday 10:00 end on Friday at 09:30 */
	    {VG_SEVERITY_MINOR, true, true, true, 0, "2026-07-09T10:00:00+02:00",
		"2026-07-09T18:00:00+02:00", 4, 0, "2026-07-10T10:30:00+02:00"},
	    {VG_SEVERITY_MINOR, true, true, true, VG_PAGE_FIRST,
		"2026-07-09T10:00:00+02:00", "2026-07-12T18:00:00+02:00", 4, 0, NULL},
	    /* 5 */
	    {VG_SEVERITY_WARNING, true, true, true, 0, "2026-07-09T10:00:00+02:00",
		"2026-07-12T18:00:00+02:00", 5, 0, NULL},
	};
	const struct vg_calendar *office = vg_calendarset_find(set, "office");

	(void)state;
	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++) {
		const struct vg_pageidle_case c = {.severity = idle[i].severity,
		    .owned = idle[i].owned,
		    .stands = idle[i].stands,
		    .ours = idle[i].ours,
		    .told = idle[i].told,
		    .acted = instant(idle[i].acted),
		    .office = office,
		    .zone = office->zone};
		struct vg_page_next next =
		    vg_pageidle_judge(&c, &n, instant(idle[i].now));
		struct vg_wall at =
		    idle[i].next ? instant(idle[i].next) : (struct vg_wall){0};
		if (next.rung != idle[i].rung || next.now != idle[i].whom ||
		    vg_instant_compare(next.at, at) != 0)
			fail_msg("row %zu: rung %d, whom %u, at %lld", i, next.rung,
			    next.now, (long long)next.at.us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(classes),
	    cmocka_unit_test(told_when),
	    cmocka_unit_test(told_again_together),
	    cmocka_unit_test(the_texts_are_those_of_the_rungs),
	    cmocka_unit_test(quiet_hours_end_in_civil_time),
	    cmocka_unit_test(so_many_an_hour_and_left_alone),
	    cmocka_unit_test(what_is_too_much_waits_and_goes),
	    cmocka_unit_test(idle_owners),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
