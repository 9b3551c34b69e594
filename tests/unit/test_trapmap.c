/*
 * Trap maps: which lines of which pack a trap meets, and what they make of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/trapmap/trapmap.h"

#define TRAP "1.3.6.1.4.1.9.0.1"
#define COLUMN "1.3.6.1.4.1.9.1"
#define NAME "1.3.6.1.4.1.9.2"
#define STATE "1.3.6.1.4.1.9.3"

static struct vg_packset *set;
static struct vg_varbind varbinds[8];
static struct vg_trap trap;

static struct vg_oid
oid(const char *text)
{
	struct vg_oid o;

	assert_int_equal(vg_oid_parse(text, &o), VG_OK);
	return o;
}

static struct vg_trap_rule
rule(const char *name, const char *kind, const char *part)
{
	struct vg_trap_rule r = {.action = VG_ACTION_RAISE, .notification = oid(TRAP)};

	strcpy(r.name, name);
	strcpy(r.kind, kind);
	strcpy(r.part, part);
	strcpy(r.text, name);
	return r;
}

/* Adds a pack of 'supplier' with 'n' rules (copied) to the set. */
static void
add_pack(
    const char *name, const char *supplier, const struct vg_trap_rule *rules, size_t n)
{
	struct vg_pack pack = {0};
	struct vg_detail detail;

	strcpy(pack.name, name);
	strcpy(pack.supplier, supplier);
	pack.trap_rules = vg_mem_copy(rules, n * sizeof(*rules));
	pack.n_trap_rules = n;
	if (strcmp(name, "standard") == 0) {
		pack.kinds = vg_mem_array(1, sizeof(*pack.kinds));
		pack.n_kinds = 1;
		strcpy(pack.kinds[0].name, "psu-failed");
		pack.kinds[0].severity = VG_SEVERITY_MAJOR;
		pack.kinds[0].cause = 78;
	}
	if (vg_packset_add(set, &pack, &detail) != VG_OK)
		fail_msg("%s", detail.text);
}

static struct vg_value *
add(const char *name)
{
	struct vg_varbind *v = &varbinds[trap.n_varbinds++];

	memset(v, 0, sizeof(*v));
	v->oid = oid(name);
	return &v->value;
}

static int
set_up(void **state)
{
	(void)state;
	set = vg_packset_new();
	trap = (struct vg_trap){
	    .version = 2, .oid = oid(TRAP), .varbinds = varbinds, .received = {5}};
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
	vg_packset_free(set);
	return 0;
}

/* The names of the rules that made the claims, in order. */
static void
expect(const char *supplier, const char *names)
{
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	char seen[1024] = "";
	size_t n = vg_trapmap_apply(set, supplier, "ne-7", &trap, claims);

	for (size_t i = 0; i < n; i++) {
		strcat(seen, i ? " " : "");
		strcat(seen, claims[i].rule->name);
	}
	assert_string_equal(seen, names);
}

/* The supplier's lines come first; the standard ones only when none of them knows it. */
static void
whose_lines(void **state)
{
	struct vg_trap_rule own[] = {
	    rule("own-1", "psu-failed", "psu/0"), rule("own-2", "psu-failed", "psu/1")};
	struct vg_trap_rule other[] = {rule("other", "psu-failed", "")};
	struct vg_trap_rule any[] = {rule("any", "psu-failed", "")};

	(void)state;
	add_pack("standard", "", any, 1);
	add_pack("own", "s", own, 2);
	add_pack("other", "t", other, 1);
	expect("s", "own-1 own-2");
	expect("t", "other");
	expect("u", "any");
	expect("", "any");
	expect(NULL, "any");
	trap.oid = oid("1.3.6.1.4.1.9.0.2");
	expect("s", "");
	/* A longer OID is another notification. */
	trap.oid = oid(TRAP ".1");
	expect("s", "");
}

/* Two varbinds that must both have their values: a board that is not active, and has power. */
static void
matching_two(void **state)
{
	struct vg_trap_rule rules[1] = {rule("inactive", "psu-failed", "")};
	static const struct {
		int64_t software, hardware;
		const char *wanted;
	} rows[] = {{1, 2, "inactive"}, {1, 1, ""}, {2, 2, ""}, {2, 1, ""}};
	struct vg_value *software, *hardware;

	(void)state;
	rules[0].match_object = oid(STATE);
	rules[0].values[0] = 1;
	rules[0].n_values = 1;
	rules[0].also_object = oid(STATE "9");
	rules[0].also_values[0] = 2;
	rules[0].n_also_values = 1;
	add_pack("own", "s", rules, 1);
	vg_value_set_integer(add(STATE ".5"), 1);
	expect("s", "");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		trap.n_varbinds = 0;
		software = add(STATE ".5");
		vg_value_set_integer(software, rows[i].software);
		hardware = add(STATE "9.5");
		vg_value_set_integer(hardware, rows[i].hardware);
		expect("s", rows[i].wanted);
	}
}

