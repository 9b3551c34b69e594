/*
 * Reasons: from facts, by the ladder, to the way that is stored, one row for each way of each rung,
 * in their order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "collector/correl/why.h"

#define SECOND VG_SECOND_US
#define T0 (INT64_C(1783591200) * SECOND) /* 2026-07-09T10:00:00Z */

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){.us = T0 + seconds * SECOND};
}

/* A power supply that failed a second ago, on a device whose contract is ours. */
struct bench {
	struct vg_event event;
	struct vg_kind kind;
	struct vg_contract contract;
	struct vg_correl_facts f;
};

static void
set_up(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->event.action = VG_ACTION_RAISE;
	b->event.severity = VG_SEVERITY_MAJOR;
	b->event.since = b->event.agent_time = at(-1);
	b->kind = (struct vg_kind){.clear_hold_s = 120,
	    .flap_count = 4,
	    .flap_within_s = 3600,
	    .flap_quiet_s = 1800,
	    .reopen_within_s = 3600};
	b->kind.page[VG_SEVERITY_WARNING] = 4;
	b->f.event = &b->event;
	b->f.kind = &b->kind;
	b->f.now = at(0);
	b->f.entitlement.contract = &b->contract;
	b->f.entitlement.opens = VG_OPENING_NEW;
}

/* --- how a fault comes to each way ---------------------------------------------------------- */

static void
seen(struct bench *b)
{
	b->f.seen = true;
}

static void
late(struct bench *b)
{
	b->f.late = true;
}

static void
info(struct bench *b)
{
	b->event.action = VG_ACTION_INFO;
}

static void
open_case(struct bench *b)
{
	b->f.open_case = (struct vg_case_facts){
	    .exists = true, .severity = VG_SEVERITY_MAJOR, .has_part = true};
	strcpy(b->f.open_case.number, "2026-000001");
}

static void
info_case(struct bench *b)
{
	info(b);
	open_case(b);
}

static void
source(struct bench *b)
{
	b->f.source_may_not = true;
}

static void
stands(struct bench *b)
{
	b->f.alarm.exists = true;
	b->f.alarm.severity = VG_SEVERITY_MAJOR;
}

static void
clear_nothing(struct bench *b)
{
	b->event.action = VG_ACTION_CLEAR;
}

static void
clear_held(struct bench *b)
{
	stands(b);
	b->event.action = VG_ACTION_CLEAR;
}

static void
clear_done(struct bench *b)
{
	clear_held(b);
	b->event.agent_time = at(-120);
}

static void
clear_waits(struct bench *b)
{
	clear_held(b);
	b->f.alarm.clear_pending = true;
}

static void
clear_lasted(struct bench *b)
{
	clear_waits(b);
	b->f.revisit = true;
}

static void
gone(struct bench *b)
{
	b->f.revisit = true;
}

static void
changed(struct bench *b)
{
	stands(b);
	b->event.severity = VG_SEVERITY_MINOR;
}

static void
came_back(struct bench *b)
{
	stands(b);
	b->f.alarm.clear_pending = true;
}

static void
flaps(struct bench *b)
{
	stands(b);
	b->f.alarm.cleared = b->f.alarm.flapping = true;
	b->f.alarm.raises_in_window = 5;
}

static void
flaps_now(struct bench *b)
{
	stands(b);
	b->f.alarm.cleared = true;
	b->f.alarm.raises_in_window = 3;
}

static void
storm(struct bench *b)
{
	b->f.storm = true;
}

static void
shelved(struct bench *b)
{
	b->f.shelved = true;
	b->f.shelved_until = at(3600);
}

static void
planned(struct bench *b)
{
	b->f.planned = true;
	b->f.planned_until = at(7200);
}

static void
parent(struct bench *b)
{
	b->f.parent_case.exists = true;
	b->f.parent_case.severity = VG_SEVERITY_MAJOR;
	strcpy(b->f.parent_case.number, "2026-000007");
}

static void
told_twice(struct bench *b)
{
	parent(b);
	b->f.parent_copy = true;
}

static void
taken_along(struct bench *b)
{
	parent(b);
	b->f.parent_spread = true;
}

static void
long_after(struct bench *b)
{
	parent(b);
	b->f.parent_late = true;
}

static void
worse(struct bench *b)
{
	stands(b);
	open_case(b);
	strcpy(b->f.alarm.case_number, "2026-000001");
	b->event.severity = VG_SEVERITY_CRITICAL;
}

static void
never(struct bench *b)
{
	b->event.severity = VG_SEVERITY_WARNING;
}

static void
held(struct bench *b)
{
	b->kind.hold_s[VG_SEVERITY_MAJOR] = 60;
}

static void
held_still(struct bench *b)
{
	held(b);
	stands(b);
	b->f.alarm.cleared = true;
	b->f.alarm.held = true;
}

static void
hold_over(struct bench *b)
{
	held(b);
	stands(b);
	b->f.alarm.held = b->f.revisit = true;
}

static void
clear_first(struct bench *b)
{
	hold_over(b);
	b->f.alarm.clear_pending = true;
}

static void
adopts(struct bench *b)
{
	b->f.adopt_case =
	    (struct vg_case_facts){.exists = true, .severity = VG_SEVERITY_MAJOR};
	strcpy(b->f.adopt_case.number, "2026-000001");
}

static void
adopts_worse(struct bench *b)
{
	adopts(b);
	b->f.adopt_case.severity = VG_SEVERITY_MINOR;
}

