/*
 * Rules: what one poll brings, and what several polls make of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/rule/rule.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

/* --- sets of samples ----------------------------------------------------------------------- */

static struct vg_object scalars[] = {{.name = "power"}, {.name = "serial"}};
static struct vg_object columns[] = {
    {.name = "oper"}, {.name = "admin"}, {.name = "ifName"}};
static const struct vg_probe probe = {.name = "status",
    .scalars = scalars,
    .n_scalars = 2,
    .columns = columns,
    .n_columns = 3};

/* --- polls in a row ------------------------------------------------------------------------ */

struct bench {
	struct vg_packset *packs;
	struct vg_rulestate *rules;
	char said[512];
};

static struct vg_rule
rule_named(const char *name, const char *object, const char *part)
{
	struct vg_rule rule = {.test = VG_TEST_EQUALS,
	    .values = {3},
	    .n_values = 1,
	    .bad_of = 2,
	    .bad_n = 2,
	    .good_n = 2};

	strcpy(rule.name, name);
	strcpy(rule.probe, "status");
	strcpy(rule.object, object);
	strcpy(rule.kind, "psu-failed");
	strcpy(rule.part, part);
	strcpy(rule.text, "{name} is {value}");
	return rule;
}

static void
set_up(struct bench *b, const struct vg_rule *rules, size_t n)
{
	struct vg_pack pack = {.n_rules = n, .n_kinds = 1, .n_probes = 1};
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	strcpy(pack.name, "test");
	pack.rules = vg_mem_copy(rules, n * sizeof(*rules));
	pack.kinds = vg_mem_array(1, sizeof(*pack.kinds));
	pack.probes = vg_mem_copy(&probe, sizeof(probe));
	pack.probes[0].scalars = vg_mem_copy(scalars, sizeof(scalars));
	pack.probes[0].columns = vg_mem_copy(columns, sizeof(columns));
	strcpy(pack.kinds[0].name, "psu-failed");
	pack.kinds[0].severity = VG_SEVERITY_MAJOR;
	b->packs = vg_packset_new();
	assert_int_equal(vg_packset_add(b->packs, &pack, &detail), VG_OK);
	b->rules = vg_rule_new(b->packs, NULL);
}

static void
tear_down(struct bench *b)
{
	vg_rule_free(b->rules);
	vg_packset_free(b->packs);
}

/* Notes "PART bad SEVERITY TEXT;" or "PART good;". */
static void
note(const struct vg_condition *condition, void *cookie)
{
	struct bench *b = cookie;
	size_t used = strlen(b->said);

	assert_string_equal(condition->kind->name, "psu-failed");
	if (condition->bad)
		snprintf(b->said + used, sizeof(b->said) - used, "%s bad %s %s%s;",
		    condition->part, vg_severity_text(condition->severity),
		    condition->text, condition->alone ? " alone" : "");
	else
		snprintf(
		    b->said + used, sizeof(b->said) - used, "%s good;", condition->part);
}

static const char *
apply(struct bench *b, struct vg_sampleset *set)
{
	b->said[0] = '\0';
	vg_rule_apply(b->rules, set, note, b);
	vg_sampleset_fini(set);
	return b->said;
}

/* One poll of the scalar "power": a number, or '-' for noSuchObject. */
static const char *
poll_power(struct bench *b, char number)
{
	struct vg_sampleset set;

	vg_sampleset_init(&set, &probe, (struct vg_wall){7});
	if (number == '-')
		set.scalars.values[0].type = VG_VALUE_NO_OBJECT;
	else
		vg_value_set_integer(&set.scalars.values[0], number - '0');
	return apply(b, &set);
}

