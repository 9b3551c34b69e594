/*
 * Packs from files: the shipped ones, what they must say, and what a wrong one is told.
 */
#include "tests/unit/packbench.h"

#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
test_shipped(void **state)
{
	const struct vg_kind *psu = vg_packset_kind(packs, "psu-failed");
	const struct vg_probe *status = vg_packset_probe(packs, "allot-status");

	(void)state;
	assert_int_equal(vg_packset_count(packs), 4);
	assert_non_null(psu);
	assert_string_equal(psu->class, "power");
	assert_int_equal(psu->cause, 78);
	assert_int_equal(psu->severity, VG_SEVERITY_MAJOR);
	assert_int_equal(psu->lowest, VG_SEVERITY_MAJOR);
	assert_int_equal(psu->highest, VG_SEVERITY_CRITICAL);
	assert_int_equal(psu->hold_s[VG_SEVERITY_MAJOR], 90);
	assert_int_equal(psu->page[VG_SEVERITY_CRITICAL], 1);
	assert_int_equal(psu->clear_hold_s, 120);
	assert_int_equal(psu->flap_count, 4);
	assert_int_equal(psu->reopen_within_s, 7 * 86400);
	assert_true(psu->hardware && psu->will_clear && !psu->key_has_part);
	assert_int_equal(psu->n_parents, 1);
	assert_string_equal(psu->parents[0], "power-feed-lost");
	assert_true(vg_packset_kind(packs, "network-link-down")->key_has_part);
	assert_false(vg_packset_kind(packs, "memory-failed")->will_clear);
	const struct vg_kind *process = vg_packset_kind(packs, "process-failed");
	assert_int_equal(process->n_worse, 1);
	assert_int_equal(process->worse[0].severity, VG_SEVERITY_CRITICAL);
	assert_int_equal(process->worse[0].raises, 3);
	assert_int_equal(process->worse[0].within_s, 3600);
	assert_int_equal(
	    vg_packset_kind(packs, "temperature-high")->worse[0].after_s, 1800);
	assert_non_null(status);
	assert_int_equal(status->interval_s, 60);
	assert_int_equal(status->n_columns, 0);
	assert_true(status->n_scalars > 5);
}

static bool
is_abstract(const struct lysc_ident *identity)
{
	LY_ARRAY_COUNT_TYPE i;

	LY_ARRAY_FOR(identity->exts, i)
	{
		if (strcmp(identity->exts[i].def->name, "abstract") == 0)
			return true;
	}
	return false;
}

/* Every kind of the catalogue has its numbers in a shipped pack. */
static void
test_catalogue(void **state)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(vg_context_ly(context), "vigie-alarm-types");
	LY_ARRAY_COUNT_TYPE i;
	size_t n = 0;

	(void)state;
	LY_ARRAY_FOR(module->identities, i)
	{
		const char *name = module->identities[i].name;
		if (is_abstract(&module->identities[i]))
			continue;
		if (!vg_packset_kind(packs, name))
			fail_msg("no pack has the kind %s", name);
		n++;
	}
	assert_int_equal(n, 57);
}

static const struct vg_rule *
rule_named(const char *name)
{
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t r = 0; r < pack->n_rules; r++) {
			if (strcmp(pack->rules[r].name, name) == 0)
				return &pack->rules[r];
		}
	}
	fail_msg("no rule %s", name);
	return NULL;
}

/* alPower 2 is psu/0, 3 is psu/1, and only 1 clears either. */
static void
test_power_rules(void **state)
{
	(void)state;
	for (int n = 0; n < 2; n++) {
		char name[16], part[16];
		snprintf(name, sizeof(name), "psu-%d", n);
		snprintf(part, sizeof(part), "psu/%d", n);
		const struct vg_rule *rule = rule_named(name);
		assert_string_equal(rule->part, part);
		assert_string_equal(rule->pack, "allot");
		assert_int_equal(rule->test, VG_TEST_EQUALS);
		assert_int_equal(rule->n_values, 1);
		assert_int_equal(rule->values[0], 2 + n);
		assert_int_equal(rule->n_good, 1);
		assert_int_equal(rule->good[0], 1);
		assert_int_equal(rule->bad_n, 2);
		assert_int_equal(rule->bad_of, 2);
	}
	const struct vg_rule *link = rule_named("allot-management-down");
	assert_string_equal(link->guard.object, "ifAdminStatus");
	assert_string_equal(link->also.object, "alIfXType");
	assert_int_equal(link->also.values[0], 3);
	assert_string_equal(link->name_object, "ifName");
	assert_int_equal(rule_named("restart")->test, VG_TEST_FELL);
	assert_true(rule_named("allot-link-down")->also.negate);
}

