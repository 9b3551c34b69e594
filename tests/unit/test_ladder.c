/*
 * The correlation ladder: for every rung a fault that stops there, in the order of the rungs;
 * then what a fault goes through from beginning to end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/correl/ladder.h"
#include "lib/base/text.h"
#include "tests/unit/ladderbench.h"

static void
set_clear(struct bench *b)
{
	set_case(b);
	b->event.action = VG_ACTION_CLEAR;
}

static void
set_cleared(struct bench *b)
{
	b->f.alarm.exists = b->f.alarm.cleared = true;
	b->f.alarm.severity = VG_SEVERITY_MAJOR;
}

static void
seen(struct bench *b)
{
	b->f.seen = b->f.late = true;
}

static void
late(struct bench *b)
{
	b->f.late = true;
	b->event.action = VG_ACTION_INFO;
}

static void
info(struct bench *b)
{
	b->event.action = VG_ACTION_INFO;
	b->f.kind = NULL;
}

static void
info_in_case(struct bench *b)
{
	set_case(b);
	b->event.action = VG_ACTION_INFO;
}

static void
foreign(struct bench *b)
{
	set_clear(b);
	b->f.source_may_not = true;
}

static void
clear_of_nothing(struct bench *b)
{
	b->event.action = VG_ACTION_CLEAR;
}

static void
clear_held_twice(struct bench *b)
{
	set_clear(b);
	b->f.alarm.clear_pending = true;
}

static void
clear_from_the_future(struct bench *b)
{
	set_clear(b);
	b->event.agent_time = at(7200);
}

static void
clear_out_of_a_spool(struct bench *b)
{
	set_clear(b);
	b->f.now = at(121);
}

/* It was over at 120, the message says, and came at 140. */
static void
clear_of_its_own_time(struct bench *b)
{
	clear_out_of_a_spool(b);
	b->f.now = at(140);
	b->f.wait_s = 30;
	b->f.moment = at(0);
}

static void
clear_one_of_two(struct bench *b)
{
	set_clear(b);
	b->f.revisit = true;
	b->f.others_stand = true;
}

static void
clear_late(struct bench *b)
{
	set_clear(b);
	b->f.revisit = true;
	b->event.agent_time = at(901);
	b->f.now = at(1021);
}

static void
clear_asked(struct bench *b)
{
	set_clear(b);
	b->f.revisit = true;
	b->f.alarm_case.asked = true;
}

static void
clear_flapping(struct bench *b)
{
	set_clear(b);
	b->f.alarm.flapping = true;
}

static void
held_but_gone(struct bench *b)
{
	set_cleared(b);
	b->f.revisit = true;
}

static void
repeat_lower(struct bench *b)
{
	set_case(b);
	b->event.severity = VG_SEVERITY_MINOR;
}

static void
repeat_after_clear(struct bench *b)
{
	set_case(b);
	b->f.alarm.clear_pending = true;
	b->f.alarm.raises_in_window = 1;
}

static void
worse(struct bench *b)
{
	set_case(b);
	b->event.severity = VG_SEVERITY_CRITICAL;
}

static void
flap_begins(struct bench *b)
{
	set_case(b);
	b->f.alarm.clear_pending = true;
	b->f.alarm.raises_in_window = 3;
}

static void
flap_goes_on(struct bench *b)
{
	set_case(b);
	b->f.alarm.clear_pending = b->f.alarm.flapping = true;
}

static void
flap_came_late(struct bench *b)
{
	flap_goes_on(b);
	b->f.now = at(25);
	b->f.wait_s = 30;
	b->f.moment = at(0);
}

/* What else may be on its way is waited for. */
static void
flap_came_hours_late(struct bench *b)
{
	flap_came_late(b);
	b->f.now = at(7200);
}

static void
flap_never(struct bench *b)
{
	set_cleared(b);
	b->kind.flap_count = 0;
	b->f.alarm.raises_in_window = 99;
}

static void
storm(struct bench *b)
{
	b->f.storm = true;
}

static void
storm_minor(struct bench *b)
{
	b->f.storm = b->f.storm_first = true;
	b->event.severity = VG_SEVERITY_MINOR;
}

static void
storm_first(struct bench *b)
{
	b->f.storm = b->f.storm_first = true;
}

static void
shelved(struct bench *b)
{
	b->f.shelved = b->f.planned = true;
}

static void
planned(struct bench *b)
{
	b->f.planned = true;
	set_parent(b);
}

/* It was over in its case, which is open still, and comes again. */
static void
planned_anew(struct bench *b)
{
	b->f.planned = true;
	set_case(b);
	b->f.alarm.exists = b->f.alarm.cleared = true;
	vg_text_copy(b->f.alarm.case_number, sizeof(b->f.alarm.case_number),
	    b->f.open_case.number);
}

/* Heard when its hold was over, which was in the work. */
static void
planned_then(struct bench *b)
{
	b->f.planned_then = true;
}

