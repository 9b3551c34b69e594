/*
 * Case rules: which one judges, place by place; what it does to the numbers of a kind; when two
 * trees judge alike; that a thousand rules cost little.
 */
#include "tests/unit/contextbench.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confrule.h"
#include "lib/base/buf.h"

#define HEAD                                                                             \
	"{\"vigie-collector:collector\":{\"name\":\"noc\","                              \
	"\"integrator\":{\"name\":\"Merisac\"},"                                         \
	"\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\"}],"                    \
	"\"supplier\":[{\"name\":\"allot\",\"delegation\":\"included\"},"                \
	"{\"name\":\"hpe\",\"delegation\":\"included\"}],"                               \
	"\"client\":[{\"name\":\"a\"},{\"name\":\"b\"}],"                                \
	"\"site\":[{\"name\":\"lyon\",\"client\":\"a\"},"                                \
	"{\"name\":\"metz\",\"client\":\"b\"}],"                                         \
	"\"contract\":[{\"name\":\"c-a\",\"client\":\"a\",\"supplier\":\"allot\","       \
	"\"from\":\"2026-01-01\",\"until\":\"2028-12-31\",\"calendar\":\"always\","      \
	"\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]}],"                 \
	"\"agent\":[{\"name\":\"ag\",\"site\":\"metz\",\"user\":\"ag\","                 \
	"\"credential\":\"x\"}],"                                                        \
	"\"device\":[{\"name\":\"ne-1\",\"site\":\"lyon\",\"supplier\":\"allot\","       \
	"\"contract\":\"c-a\"},{\"name\":\"ne-2\",\"site\":\"lyon\","                    \
	"\"supplier\":\"hpe\"},{\"name\":\"ne-3\",\"site\":\"metz\","                    \
	"\"supplier\":\"allot\"}]"
#define FOOT "}}"