static void
matching(void **state)
{
	struct vg_trap_rule rules[4] = {rule("plain", "psu-failed", ""),
	    rule("value", "psu-failed", ""), rule("any-value", "psu-failed", ""),
	    rule("pointer", "psu-failed", "")};

	(void)state;
	rules[1].match_object = oid(STATE);
	rules[1].values[0] = 2;
	rules[1].values[1] = 3;
	rules[1].n_values = 2;
	rules[2].match_object = oid(STATE);
	rules[3].match_pointer = oid("1.3.6.1.4.1.9.7.0");
	add_pack("own", "s", rules, 4);
	expect("s", "plain");
	struct vg_value *state_value = add(STATE ".0");
	vg_value_set_integer(state_value, 3);
	expect("s", "plain value any-value");
	vg_value_set_integer(state_value, 4);
	expect("s", "plain any-value");
	/* A text where a number should be matches nothing. */
	vg_value_set_octets(state_value, VG_VALUE_OCTETS, "3", 1);
	expect("s", "plain");
	const struct vg_oid wrong = oid("1.3.6.1.4.1.9.7.1");
	const struct vg_oid right = oid("1.3.6.1.4.1.9.7.0");
	struct vg_value *pointer = add("1.3.6.1.4.1.9.8.0");
	vg_value_set_oid(pointer, &wrong);
	expect("s", "plain");
	vg_value_set_oid(pointer, &right);
	expect("s", "plain pointer");
	/* The first OID among the varbinds is the pointer, no later one. */
	vg_value_set_oid(pointer, &wrong);
	vg_value_set_oid(add("1.3.6.1.4.1.9.8.1"), &right);
	expect("s", "plain");
}

/* snmpTrapEnterprise.0, wherever a proxy has put it, is no pointer. */
static void
an_enterprise_is_no_pointer(void **state)
{
	struct vg_trap_rule pointer[] = {rule("pointer", "psu-failed", "")};
	const struct vg_oid right = oid("1.3.6.1.4.1.9.7.0"), own = oid("1.3.6.1.4.1.9");

	(void)state;
	pointer[0].match_pointer = right;
	add_pack("own", "s", pointer, 1);
	vg_value_set_oid(add("1.3.6.1.6.3.1.1.4.3.0"), &own);
	expect("s", "");
	vg_value_set_oid(add("1.3.6.1.4.1.9.8.0"), &right);
	expect("s", "pointer");
}

/* A slot without its number is no slot: the notification stays one that no line knows. */
static void
no_part_without_its_number(void **state)
{
	struct vg_trap_rule rules[] = {rule("slot", "psu-failed", "slot/{index}"),
	    rule("alert", "psu-failed", ""), rule("box", "psu-failed", "")};

	(void)state;
	rules[0].index_of = rules[1].index_of = oid(COLUMN);
	strcpy(rules[1].qualifier, "own:alert-{index}");
	add_pack("own", "s", rules, 3);
	expect("s", "box");
	vg_value_set_integer(add(COLUMN), 1);
	expect("s", "box");
	trap.n_varbinds = 0;
	vg_value_set_integer(add(COLUMN ".5"), 1);
	expect("s", "slot alert box");
}

static void
templates(void **state)
{
	static const struct {
		const char *part, *text, *index, *name;
		const char *resource, *says;
	} rows[] = {
	    {"slot/{index}", "slot {index}", ".5", NULL, "device/ne-7/slot/5", "slot 5"},
	    {"slot/{index}", "slot {index}", ".1.2", NULL, "device/ne-7/slot/1.2",
		"slot 1.2"},
	    {"port/{name}", "{name} is down", ".5", "L1 external", "device/ne-7/port/L1",
		"L1 is down"},
	    /* without a name, the number; without either, a dash */
	    {"port/{name}", "{name}", ".5", "", "device/ne-7/port/5", "5"},
	    {"port/{name}", "{name}", NULL, NULL, "device/ne-7/port/-", "-"},
	    /* what a name of a resource may not hold is encoded */
	    {"filesystem/{name}", "{name}", ".1", "/opt", "device/ne-7/filesystem/%2Fopt",
		"%2Fopt"},
	    {"port/{name}", "{name}", ".1", "a/../b", "device/ne-7/port/a%2F..%2Fb",
		"a%2F..%2Fb"},
	    {"port/{name}", "{name}", ".1", "\xff\xfe", "device/ne-7/port/1", "1"},
	    {"", "{nothing} {", ".1", NULL, "device/ne-7", "{nothing} {"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_trap_rule r = rule("r", "psu-failed", rows[i].part);
		struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
		char column[64];
		tear_down(NULL);
		set_up(NULL);
		strcpy(r.text, rows[i].text);
		r.index_of = oid(COLUMN);
		r.name_of = oid(NAME);
		add_pack("own", "s", &r, 1);
		if (rows[i].index) {
			snprintf(column, sizeof(column), COLUMN "%s", rows[i].index);
			vg_value_set_integer(add(column), 1);
		}
		if (rows[i].name)
			vg_value_set_octets(add(NAME ".1"), VG_VALUE_OCTETS, rows[i].name,
			    strlen(rows[i].name));
		assert_int_equal(vg_trapmap_apply(set, "s", "ne-7", &trap, claims), 1);
		if (strcmp(claims[0].event.resource, rows[i].resource) != 0 ||
		    strcmp(claims[0].event.text, rows[i].says) != 0)
			fail_msg("row %zu: %s, %s", i, claims[0].event.resource,
			    claims[0].event.text);
	}
}

static void
what_a_claim_holds(void **state)
{
	struct vg_trap_rule rules[2] = {
	    rule("default", "psu-failed", "psu/1"), rule("own", "psu-failed", "psu/1")};
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];

	(void)state;
	rules[1].severity = VG_SEVERITY_CRITICAL;
	rules[1].action = VG_ACTION_CLEAR;
	strcpy(rules[1].qualifier, "allot:x");
	add_pack("standard", "", rules, 2);
	assert_int_equal(vg_trapmap_apply(set, "", "ne-7", &trap, claims), 2);
	assert_int_equal(claims[0].event.severity, VG_SEVERITY_MAJOR);
	assert_int_equal(claims[0].event.cause, 78);
	assert_int_equal(claims[0].event.origin, VG_ORIGIN_TRAP);
	assert_int_equal(claims[0].event.since.us, 5);
	assert_string_equal(claims[0].event.device, "ne-7");
	assert_int_equal(claims[0].event.key.sequence, 0);
	assert_int_equal(claims[1].event.severity, VG_SEVERITY_CRITICAL);
	assert_int_equal(claims[1].event.action, VG_ACTION_CLEAR);
	assert_string_equal(claims[1].event.qualifier, "allot:x");
}

