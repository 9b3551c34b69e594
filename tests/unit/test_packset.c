/*
 * Packs in memory: which family a device is, which return rule holds, what explains what, and
 * what only the whole set can tell to be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/pack/packset.h"

static struct vg_oid
oid(const char *text)
{
	struct vg_oid made;

	assert_int_equal(vg_oid_parse(text, &made), VG_OK);
	return made;
}

static void
add_family(struct vg_pack *pack, size_t i, const char *name, const char *id, bool prefix,
    const char *descr)
{
	struct vg_family *family = &pack->families[i];

	strcpy(family->name, name);
	strcpy(family->descr_contains, descr);
	family->sys_object_id = oid(id);
	family->prefix = prefix;
}

static void
add_kind(struct vg_pack *pack, size_t i, const char *name, const char *parent)
{
	struct vg_kind *kind = &pack->kinds[i];

	strcpy(kind->name, name);
	kind->lowest = VG_SEVERITY_MINOR;
	kind->highest = VG_SEVERITY_MAJOR;
	if (parent) {
		kind->parents = vg_mem_array(1, sizeof(*kind->parents));
		kind->n_parents = 1;
		strcpy(kind->parents[0], parent);
	}
}

static struct vg_pack
pack_named(const char *name, const char *supplier)
{
	struct vg_pack pack = {0};

	strcpy(pack.name, name);
	strcpy(pack.supplier, supplier);
	return pack;
}

/* Two packs: one of supplier s with kinds site > device > board, one of nobody. */
static struct vg_packset *
make_set(void)
{
	struct vg_packset *set = vg_packset_new();
	struct vg_pack own = pack_named("own", "s");
	struct vg_pack any = pack_named("any", "");
	struct vg_detail detail;

	any.families = vg_mem_array(3, sizeof(*any.families));
	any.n_families = 3;
	add_family(&any, 0, "linux", "1.3.6.1.4.1.8072.3.2.10", false, "");
	add_family(&any, 1, "exact-of-any", "1.3.9.7", false, "");
	add_family(&any, 2, "nine", "1.3.9.9", false, "");
	any.return_rules = vg_mem_array(2, sizeof(*any.return_rules));
	any.n_return_rules = 2;
	strcpy(any.return_rules[0].name, "any-board");
	strcpy(any.return_rules[0].kind, "board");
	strcpy(any.return_rules[1].name, "any-site");
	strcpy(any.return_rules[1].kind, "site");
	own.families = vg_mem_array(5, sizeof(*own.families));
	own.n_families = 5;
	add_family(&own, 0, "seven", "1.3.9.7", false, "");
	add_family(&own, 1, "rest", "1.3.9", true, "");
	add_family(&own, 2, "rest-of-5", "1.3.9.5", true, "");
	add_family(&own, 3, "manager", "1.3.6.1.4.1.8072.3.2.10", false, "");
	add_family(&own, 4, "big-manager", "1.3.6.1.4.1.8072.3.2.10", false, "Big");
	own.kinds = vg_mem_array(3, sizeof(*own.kinds));
	own.n_kinds = 3;
	add_kind(&own, 0, "site", NULL);
	add_kind(&own, 1, "device", "site");
	add_kind(&own, 2, "board", "device");
	own.return_rules = vg_mem_array(1, sizeof(*own.return_rules));
	own.n_return_rules = 1;
	strcpy(own.return_rules[0].name, "own-board");
	strcpy(own.return_rules[0].kind, "board");
	assert_int_equal(vg_packset_add(set, &any, &detail), VG_OK);
	assert_int_equal(vg_packset_add(set, &own, &detail), VG_OK);
	assert_int_equal(own.n_kinds, 0);
	return set;
}

static void
test_match(void **state)
{
	static const struct {
		const char *supplier, *id, *descr, *family;
	} rows[] = {
	    {"s", "1.3.9.7", "", "seven"},
	    {"", "1.3.9.7", "", "exact-of-any"},
	    {"s", "1.3.9.8", "", "rest"},
	    {"s", "1.3.9.9", "", "nine"},
	    {"s", "1.3.9.5.1", "", "rest-of-5"},
	    {"s", "1.3.9.70", NULL, "rest"},
	    {"s", "1.3.10", "", NULL},
	    {"s", "1.3.6.1.4.1.8072.3.2.10", "Linux", "manager"},
	    {"s", "1.3.6.1.4.1.8072.3.2.10", "Linux Big", "big-manager"},
	    {"other", "1.3.6.1.4.1.8072.3.2.10", "Linux", "linux"},
	};
	struct vg_packset *set = make_set();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_oid id = oid(rows[i].id);
		const struct vg_family *family =
		    vg_packset_match(set, rows[i].supplier, &id, rows[i].descr);
		if (!family != !rows[i].family ||
		    (family && strcmp(family->name, rows[i].family) != 0))
			fail_msg("%s: %s", rows[i].id, family ? family->name : "none");
	}
	vg_packset_free(set);
}

static void
test_returns(void **state)
{
	struct vg_packset *set = make_set();

	(void)state;
	assert_string_equal(vg_packset_return_rule(set, "s", "board")->name, "own-board");
	assert_string_equal(vg_packset_return_rule(set, "t", "board")->name, "any-board");
	assert_string_equal(vg_packset_return_rule(set, "s", "site")->name, "any-site");
	assert_null(vg_packset_return_rule(set, "s", "device"));
	vg_packset_free(set);
}

static void
test_explains(void **state)
{
	struct vg_packset *set = make_set();

	(void)state;
	assert_true(vg_packset_explains(set, "device", "board"));
	assert_true(vg_packset_explains(set, "site", "board"));
	assert_false(vg_packset_explains(set, "board", "site"));
	assert_false(vg_packset_explains(set, "board", "board"));
	assert_false(vg_packset_explains(set, "site", "unheard-of"));
	vg_packset_free(set);
}

