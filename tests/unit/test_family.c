/*
 * Families of faults: what is the equipment's, how many are enough.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/correl/family.h"

static void
what_is_the_equipments(void **state)
{
	static const struct {
		const char *class;
		bool is;
	} rows[] = {
	    {"power", true},
	    {"board", true},
	    {"software", true},
	    {"capacity", true},
	    {"site-power", false},
	    {"reachability", false},
	    {"link", false},
	    {"dependency", false},
	    {"monitoring", false},
	    {"storm", false},
	    {"triage", false},
	    {"agent", false},
	    {"self", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_family_is_of_equipment(rows[i].class) != rows[i].is)
			fail_msg("row %zu: %s", i, rows[i].class);
	}
}

static void
how_many_make_a_problem(void **state)
{
	static const struct {
		struct vg_family_case cases[4];
		size_t n;
		bool problem; /* of 2 clients and 3 devices */
	} rows[] = {
	    {.n = 0},
	    {{{"1", "a", "x"}, {"2", "a", "y"}, {"3", "a", "z"}}, 3, false},
	    {{{"1", "a", "x"}, {"2", "b", "y"}}, 2, false},
	    {{{"1", "a", "x"}, {"2", "b", "y"}, {"3", "b", "z"}}, 3, true},
	    /* two cases of one device are one device */
	    {{{"1", "a", "x"}, {"2", "b", "y"}, {"3", "b", "y"}}, 3, false},
	    {{{"1", "a", "x"}, {"2", "b", "y"}, {"3", "b", "y"}, {"4", "c", "z"}}, 4,
		true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_family_span span = vg_family_count(rows[i].cases, rows[i].n);
		if (vg_family_is_problem(span, 2, 3) != rows[i].problem)
			fail_msg("row %zu: %zu clients, %zu devices", i, span.clients,
			    span.devices);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_the_equipments),
	    cmocka_unit_test(how_many_make_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