/* However many lines match, and however long their templates. */
static void
limits(void **state)
{
	struct vg_trap_rule rules[VG_TRAPMAP_MAX_CLAIMS + 4];
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];
	char text[4000];

	(void)state;
	for (size_t i = 0; i < VG_TRAPMAP_MAX_CLAIMS + 4; i++) {
		rules[i] = rule("r", "psu-failed", "port/{name}{name}{name}");
		rules[i].name_of = oid(NAME);
		for (size_t k = 0; k + 7 < sizeof(rules[i].text); k += 6)
			strcat(rules[i].text, "{name}");
	}
	memset(text, '/', sizeof(text));
	vg_value_set_octets(add(NAME ".1"), VG_VALUE_OCTETS, text, sizeof(text));
	add_pack("own", "s", rules, VG_TRAPMAP_MAX_CLAIMS + 4);
	assert_int_equal(
	    vg_trapmap_apply(set, "s", "ne-7", &trap, claims), VG_TRAPMAP_MAX_CLAIMS);
	assert_true(strlen(claims[0].event.resource) < VG_RESOURCE_SIZE);
	assert_true(strlen(claims[0].event.text) < VG_TEXT_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Where no number of a varbind is published its place counts; a fallback comes last of all. */
static void
places_fallbacks_and_pointers(void **state)
{
	struct vg_trap_rule rules[] = {rule("third", "psu-failed", ""),
	    rule("beyond", "psu-failed", ""), rule("rest", "psu-failed", "")};
	const struct vg_oid pointed = oid("1.3.6.1.4.1.9.5.2");
	struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS];

	(void)state;
	rules[0].match_position = 3;
	rules[0].values[0] = 101;
	rules[0].n_values = 1;
	rules[1].match_position = 4;
	rules[2].fallback = true;
	rules[2].text_of = oid(NAME);
	strcpy(rules[2].qualifier, "own:status-{pointer}");
	strcpy(rules[2].part, "slot/{index1}/{index2}");
	strcpy(rules[2].text, "{pointer} is bad");
	rules[2].index_of = oid(COLUMN);
	add_pack("own", "s", rules, 3);
	vg_value_set_oid(add("1.3.6.1.4.1.77.1"), &pointed);
	vg_value_set_octets(add(NAME ".0"), VG_VALUE_OCTETS, "very bad", 8);
	struct vg_value *third = add(COLUMN ".5.7");
	vg_value_set_integer(third, 101);
	expect("s", "third");
	vg_value_set_integer(third, 102);
	expect("s", "rest");
	assert_int_equal(vg_trapmap_apply(set, "s", "ne-7", &trap, claims), 1);
	assert_string_equal(claims[0].event.qualifier, "own:status-1.3.6.1.4.1.9.5.2");
	assert_string_equal(claims[0].event.resource, "device/ne-7/slot/5/7");
	assert_string_equal(claims[0].event.text, "1.3.6.1.4.1.9.5.2 is bad: very bad");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(whose_lines),
	    TEST(matching_two),
	    TEST(matching),
	    TEST(an_enterprise_is_no_pointer),
	    TEST(no_part_without_its_number),
	    TEST(templates),
	    TEST(places_fallbacks_and_pointers),
	    TEST(what_a_claim_holds),
	    TEST(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
