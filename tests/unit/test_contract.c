/*
 * The gate: which contract is in force at an instant, and what a fault opens under it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/contract/contract.h"
#include "lib/base/error.h"

/* Hours since the contract began. */
static struct vg_wall
at(int64_t hours)
{
	return (struct vg_wall){.us = INT64_C(1767222000000000) + hours * VG_HOUR_US};
}

/* Delegated, partial with the hotline, partial without, direct; suspended for ten hours. */
static struct vg_mode_period modes[] = {
    {{0}, VG_MODE_DELEGATED, 0},
    {{0}, VG_MODE_PARTIAL, VG_DUTY_HOTLINE | VG_DUTY_RMA},
    {{0}, VG_MODE_PARTIAL, VG_DUTY_RMA},
    {{0}, VG_MODE_DIRECT, 0},
};
static struct vg_suspension suspensions[1];
static struct vg_contract contract = {.name = "c-1",
    .supplier = "allot",
    .modes = modes,
    .n_modes = 4,
    .suspensions = suspensions,
    .n_suspensions = 1};

static int
set_up(void **state)
{
	(void)state;
	contract.from = at(0);
	contract.until = at(1000);
	for (int i = 0; i < 4; i++)
		modes[i].from = at(100 * i);
	suspensions[0].from = at(500);
	suspensions[0].until = at(510);
	strcpy(suspensions[0].reason, "unpaid");
	return 0;
}

