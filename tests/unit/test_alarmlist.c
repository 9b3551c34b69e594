/*
 * A device's own list of alarms (RFC 8632) by the rules of the shipped pack.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "agent/ncask/ncvalue.h"
#include "agent/rule/alarmgone.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/packload.h"

static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_names *names;

struct row {
	const char *index, *resource, *type, *qualifier, *cleared, *severity, *text;
};

static int
set_up(void **state)
{
	struct vg_detail detail;

	(void)state;
	names = vg_names_new();
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_names_free(names);
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}

/* Notes "KIND PART QUALIFIER SEVERITY TEXT;", or "KIND PART QUALIFIER good;". */
static void
note(const struct vg_condition *c, void *cookie)
{
	char *said = cookie;
	size_t used = strlen(said);

	snprintf(said + used, 1024 - used, "%s %s [%s] %s%s%s;", c->kind->name, c->part,
	    c->qualifier, c->bad ? vg_severity_text(c->severity) : "good",
	    c->bad ? " " : "", c->bad ? c->text : "");
}

static void
set_value(const struct vg_probe *probe, struct vg_samplerow *row, const char *name,
    const char *text)
{
	for (size_t i = 0; i < probe->n_columns; i++) {
		if (strcmp(probe->columns[i].name, name) == 0)
			vg_ncvalue_read(&probe->columns[i], text, &row->values[i]);
	}
}

static void
judge(struct vg_rulestate *rules, const struct row *rows, size_t n, char said[1024])
{
	const struct vg_probe *probe = vg_packset_probe(packs, "nc-alarms");
	struct vg_sampleset set;

	vg_sampleset_init(&set, probe, (struct vg_wall){1});
	for (size_t i = 0; i < n; i++) {
		struct vg_samplerow *row = vg_sampleset_row(&set, rows[i].index);
		set_value(probe, row, "ncAlResource", rows[i].resource);
		set_value(probe, row, "ncAlType", rows[i].type);
		set_value(probe, row, "ncAlQualifier", rows[i].qualifier);
		set_value(probe, row, "ncAlCleared", rows[i].cleared);
		set_value(probe, row, "ncAlSeverity", rows[i].severity);
		set_value(probe, row, "ncAlText", rows[i].text);
	}
	set.whole = true;
	said[0] = '\0';
	vg_rule_apply(rules, &set, note, said);
	vg_sampleset_fini(&set);
}

static const struct row unknown = {
    "a1", "/hw/psu 1", "acme:bad-thing", "left side", "false", "major", "it smokes"};

static void
what_no_rule_knows_is_the_suppliers(void **state)
{
	struct vg_rulestate *rules = vg_rule_new(packs, names);
	struct row row = unknown;
	char said[1024];

	(void)state;
	judge(rules, &row, 1, said);
	assert_string_equal(said,
	    "supplier-alarm alarm-list/a1 [ietf-alarms:bad-thing/left%20side] major "
	    "/hw/psu 1: bad-thing: it smokes;");
	/* Its severity moves, whatever its module is called this time. */
	row.severity = "critical";
	row.type = "ac:bad-thing";
	judge(rules, &row, 1, said);
	assert_non_null(strstr(said, "] critical "));
	row.severity = "indeterminate";
	judge(rules, &row, 1, said);
	assert_non_null(strstr(said, "] warning "));
	/* The device says that it is over; the row stays. */
	row.cleared = "true";
	judge(rules, &row, 1, said);
	assert_string_equal(said,
	    "supplier-alarm alarm-list/a1 [ietf-alarms:bad-thing/left%20side] good;");
	row.cleared = "false";
	judge(rules, &row, 1, said);
	assert_non_null(strstr(said, "] warning "));
	/* The row is gone. */
	judge(rules, NULL, 0, said);
	assert_string_equal(said,
	    "supplier-alarm alarm-list/a1 [ietf-alarms:bad-thing/left%20side] good;");
	assert_int_equal(vg_rule_count(rules), 0);
	vg_rule_free(rules);
}

static void
what_a_rule_knows_is_of_its_kind(void **state)
{
	static const struct row rows[] = {
	    {"b1", "/if/ge-0", "acme:link-alarm", "", "false", "minor", "no light"},
	    {"b2", "/hw/fan 2", "fan-failed", "", "false", "critical", "stuck"}};
	struct vg_rulestate *rules = vg_rule_new(packs, names);
	char said[1024];

	(void)state;
	judge(rules, rows, 2, said);
	assert_string_equal(said,
	    "fan-failed alarm-list/b2 [] critical /hw/fan 2: stuck;"
	    "network-link-down alarm-list/b1 [] minor /if/ge-0: no light;");
	vg_rule_free(rules);
}

/* A long type and qualifier are cut between two of their characters. */
static void
a_qualifier_fits(void **state)
{
	struct vg_rulestate *rules = vg_rule_new(packs, names);
	struct row row = unknown;
	char said[1024], text[200] = "";
	size_t used;

	(void)state;
	while ((used = strlen(text)) < 120)
		snprintf(text + used, sizeof(text) - used, "\xC3\xA9");
	row.qualifier = text;
	judge(rules, &row, 1, said);
	const char *from = strchr(said, '['), *to = strchr(said, ']');
	assert_true(from && to && to - from - 1 < VG_QUALIFIER_SIZE);
	assert_memory_equal(to - 6, "%C3%A9", 6);
	vg_rule_free(rules);
}

/* What stands from before a restart and has no row: nobody else can end it. */
static void
what_stands_without_a_row_is_gone(void **state)
{
	const struct vg_probe *probe = vg_packset_probe(packs, "nc-alarms");
	struct vg_rulestate *rules = vg_rule_new(packs, names);
	struct row row = unknown;
	char said[1024];
	static const struct {
		const char *kind, *part;
		bool gone;
	} faults[] = {{"supplier-alarm", "alarm-list/a1", false},
	    {"supplier-alarm", "alarm-list/a2", true},
	    {"fan-failed", "alarm-list/a1", true}, {"fan-failed", "fan/1", false},
	    {"supplier-alarm", "alarm/10.1.2.3.5", false}, {"supplier-alarm", "", false},
	    {"disk-failed", "alarm-list/a1", false}};

	(void)state;
	judge(rules, &row, 1, said);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct vg_alarmgone alarm = {probe, faults[i].kind, faults[i].part};
		if (vg_alarmgone_is(packs, rules, &alarm) != faults[i].gone)
			fail_msg("%s %s", faults[i].kind, faults[i].part);
	}
	vg_rule_free(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_no_rule_knows_is_the_suppliers),
	    cmocka_unit_test(what_a_rule_knows_is_of_its_kind),
	    cmocka_unit_test(a_qualifier_fits),
	    cmocka_unit_test(what_stands_without_a_row_is_gone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