static struct vg_conf *
read_rules(const char *rules)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	struct vg_buf text;

	vg_buf_init(&text, 1 << 24);
	vg_buf_add_text(&text, HEAD);
	if (rules[0]) {
		vg_buf_add_text(&text, ",\"case-rule\":[");
		vg_buf_add_text(&text, rules);
		vg_buf_add_text(&text, "]");
	}
	vg_buf_add_text(&text, FOOT);
	if (vg_tree_parse(context, vg_buf_text(&text), "test", VG_TREE_COLLECTOR, &tree,
		&detail) != VG_OK ||
	    vg_conf_read(tree, &conf, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_tree_free(tree);
	vg_buf_fini(&text);
	return conf;
}

static const char *
judge(const struct vg_conf *conf, const char *kind, enum vg_severity severity,
    const char *device, const char *resource)
{
	const struct vg_confrule *rule = vg_confrule_find(conf, kind, severity,
	    device[0] ? vg_conf_device(conf, device) : NULL, resource);

	return rule ? rule->name : "-";
}

#define KIND(name) "\"kind\":[\"vigie-alarm-types:" name "\"]"

/* One rule a row: whom it judges. */
static const struct {
	const char *rule; /* beside its name */
	const char *kind;
	enum vg_severity severity;
	const char *device, *resource;
	bool matches;
} matches[] = {
    /* what says nothing matches everything */
    {"", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1/psu/1", true},
    {"", "disk-space-low", VG_SEVERITY_MAJOR, "", "collector/noc", true},
    /* kind */
    {"," KIND("psu-failed"), "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1/psu/1",
	true},
    {"," KIND("psu-failed"), "fan-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1/fan/1",
	false},
    /* severities, both ends in it */
    {",\"severity-from\":\"major\"", "psu-failed", VG_SEVERITY_MAJOR, "ne-1",
	"device/ne-1", true},
    {",\"severity-from\":\"major\"", "psu-failed", VG_SEVERITY_MINOR, "ne-1",
	"device/ne-1", false},
    {",\"severity-to\":\"minor\"", "psu-failed", VG_SEVERITY_MINOR, "ne-1", "device/ne-1",
	true},
    {",\"severity-to\":\"minor\"", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1",
	false},
    /* places of a device */
    {",\"supplier\":[\"hpe\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-2", "device/ne-2",
	true},
    {",\"supplier\":[\"hpe\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1",
	false},
    {",\"client\":[\"b\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-3", "device/ne-3", true},
    {",\"client\":[\"b\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1",
	false},
    {",\"contract\":[\"c-a\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1",
	true},
    {",\"contract\":[\"c-a\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-2", "device/ne-2",
	false},
    {",\"site\":[\"metz\",\"lyon\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-2",
	"device/ne-2", true},
    {",\"site\":[\"metz\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-2", "device/ne-2",
	false},
    {",\"device\":[\"ne-1\",\"ne-3\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-3",
	"device/ne-3", true},
    {",\"device\":[\"ne-1\",\"ne-3\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-2",
	"device/ne-2", false},
    /* all of them at once, and one that does not fit */
    {",\"client\":[\"a\"],\"site\":[\"lyon\"],\"supplier\":[\"allot\"],"
     "\"contract\":[\"c-a\"],\"device\":[\"ne-1\"]",
	"psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1", true},
    {",\"client\":[\"a\"],\"site\":[\"lyon\"],\"supplier\":[\"hpe\"],"
     "\"contract\":[\"c-a\"],\"device\":[\"ne-1\"]",
	"psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1", false},
    /* what is a site's, an agent's, the collector's own */
    {",\"site\":[\"metz\"]", "site-unreachable", VG_SEVERITY_CRITICAL, "", "site/metz",
	true},
    {",\"client\":[\"b\"]", "site-unreachable", VG_SEVERITY_CRITICAL, "", "site/metz",
	true},
    {",\"client\":[\"a\"]", "site-unreachable", VG_SEVERITY_CRITICAL, "", "site/metz",
	false},
    {",\"device\":[\"ne-3\"]", "site-unreachable", VG_SEVERITY_CRITICAL, "", "site/metz",
	false},
    {",\"client\":[\"b\"]", "agent-silent", VG_SEVERITY_MAJOR, "", "agent/ag", true},
    {",\"client\":[\"b\"]", "disk-space-low", VG_SEVERITY_MAJOR, "", "collector/noc",
	false},
    /* names that are not there match nothing */
    {",\"device\":[\"gone\"]", "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1",
	false},
    {",\"device\":[\"gone\",\"lost\"]", "psu-failed", VG_SEVERITY_MAJOR, "",
	"collector/noc", false},
};

static void
what_a_rule_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++) {
		char rule[512];
		snprintf(rule, sizeof(rule), "{\"name\":\"r\"%s}", matches[i].rule);
		struct vg_conf *conf = read_rules(rule);
		bool found = strcmp(judge(conf, matches[i].kind, matches[i].severity,
					matches[i].device, matches[i].resource),
				 "-") != 0;
		if (found != matches[i].matches)
			fail_msg("row %zu: %s", i, found ? "matches" : "does not match");
		vg_conf_free(conf);
	}
}

static void
the_first_one_judges(void **state)
{
	struct vg_conf *conf =
	    read_rules("{\"name\":\"z\",\"device\":[\"ne-1\"]},"
		       "{\"name\":\"m\"," KIND(
			   "fan-failed") "},"
					 "{\"name\":\"a\",\"client\":[\"a\"]},"
					 "{\"name\":\"k\"," KIND("psu-failed") "}");

	(void)state;
	assert_string_equal(
	    judge(conf, "fan-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1"), "z");
	assert_string_equal(
	    judge(conf, "fan-failed", VG_SEVERITY_MAJOR, "ne-2", "device/ne-2"), "m");
	assert_string_equal(
	    judge(conf, "psu-failed", VG_SEVERITY_MAJOR, "ne-2", "device/ne-2"), "a");
	assert_string_equal(
	    judge(conf, "psu-failed", VG_SEVERITY_MAJOR, "ne-3", "device/ne-3"), "k");
	assert_string_equal(
	    judge(conf, "disk-failed", VG_SEVERITY_MAJOR, "ne-3", "device/ne-3"), "-");
	vg_conf_free(conf);
}