/* With a case that was there before the work it waited for nothing. */
static void
planned_then_joins(struct bench *b)
{
	planned_then(b);
	set_case(b);
	b->f.alarm = (struct vg_alarm_fact){0};
}

static void
expected(struct bench *b)
{
	b->f.planned = true;
	b->kind.expected_in_work = true;
}

static void
symptom(struct bench *b)
{
	set_parent(b);
	set_case(b);
	b->f.alarm = (struct vg_alarm_fact){0};
}

static void
symptom_worse(struct bench *b)
{
	set_parent(b);
	b->event.severity = VG_SEVERITY_CRITICAL;
}

static void
parent_too_late(struct bench *b)
{
	set_parent(b);
	worse(b);
}

static void
another_part(struct bench *b)
{
	set_case(b);
	b->f.alarm = (struct vg_alarm_fact){0};
	b->f.open_case.has_part = false;
}

static void
another_part_of_no_weight(struct bench *b)
{
	another_part(b);
	b->event.severity = VG_SEVERITY_WARNING;
}

static void
minor_becomes_major(struct bench *b)
{
	set_case(b);
	b->f.alarm.severity = b->f.open_case.severity = VG_SEVERITY_MINOR;
}

static void
observed_becomes_major(struct bench *b)
{
	minor_becomes_major(b);
	b->f.open_case.state = VG_CASE_OB;
}

static void
never_a_case(struct bench *b)
{
	b->event.severity = VG_SEVERITY_WARNING;
}

static void
hold(struct bench *b)
{
	b->event.severity = VG_SEVERITY_MINOR;
}

static void
hold_out_of_a_spool(struct bench *b)
{
	hold(b);
	b->f.now = at(900);
}

static void
hold_over(struct bench *b)
{
	hold(b);
	b->f.alarm.exists = b->f.alarm.held = b->f.revisit = true;
	b->f.alarm.severity = VG_SEVERITY_MINOR;
	b->f.now = at(900);
}

static void
hold_over_while_clearing(struct bench *b)
{
	hold_over(b);
	b->f.alarm.clear_pending = true;
}

static void
hold_shorter(struct bench *b)
{
	hold(b);
	b->f.alarm.exists = b->f.alarm.held = true;
	b->f.alarm.severity = VG_SEVERITY_MINOR;
	b->event.severity = VG_SEVERITY_MAJOR;
	b->kind.hold_s[VG_SEVERITY_MAJOR] = 300;
}

static void
quarantine(struct bench *b)
{
	b->f.entitlement.opens = VG_OPENING_QUARANTINE;
	b->f.entitlement.contract = NULL;
	b->f.closed_case.exists = true;
	b->f.closed_case.closed = at(0);
}

static void
observed(struct bench *b)
{
	b->f.entitlement.opens = VG_OPENING_OBSERVED;
}

static void
back_soon(struct bench *b)
{
	set_cleared(b);
	b->f.closed_case.exists = true;
	b->f.closed_case.closed = at(1 - 3600);
}

/* It was back in time, and heard of later. */
static void
back_soon_but_told_late(struct bench *b)
{
	back_soon(b);
	b->f.moment = b->f.now;
	b->f.now = at(86400);
}

static void
back_late(struct bench *b)
{
	back_soon(b);
	b->f.closed_case.closed = at(-3600);
}

static void
fresh(struct bench *b)
{
	(void)b;
}

static void
fresh_minor(struct bench *b)
{
	hold_out_of_a_spool(b);
}

static void
fresh_without_clock(struct bench *b)
{
	b->contract.proactive_clock = false;
}

