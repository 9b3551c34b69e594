/*
 * A changed serial: one row a rung (policy P14).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/rma/swap.h"

static void
rungs(void **state)
{
	static const struct {
		struct vg_swap_facts facts;
		unsigned rung, effects;
		const char *says;
	} rows[] = {
	    {{.recorded = "A1", .polled = " "}, 1, 0, "no serial was read"},
	    {{.recorded = "A1", .polled = NULL}, 1, 0, "no serial was read"},
	    {{.recorded = "", .polled = "A1"}, 2, VG_SWAP_INVENTORY, "seen first"},
	    {{.recorded = "a1 ", .polled = "A1"}, 3, 0, "unchanged"},
	    {{.recorded = "A1",
		 .polled = "L7",
		 .has_return = true,
		 .state = VG_RETURN_NU,
		 .announced = "B2",
		 .lent = "l7"},
		4, VG_SWAP_INVENTORY, "lent unit L7"},
	    {{.recorded = "A1",
		 .polled = "C3",
		 .has_return = true,
		 .state = VG_RETURN_SH,
		 .announced = "B2",
		 .known_place = "device/ne-9"},
		5, VG_SWAP_MISMATCH, "C3 serves, but B2 was announced"},
	    {{.recorded = "A1",
		 .polled = "b2",
		 .has_return = true,
		 .state = VG_RETURN_SH,
		 .announced = "B2"},
		6, VG_SWAP_PROPOSE_REPLACED, "vigie return replace"},
	    {{.recorded = "A1",
		 .polled = "B2",
		 .has_return = true,
		 .state = VG_RETURN_DE},
		6, VG_SWAP_PROPOSE_REPLACED,
		"A1 is replaced by B2; vigie return replace"},
	    {{.recorded = "A1",
		 .polled = "B2",
		 .has_return = true,
		 .state = VG_RETURN_NU},
		6, VG_SWAP_PROPOSE_REPLACED, "say where it came from"},
	    {{.recorded = "A1",
		 .polled = "B2",
		 .has_return = true,
		 .state = VG_RETURN_CF},
		6, VG_SWAP_PROPOSE_REPLACED, "rma-number"},
	    {{.recorded = "A1",
		 .polled = "B2",
		 .has_return = true,
		 .state = VG_RETURN_SG},
		6, VG_SWAP_PROPOSE_REPLACED, "vigie return confirm"},
	    /* A return that only waits for the faulty unit is no reason for another swap. */
	    {{.recorded = "A1",
		 .polled = "B2",
		 .has_return = true,
		 .state = VG_RETURN_RP},
		8, VG_SWAP_INVENTORY | VG_SWAP_MISMATCH, "B2 serves in the place of A1"},
	    {{.recorded = "A1", .polled = "B2", .known_place = "device/ne-9"}, 7,
		VG_SWAP_INVENTORY | VG_SWAP_MOVE, "B2 moved here from device/ne-9"},
	    {{.recorded = "A1", .polled = "B2"}, 8, VG_SWAP_INVENTORY | VG_SWAP_MISMATCH,
		"no contract is known"},
	    {{.recorded = "A1", .polled = "B2", .entitlement = "contract c-4, delegated"},
		8, VG_SWAP_INVENTORY | VG_SWAP_MISMATCH, "contract c-4"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_swap_verdict v;
		vg_swap_judge(&rows[i].facts, &v);
		if (v.rung != rows[i].rung || v.effects != rows[i].effects ||
		    !strstr(v.text, rows[i].says))
			fail_msg("row %zu: rung %u, effects %x, %s", i, v.rung, v.effects,
			    v.text);
	}
}

static void
sameness(void **state)
{
	(void)state;
	assert_true(vg_swap_is_same("ab-1", "\tAB-1 \n"));
	assert_false(vg_swap_is_same("AB-1", "AB-12"));
	assert_false(vg_swap_is_same("AB-12", "AB-1"));
	assert_false(vg_swap_is_same("A B", "AB"));
	assert_false(vg_swap_is_same("", ""));
	assert_false(vg_swap_is_same(NULL, NULL));
	assert_false(vg_swap_is_same(NULL, "A"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rungs),
	    cmocka_unit_test(sameness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
