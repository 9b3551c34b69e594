/*
 * One sample against one rule, in the order of the tests a rule can name; and the words of a
 * rule's text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "agent/rule/ruletest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

/* --- one sample ---------------------------------------------------------------------------- */

static const char *const verdicts[] = {"none", "good", "between", "bad"};

struct judged {
	const char *what;
	enum vg_test test;
	int64_t values[2];
	size_t n_values;
	int64_t good[2];
	size_t n_good;
	enum vg_value_type type;
	int64_t number;
	const char *verdict;
};

#define EQ VG_TEST_EQUALS
#define NE VG_TEST_NOT_EQUALS
#define UP VG_TEST_ABOVE
#define LO VG_TEST_BELOW
#define INT VG_VALUE_INTEGER

static const struct judged judged[] = {
    {"equals", EQ, {3}, 1, {0}, 0, INT, 3, "bad"},
    {"equals, another", EQ, {3}, 1, {0}, 0, INT, 1, "good"},
    {"equals, one of two", EQ, {4, 5}, 2, {0}, 0, INT, 5, "bad"},
    {"equals, good named", EQ, {3}, 1, {1}, 1, INT, 1, "good"},
    {"equals, neither bad nor good", EQ, {3}, 1, {1}, 1, INT, 2, "between"},
    {"equals, a gauge", EQ, {3}, 1, {0}, 0, VG_VALUE_UNSIGNED, 3, "bad"},
    {"not equals", NE, {1}, 1, {0}, 0, INT, 2, "bad"},
    {"not equals, it is", NE, {1}, 1, {0}, 0, INT, 1, "good"},
    {"not equals, any of two", NE, {1, 4}, 2, {0}, 0, INT, 4, "good"},
    {"above, at the bound", UP, {55, 50}, 2, {0}, 0, INT, 55, "between"},
    {"above", UP, {55, 50}, 2, {0}, 0, INT, 56, "bad"},
    {"above, in the hysteresis", UP, {55, 50}, 2, {0}, 0, INT, 50, "between"},
    {"above, good side", UP, {55, 50}, 2, {0}, 0, INT, 49, "good"},
    {"above, below zero", UP, {55, 50}, 2, {0}, 0, INT, -7, "good"},
    {"above, no hysteresis", UP, {55}, 1, {0}, 0, INT, 55, "good"},
    {"above, a huge counter", UP, {55}, 1, {0}, 0, VG_VALUE_COUNTER64, -1, "bad"},
    {"above, no bound", UP, {0}, 0, {0}, 0, INT, 1000, "none"},
    {"below, at the bound", LO, {10, 20}, 2, {0}, 0, INT, 10, "between"},
    {"below", LO, {10, 20}, 2, {0}, 0, INT, 9, "bad"},
    {"below, in the hysteresis", LO, {10, 20}, 2, {0}, 0, INT, 20, "between"},
    {"below, good side", LO, {10, 20}, 2, {0}, 0, INT, 21, "good"},
    {"below, no hysteresis", LO, {10}, 1, {0}, 0, INT, 10, "good"},
    /* Exceptions carry a zero, which some rules would take for a value: the type decides. */
    {"no such object", EQ, {0}, 1, {0}, 0, VG_VALUE_NO_OBJECT, 0, "none"},
    {"no such instance", LO, {10}, 1, {0}, 0, VG_VALUE_NO_INSTANCE, 0, "none"},
    {"end of view", NE, {1}, 1, {0}, 0, VG_VALUE_END_OF_VIEW, 0, "none"},
    {"null", EQ, {0}, 1, {0}, 0, VG_VALUE_NONE, 0, "none"},
    {"a text where a number belongs", EQ, {0}, 1, {0}, 0, VG_VALUE_OCTETS, 0, "none"},
    {"absent", VG_TEST_ABSENT, {0}, 0, {0}, 0, VG_VALUE_NO_INSTANCE, 0, "bad"},
    {"absent, there", VG_TEST_ABSENT, {0}, 0, {0}, 0, INT, 0, "good"},
};