static const struct {
	const char *name;
	void (*change)(struct bench *b);
	int rung;
	const char *deeds;
} rows[] = {
    {"1 seen", seen, 1, "count"},
    {"2 late", late, 2, "history"},
    {"3 info", info, 3, "history"},
    {"3 info of a case", info_in_case, 3, "journal"},
    {"4 weaker source", foreign, 4, "claim"},
    {"5 nothing to clear", clear_of_nothing, 5, "count"},
    {"5 clear hold", set_clear, 5, "clear-hold@120"},
    {"5 clear hold runs already", clear_held_twice, 5, "count"},
    {"5 a clock that runs ahead", clear_from_the_future, 5, "clear-hold@121"},
    {"5 waited in a spool", clear_out_of_a_spool, 5,
	"clear journal case-cleared@86521 end:client-told suggest"},
    {"5 came late", clear_of_its_own_time, 5,
	"clear journal case-cleared@86520 end:client-told suggest"},
    {"5 one of two", clear_one_of_two, 5, "clear journal suggest"},
    {"5 after P7's 15 minutes", clear_late, 5,
	"clear journal case-cleared@87421 suggest"},
    {"5 the client asked", clear_asked, 5, "clear journal case-cleared@86401 suggest"},
    {"5 flapping waits for quiet", clear_flapping, 5, "clear-hold@3600"},
    {"5 the held fault is gone", held_but_gone, 5, ""},
    {"6 repeat", set_case, 6, "count"},
    {"6 lower", repeat_lower, 6, "change"},
    {"6 the clear did not last", repeat_after_clear, 6, "clear-cancel count"},
    {"6 to 12 worse", worse, 12, "change join worse tell:worse journal suggest"},
    {"7 begins and goes on", flap_begins, 12,
	"clear-cancel change flapping@3601 journal join journal suggest"},
    {"7 inside", flap_goes_on, 7, "clear-cancel count flapping@3601"},
    {"7 came late", flap_came_late, 7, "clear-cancel count flapping@3600"},
    {"7 came hours late", flap_came_hours_late, 7, "clear-cancel count flapping@10740"},
    {"7 never for this kind", flap_never, 16, "raise open:new " OPENED},
    {"8 storm", storm, 8, "count"},
    {"8 minor", storm_minor, 8, "count"},
    {"8 first major goes on", storm_first, 16, "raise open:new " OPENED},
    {"9 shelved", shelved, 9, "raise shelve"},
    {"10 planned", planned, 10, "raise hold"},
    {"10 its hold ended in the work", planned_then, 10, "raise hold"},
    {"10 what comes anew in a case that was over", planned_anew, 10, "raise leave hold"},
    {"10 what the work brings about", expected, 10, "raise"},
    {"11 symptom", symptom, 11, "raise join:symptom journal suggest"},
    {"11 symptom worse", symptom_worse, 11,
	"raise join:symptom journal worse tell:worse suggest"},
    {"11 it has its own case", parent_too_late, 12,
	"change join worse tell:worse journal suggest"},
    {"12 another part", another_part, 12, "raise join worse tell:worse journal suggest"},
    {"12 another part, a warning", another_part_of_no_weight, 12,
	"raise join journal suggest"},
    {"12 P7 minor becomes major", minor_becomes_major, 12,
	"change join worse tell:worse start:client-told journal suggest"},
    {"12 P5 observed owes no word", observed_becomes_major, 12,
	"change join worse tell:worse journal suggest"},
    {"12 there before the work", planned_then_joins, 12, "raise join journal suggest"},
    {"13a never a case", never_a_case, 13, "raise"},
    {"13b clearing", hold_over_while_clearing, 13, "hold@1020"},
    {"13c waited in a spool", hold_out_of_a_spool, 16,
	"raise open:new join journal suggest tell:opened"},
    {"13c over", hold_over, 16, "open:new join journal suggest tell:opened"},
    {"13d held", hold, 13, "raise hold@900"},
    {"13d worse, shorter", hold_shorter, 13, "change hold@300"},
    {"14 P1 quarantine", quarantine, 14,
	"raise open:quarantine join journal start:entitlement suggest tell:quarantine"},
    {"14 P5 observed", observed, 14,
	"raise open:observed join journal suggest tell:opened"},
    {"15 reopen", back_soon, 15, "raise reopen " OPENED},
    {"15 reopen, told late", back_soon_but_told_late, 15, "raise reopen " OPENED},
    {"15 too late", back_late, 16, "raise open:new " OPENED},
    {"16 open", fresh, 16, "raise open:new " OPENED},
    {"16 P7 minor", fresh_minor, 16, "raise open:new join journal suggest tell:opened"},
    {"16 P7 no proactive clock", fresh_without_clock, 16,
	"raise open:new join journal suggest tell:opened"},
};

static void
test_rungs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;
		set_up(&b);
		rows[i].change(&b);
		expect(rows[i].name, &b, rows[i].rung, rows[i].deeds);
	}
}

/* The same facts give the same verdict, byte for byte, whatever stood in its place before. */
static void
test_is_deterministic(void **state)
{
	struct vg_verdict one, two;
	struct bench b;

	(void)state;
	memset(&one, 0x00, sizeof(one));
	memset(&two, 0xA5, sizeof(two));
	set_up(&b);
	vg_ladder_judge(&b.f, &one);
	vg_ladder_judge(&b.f, &two);
	assert_int_equal(one.rung, two.rung);
	assert_int_equal(one.n_deeds, two.n_deeds);
	assert_memory_equal(one.deeds, two.deeds, one.n_deeds * sizeof(one.deeds[0]));
}

/* Every deed of a case names it, but for a case that has no number yet. */
static void
test_deeds_name_their_case(void **state)
{
	struct vg_verdict v;
	struct bench b;

	(void)state;
	set_up(&b);
	back_soon(&b);
	strcpy(b.f.closed_case.number, "2026-000003");
	vg_ladder_judge(&b.f, &v);
	for (size_t i = 1; i < v.n_deeds; i++)
		assert_string_equal(v.deeds[i].number, "2026-000003");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rungs),
	    cmocka_unit_test(test_is_deterministic),
	    cmocka_unit_test(test_deeds_name_their_case),
	};

	return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
