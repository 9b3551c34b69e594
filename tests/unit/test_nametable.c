/*
 * Names by their hash: each found, none invented, the first of two stays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/nametable.h"

enum { MANY = 5000 };

static void
an_empty_one_has_nothing(void **state)
{
	struct vg_nametable t = {.n = 0};

	(void)state;
	assert_null(vg_nametable_find_text(&t, "a"));
	assert_null(vg_nametable_find(&t, NULL, 0));
	vg_nametable_fini(&t);
}

static void
each_of_many_is_found(void **state)
{
	static char names[MANY][24];
	struct vg_nametable t = {.n = 0};

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "device-%d", i);
		vg_nametable_put_text(&t, names[i], names[i]);
	}
	assert_int_equal(t.n, MANY);
	assert_true(t.room >= 2 * t.n);
	for (int i = 0; i < MANY; i++) {
		char copy[24];
		memcpy(copy, names[i], sizeof(copy));
		assert_ptr_equal(vg_nametable_find_text(&t, copy), names[i]);
	}
	assert_null(vg_nametable_find_text(&t, "device-5000"));
	assert_null(vg_nametable_find_text(&t, "device-"));
	assert_null(vg_nametable_find_text(&t, ""));
	vg_nametable_fini(&t);
	assert_null(vg_nametable_find_text(&t, "device-1"));
}

static void
the_first_of_two_stays(void **state)
{
	static const int one = 1, two = 2;
	struct vg_nametable t = {.n = 0};

	(void)state;
	vg_nametable_put_text(&t, "10.0.0.1", &one);
	vg_nametable_put_text(&t, "10.0.0.1", &two);
	assert_ptr_equal(vg_nametable_find_text(&t, "10.0.0.1"), &one);
	assert_int_equal(t.n, 1);
	vg_nametable_fini(&t);
}

/* Engines are octets: a zero does not end them, and a longer one is another. */
static void
octets_may_be_zero(void **state)
{
	static const unsigned char engine[] = {0x80, 0, 0, 1}, other[] = {0x80, 0, 0, 2};
	struct vg_nametable t = {.n = 0};

	(void)state;
	vg_nametable_put(&t, engine, 4, engine);
	vg_nametable_put(&t, other, 4, other);
	assert_ptr_equal(vg_nametable_find(&t, engine, 4), engine);
	assert_ptr_equal(vg_nametable_find(&t, other, 4), other);
	assert_null(vg_nametable_find(&t, engine, 3));
	vg_nametable_fini(&t);
}

/* FNV-1a of 32 bits: "costarring" and "liquid" have one hash. */
static void
one_hash_is_not_one_name(void **state)
{
	static const int one = 1, two = 2;
	struct vg_nametable t = {.n = 0};

	(void)state;
	vg_nametable_put_text(&t, "costarring", &one);
	assert_null(vg_nametable_find_text(&t, "liquid"));
	vg_nametable_put_text(&t, "liquid", &two);
	assert_ptr_equal(vg_nametable_find_text(&t, "costarring"), &one);
	assert_ptr_equal(vg_nametable_find_text(&t, "liquid"), &two);
	vg_nametable_fini(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_one_has_nothing),
	    cmocka_unit_test(each_of_many_is_found),
	    cmocka_unit_test(the_first_of_two_stays),
	    cmocka_unit_test(octets_may_be_zero),
	    cmocka_unit_test(one_hash_is_not_one_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