/* Polls of "power" (3 is bad, 1 good, 2 neither) and what is told: b, g, or . for nothing. */
static const struct {
	const char *what;
	uint32_t bad_n, bad_of, good_n;
	const char *polls, *told;
} runs[] = {
    {"one bad is none", 2, 2, 2, "1131", "-.ggg"},
    {"two in a row", 2, 2, 2, "11331", "-.ggbb"},
    {"at once", 1, 1, 1, "313", "-bgb"},
    {"bad from the start", 2, 2, 2, "33", "-.b"},
    {"nothing before it is settled", 2, 2, 2, "131", "-..."},
    {"good takes two in a row", 2, 2, 2, "331311", "-.bbbbg"},
    {"neither does not clear", 2, 2, 2, "332222", "-.bbbbb"},
    {"neither breaks a run of good ones", 2, 2, 2, "331211", "-.bbbbg"},
    {"three of five", 3, 5, 5, "13131", "-....."},
    {"three of five, scattered", 3, 5, 5, "31313", "-....b"},
    {"three of five, scattered, cleared by one", 3, 5, 1, "131313", "-gggggb"},
    {"three of five, too thin", 3, 5, 1, "3113113", "-.gggggg"},
    {"after a clear the count begins anew", 2, 3, 1, "3313", "-.bgg"},
    {"forty of the last sixty-four", 40, 64, 1,
	"3333333333333333333333333333333333333333",
	"-.......................................b"},
    {"a missing value says nothing", 2, 2, 2, "33-1-1", "-.b.b.g"},
    {"what never was there makes no state", 2, 2, 2, "--33", "-...b"},
};

static void
polls_in_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		struct vg_rule rule = rule_named("psu", "power", "psu/0");
		struct bench b;
		rule.good[0] = 1;
		rule.n_good = 1;
		rule.bad_n = runs[i].bad_n;
		rule.bad_of = runs[i].bad_of;
		rule.good_n = runs[i].good_n;
		set_up(&b, &rule, 1);
		char told[80] = "-";
		for (size_t p = 0; runs[i].polls[p]; p++) {
			const char *said = poll_power(&b, runs[i].polls[p]);
			told[p + 1] = strstr(said, "bad") ? 'b' : said[0] ? 'g' : '.';
			told[p + 2] = '\0';
		}
		if (strcmp(told, runs[i].told) != 0)
			fail_msg("%s: %s, expected %s", runs[i].what, told, runs[i].told);
		tear_down(&b);
	}
}

static void
what_is_told_of_a_bad_one(void **state)
{
	struct vg_rule rule = rule_named("psu", "power", "psu/0");
	struct bench b;

	(void)state;
	strcpy(rule.text, "{label} failed: {value}");
	set_up(&b, &rule, 1);
	assert_string_equal(poll_power(&b, '3'), "");
	assert_string_equal(poll_power(&b, '3'), "psu/0 bad major  failed: 3;");
	tear_down(&b);
}

/* Two thresholds of one part: the worst that stands is told, and the milder one after it. */
static void
the_worst_rule_of_a_part_is_told(void **state)
{
	struct vg_rule rules[2] = {
	    rule_named("warm", "power", "psu/0"), rule_named("hot", "power", "psu/0")};
	struct bench b;

	(void)state;
	for (int i = 0; i < 2; i++) {
		rules[i].test = VG_TEST_ABOVE;
		rules[i].values[0] = i ? 6 : 3;
		rules[i].bad_n = rules[i].bad_of = rules[i].good_n = 1;
		rules[i].severity = i ? VG_SEVERITY_CRITICAL : VG_SEVERITY_MINOR;
	}
	set_up(&b, rules, 2);
	assert_string_equal(poll_power(&b, '2'), "psu/0 good;");
	assert_string_equal(poll_power(&b, '5'), "psu/0 bad minor  is 5;");
	assert_string_equal(poll_power(&b, '8'), "psu/0 bad critical  is 8;");
	assert_string_equal(poll_power(&b, '4'), "psu/0 bad minor  is 4;");
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	assert_int_equal(vg_rule_count(b.rules), 2);
	tear_down(&b);
}

/* --- notifications ------------------------------------------------------------------------- */