static void
set_number(struct vg_value *value, enum vg_value_type type, int64_t number)
{
	memset(value, 0, sizeof(*value));
	if (type == VG_VALUE_INTEGER)
		vg_value_set_integer(value, number);
	else if (type == VG_VALUE_OCTETS)
		vg_value_set_octets(value, type, "0", 1);
	else if (type >= VG_VALUE_NO_OBJECT || type == VG_VALUE_NONE)
		value->type = type;
	else
		vg_value_set_number(value, type, (uint64_t)number);
}

static void
samples_are_judged(void **state)
{
	const struct vg_ruletest_last none = {.text = ""};

	(void)state;
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		const struct judged *row = &judged[i];
		struct vg_rule rule = {
		    .test = row->test, .n_values = row->n_values, .n_good = row->n_good};
		struct vg_value value;
		memcpy(rule.values, row->values, sizeof(row->values));
		memcpy(rule.good, row->good, sizeof(row->good));
		set_number(&value, row->type, row->number);
		const char *said = verdicts[vg_ruletest_judge(&rule, &value, &none)];
		if (strcmp(said, row->verdict) != 0)
			fail_msg("%s: %s, expected %s", row->what, said, row->verdict);
		vg_value_fini(&value);
	}
}

#define WRAP (INT64_C(4294967296))

static const struct {
	const char *what;
	bool known;
	int64_t last, now;
	const char *verdict;
	enum vg_restart clocks;
} restarts[] = {
    {"first sample, long up", false, 0, 200000, "good", VG_RESTART_UNKNOWN},
    {"first sample, just up", false, 0, 100, "between", VG_RESTART_UNKNOWN},
    {"rises", true, 200000, 206000, "good", VG_RESTART_UNKNOWN},
    {"rises, still young", true, 100, 6100, "between", VG_RESTART_UNKNOWN},
    {"fell", true, 200000, 100, "bad", VG_RESTART_UNKNOWN},
    {"fell, and is old again", true, 900000, 100000, "bad", VG_RESTART_UNKNOWN},
    {"stands still", true, 200000, 200000, "good", VG_RESTART_UNKNOWN},
    {"wrapped after 497 days", true, WRAP - 30000, 100, "between", VG_RESTART_UNKNOWN},
    {"fell shortly before a wrap could be", true, WRAP - 30001, 100, "bad",
	VG_RESTART_UNKNOWN},
    {"the clocks know of a wrap", true, 200000, 100, "between", VG_RESTART_NO},
    {"the clocks know of a restart", true, 200000, 206000, "bad", VG_RESTART_YES},
};

static void
uptimes_that_fall(void **state)
{
	const struct vg_rule rule = {
	    .test = VG_TEST_FELL, .values = {90000, 30000}, .n_values = 2};

	(void)state;
	for (size_t i = 0; i < sizeof(restarts) / sizeof(restarts[0]); i++) {
		const struct vg_ruletest_last last = {.known = restarts[i].known,
		    .number = restarts[i].last,
		    .text = "",
		    .restart = restarts[i].clocks};
		struct vg_value value;
		set_number(&value, VG_VALUE_TIMETICKS, restarts[i].now);
		const char *said = verdicts[vg_ruletest_judge(&rule, &value, &last)];
		if (strcmp(said, restarts[i].verdict) != 0)
			fail_msg("%s: %s, expected %s", restarts[i].what, said,
			    restarts[i].verdict);
	}
}

static const struct {
	const char *what;
	const char *last; /* NULL: none known */
	const char *now;  /* NULL: noSuchInstance */
	const char *verdict;
} serials[] = {
    {"first one", NULL, "AB-1", "good"},
    {"the same", "AB-1", "AB-1", "good"},
    {"other case", "AB-1", "ab-1", "good"},
    {"blanks around it", "AB-1", "  AB-1 ", "good"},
    {"another", "AB-1", "AB-2", "bad"},
    {"a longer one", "AB-1", "AB-12", "bad"},
    {"does not exist now", "AB-1", NULL, "none"},
    {"is empty while the device starts", "AB-1", "", "none"},
    {"is blank", "AB-1", "   ", "none"},
};

