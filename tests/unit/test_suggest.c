/*
 * The suggestion of a return: one row a rung, by the shipped packs' rules (policy P13).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/rma/suggest.h"
#include "lib/base/error.h"
#include "lib/yang/packload.h"

#define RAISED INT64_C(1783584000000000)

static struct vg_context *context;
static struct vg_packset *set;

static int
set_up(void **state)
{
	struct vg_detail detail;

	(void)state;
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &set, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_packset_free(set);
	vg_context_free(context);
	return 0;
}

/* A power supply that stands under a contract, with nothing beside it. */
static struct vg_suggest_facts
plain(void)
{
	static const char *const kinds[] = {"psu-failed"};

	return (struct vg_suggest_facts){.supplier = "allot",
	    .kind = "psu-failed",
	    .standing = true,
	    .raised = {RAISED},
	    .times_in_day = 1,
	    .entitled = true,
	    .standing_kinds = kinds,
	    .n_standing_kinds = 1};
}

static void
judge(const struct vg_suggest_facts *facts, int64_t seconds, struct vg_suggestion *s)
{
	vg_suggest_judge(
	    set, facts, (struct vg_wall){RAISED + seconds * VG_SECOND_US}, s);
}

static void
rungs(void **state)
{
	static const struct {
		const char *kind;
		bool gone, confirms, planned, no_contract, symptom;
		unsigned times;
		int64_t seconds;
		enum vg_grade grade;
		const char *says;
	} rows[] = {
	    /* 1 no return cures it */
	    {.kind = "process-failed",
		.seconds = 9000,
		.grade = VG_GRADE_NONE,
		.says = "not cured by a return"},
	    {.kind = "no-such-kind",
		.seconds = 9000,
		.grade = VG_GRADE_NONE,
		.says = "not cured by a return"},
	    /* 3 the named check confirms it, whatever speaks against it */
	    {.confirms = true,
		.seconds = 600,
		.grade = VG_GRADE_READY,
		.says = "recorded as confirming"},
	    {.confirms = true,
		.planned = true,
		.seconds = 600,
		.grade = VG_GRADE_READY,
		.says = "recorded as confirming"},
	    /* 4 something speaks against it: not more than possible */
	    {.planned = true,
		.seconds = 9000,
		.grade = VG_GRADE_POSSIBLE,
		.says = "speaks against"},
	    {.no_contract = true,
		.seconds = 9000,
		.grade = VG_GRADE_POSSIBLE,
		.says = "speaks against"},
	    {.symptom = true,
		.times = 7,
		.seconds = 9000,
		.grade = VG_GRADE_POSSIBLE,
		.says = "speaks against"},
	    /* 5 three times within 24 hours, standing or not */
	    {.times = 3,
		.gone = true,
		.seconds = 1200,
		.grade = VG_GRADE_LIKELY,
		.says = "three times"},
	    {.times = 2,
		.gone = true,
		.seconds = 1200,
		.grade = VG_GRADE_POSSIBLE,
		.says = "not been done"},
	    /* 6 a quarter of an hour, to the second */
	    {.seconds = 899, .grade = VG_GRADE_POSSIBLE, .says = "not been done"},
	    {.seconds = 900, .grade = VG_GRADE_LIKELY, .says = "15 minutes"},
	    {.seconds = 9000,
		.gone = true,
		.grade = VG_GRADE_POSSIBLE,
		.says = "not been done"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_suggest_facts f = plain();
		struct vg_suggestion s;
		f.kind = rows[i].kind ? rows[i].kind : f.kind;
		f.standing = !rows[i].gone;
		f.check_confirms = rows[i].confirms;
		f.planned_work = rows[i].planned;
		f.entitled = !rows[i].no_contract;
		f.symptom = rows[i].symptom;
		f.times_in_day = rows[i].times ? rows[i].times : 1;
		judge(&f, rows[i].seconds, &s);
		if (s.grade != rows[i].grade || !strstr(s.reason, rows[i].says))
			fail_msg("row %zu: %s, %s", i, vg_suggest_grade_text(s.grade),
			    s.reason);
	}
}

/* 2: a rule may wait before it says anything. */
static void
too_fresh(void **state)
{
	const struct vg_return_rule *rule =
	    vg_packset_return_rule(set, "allot", "board-off");
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	assert_non_null(rule);
	f.kind = "board-off";
	if (rule->suggest_after_s) {
		judge(&f, rule->suggest_after_s - 1, &s);
		assert_int_equal(s.grade, VG_GRADE_NONE);
		assert_non_null(strstr(s.reason, "long enough"));
	}
	judge(&f, rule->suggest_after_s, &s);
	assert_int_not_equal(s.grade, VG_GRADE_NONE);
}

/* Each reason against is told, in words of the pack. */
static void
against(void **state)
{
	static const char *const kinds[] = {"psu-failed", "power-feed-lost"};
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	f.standing_kinds = kinds;
	f.n_standing_kinds = 2;
	f.planned_work = f.symptom = true;
	f.entitled = false;
	judge(&f, 3600, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_int_equal(s.n_against, 4);
	assert_non_null(strstr(s.against[0], "stands too"));
	assert_non_null(strstr(s.against[1], "planned work"));
	assert_non_null(strstr(s.against[2], "(P1)"));
	assert_non_null(strstr(s.against[3], "symptom"));
	assert_false(vg_instant_is_set(s.likely_at));
}

/* Grades go down again, and name the moment at which they would rise. */
static void
up_and_down(void **state)
{
	static const char *const fed[] = {"psu-failed", "power-feed-lost"};
	struct vg_suggest_facts f = plain();
	struct vg_suggestion s;

	(void)state;
	judge(&f, 60, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_int_equal(s.likely_at.us, RAISED + 900 * VG_SECOND_US);
	judge(&f, 1000, &s);
	assert_int_equal(s.grade, VG_GRADE_LIKELY);
	f.standing_kinds = fed;
	f.n_standing_kinds = 2;
	judge(&f, 1100, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	f = plain();
	f.standing = false;
	f.n_standing_kinds = 0;
	judge(&f, 1200, &s);
	assert_int_equal(s.grade, VG_GRADE_POSSIBLE);
	assert_false(vg_instant_is_set(s.likely_at));
}

/* Whatever is suggested names the part and the check that would confirm it. */
static void
every_rule_names_its_check(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < vg_packset_count(set); i++) {
		const struct vg_pack *pack = vg_packset_at(set, i);
		for (size_t r = 0; r < pack->n_return_rules; r++) {
			const struct vg_return_rule *rule = &pack->return_rules[r];
			if (rule->advice == VG_RETURN_NEVER)
				continue;
			if (!rule->unit[0] || !rule->check[0])
				fail_msg("return rule %s", rule->name);
			n++;
		}
	}
	assert_true(n > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rungs),
	    cmocka_unit_test(too_fresh),
	    cmocka_unit_test(against),
	    cmocka_unit_test(up_and_down),
	    cmocka_unit_test(every_rule_names_its_check),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