static void
test_families(void **state)
{
	static const struct {
		const char *id, *family;
	} rows[] = {
	    {"1.3.6.1.4.1.2603.5.1.15", "ac-500"},
	    {"1.3.6.1.4.1.2603.5.1.14", "sg-sigma-e14"},
	    {"1.3.6.1.4.1.2603.5.1.29", "ssg-500"},
	    {"1.3.6.1.4.1.2603.5.1.22", "allot-unknown"},
	    {"1.3.6.1.4.1.8072.3.2.10", "netxplorer"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_oid id;
		assert_int_equal(vg_oid_parse(rows[i].id, &id), VG_OK);
		assert_string_equal(
		    vg_packset_match(packs, "allot", &id, "")->name, rows[i].family);
	}
	assert_int_equal(vg_packset_family(packs, "ssg-500")->n_psu, 2);
}

/* The activation key is a secret and a thing one can set: nothing asks for it. */
static void
test_no_secret_is_polled(void **state)
{
	struct vg_oid key;

	(void)state;
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.2603.4.1", &key), VG_OK);
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t p = 0; p < pack->n_probes; p++) {
			const struct vg_probe *probe = &pack->probes[p];
			for (size_t s = 0; s < probe->n_scalars; s++)
				assert_false(vg_oid_under(&probe->scalars[s].oid, &key));
		}
	}
}

static void
test_explained(void **state)
{
	(void)state;
	assert_true(vg_packset_explains(packs, "site-unreachable", "network-link-down"));
	assert_true(vg_packset_explains(packs, "process-failed", "bypass-active"));
	assert_true(vg_packset_explains(packs, "power-feed-lost", "psu-failed"));
	assert_false(vg_packset_explains(packs, "psu-failed", "fan-failed"));
}

/* From either end the same: each kind that another one explains, once. */
static void
test_what_a_kind_explains(void **state)
{
	const char *few[1], *found[64];
	size_t n_found = 0, n_asked = 0;

	(void)state;
	const size_t n = vg_packset_explained(packs, "device-unreachable", found, 64);
	assert_in_range(n, 3, 63);
	for (size_t i = 0; i < n; i++) {
		n_found += vg_packset_explains(packs, "device-unreachable", found[i]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(found[i], found[k]);
	}
	assert_int_equal(n_found, n);
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		for (size_t k = 0; k < pack->n_kinds; k++)
			n_asked += vg_packset_explains(
			    packs, "device-unreachable", pack->kinds[k].name);
	}
	assert_int_equal(n_asked, n);
	assert_int_equal(vg_packset_explained(packs, "bypass-active", found, 64), 0);
	assert_int_equal(vg_packset_explained(packs, "device-unreachable", few, 1), 1);
}

static void
test_returns(void **state)
{
	const struct vg_return_rule *psu =
	    vg_packset_return_rule(packs, "allot", "psu-failed");

	(void)state;
	assert_int_equal(psu->advice, VG_RETURN_YES);
	assert_string_equal(psu->pack, "allot");
	assert_string_equal(psu->against[0], "power-feed-lost");
	assert_int_equal(vg_packset_return_rule(packs, "allot", "process-failed")->advice,
	    VG_RETURN_NEVER);
	assert_int_equal(vg_packset_return_rule(packs, "allot", "bypass-active")->advice,
	    VG_RETURN_CONDITIONAL);
	assert_true(vg_packset_return_rule(packs, "allot", "disk-failed")->holds_data);
}

#define PACK(body) "{\"vigie-pack:pack\":{\"name\":\"t\",\"version\":\"1\"," body "}}"
#define KIND(name, class, cause, level)                                                  \
	PACK("\"kind\":[{\"name\":\"vigie-alarm-types:" name "\",\"label\":\"x\","       \
	     "\"class\":\"" class "\",\"severity\":\"major\",\"cause\":" cause           \
				  ",\"level\":[{\"severity\":\"major\",\"hold-s\":0,"    \
				  "\"page\":\"W2\"}" level                               \
				  "],\"clear-hold-s\":0,\"reopen-within-s\":0,\"settle-" \
				  "s\":0}]")
#define RULE(body)                                                                       \
	PACK("\"rule\":[{\"name\":\"r\",\"probe\":\"q\",\"object\":\"o\",\"kind\":"      \
	     "\"vigie-alarm-types:psu-failed\",\"text\":\"x\"," body "}]")
#define TRAP(body)                                                                       \
	PACK("\"trap\":[{\"name\":\"n\",\"notification\":\"1.3.6.1\",\"action\":"        \
	     "\"info\",\"text\":\"x\"," body "}]")
#define CRITICAL ",{\"severity\":\"critical\",\"hold-s\":0,\"page\":\"W1\"}"
#define MINOR ",{\"severity\":\"minor\",\"hold-s\":0,\"page\":\"W3\"}"

struct row {
	const char *what;
	const char *text;
	int code;
	const char *says;
};

