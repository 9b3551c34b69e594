/*
 * Who may speak in a case: a row for each rung, in their order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/mailguard/mailspeak.h"

struct row {
	const char *client, *supplier;
	bool office;
	const char *wrote, *answers, *side; /* side "": nobody's */
	int rung;
};

/* In a case of clinique-a about a device of allot's. */
static const struct row rows[] = {
    {"clinique-a", "", false, "", "", "client", 1},
    {"clinique-a", "", false, "supplier", "supplier", "client", 1},
    {"", "allot", false, "", "", "supplier", 2},
    {"", "allot", false, "client", "client", "supplier", 2},
    {"", "", true, "", "", "integrator", 3},
    {"", "", true, "client", "client", "integrator", 3},
    {"", "", false, "client", "", "client", 4},
    {"", "", false, "client", "supplier", "client", 4},
    {"", "", false, "supplier", "client", "supplier", 4},
    {"bank-d", "", false, "client", "", "client", 4},
    {"bank-d", "", false, "", "client", "", 5},
    {"", "otherco", false, "", "", "", 5},
    {"", "otherco", false, "", "supplier", "", 5},
    {"", "otherco", true, "", "", "", 5},
    {"", "", false, "", "client", "client", 6},
    {"", "", false, "", "supplier", "supplier", 6},
    {"", "", false, "", "supplier-escalation", "supplier", 6},
    {"", "", false, "", "noc", "integrator", 6},
    {"", "", false, "nonsense", "", "", 7},
    {"", "", false, "", "", "", 7},
};

static void
check_rungs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		const struct vg_mailspeak who = {.client = r->client,
		    .supplier = r->supplier,
		    .office = r->office,
		    .wrote = r->wrote,
		    .answers = r->answers,
		    .case_client = "clinique-a",
		    .case_supplier = "allot"};
		int rung = 0;
		const char *side = vg_mailspeak_side(&who, &rung);
		if (rung != r->rung || strcmp(side ? side : "", r->side) != 0)
			fail_msg(
			    "row %zu: %s by rung %d", i, side ? side : "nobody", rung);
	}
}

/* What a case does not know yet is nobody's: an empty name is not the same as another. */
static void
check_unknown(void **state)
{
	struct vg_mailspeak who = {"", "", false, "", "", "", ""};

	(void)state;
	assert_null(vg_mailspeak_side(&who, NULL));
	who.client = "clinique-a";
	assert_null(vg_mailspeak_side(&who, NULL));
	who.client = "";
	who.supplier = "allot";
	assert_null(vg_mailspeak_side(&who, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(check_rungs),
	    cmocka_unit_test(check_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
