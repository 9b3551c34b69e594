/*
 * The order of a ledger: late facts go where they happened, and never into another clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/ledger.h"

/* "s10 p20 m30": acts by their first letter ("e" end), at so many seconds. */
static size_t
read_rows(const char *text, struct vg_ledger_row rows[8])
{
	static const char letters[] = " sprme";
	size_t n = 0;

	for (const char *at = text; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		int seconds;
		assert_int_equal(sscanf(at + 1, "%d", &seconds), 1);
		rows[n++] = (struct vg_ledger_row){
		    .act = (enum vg_ledger_act)(strchr(letters, *at) - letters),
		    .at = {seconds * VG_SECOND_US}};
	}
	return n;
}

static void
rows_stay_in_their_clock(void **state)
{
	static const struct {
		const char *name, *recorded, *sorted;
	} cases[] = {
	    {"in order", "s10 p20 r30 m40", "s10 p20 r30 m40"},
	    {"a pause recorded late", "s10 m40 p20 r30", "s10 p20 r30 m40"},
	    {"a meeting before its start", "s10 m5", "s10 m5"},
	    {"a new clock from before the old one's end", "s10 e40 s20", "s10 e40 s20"},
	    {"a late fact of the new clock", "s10 e40 s20 m50 p30",
		"s10 e40 s20 p30 m50"},
	    {"equals as they came", "s10 p20 r20", "s10 p20 r20"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vg_ledger_row rows[8], wanted[8];
		size_t n = read_rows(cases[i].recorded, rows);
		assert_int_equal(read_rows(cases[i].sorted, wanted), n);
		vg_ledger_sort(rows, n);
		for (size_t k = 0; k < n; k++) {
			if (rows[k].act != wanted[k].act ||
			    rows[k].at.us != wanted[k].at.us)
				fail_msg("%s: row %zu", cases[i].name, k);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_stay_in_their_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
