/*
 * Rules per name: one object tells of the last event, another of what it happened to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "agent/rule/rule.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

static struct vg_object scalars[] = {{.name = "event"}, {.name = "message"}};
static const struct vg_probe probe = {
    .name = "status", .scalars = scalars, .n_scalars = 2};

struct bench {
	struct vg_packset *packs;
	struct vg_rulestate *rules;
	char said[256];
};

static void
set_up(struct bench *b)
{
	struct vg_rule rule = {.test = VG_TEST_EQUALS,
	    .per_name = true,
	    .values = {4, 5},
	    .n_values = 2,
	    .good = {3},
	    .n_good = 1,
	    .bad_of = 1,
	    .bad_n = 1,
	    .good_n = 1};
	struct vg_pack pack = {.n_rules = 1, .n_kinds = 1, .n_probes = 1};
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	strcpy(rule.name, "process");
	strcpy(rule.probe, "status");
	strcpy(rule.object, "event");
	strcpy(rule.kind, "process-failed");
	strcpy(rule.part, "process/{name}");
	strcpy(rule.name_object, "message");
	strcpy(pack.name, "test");
	pack.rules = vg_mem_copy(&rule, sizeof(rule));
	pack.kinds = vg_mem_array(1, sizeof(*pack.kinds));
	pack.probes = vg_mem_copy(&probe, sizeof(probe));
	pack.probes[0].scalars = vg_mem_copy(scalars, sizeof(scalars));
	strcpy(pack.kinds[0].name, "process-failed");
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

static void
note(const struct vg_condition *condition, void *cookie)
{
	struct bench *b = cookie;
	size_t used = strlen(b->said);

	snprintf(b->said + used, sizeof(b->said) - used, "%s %s;", condition->part,
	    condition->bad ? "bad" : "good");
}

static const char *
poll(struct bench *b, int64_t event, const char *message)
{
	struct vg_sampleset set;

	b->said[0] = '\0';
	vg_sampleset_init(
	    &set, vg_packset_probe(b->packs, "status"), (struct vg_wall){7});
	vg_value_set_integer(&set.scalars.values[0], event);
	vg_value_set_octets(
	    &set.scalars.values[1], VG_VALUE_OCTETS, message, strlen(message));
	vg_rule_apply(b->rules, &set, note, b);
	vg_sampleset_fini(&set);
	return b->said;
}

static void
a_sample_speaks_of_the_name_it_bears(void **state)
{
	static const struct {
		int64_t event;
		const char *message, *said;
	} polls[] = {
	    {4, "foo is down", "process/foo bad;"},
	    {4, "bar is down", "process/bar bad;"},
	    {3, "bar is up", "process/bar good;"},
	    {3, "", ""},
	    {1, "", ""},
	    {4, " ", ""},
	    {2, "foo", ""},
	    {5, "bar is stuck", "process/bar bad;"},
	    {3, "foo is up", "process/foo good;"},
	    {3, "bar is up", "process/bar good;"},
	};
	struct bench b;

	(void)state;
	set_up(&b);
	for (size_t i = 0; i < sizeof(polls) / sizeof(polls[0]); i++)
		assert_string_equal(
		    poll(&b, polls[i].event, polls[i].message), polls[i].said);
	/* A name that is well and that nobody bears any more is not kept. */
	poll(&b, 3, "baz is up");
	assert_int_equal(vg_rule_count(b.rules), 1);
	tear_down(&b);
}

static void
a_name_that_is_gone_from_there_says_nothing(void **state)
{
	struct vg_condition condition;
	struct bench b;

	(void)state;
	set_up(&b);
	poll(&b, 4, "foo is down");
	assert_int_equal(
	    vg_rule_says(b.rules, "process-failed", "process/foo", &condition),
	    VG_SAYS_BAD);
	poll(&b, 4, "bar is down");
	assert_int_equal(
	    vg_rule_says(b.rules, "process-failed", "process/foo", &condition),
	    VG_SAYS_NOTHING);
	poll(&b, 2, "");
	assert_int_equal(
	    vg_rule_says(b.rules, "process-failed", "process/bar", &condition),
	    VG_SAYS_NOTHING);
	tear_down(&b);
}

static void
a_restart_forgets_all(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b);
	poll(&b, 4, "foo is down");
	poll(&b, 4, "bar is down");
	assert_int_equal(vg_rule_count(b.rules), 2);
	vg_rule_restarted(b.rules);
	assert_int_equal(vg_rule_count(b.rules), 0);
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sample_speaks_of_the_name_it_bears),
	    cmocka_unit_test(a_name_that_is_gone_from_there_says_nothing),
	    cmocka_unit_test(a_restart_forgets_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
