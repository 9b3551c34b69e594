/*
 * What one run of a probe brought home: its rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "agent/rule/sampleset.h"

static struct vg_object scalars[] = {{.name = "power"}, {.name = "serial"}};
static struct vg_object columns[] = {
    {.name = "oper"}, {.name = "admin"}, {.name = "ifName"}};
static const struct vg_probe probe = {.name = "status",
    .scalars = scalars,
    .n_scalars = 2,
    .columns = columns,
    .n_columns = 3};

static void
rows_are_found_and_sorted(void **state)
{
	static const char *const indexes[] = {"10", "2", "0.2001", "2.1", "0.5"};
	static const char *const sorted[] = {"0.5", "0.2001", "2", "2.1", "10"};
	struct vg_sampleset set;

	(void)state;
	vg_sampleset_init(&set, &probe, (struct vg_wall){7});
	for (size_t i = 0; i < 5; i++)
		assert_non_null(vg_sampleset_row(&set, indexes[i]));
	assert_ptr_equal(vg_sampleset_row(&set, "10"), &set.rows[0]);
	assert_int_equal(set.n_rows, 5);
	vg_sampleset_sort(&set);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(set.rows[i].index, sorted[i]);
	vg_value_set_integer(&set.rows[0].values[1], 4);
	vg_value_set_integer(&set.scalars.values[0], 3);
	assert_int_equal(vg_sampleset_value(&set, &set.rows[0], "admin")->integer, 4);
	/* A row sees the scalars too, the scalars no row. */
	assert_int_equal(vg_sampleset_value(&set, &set.rows[0], "power")->integer, 3);
	assert_null(vg_sampleset_value(&set, &set.scalars, "admin"));
	assert_null(vg_sampleset_value(&set, &set.rows[0], "none"));
	vg_sampleset_fini(&set);
}

static void
rows_are_capped(void **state)
{
	struct vg_sampleset set;
	char index[16];

	(void)state;
	vg_sampleset_init(&set, &probe, (struct vg_wall){7});
	for (int i = 0; i < VG_SAMPLESET_MAX_ROWS; i++) {
		snprintf(index, sizeof(index), "%d", i);
		assert_non_null(vg_sampleset_row(&set, index));
	}
	assert_null(vg_sampleset_row(&set, "one more"));
	assert_non_null(vg_sampleset_row(&set, "4095"));
	vg_sampleset_fini(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_are_found_and_sorted),
	    cmocka_unit_test(rows_are_capped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