static void
test_conflicts(void **state)
{
	struct vg_packset *set = make_set();
	struct vg_pack again = pack_named("own", "");
	struct vg_pack more = pack_named("more", "");
	struct vg_detail detail;

	(void)state;
	assert_int_equal(vg_packset_add(set, &again, &detail), VG_ECONFLICT);
	assert_non_null(strstr(detail.text, "own"));
	more.kinds = vg_mem_array(1, sizeof(*more.kinds));
	more.n_kinds = 1;
	add_kind(&more, 0, "board", NULL);
	assert_int_equal(vg_packset_add(set, &more, &detail), VG_ECONFLICT);
	assert_non_null(strstr(detail.text, "pack more: kind board: pack own"));
	vg_pack_fini(&more);
	assert_int_equal(vg_packset_count(set), 2);
	assert_null(vg_packset_at(set, 2));
	vg_packset_free(set);
}

/* A set with one pack that has one probe (objects a, b) and one rule that is right. */
static struct vg_packset *
set_with_rule(void (*spoil)(struct vg_pack *))
{
	struct vg_packset *set = vg_packset_new();
	struct vg_pack pack = pack_named("p", "");
	struct vg_detail detail;

	pack.kinds = vg_mem_array(2, sizeof(*pack.kinds));
	pack.n_kinds = 2;
	add_kind(&pack, 0, "x", NULL);
	add_kind(&pack, 1, "y", "x");
	pack.probes = vg_mem_array(1, sizeof(*pack.probes));
	pack.n_probes = 1;
	strcpy(pack.probes[0].name, "q");
	pack.probes[0].scalars = vg_mem_array(1, sizeof(struct vg_object));
	pack.probes[0].n_scalars = 1;
	strcpy(pack.probes[0].scalars[0].name, "a");
	pack.probes[0].columns = vg_mem_array(1, sizeof(struct vg_object));
	pack.probes[0].n_columns = 1;
	strcpy(pack.probes[0].columns[0].name, "b");
	pack.rules = vg_mem_array(1, sizeof(*pack.rules));
	pack.n_rules = 1;
	strcpy(pack.rules[0].name, "r");
	strcpy(pack.rules[0].probe, "q");
	strcpy(pack.rules[0].object, "b");
	strcpy(pack.rules[0].kind, "x");
	pack.rules[0].severity = VG_SEVERITY_MAJOR;
	spoil(&pack);
	assert_int_equal(vg_packset_add(set, &pack, &detail), VG_OK);
	return set;
}

static void
spoil_nothing(struct vg_pack *pack)
{
	(void)pack;
}

static void
spoil_probe(struct vg_pack *pack)
{
	strcpy(pack->rules[0].probe, "nope");
}

static void
spoil_object(struct vg_pack *pack)
{
	strcpy(pack->rules[0].object, "c");
}

static void
spoil_guard(struct vg_pack *pack)
{
	strcpy(pack->rules[0].also.object, "d");
}

static void
spoil_kind(struct vg_pack *pack)
{
	strcpy(pack->rules[0].kind, "z");
}

static void
spoil_severity(struct vg_pack *pack)
{
	pack->rules[0].severity = VG_SEVERITY_CRITICAL;
}

static void
spoil_parent(struct vg_pack *pack)
{
	strcpy(pack->kinds[1].parents[0], "w");
}

static void
spoil_circle(struct vg_pack *pack)
{
	pack->kinds[0].parents = vg_mem_array(1, sizeof(*pack->kinds[0].parents));
	pack->kinds[0].n_parents = 1;
	strcpy(pack->kinds[0].parents[0], "y");
}

static void
spoil_secret(struct vg_pack *pack)
{
	pack->withheld = vg_mem_array(1, sizeof(*pack->withheld));
	pack->n_withheld = 1;
	assert_int_equal(vg_oid_parse("1.3.6.9", &pack->withheld[0].object), VG_OK);
	struct vg_object *object =
	    pack->probes[0].n_scalars ? pack->probes[0].scalars : pack->probes[0].columns;
	assert_int_equal(vg_oid_parse("1.3.6.9.1.0", &object->oid), VG_OK);
}

static void
test_check(void **state)
{
	static const struct {
		void (*spoil)(struct vg_pack *);
		const char *says; /* NULL: good */
	} rows[] = {
	    {spoil_nothing, NULL},
	    {spoil_probe, "pack p: rule r: no pack has the probe nope"},
	    {spoil_object, "pack p: rule r: probe q has no object c"},
	    {spoil_guard, "pack p: rule r: probe q has no object d"},
	    {spoil_kind, "pack p: r: no pack has the kind z"},
	    {spoil_severity, "pack p: r: x cannot be critical, only minor to major"},
	    {spoil_parent, "pack p: kind y: no pack has the kind w that explains it"},
	    {spoil_circle, "pack p: kind x: explains itself"},
	    {spoil_secret, "pack p: probe q: a is withheld by a pack"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		struct vg_packset *set = set_with_rule(rows[i].spoil);
		int code = vg_packset_check(set, &detail);
		assert_int_equal(code, rows[i].says ? VG_EINVAL : VG_OK);
		if (rows[i].says && !strstr(detail.text, rows[i].says))
			fail_msg("%s, not: %s", detail.text, rows[i].says);
		vg_packset_free(set);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_match),
	    cmocka_unit_test(test_returns),
	    cmocka_unit_test(test_explains),
	    cmocka_unit_test(test_conflicts),
	    cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
