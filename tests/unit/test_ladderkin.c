/*
 * The ladder among kin: held for a parent, a symptom that gets worse or is let go, adoption.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/ladderbench.h"

/* What explains it has no case before the sixtieth second. */
static void
parent_held(struct bench *b)
{
	b->f.parent_waits = true;
	b->f.parent_until = at(60);
}

static void
parent_held_for_less(struct bench *b)
{
	b->event.severity = VG_SEVERITY_MINOR;
	parent_held(b);
}

static void
parent_held_again(struct bench *b)
{
	b->event.severity = VG_SEVERITY_MINOR;
	b->f.alarm.exists = b->f.alarm.held = b->f.revisit = true;
	b->f.alarm.severity = VG_SEVERITY_MINOR;
	b->f.now = at(900);
	parent_held(b);
	b->f.parent_until = at(7200);
}

static void
parent_in_work(struct bench *b)
{
	parent_held(b);
	b->f.planned = true;
	b->f.planned_until = at(7200);
}

/* A symptom in the case 2026-000001 that its row brings back. */
static void
released(struct bench *b)
{
	set_case(b);
	b->f.open_case = (struct vg_case_facts){0};
	b->f.alarm.symptom = b->f.revisit = true;
	b->f.now = at(60);
}

static void
released_to_another(struct bench *b)
{
	released(b);
	set_parent(b);
}

static void
released_to_the_same(struct bench *b)
{
	released_to_another(b);
	strcpy(b->f.parent_case.number, "2026-000001");
}

static void
released_but_never_a_case(struct bench *b)
{
	released(b);
	b->event.severity = b->f.alarm.severity = VG_SEVERITY_WARNING;
}

static void
symptom_gets_worse(struct bench *b)
{
	set_case(b);
	set_parent(b);
	b->f.open_case = (struct vg_case_facts){0};
	strcpy(b->f.parent_case.number, "2026-000001");
	b->f.alarm.symptom = true;
	b->event.severity = VG_SEVERITY_CRITICAL;
}

/* In a case that somebody took: its cause has stood for long. */
static void
symptom_of_long_ago(struct bench *b)
{
	set_parent(b);
	b->f.parent_late = true;
}

/* It was in that case before, and is over there. */
static void
symptom_of_long_ago_again(struct bench *b)
{
	symptom_of_long_ago(b);
	b->f.alarm = (struct vg_alarm_fact){.exists = true,
	    .cleared = true,
	    .symptom = true,
	    .severity = b->event.severity};
	strcpy(b->f.alarm.case_number, b->f.parent_case.number);
}

static void
adopts(struct bench *b)
{
	b->f.adopt_case = (struct vg_case_facts){
	    .exists = true, .state = VG_CASE_IH, .severity = VG_SEVERITY_MAJOR};
	strcpy(b->f.adopt_case.number, "2026-000009");
}

static void
adopts_and_worsens(struct bench *b)
{
	adopts(b);
	b->f.adopt_case.severity = VG_SEVERITY_MINOR;
}

static void
adopts_before_its_hold(struct bench *b)
{
	adopts(b);
	b->event.severity = VG_SEVERITY_MINOR;
}

static void
adopts_nothing(struct bench *b)
{
	adopts(b);
	b->event.severity = VG_SEVERITY_WARNING;
}

static void
joins_before_it_adopts(struct bench *b)
{
	set_case(b);
	b->f.alarm = (struct vg_alarm_fact){0};
	b->f.open_case.has_part = false;
	adopts(b);
}

static const struct {
	const char *name;
	void (*change)(struct bench *b);
	int rung;
	const char *deeds;
} rows[] = {
    {"11 symptom gets worse where it is", symptom_gets_worse, 11,
	"change worse tell:worse suggest"},
    {"11 another parent has it", released_to_another, 11, "join:symptom journal suggest"},
    {"11 its parent has it still", released_to_the_same, 11, "suggest"},
    {"11 its parent stands for long", symptom_of_long_ago, 11,
	"raise join:symptom journal worse tell:worse suggest"},
    {"11 the same part again", symptom_of_long_ago_again, 11,
	"raise join:symptom journal suggest"},
    {"12 adopts", adopts, 12, "raise adopt join journal suggest"},
    {"12 adopts and worsens", adopts_and_worsens, 12,
	"raise adopt join worse tell:worse start:client-told journal suggest"},
    {"12 adopts before its hold", adopts_before_its_hold, 12,
	"raise adopt join journal suggest"},
    {"12 adopts nothing that opens no case", adopts_nothing, 13, "raise"},
    {"12 its own case before its symptoms'", joins_before_it_adopts, 12,
	"raise join worse tell:worse journal suggest"},
    {"13a a symptom that never has a case leaves", released_but_never_a_case, 13,
	"leave"},
    {"13p its parent is held", parent_held, 13, "raise hold@61"},
    {"13p its own hold is longer", parent_held_for_less, 13, "raise hold@901"},
    {"13p its parent is held for longer", parent_held_again, 13, "hold@7201"},
    {"13p its parent is in planned work", parent_in_work, 10, "raise hold@7200"},
    {"13p its parent is gone", released, 16, "open:new " OPENED},
};

static void
kin_is_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;
		set_up(&b);
		rows[i].change(&b);
		expect(rows[i].name, &b, rows[i].rung, rows[i].deeds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(kin_is_judged)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
