/*
 * Restarts: the device's clock is read by several probes, and the first one that sees it began
 * anew is not always the one whose rule must tell.
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

static struct vg_object scalars[] = {
    {.name = "sysUpTime", .oid = {{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9}}};
static struct vg_object columns[] = {{.name = "octets"}};
static const struct vg_probe status = {
    .name = "status", .scalars = scalars, .n_scalars = 1};
static const struct vg_probe traffic = {
    .name = "traffic", .columns = columns, .n_columns = 1};

struct bench {
	struct vg_packset *packs;
	struct vg_rulestate *rules;
	char said[64];
};

static void
set_up(struct bench *b)
{
	struct vg_rule rule = {.test = VG_TEST_FELL,
	    .values = {90000, 30000},
	    .n_values = 2,
	    .bad_of = 1,
	    .bad_n = 1,
	    .good_n = 1};
	struct vg_pack pack = {.n_rules = 1, .n_kinds = 1};
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	strcpy(rule.name, "restart");
	strcpy(rule.probe, "status");
	strcpy(rule.object, "sysUpTime");
	strcpy(rule.kind, "unexpected-restart");
	strcpy(pack.name, "test");
	pack.rules = vg_mem_copy(&rule, sizeof(rule));
	pack.kinds = vg_mem_array(1, sizeof(*pack.kinds));
	strcpy(pack.kinds[0].name, "unexpected-restart");
	pack.kinds[0].severity = VG_SEVERITY_MAJOR;
	b->packs = vg_packset_new();
	assert_int_equal(vg_packset_add(b->packs, &pack, &detail), VG_OK);
	b->rules = vg_rule_new(b->packs, NULL);
}

static void
note(const struct vg_condition *condition, void *cookie)
{
	struct bench *b = cookie;

	strcpy(b->said, condition->bad ? "bad" : "good");
}

/* One step: 's' status, 't' traffic, 'k' a knock; what the clocks say; the uptime. */
struct step {
	char probe;
	enum vg_restart restart;
	int64_t uptime;
	const char *said;
};

#define YES VG_RESTART_YES
#define NO VG_RESTART_NO
#define UNKNOWN VG_RESTART_UNKNOWN

static const struct {
	const char *what;
	struct step steps[6];
} runs[] = {
    {"the probe itself sees it",
	{{'s', UNKNOWN, 99000, "good"}, {'s', YES, 100, "bad"}, {'s', NO, 200, "bad"},
	    {'s', NO, 95000, "good"}}},
    {"another probe sees it first",
	{{'s', UNKNOWN, 99000, "good"}, {'t', YES, 0, ""}, {'s', NO, 200, "bad"},
	    {'s', NO, 300, "bad"}, {'s', NO, 95000, "good"}}},
    {"a knock sees it first",
	{{'s', UNKNOWN, 99000, "good"}, {'k', YES, 0, ""}, {'s', NO, 200, "bad"},
	    {'s', NO, 95000, "good"}}},
    {"seen by both in between",
	{{'s', UNKNOWN, 99000, "good"}, {'t', YES, 0, ""}, {'t', YES, 0, ""},
	    {'s', NO, 200, "bad"}, {'s', NO, 95000, "good"}}},
    {"before the first sample is no restart",
	{{'t', YES, 0, ""}, {'s', NO, 99000, "good"}}},
    {"a wrap is none",
	{{'s', UNKNOWN, 99000, "good"}, {'s', NO, 100, ""}, {'s', NO, 95000, "good"}}},
};

static void
take(struct bench *b, const struct step *step)
{
	struct vg_sampleset set;

	b->said[0] = '\0';
	if (step->probe == 'k') {
		vg_rule_restarted(b->rules);
		return;
	}
	vg_sampleset_init(
	    &set, step->probe == 's' ? &status : &traffic, (struct vg_wall){7});
	set.restart = step->restart;
	if (step->probe == 's')
		vg_value_set_integer(&set.scalars.values[0], step->uptime);
	vg_rule_apply(b->rules, &set, note, b);
	vg_sampleset_fini(&set);
}

static void
restarts_are_told_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		struct bench b;
		set_up(&b);
		for (size_t k = 0; k < 6 && runs[i].steps[k].said; k++) {
			/* Nothing new is told again as what it was. */
			const char *said = runs[i].steps[k].said;
			take(&b, &runs[i].steps[k]);
			if (said[0] && strcmp(b.said, said) != 0)
				fail_msg("%s: step %zu: %s", runs[i].what, k, b.said);
			if (!said[0] && strcmp(b.said, "bad") == 0)
				fail_msg("%s: step %zu is bad", runs[i].what, k);
		}
		vg_rule_free(b.rules);
		vg_packset_free(b.packs);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(restarts_are_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