static void
at_an_instant(void **state)
{
	static const struct {
		int64_t hours, us;
		enum vg_opening opens;
		enum vg_mode mode;
		unsigned duties;
		const char *clause, *says;
	} rows[] = {
	    /* 1 not in force: a moment before its first day, the moment after its last */
	    {0, -1, VG_OPENING_QUARANTINE, VG_MODE_NONE, 0, "P1", "c-1 is not in force"},
	    {1000, 0, VG_OPENING_QUARANTINE, VG_MODE_NONE, 0, "P1", "is not in force"},
	    /* 2 its first and its last moment are */
	    {0, 0, VG_OPENING_NEW, VG_MODE_DELEGATED, VG_DUTY_ALL, "P2", "delegated"},
	    {1000, -1, VG_OPENING_OBSERVED, VG_MODE_DIRECT, 0, "P5", "direct"},
	    /* 3 suspended, both edges */
	    {500, -1, VG_OPENING_OBSERVED, VG_MODE_DIRECT, 0, "P5", "direct"},
	    {500, 0, VG_OPENING_QUARANTINE, VG_MODE_NONE, 0, "P1", "is suspended"},
	    {510, -1, VG_OPENING_QUARANTINE, VG_MODE_NONE, 0, "P1", "is suspended"},
	    {510, 0, VG_OPENING_OBSERVED, VG_MODE_DIRECT, 0, "P5", "direct"},
	    /* 4 the mode changes at its own moment, and not before */
	    {100, -1, VG_OPENING_NEW, VG_MODE_DELEGATED, VG_DUTY_ALL, "P2", "everything"},
	    {100, 0, VG_OPENING_NEW, VG_MODE_PARTIAL, VG_DUTY_HOTLINE | VG_DUTY_RMA, "P2",
		"partial: the hotline is"},
	    {200, 0, VG_OPENING_OBSERVED, VG_MODE_PARTIAL, VG_DUTY_RMA, "P2",
		"the hotline is not"},
	    {300, 0, VG_OPENING_OBSERVED, VG_MODE_DIRECT, 0, "P5", "with the supplier"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_entitlement e;
		vg_contract_judge(
		    &contract, vg_instant_add(at(rows[i].hours), rows[i].us), &e);
		bool none = rows[i].opens == VG_OPENING_QUARANTINE;
		if (e.opens != rows[i].opens || e.mode != rows[i].mode ||
		    e.duties != rows[i].duties || strcmp(e.clause, rows[i].clause) ||
		    !strstr(e.why, rows[i].says) || (e.contract == NULL) != none)
			fail_msg("row %zu: %d %d %u %s %s", i, e.opens, e.mode, e.duties,
			    e.clause, e.why);
	}
}

static void
without_contract_or_mode(void **state)
{
	struct vg_contract bare = {.name = "c-2"};
	struct vg_entitlement e;

	(void)state;
	vg_contract_judge(NULL, at(1), &e);
	assert_int_equal(e.opens, VG_OPENING_QUARANTINE);
	assert_string_equal(e.clause, "P1");
	assert_non_null(strstr(e.why, "no contract"));
	bare.from = at(0);
	bare.until = at(10);
	vg_contract_judge(&bare, at(1), &e);
	assert_int_equal(e.opens, VG_OPENING_QUARANTINE);
	assert_non_null(strstr(e.why, "no support mode"));
}

/* Every duty under every answer of the gate: whose it is, by which clause. */
static void
whose_a_duty_is(void **state)
{
	static const struct {
		int64_t hours;
		unsigned duty;
		const char *says; /* NULL: ours */
	} rows[] = {
	    {-1, VG_DUTY_RMA, "P1: contract c-1 is not in force"},
	    {505, VG_DUTY_HOTLINE, "P1: contract c-1 is suspended: unpaid"},
	    {0, VG_DUTY_HOTLINE, NULL},
	    {0, VG_DUTY_SWAP, NULL},
	    {100, VG_DUTY_HOTLINE, NULL},
	    {100, VG_DUTY_RMA, NULL},
	    {100, VG_DUTY_SOFTWARE,
		"P2: software is not the integrator's duty: contract c-1 is partial and "
		"leaves him hotline, rma"},
	    {200, VG_DUTY_HOTLINE,
		"P2: hotline is not the integrator's duty: contract c-1 is partial and "
		"leaves him rma"},
	    {300, VG_DUTY_SUPPLIER_TICKET,
		"P5: supplier-ticket is not the integrator's duty: under contract c-1 the "
		"client deals with supplier allot"},
	    {1000, VG_DUTY_RMA, "P1: contract c-1 is not in force"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_entitlement e;
		char why[VG_TEXT_SIZE] = "?";
		vg_contract_judge(&contract, at(rows[i].hours), &e);
		int code = vg_contract_ours(&e, rows[i].duty, why);
		if (code != (rows[i].says ? VG_EPOLICY : VG_OK) ||
		    strcmp(why, rows[i].says ? rows[i].says : "") != 0)
			fail_msg("row %zu: %d %s", i, code, why);
	}
	struct vg_entitlement none;
	char why[VG_TEXT_SIZE];
	vg_contract_judge(NULL, at(0), &none);
	assert_int_equal(vg_contract_ours(&none, VG_DUTY_RMA, why), VG_EPOLICY);
	assert_string_equal(why, "P1: no contract covers this device");
}

/* Each change is told at the moment before it, and not again at its own. */
static void
next_changes(void **state)
{
	static const int64_t changes[] = {0, 100, 200, 300, 500, 510, 1000};
	const size_t n = sizeof(changes) / sizeof(changes[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct vg_wall before = vg_instant_add(at(changes[i]), -1);
		assert_int_equal(
		    vg_contract_next_change(&contract, before).us, at(changes[i]).us);
		struct vg_wall next = vg_contract_next_change(&contract, at(changes[i]));
		assert_int_equal(next.us, i + 1 < n ? at(changes[i + 1]).us : 0);
	}
}

static void
names(void **state)
{
	static const char *const duties[] = {
	    "hotline", "supplier-ticket", "rma", "software", "swap"};
	unsigned all = 0;
	enum vg_mode mode;

	(void)state;
	for (int m = VG_MODE_NONE; m <= VG_MODE_DIRECT; m++) {
		assert_int_equal(
		    vg_contract_mode_parse(vg_contract_mode_text((enum vg_mode)m), &mode),
		    VG_OK);
		assert_int_equal(mode, m);
	}
	assert_int_equal(vg_contract_mode_parse("complete", &mode), VG_EPARSE);
	for (size_t i = 0; i < 5; i++) {
		all |= vg_contract_duty(duties[i]);
		assert_string_equal(
		    vg_contract_duty_text(vg_contract_duty(duties[i])), duties[i]);
	}
	assert_string_equal(vg_contract_duty_text(VG_DUTY_ALL), "");
	assert_int_equal(all, VG_DUTY_ALL);
	assert_int_equal(vg_contract_duty("coffee"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(at_an_instant),
	    cmocka_unit_test(without_contract_or_mode),
	    cmocka_unit_test(whose_a_duty_is),
	    cmocka_unit_test(next_changes),
	    cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
