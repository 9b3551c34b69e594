/*
 * Mode and duty (states.md 1.6 as docs/policy.md tells it): one row for each cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/contract/duty.h"
#include "lib/base/error.h"

#define OTHERS(duty) (VG_DUTY_ALL & ~(unsigned)(duty))

static const struct row {
	enum vg_duty_fact fact;
	enum vg_mode mode;
	unsigned duties;
	const char *wanted; /* place, verdict, clause */
} table[] = {
    /* first-reply, next-reply, client-told */
    {VG_DUTY_FACT_TOLD, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_TOLD, VG_MODE_PARTIAL, VG_DUTY_HOTLINE, "ours yes "},
    {VG_DUTY_FACT_TOLD, VG_MODE_PARTIAL, OTHERS(VG_DUTY_HOTLINE), "not-ours no P2"},
    {VG_DUTY_FACT_TOLD, VG_MODE_DIRECT, VG_DUTY_ALL, "direct no P5"},
    {VG_DUTY_FACT_TOLD, VG_MODE_NONE, VG_DUTY_ALL, "none no P1"},
    /* escalate, supplier-ticket, supplier-move */
    {VG_DUTY_FACT_SUPPLIER, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_SUPPLIER, VG_MODE_PARTIAL, VG_DUTY_SUPPLIER_TICKET, "ours yes "},
    {VG_DUTY_FACT_SUPPLIER, VG_MODE_PARTIAL, OTHERS(VG_DUTY_SUPPLIER_TICKET),
	"not-ours refused P2"},
    {VG_DUTY_FACT_SUPPLIER, VG_MODE_DIRECT, VG_DUTY_ALL, "direct refused P5"},
    {VG_DUTY_FACT_SUPPLIER, VG_MODE_NONE, VG_DUTY_ALL, "none refused P1"},
    /* keys, number, shipments, replacement clock */
    {VG_DUTY_FACT_RETURN, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_RETURN, VG_MODE_PARTIAL, VG_DUTY_RMA, "ours yes "},
    {VG_DUTY_FACT_RETURN, VG_MODE_PARTIAL, OTHERS(VG_DUTY_RMA), "not-ours seen P2"},
    {VG_DUTY_FACT_RETURN, VG_MODE_DIRECT, VG_DUTY_ALL, "direct seen P5"},
    {VG_DUTY_FACT_RETURN, VG_MODE_NONE, VG_DUTY_ALL, "none refused P1"},
    /* the suggestion is shown to everybody */
    {VG_DUTY_FACT_SUGGESTION, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_SUGGESTION, VG_MODE_PARTIAL, VG_DUTY_ALL, "ours yes "},
    {VG_DUTY_FACT_SUGGESTION, VG_MODE_PARTIAL, 0, "ours yes "},
    {VG_DUTY_FACT_SUGGESTION, VG_MODE_DIRECT, 0, "direct yes "},
    {VG_DUTY_FACT_SUGGESTION, VG_MODE_NONE, 0, "none yes "},
    /* visit rma-proof */
    {VG_DUTY_FACT_VISIT_PROOF, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_VISIT_PROOF, VG_MODE_PARTIAL, VG_DUTY_RMA, "ours yes "},
    {VG_DUTY_FACT_VISIT_PROOF, VG_MODE_PARTIAL, OTHERS(VG_DUTY_RMA),
	"not-ours refused P2"},
    {VG_DUTY_FACT_VISIT_PROOF, VG_MODE_DIRECT, VG_DUTY_ALL, "direct refused P5"},
    {VG_DUTY_FACT_VISIT_PROOF, VG_MODE_NONE, VG_DUTY_ALL, "none refused P1"},
    /* a visit on order is a sale */
    {VG_DUTY_FACT_VISIT_ORDER, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_VISIT_ORDER, VG_MODE_PARTIAL, VG_DUTY_ALL, "ours yes "},
    {VG_DUTY_FACT_VISIT_ORDER, VG_MODE_PARTIAL, 0, "ours yes "},
    {VG_DUTY_FACT_VISIT_ORDER, VG_MODE_DIRECT, 0, "direct yes "},
    {VG_DUTY_FACT_VISIT_ORDER, VG_MODE_NONE, 0, "none yes "},
    /* releases */
    {VG_DUTY_FACT_RELEASES, VG_MODE_DELEGATED, 0, "delegated yes "},
    {VG_DUTY_FACT_RELEASES, VG_MODE_PARTIAL, VG_DUTY_SOFTWARE, "ours yes "},
    {VG_DUTY_FACT_RELEASES, VG_MODE_PARTIAL, OTHERS(VG_DUTY_SOFTWARE),
	"not-ours seen P2"},
    {VG_DUTY_FACT_RELEASES, VG_MODE_DIRECT, VG_DUTY_ALL, "direct seen P5"},
    {VG_DUTY_FACT_RELEASES, VG_MODE_NONE, VG_DUTY_ALL, "none no P1"},
};

static void
cells(void **state)
{
	static const char *const places[] = {
	    "delegated", "ours", "not-ours", "direct", "none"};
	static const char *const verdicts[] = {"yes", "no", "seen", "refused"};

	(void)state;
	assert_int_equal(
	    sizeof(table) / sizeof(table[0]), VG_DUTY_N_FACTS * VG_DUTY_N_PLACES);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct row *r = &table[i];
		struct vg_duty_answer a = vg_duty_judge(r->fact, r->mode, r->duties);
		char seen[64];
		snprintf(seen, sizeof(seen), "%s %s %s", places[a.place],
		    verdicts[a.verdict], a.clause);
		if (strcmp(seen, r->wanted) != 0)
			fail_msg("cell %zu: %s, expected %s", i, seen, r->wanted);
		/* Whatever is not a plain yes says why. */
		assert_int_equal(a.verdict == VG_DUTY_YES, a.instead[0] == '\0');
	}
}

/* A command goes through or is refused with the clause first. */
static void
commands(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct row *r = &table[i];
		struct vg_duty_answer a = vg_duty_judge(r->fact, r->mode, r->duties);
		bool stops = a.verdict == VG_DUTY_NO || a.verdict == VG_DUTY_REFUSED;
		assert_int_equal(vg_duty_check(r->fact, r->mode, r->duties, NULL),
		    stops ? VG_EPOLICY : VG_OK);
	}
	vg_duty_check(VG_DUTY_FACT_SUPPLIER, VG_MODE_PARTIAL, VG_DUTY_RMA, &detail);
	assert_string_equal(
	    detail.text, "P2: the contract does not list the duty supplier-ticket");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells),
	    cmocka_unit_test(commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
