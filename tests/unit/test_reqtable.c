/*
 * Request numbers: what is in is found, what was taken out is not, also by a number whose slot
 * has a new tenant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/snmp/reqtable.h"

enum { FULL = 65536 };

static void
what_is_in_is_found_by_its_number_alone(void **state)
{
	struct vg_reqtable *table = vg_reqtable_new();
	int item;

	(void)state;
	assert_null(vg_reqtable_find(table, 0x40000000));
	int32_t id = vg_reqtable_add(table, &item);
	assert_true(id >= 0x40000000);
	assert_ptr_equal(vg_reqtable_find(table, id), &item);
	for (unsigned bit = 0; bit < 32; bit++)
		assert_null(vg_reqtable_find(
		    table, (int32_t)((uint32_t)id ^ (uint32_t)1 << bit)));
	assert_null(vg_reqtable_find(table, 0));
	assert_null(vg_reqtable_find(table, -1));
	assert_int_equal(vg_reqtable_count(table), 1);
	vg_reqtable_free(table);
}

static void
an_old_number_does_not_find_the_new_tenant(void **state)
{
	struct vg_reqtable *table = vg_reqtable_new();
	int first, second;
	unsigned same = 0;

	(void)state;
	/* 14 bits of chance: a hundred tenants of one slot may share a number once, not often */
	for (int i = 0; i < 100; i++) {
		int32_t old = vg_reqtable_add(table, &first);
		vg_reqtable_remove(table, old);
		assert_null(vg_reqtable_find(table, old));
		vg_reqtable_remove(table, old);
		assert_int_equal(vg_reqtable_count(table), 0);
		int32_t new = vg_reqtable_add(table, &second);
		assert_int_equal(new & 0xFFFF, old & 0xFFFF);
		same += new == old;
		vg_reqtable_remove(table, new);
	}
	assert_true(same < 10);
	vg_reqtable_free(table);
}

static void
a_full_table_gives_no_number_until_one_leaves(void **state)
{
	struct vg_reqtable *table = vg_reqtable_new();
	int32_t *ids = vg_mem_array(FULL, sizeof(*ids));
	int other;

	(void)state;
	for (size_t i = 0; i < FULL; i++) {
		ids[i] = vg_reqtable_add(table, &ids[i]);
		assert_true(ids[i] >= 0x40000000);
	}
	assert_int_equal(vg_reqtable_add(table, &other), 0);
	assert_int_equal(vg_reqtable_count(table), FULL);
	for (size_t i = 0; i < FULL; i++)
		assert_ptr_equal(vg_reqtable_find(table, ids[i]), &ids[i]);
	vg_reqtable_remove(table, ids[4711]);
	assert_null(vg_reqtable_find(table, ids[4711]));
	int32_t id = vg_reqtable_add(table, &other);
	assert_int_equal(id & 0xFFFF, ids[4711] & 0xFFFF);
	assert_ptr_equal(vg_reqtable_find(table, id), &other);
	free(ids);
	vg_reqtable_free(table);
	vg_reqtable_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_in_is_found_by_its_number_alone),
	    cmocka_unit_test(an_old_number_does_not_find_the_new_tenant),
	    cmocka_unit_test(a_full_table_gives_no_number_until_one_leaves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