static void
what_a_rule_says(void **state)
{
	const struct vg_kind before = {
	    .class = "power", .hold_s = {9, 9, 9, 9, 9, 9}, .page = {0, 0, 4, 3, 2, 1}};
	struct vg_conf *conf =
	    read_rules("{\"name\":\"all\",\"opens\":true,\"hold-s\":0,\"family\":"
		       "\"board\",\"priority\":1,\"queue\":\"q\"},"
		       "{\"name\":\"none\",\"opens\":false},{\"name\":\"nothing\"}");
	struct vg_kind kind = before;

	(void)state;
	assert_int_equal(vg_confrule_count(conf), 3);
	vg_confrule_apply(vg_confrule_at(conf, 0), &kind);
	assert_string_equal(kind.class, "board");
	assert_int_equal(kind.hold_s[VG_SEVERITY_MAJOR], 0);
	/* what would page never pages at the office's next opening; the rest as it was */
	assert_int_equal(kind.page[VG_SEVERITY_WARNING], 3);
	assert_int_equal(kind.page[VG_SEVERITY_CRITICAL], 1);
	assert_int_equal(vg_confrule_at(conf, 0)->priority, 1);
	assert_string_equal(vg_confrule_at(conf, 0)->queue, "q");
	kind = before;
	vg_confrule_apply(vg_confrule_at(conf, 1), &kind);
	assert_int_equal(kind.page[VG_SEVERITY_CRITICAL], 4);
	assert_int_equal(kind.hold_s[VG_SEVERITY_MAJOR], 9);
	kind = before;
	vg_confrule_apply(vg_confrule_at(conf, 2), &kind);
	assert_memory_equal(&kind, &before, sizeof(kind));
	assert_int_equal(vg_confrule_at(conf, 2)->priority, 0);
	vg_conf_free(conf);
}

static void
trees_that_judge_alike(void **state)
{
	static const struct {
		const char *one, *other;
		bool same;
	} rows[] = {
	    {"", "", true},
	    {"{\"name\":\"r\"}", "{\"name\":\"r\",\"description\":\"why\"}", true},
	    {"", "{\"name\":\"r\"}", false},
	    {"{\"name\":\"r\"},{\"name\":\"s\"}", "{\"name\":\"s\"},{\"name\":\"r\"}",
		false},
	    {"{\"name\":\"r\"}", "{\"name\":\"r\",\"hold-s\":0}", false},
	    {"{\"name\":\"r\"}", "{\"name\":\"r\",\"opens\":true}", false},
	    {"{\"name\":\"r\"}", "{\"name\":\"r\",\"queue\":\"q\"}", false},
	    {"{\"name\":\"r\"}", "{\"name\":\"r\",\"site\":[\"lyon\"]}", false},
	    {"{\"name\":\"r\",\"site\":[\"metz\"]}",
		"{\"name\":\"r\",\"site\":[\"lyon\"]}", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_conf *one = read_rules(rows[i].one);
		struct vg_conf *other = read_rules(rows[i].other);
		if (vg_confrule_same(one, other) != rows[i].same)
			fail_msg("row %zu", i);
		vg_conf_free(one);
		vg_conf_free(other);
	}
}

/* A rule behind a thousand others is found, and so is one under a kind of its own. */
static void
a_thousand_rules(void **state)
{
	struct vg_buf text;
	char rule[160];

	(void)state;
	vg_buf_init(&text, 1 << 20);
	for (int i = 0; i < 1000; i++) {
		snprintf(rule, sizeof(rule),
		    "{\"name\":\"r%d\",\"device\":[\"x-%d\",\"y-%d\"]},", i, i, i);
		vg_buf_add_text(&text, rule);
	}
	vg_buf_add_text(&text, "{\"name\":\"last\"," KIND("psu-failed") "}");
	struct vg_conf *conf = read_rules(vg_buf_text(&text));
	assert_int_equal(vg_confrule_count(conf), 1001);
	assert_string_equal(
	    judge(conf, "psu-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1"), "last");
	assert_string_equal(
	    judge(conf, "fan-failed", VG_SEVERITY_MAJOR, "ne-1", "device/ne-1"), "-");
	vg_conf_free(conf);
	vg_buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_rule_matches),
	    cmocka_unit_test(the_first_one_judges),
	    cmocka_unit_test(what_a_rule_says),
	    cmocka_unit_test(trees_that_judge_alike),
	    cmocka_unit_test(a_thousand_rules),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