static void
a_notification_and_one_bad_sample_are_enough(void **state)
{
	struct vg_rule rule = rule_named("psu", "power", "psu/0");
	struct vg_condition c = {0};
	struct bench b;

	(void)state;
	rule.bad_n = rule.bad_of = 5;
	set_up(&b, &rule, 1);
	assert_int_equal(
	    vg_rule_says(b.rules, "psu-failed", "psu/0", &c), VG_SAYS_NOTHING);
	poll_power(&b, '1');
	assert_int_equal(vg_rule_says(b.rules, "psu-failed", "psu/0", &c), VG_SAYS_GOOD);
	poll_power(&b, '1');
	assert_string_equal(poll_power(&b, '3'), "psu/0 good;");
	assert_int_equal(vg_rule_says(b.rules, "psu-failed", "psu/0", &c), VG_SAYS_BAD);
	assert_string_equal(c.text, " is 3");
	assert_int_equal(c.severity, VG_SEVERITY_MAJOR);
	assert_int_equal(
	    vg_rule_says(b.rules, "psu-failed", "psu/1", &c), VG_SAYS_NOTHING);
	vg_rule_believe(b.rules, "psu-failed", "psu/0");
	/* It stands until the rule's own number of good polls. */
	assert_string_equal(poll_power(&b, '1'), "psu/0 bad major  is 3;");
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	tear_down(&b);
}

/* Nobody could be asked: what was good before says nothing of now. */
static void
what_a_notification_raised_alone_must_prove_to_be_good(void **state)
{
	struct vg_rule rule = rule_named("psu", "power", "psu/0");
	struct bench b;

	(void)state;
	set_up(&b, &rule, 1);
	poll_power(&b, '1');
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	vg_rule_believe(b.rules, "psu-failed", "psu/0");
	assert_string_equal(poll_power(&b, '1'), "");
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	vg_rule_believe(b.rules, "psu-failed", "psu/0");
	assert_string_equal(poll_power(&b, '3'), "");
	assert_string_equal(poll_power(&b, '3'), "psu/0 bad major  is 3;");
	tear_down(&b);
}

/* What was told good and stays good is told no more, whichever rules speak of it. */
static void
what_is_hushed_is_told_when_it_is_bad(void **state)
{
	struct vg_rule rules[] = {
	    rule_named("warm", "power", "psu/0"), rule_named("hot", "power", "psu/0")};
	struct bench b;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		rules[i].bad_n = rules[i].bad_of = rules[i].good_n = 1;
	set_up(&b, rules, 2);
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	vg_rule_hush(b.rules, true);
	assert_string_equal(poll_power(&b, '1'), "");
	assert_string_equal(poll_power(&b, '3'), "psu/0 bad major  is 3;");
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	assert_string_equal(poll_power(&b, '1'), "");
	vg_rule_hush(b.rules, false);
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	tear_down(&b);
}

/* --- tables -------------------------------------------------------------------------------- */

struct port {
	const char *index, *name;
	int64_t oper, admin; /* -1: noSuchInstance */
};

static void
set_cell(struct vg_value *value, int64_t number)
{
	if (number < 0)
		value->type = VG_VALUE_NO_INSTANCE;
	else
		vg_value_set_integer(value, number);
}

static const char *
poll_ports(struct bench *b, const struct port *ports, size_t n, bool whole)
{
	struct vg_sampleset set;

	vg_sampleset_init(&set, &probe, (struct vg_wall){7});
	set.whole = whole;
	for (size_t i = 0; i < n; i++) {
		struct vg_samplerow *row = vg_sampleset_row(&set, ports[i].index);
		set_cell(&row->values[0], ports[i].oper);
		set_cell(&row->values[1], ports[i].admin);
		vg_value_set_octets(&row->values[2], VG_VALUE_OCTETS, ports[i].name,
		    strlen(ports[i].name));
	}
	return apply(b, &set);
}

static struct vg_rule
port_rule(void)
{
	struct vg_rule rule = rule_named("port", "oper", "port/{name}");

	strcpy(rule.name_object, "ifName");
	rule.bad_n = rule.bad_of = rule.good_n = 1;
	return rule;
}