static const struct row rows[] = {
    {"good kind", KIND("psu-failed", "power", "78", CRITICAL), VG_OK, ""},
    {"narrower", KIND("psu-failed", "power", "78", ""), VG_OK, ""},
    {"class", KIND("psu-failed", "cooling", "78", CRITICAL), VG_EINVAL,
	"kind[name='vigie-alarm-types:psu-failed']: the catalogue has another class"},
    {"cause", KIND("psu-failed", "power", "58", CRITICAL), VG_EINVAL,
	"another probable cause (value \"58\")"},
    {"level", KIND("psu-failed", "power", "78", MINOR), VG_EINVAL,
	"a level that the catalogue does not have (value \"minor\")"},
    {"base", KIND("equipment-alarm", "power", "78", ""), VG_EINVAL, "is a base"},
    {"unknown kind", KIND("psu-failure", "power", "78", ""), VG_EINVAL, "psu-failure"},
    {"good rule", RULE("\"value\":[\"1\"]"), VG_OK, ""},
    {"rule without value", RULE("\"test\":\"equals\""), VG_EINVAL, "at least one value"},
    {"one border", RULE("\"test\":\"above\",\"value\":[\"1\"]"), VG_EINVAL, "two values"},
    {"borders crossed", RULE("\"test\":\"above\",\"value\":[\"1\",\"3\"]"), VG_EINVAL,
	"lies below the bad one"},
    {"part", RULE("\"value\":[\"1\"],\"part\":\"slot/{slot}\""), VG_EINVAL,
	"psu/0, slot/{index} or port/{name}"},
    {"name-object", RULE("\"value\":[\"1\"],\"part\":\"port/{name}\""), VG_EINVAL,
	"needs its name-object"},
    {"n of m", RULE("\"value\":[\"1\"],\"bad-of\":1,\"bad-n\":2"), VG_EINVAL, "bad-n"},
    {"bad and good", RULE("\"value\":[\"1\"],\"good\":[\"2\",\"1\"]"), VG_EINVAL,
	"bad or good, not both"},
    {"part without index-of", TRAP("\"part\":\"server/dns/{index2}\""), VG_EINVAL,
	"needs index-of"},
    {"qualifier without index-of",
	TRAP("\"kind\":\"vigie-alarm-types:device-threshold\",\"qualifier\":"
	     "\"t:a-{index}\""),
	VG_EINVAL, "needs index-of"},
    {"scalar",
	PACK("\"probe\":[{\"name\":\"q\",\"interval-s\":60,\"scalar\":[{\"name\":\"a\","
	     "\"oid\":\"1.3.6\"}]}]"),
	VG_EINVAL, "ends in .0"},
    {"empty probe", PACK("\"probe\":[{\"name\":\"q\",\"interval-s\":60}]"), VG_EINVAL,
	"at least one scalar"},
    {"symbolic",
	PACK("\"probe\":[{\"name\":\"q\",\"interval-s\":60,\"scalar\":[{\"name\":"
	     "\"a\",\"oid\":\"alPower.0\"}]}]"),
	VG_EINVAL, "alPower.0"},
    {"huge arc",
	PACK("\"probe\":[{\"name\":\"q\",\"interval-s\":60,\"scalar\":[{\"name\":"
	     "\"a\",\"oid\":\"1.3.4294967296.0\"}]}]"),
	VG_EINVAL, "no object identifier"},
    {"return",
	PACK("\"return\":[{\"name\":\"r\",\"kind\":\"vigie-alarm-types:psu-failed\","
	     "\"advice\":\"yes\"}]"),
	VG_EINVAL, "P13:"},
};

static void
test_wrong(void **state)
{
	char path[] = "/tmp/vigie-pack-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		struct vg_pack pack = {0};
		size_t size = strlen(rows[i].text);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, rows[i].text, size, 0), (ssize_t)size);
		int code = vg_packload_file(context, path, &pack, &detail);
		if (code != rows[i].code || !strstr(detail.text, rows[i].says))
			fail_msg(
			    "%s: %s: %s", rows[i].what, vg_error_name(code), detail.text);
		assert_true(code == VG_OK || strstr(detail.text, path));
		vg_pack_fini(&pack);
	}
	close(fd);
	unlink(path);
}

static void
test_folder(void **state)
{
	static const char *const standard[] = {"standard"};
	static const char *const unknown[] = {"standard", "nobody"};
	struct vg_packset *some = NULL;
	struct vg_detail detail;

	(void)state;
	assert_int_equal(
	    vg_packload_folder(context, NULL, standard, 1, &some, &detail), VG_OK);
	assert_int_equal(vg_packset_count(some), 1);
	vg_packset_free(some);
	assert_int_equal(
	    vg_packload_folder(context, NULL, unknown, 2, &some, &detail), VG_ENOENT);
	assert_non_null(strstr(detail.text, "there is no pack nobody"));
	assert_int_equal(
	    vg_packload_folder(context, "/nonexistent", NULL, 0, &some, &detail),
	    VG_ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_catalogue),
	    cmocka_unit_test(test_power_rules),
	    cmocka_unit_test(test_families),
	    cmocka_unit_test(test_no_secret_is_polled),
	    cmocka_unit_test(test_explained),
	    cmocka_unit_test(test_what_a_kind_explains),
	    cmocka_unit_test(test_returns),
	    cmocka_unit_test(test_wrong),
	    cmocka_unit_test(test_folder),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