static void
texts_that_change(void **state)
{
	const struct vg_rule rule = {.test = VG_TEST_CHANGED};

	(void)state;
	for (size_t i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
		const char *now = serials[i].now;
		const struct vg_ruletest_last last = {.known = serials[i].last != NULL,
		    .text = serials[i].last ? serials[i].last : ""};
		struct vg_value value = {.type = VG_VALUE_NO_INSTANCE};
		if (now)
			vg_value_set_octets(&value, VG_VALUE_OCTETS, now, strlen(now));
		const char *said = verdicts[vg_ruletest_judge(&rule, &value, &last)];
		if (strcmp(said, serials[i].verdict) != 0)
			fail_msg("%s: %s, expected %s", serials[i].what, said,
			    serials[i].verdict);
		vg_value_fini(&value);
	}
}

static const struct {
	const char *template, *text;
} fills[] = {
    {"plain", "plain"},
    {"{label}: {value} of {name} at {index}", "fan: {name} of L1 at 7"},
    {"{unknown} {value", "{unknown} {value"},
    {"{value}{value}", "{name}{name}"},
    {"", ""},
};

static void
words_are_filled_in(void **state)
{
	const struct vg_ruletest_words words = {
	    .label = "fan", .value = "{name}", .index = "7", .name = "L1"};
	const struct vg_ruletest_words accents = {.name = "\xC3\xA9\xC3\xA9"};
	char text[64], small[8];

	(void)state;
	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		vg_ruletest_fill(text, sizeof(text), fills[i].template, &words);
		assert_string_equal(text, fills[i].text);
	}
	/* Seven octets hold "abcd" and one accent, not one and a half. */
	vg_ruletest_fill(small, sizeof(small), "abcd{name}", &accents);
	assert_string_equal(small, "abcd\xC3\xA9");
	vg_ruletest_fill(small, sizeof(small), "0123456789", &accents);
	assert_string_equal(small, "0123456");
}

static const struct {
	const char *value; /* NULL: noSuchInstance */
	const char *name;
} names[] = {
    {"L1", "L1"},
    {"swmgr is down since noon", "swmgr"},
    {"  padded", "padded"},
    {"/var/log", "%2Fvar%2Flog"},
    {"", "9"},
    {"   ", "9"},
    {NULL, "9"},
    {"a-name-of-more-than-sixty-four-octets-does-not-fit-a-resource-name-at-all", "9"},
};

static void
names_of_parts(void **state)
{
	char name[VG_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct vg_value value = {.type = VG_VALUE_NO_INSTANCE};
		if (names[i].value)
			vg_value_set_octets(&value, VG_VALUE_OCTETS, names[i].value,
			    strlen(names[i].value));
		vg_ruletest_name(name, &value, "9");
		assert_string_equal(name, names[i].name);
		vg_value_fini(&value);
	}
	vg_ruletest_name(name, NULL, "9");
	assert_string_equal(name, "9");
}

static void
what_takes_no_other_along(void **state)
{
	const struct vg_kind spreads = {.spreads = true}, other = {0};
	struct vg_rule rule = {0};

	(void)state;
	/* A rule that names no object which would tell: nothing takes others along. */
	assert_true(vg_ruletest_alone(&rule, &spreads, NULL, NULL));
	/* Of other kinds nobody asks; of one that no pack knows, neither. */
	assert_false(vg_ruletest_alone(&rule, &other, NULL, NULL));
	assert_false(vg_ruletest_alone(&rule, NULL, NULL, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(samples_are_judged),
	    cmocka_unit_test(uptimes_that_fall),
	    cmocka_unit_test(texts_that_change),
	    cmocka_unit_test(words_are_filled_in),
	    cmocka_unit_test(names_of_parts),
	    cmocka_unit_test(what_takes_no_other_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
