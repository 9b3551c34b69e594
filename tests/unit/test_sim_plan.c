/*
 * Plans of the simulator: what a plan answers is what the tree says, binding by binding, and a
 * plan is found by all octets of its list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simpdu.h"
#include "tests/sim/simplan.h"

enum { ROOM = 16384, LIST = 40 };

static struct vg_simdevice device;

/* A list of bindings, written from its end. */
struct list {
	unsigned char room[ROOM];
	struct vg_simber_out out;
};

static void
begin(struct list *list)
{
	vg_simber_begin(&list->out, list->room, sizeof(list->room));
}

static void
ask_for(struct list *list, const struct vg_oid *oid)
{
	const struct vg_simvalue nothing = {.tag = VG_SIMBER_NULL};

	vg_simpdu_put_binding(&list->out, oid, &nothing);
}

static const struct vg_simplan *
find(const struct list *list)
{
	return vg_simplan_find(device.family->plans, device.family->tree,
	    vg_simber_data(&list->out), vg_simber_written(&list->out));
}

static void
be(const char *family)
{
	char text[128];
	struct vg_detail detail = {0};

	snprintf(text, sizeof(text),
	    "ne,family=%s,address=127.0.0.1,version=v2c,community=c", family);
	assert_int_equal(vg_simdevice_parse(text, &device, &detail), VG_OK);
}

static void
check_answer(struct list *asked, struct list *wanted, int64_t at_us)
{
	struct list answer;
	const struct vg_simplan *plan = find(asked);

	assert_non_null(plan);
	assert_ptr_equal(find(asked), plan);
	begin(&answer);
	assert_true(vg_simplan_put(plan, &device, at_us, ROOM, &answer.out));
	vg_simber_wrap(&wanted->out, VG_SIMBER_SEQUENCE, 0);
	assert_int_equal(vg_simber_written(&answer.out), vg_simber_written(&wanted->out));
	assert_memory_equal(vg_simber_data(&answer.out), vg_simber_data(&wanted->out),
	    vg_simber_written(&answer.out));
}

/* Every instance of every family, LIST at a time, at two times. */
static void
test_all_instances(void **state)
{
	(void)state;
	for (size_t f = 0; vg_simfamily_at(f) != NULL; f++) {
		const struct vg_simleaf *leaf;
		struct vg_oid none = {.arc = {0, 0}, .n_arcs = 2};
		size_t seen = 0;
		be(vg_simfamily_at(f)->name);
		leaf = vg_simtree_after(device.family->tree, &none);
		while (leaf != NULL) {
			struct list asked, wanted;
			int64_t at_us = (int64_t)(seen % 2) * 4711000000;
			begin(&asked);
			begin(&wanted);
			for (int i = 0; i < LIST && leaf != NULL; i++, seen++) {
				struct vg_simvalue value;
				vg_simtree_value(&device, leaf, at_us, &value);
				ask_for(&asked, &leaf->oid);
				vg_simpdu_put_binding(&wanted.out, &leaf->oid, &value);
				leaf = vg_simtree_after(device.family->tree, &leaf->oid);
			}
			check_answer(&asked, &wanted, at_us);
		}
		assert_int_equal(seen, vg_simtree_size(device.family->tree));
	}
}

static const struct {
	const char *oid;
	uint8_t tag;
} missing[] = {{"1.3.6.1.2.1.1.5.1", VG_SIMBER_NO_INSTANCE},
    {"1.3.6.1.2.1.2.2.1.8.9999", VG_SIMBER_NO_INSTANCE},
    {"1.3.6.1.2.1.2.2.1.99.1", VG_SIMBER_NO_OBJECT}, {"2.1", VG_SIMBER_NO_OBJECT}};

static void
test_what_is_missing(void **state)
{
	(void)state;
	be("bench");
	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		struct vg_simvalue value = {.tag = missing[i].tag};
		struct list asked, wanted;
		struct vg_oid oid;
		assert_int_equal(vg_oid_parse(missing[i].oid, &oid), VG_OK);
		begin(&asked);
		begin(&wanted);
		ask_for(&asked, &oid);
		vg_simpdu_put_binding(&wanted.out, &oid, &value);
		check_answer(&asked, &wanted, 0);
	}
}

/* Past the limit nothing is written, and what was written before stands. */
static void
test_the_limit(void **state)
{
	struct list asked, answer;
	const struct vg_simplan *plan;
	struct vg_oid oid;
	size_t size;

	(void)state;
	be("bench");
	begin(&asked);
	vg_oid_parse("1.3.6.1.2.1.1.5.0", &oid);
	for (int i = 0; i < 3; i++)
		ask_for(&asked, &oid);
	plan = find(&asked);
	assert_non_null(plan);
	begin(&answer);
	assert_true(vg_simplan_put(plan, &device, 0, ROOM, &answer.out));
	size = vg_simber_written(&answer.out) - 2;
	assert_true(vg_simplan_put(plan, &device, 0, size, &answer.out));
	assert_int_equal(vg_simber_written(&answer.out), 2 * (size + 2));
	assert_false(vg_simplan_put(plan, &device, 0, size - 1, &answer.out));
	assert_int_equal(vg_simber_written(&answer.out), 2 * (size + 2));
	assert_false(answer.out.failed);
}

/* Too many, none, or octets that are no bindings: no plan. */
static void
test_no_plan(void **state)
{
	static const unsigned char broken[] = {0x30, 5, 6, 1, 0x2b, 5, 1};
	struct list asked;
	struct vg_oid oid;

	(void)state;
	be("bench");
	vg_oid_parse("1.3.6.1.2.1.1.5.0", &oid);
	begin(&asked);
	assert_null(find(&asked));
	for (int i = 0; i < VG_SIMPLAN_BINDINGS; i++)
		ask_for(&asked, &oid);
	assert_non_null(find(&asked));
	ask_for(&asked, &oid);
	assert_null(find(&asked));
	assert_null(vg_simplan_find(
	    device.family->plans, device.family->tree, broken, sizeof(broken)));
}

/* Lists of the same size that differ in their last or first octets only. */
static void
test_two_lists(void **state)
{
	const struct vg_simplan *plan;
	struct list one, other;
	struct vg_oid oid;

	(void)state;
	be("bench");
	for (int i = 0; i < 5; i++) {
		begin(&one);
		begin(&other);
		for (int k = 0; k < 5; k++) {
			vg_oid_parse("1.3.6.1.2.1.1.5.0", &oid);
			ask_for(&one, &oid);
			if (k == i)
				vg_oid_parse("1.3.6.1.2.1.1.6.0", &oid);
			ask_for(&other, &oid);
		}
		plan = find(&one);
		assert_non_null(plan);
		assert_ptr_not_equal(find(&other), plan);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_all_instances),
	    cmocka_unit_test(test_what_is_missing),
	    cmocka_unit_test(test_the_limit),
	    cmocka_unit_test(test_no_plan),
	    cmocka_unit_test(test_two_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