/* An index may move; the port keeps its name, and its state. */
static void
rows_go_by_name(void **state)
{
	struct vg_rule rule = port_rule();
	struct bench b;

	(void)state;
	rule.bad_n = rule.bad_of = 2;
	set_up(&b, &rule, 1);
	poll_ports(&b, (struct port[]){{"1", "L1", 3, 1}, {"2", "L2", 1, 1}}, 2, true);
	assert_string_equal(b.said, "port/L2 good;");
	poll_ports(&b, (struct port[]){{"7", "L1", 3, 1}, {"8", "L2", 1, 1}}, 2, true);
	assert_string_equal(b.said, "port/L1 bad major L1 is 3;port/L2 good;");
	assert_int_equal(vg_rule_count(b.rules), 2);
	/* A row that is gone says nothing: neither raised nor cleared. */
	poll_ports(&b, (struct port[]){{"8", "L2", 1, 1}}, 1, true);
	assert_string_equal(b.said, "port/L2 good;");
	tear_down(&b);
}

/* Two indexes that a short hash would take for one. */
static void
rows_are_not_mixed_up(void **state)
{
	struct vg_rule rule = rule_named("port", "oper", "port/{index}");
	struct bench b;

	(void)state;
	rule.bad_n = rule.bad_of = rule.good_n = 1;
	set_up(&b, &rule, 1);
	poll_ports(
	    &b, (struct port[]){{"46.509", "a", 1, 1}, {"462.42", "b", 3, 1}}, 2, true);
	assert_string_equal(
	    b.said, "port/46.509 good;port/462.42 bad major 462.42 is 3;");
	tear_down(&b);
}

/* In a table of alarms what has no row is over, and leaves nothing behind. */
static void
alarms_without_a_row_are_over(void **state)
{
	static const struct vg_probe alarms = {
	    .name = "status", .columns = columns, .n_columns = 3, .alarm_table = true};
	struct vg_rule rule = rule_named("alarm", "oper", "alarm/{index}");
	struct vg_sampleset set;
	struct bench b;

	(void)state;
	rule.bad_n = rule.bad_of = 1;
	set_up(&b, &rule, 1);
	vg_sampleset_init(&set, &alarms, (struct vg_wall){7});
	set_cell(&vg_sampleset_row(&set, "7")->values[0], 3);
	assert_string_equal(apply(&b, &set), "alarm/7 bad major 7 is 3;");
	/* Half a walk proves nothing; two whole ones do. */
	for (int i = 0; i < 3; i++) {
		vg_sampleset_init(&set, &alarms, (struct vg_wall){7});
		set.whole = i > 0;
		apply(&b, &set);
		assert_string_equal(b.said,
		    i == 0       ? ""
			: i == 1 ? "alarm/7 bad major 7 is 3;"
				 : "alarm/7 good;");
	}
	assert_int_equal(vg_rule_count(b.rules), 0);
	tear_down(&b);
}