static void
parent_waits(struct bench *b)
{
	held(b);
	b->f.parent_waits = true;
	b->f.parent_until = at(60);
}

static void
symptom(struct bench *b)
{
	stands(b);
	strcpy(b->f.alarm.case_number, "2026-000001");
	b->f.alarm.symptom = b->f.revisit = true;
}

static void
left(struct bench *b)
{
	symptom(b);
	never(b);
}

static void
released(struct bench *b)
{
	hold_over(b);
	symptom(b);
}

static void
quarantine(struct bench *b)
{
	b->f.entitlement.opens = VG_OPENING_QUARANTINE;
}

static void
observed(struct bench *b)
{
	b->f.entitlement.opens = VG_OPENING_OBSERVED;
}

static void
reopened(struct bench *b)
{
	b->f.closed_case.exists = true;
	b->f.closed_case.closed = at(-600);
}

static void
nothing(struct bench *b)
{
	(void)b;
}

static void
each_way_has_its_number(void **state)
{
	enum {
		NO = 0,
		REVISIT = VG_WHY_REVISIT,
		ROSE = VG_WHY_RAISED_WORSE,
		FLAPS = VG_WHY_BEGAN_FLAPPING,
		RELEASED = VG_WHY_RELEASED
	};
	static const struct {
		void (*set)(struct bench *);
		enum vg_why_way way;
		unsigned flags;
		int64_t until_s; /* from now; 0: it waits for nothing */
		int64_t span_s;
	} rows[] = {
	    {seen, VG_WHY_SEEN, NO, 0, 0},
	    {late, VG_WHY_LATE, NO, 0, 0},
	    {info, VG_WHY_INFO, NO, 0, 0},
	    {info_case, VG_WHY_INFO_CASE, NO, 0, 0},
	    {source, VG_WHY_OTHERS_DEVICE, NO, 0, 0},
	    {clear_nothing, VG_WHY_CLEAR_NOTHING, NO, 0, 120},
	    {clear_done, VG_WHY_CLEAR_DONE, NO, 0, 120},
	    {clear_held, VG_WHY_CLEAR_HELD, NO, 119, 120},
	    {clear_waits, VG_WHY_CLEAR_WAITS, NO, 0, 120},
	    {clear_lasted, VG_WHY_CLEAR_LASTED, REVISIT, 0, 120},
	    {gone, VG_WHY_GONE, REVISIT, 0, 120},
	    {stands, VG_WHY_REPEAT, NO, 0, 0},
	    {changed, VG_WHY_CHANGED, NO, 0, 0},
	    {came_back, VG_WHY_CAME_BACK, NO, 0, 0},
	    {flaps, VG_WHY_FLAPS, NO, 1800, 3600},
	    {storm, VG_WHY_STORM, NO, 0, 0},
	    {shelved, VG_WHY_SHELVED, NO, 3600, 0},
	    {planned, VG_WHY_PLANNED, NO, 7200, 0},
	    {parent, VG_WHY_SYMPTOM, NO, 0, 0},
	    {told_twice, VG_WHY_COPY, NO, 0, 0},
	    {taken_along, VG_WHY_SPREAD, NO, 0, 0},
	    {long_after, VG_WHY_SYMPTOM_LATE, NO, 0, 0},
	    {open_case, VG_WHY_JOINED, NO, 0, 0},
	    {worse, VG_WHY_JOINED_WORSE, ROSE, 0, 0},
	    {adopts, VG_WHY_ADOPTED, NO, 0, 0},
	    {adopts_worse, VG_WHY_ADOPTED_WORSE, NO, 0, 0},
	    {never, VG_WHY_NEVER_OPENS, NO, 0, 0},
	    {clear_first, VG_WHY_CLEAR_FIRST, REVISIT, 120, 120},
	    {held, VG_WHY_HELD, NO, 59, 60},
	    {held_still, VG_WHY_HELD_STILL, NO, 0, 60},
	    {parent_waits, VG_WHY_HELD_BEHIND, NO, 61, 0},
	    {left, VG_WHY_LEFT, REVISIT | RELEASED, 0, 0},
	    {quarantine, VG_WHY_QUARANTINE, NO, 0, 0},
	    {observed, VG_WHY_OBSERVED, NO, 0, 0},
	    {reopened, VG_WHY_REOPENED, NO, 0, 3600},
	    {nothing, VG_WHY_OPENED, NO, 0, 0},
	    /* 13c goes on, and so does the raise that makes it flap. */
	    {hold_over, VG_WHY_OPENED, REVISIT, 0, 60},
	    {flaps_now, VG_WHY_OPENED, FLAPS, 0, 0},
	    {released, VG_WHY_OPENED, REVISIT | RELEASED, 0, 60},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_verdict v;
		struct bench b;
		unsigned flags;
		set_up(&b);
		rows[i].set(&b);
		vg_ladder_judge(&b.f, &v);
		enum vg_why_way way = vg_why_of(&b.f, &v, &flags);
		const struct vg_why_window w = vg_why_window(&b.f, &v, way);
		int64_t until_s = w.until.us ? (w.until.us - T0) / SECOND : 0;
		if (way != rows[i].way || flags != rows[i].flags ||
		    until_s != rows[i].until_s || w.span_s != rows[i].span_s)
			fail_msg("row %zu: way %d flags %u until %lld span %lld", i, way,
			    flags, (long long)until_s, (long long)w.span_s);
		assert_int_equal(vg_why_rung(way), v.rung);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_way_has_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