static void
guards_hold_or_the_row_is_good(void **state)
{
	struct vg_rule rule = port_rule();
	struct bench b;

	(void)state;
	strcpy(rule.guard.object, "admin");
	rule.guard.values[0] = 1;
	rule.guard.n_values = 1;
	set_up(&b, &rule, 1);
	assert_string_equal(
	    poll_ports(&b, (struct port[]){{"1", "L1", 3, 2}}, 1, true), "port/L1 good;");
	assert_string_equal(poll_ports(&b, (struct port[]){{"1", "L1", 3, 1}}, 1, true),
	    "port/L1 bad major L1 is 3;");
	assert_string_equal(
	    poll_ports(&b, (struct port[]){{"1", "L1", 3, 2}}, 1, true), "port/L1 good;");
	tear_down(&b);
	/* Both must hold. */
	rule.also = (struct vg_guard){.object = "oper", .values = {9}, .n_values = 1};
	set_up(&b, &rule, 1);
	assert_string_equal(
	    poll_ports(&b, (struct port[]){{"1", "L1", 3, 1}}, 1, true), "port/L1 good;");
	tear_down(&b);
	rule.also.object[0] = '\0';
	rule.guard.negate = true;
	set_up(&b, &rule, 1);
	assert_string_equal(
	    poll_ports(&b, (struct port[]){{"1", "L1", 3, 1}}, 1, true), "port/L1 good;");
	/* The object of the guard does not exist here: what is negated holds. */
	assert_string_equal(poll_ports(&b, (struct port[]){{"1", "L1", 3, -1}}, 1, true),
	    "port/L1 bad major L1 is 3;");
	tear_down(&b);
	/* Another one tells what stands alone. */
	rule.guard.object[0] = '\0';
	rule.alone =
	    (struct vg_guard){.object = "admin", .values = {1, 4}, .n_values = 2};
	set_up(&b, &rule, 1);
	poll_ports(&b, (struct port[]){{"1", "L1", 3, 4}, {"2", "L2", 3, 2}}, 2, true);
	assert_string_equal(
	    b.said, "port/L1 bad major L1 is 3 alone;port/L2 bad major L2 is 3;");
	tear_down(&b);
}

static void
absence_needs_presence_and_a_whole_walk(void **state)
{
	struct vg_rule rule = port_rule();
	const struct port both[] = {{"1", "L1", 1, 1}, {"2", "L2", 1, 1}};
	struct bench b;

	(void)state;
	rule.test = VG_TEST_ABSENT;
	rule.bad_n = rule.bad_of = 2;
	set_up(&b, &rule, 1);
	assert_string_equal(poll_ports(&b, NULL, 0, true), "");
	assert_string_equal(poll_ports(&b, both, 2, true), "port/L1 good;port/L2 good;");
	assert_string_equal(poll_ports(&b, both, 1, false), "port/L1 good;");
	assert_string_equal(poll_ports(&b, both, 1, false), "port/L1 good;");
	assert_string_equal(poll_ports(&b, both, 1, true), "port/L1 good;port/L2 good;");
	assert_string_equal(poll_ports(&b, both, 1, true),
	    "port/L1 good;port/L2 bad major port/L2 is absent;");
	assert_string_equal(poll_ports(&b, both, 2, true), "port/L1 good;port/L2 good;");
	tear_down(&b);
}

static void
a_scalar_that_never_was_is_not_absent(void **state)
{
	struct vg_rule rule = rule_named("psu", "power", "psu/0");
	struct bench b;

	(void)state;
	rule.test = VG_TEST_ABSENT;
	rule.bad_n = rule.bad_of = rule.good_n = 1;
	set_up(&b, &rule, 1);
	assert_string_equal(poll_power(&b, '-'), "");
	assert_string_equal(poll_power(&b, '-'), "");
	assert_int_equal(vg_rule_count(b.rules), 0);
	assert_string_equal(poll_power(&b, '1'), "psu/0 good;");
	assert_string_equal(poll_power(&b, '-'), "psu/0 bad major  is noSuchObject;");
	tear_down(&b);
}

/* The text that names the part has moved on by the time the part is good again. */
static void
what_stands_keeps_its_part(void **state)
{
	static const struct {
		int64_t power;
		const char *name, *said;
	} polls[] = {{3, "swmgr died", "process/swmgr bad major swmgr is 3;"},
	    {3, "hello", "process/swmgr bad major hello is 3;"},
	    {1, "hello", "process/swmgr good;"}, {1, "hello", "process/hello good;"}};
	struct vg_rule rule = rule_named("process", "power", "process/{name}");
	struct bench b;

	(void)state;
	strcpy(rule.name_object, "serial");
	rule.bad_n = rule.bad_of = rule.good_n = 1;
	set_up(&b, &rule, 1);
	for (size_t i = 0; i < 4; i++) {
		struct vg_sampleset set;
		vg_sampleset_init(&set, &probe, (struct vg_wall){7});
		vg_value_set_integer(&set.scalars.values[0], polls[i].power);
		vg_value_set_octets(&set.scalars.values[1], VG_VALUE_OCTETS,
		    polls[i].name, strlen(polls[i].name));
		assert_string_equal(apply(&b, &set), polls[i].said);
	}
	tear_down(&b);
}

/* --- texts that changed -------------------------------------------------------------------- */

static const char *
poll_serial(struct bench *b, const char *serial)
{
	struct vg_sampleset set;

	vg_sampleset_init(&set, &probe, (struct vg_wall){7});
	vg_value_set_octets(
	    &set.scalars.values[1], VG_VALUE_OCTETS, serial, strlen(serial));
	return apply(b, &set);
}

static void
note_last(const char *rule, const char *key, const char *last, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 128 - strlen(said), "%s[%s]=%s;", rule, key, last);
}

static void
a_serial_is_learned_compared_and_accepted(void **state)
{
	struct vg_rule rule = rule_named("serial", "serial", "");
	char kept[128] = "";
	struct bench b;

	(void)state;
	rule.test = VG_TEST_CHANGED;
	rule.bad_n = rule.bad_of = rule.good_n = 1;
	set_up(&b, &rule, 1);
	assert_string_equal(poll_serial(&b, "AB-1"), " good;");
	vg_rule_each_last(b.rules, note_last, kept);
	assert_string_equal(kept, "serial[]=AB-1;");
	assert_string_equal(poll_serial(&b, "AB-2"), " bad major  is AB-2;");
	/* What it is compared with stays, until somebody accepts the new one. */
	assert_string_equal(poll_serial(&b, "AB-2"), " bad major  is AB-2;");
	kept[0] = '\0';
	vg_rule_each_last(b.rules, note_last, kept);
	assert_string_equal(kept, "serial[]=AB-1;");
	vg_rule_accept(b.rules);
	assert_string_equal(poll_serial(&b, "AB-2"), " good;");
	tear_down(&b);
}

static void
a_serial_is_kept_over_a_restart(void **state)
{
	struct vg_rule rules[2] = {
	    rule_named("serial", "serial", ""), rule_named("psu", "power", "psu/0")};
	char kept[128] = "";
	struct bench b;

	(void)state;
	rules[0].test = VG_TEST_CHANGED;
	rules[0].bad_n = rules[0].bad_of = rules[0].good_n = 1;
	set_up(&b, rules, 2);
	vg_rule_set_last(b.rules, "serial", "", "AB-1");
	vg_rule_set_last(b.rules, "psu", "", "no such test");
	vg_rule_set_last(b.rules, "gone", "", "no such rule");
	vg_rule_each_last(b.rules, note_last, kept);
	assert_string_equal(kept, "serial[]=AB-1;");
	assert_string_equal(poll_serial(&b, "AB-2"), " bad major  is AB-2;");
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(polls_in_a_row),
	    cmocka_unit_test(what_is_told_of_a_bad_one),
	    cmocka_unit_test(the_worst_rule_of_a_part_is_told),
	    cmocka_unit_test(a_notification_and_one_bad_sample_are_enough),
	    cmocka_unit_test(what_a_notification_raised_alone_must_prove_to_be_good),
	    cmocka_unit_test(alarms_without_a_row_are_over),
	    cmocka_unit_test(what_is_hushed_is_told_when_it_is_bad),
	    cmocka_unit_test(rows_go_by_name),
	    cmocka_unit_test(rows_are_not_mixed_up),
	    cmocka_unit_test(guards_hold_or_the_row_is_good),
	    cmocka_unit_test(absence_needs_presence_and_a_whole_walk),
	    cmocka_unit_test(a_scalar_that_never_was_is_not_absent),
	    cmocka_unit_test(what_stands_keeps_its_part),
	    cmocka_unit_test(a_serial_is_learned_compared_and_accepted),
	    cmocka_unit_test(a_serial_is_kept_over_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
