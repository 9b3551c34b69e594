/*
 * What follows a move of a return: one row a move, all of its effects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/rma/returnstate.h"
#include "lib/base/error.h"

enum {
	GIVES = VG_RETURN_GIVES_KEY,
	TAKES = VG_RETURN_TAKES_KEY,
	START = VG_RETURN_CLOCK_START,
	END = VG_RETURN_CLOCK_END,
	MEET = VG_RETURN_CLOCK_MEET,
	UNMEET = VG_RETURN_CLOCK_UNMEET,
	TOLD = VG_RETURN_TELL_CLIENT | VG_RETURN_TELL_SUPPLIER,
	ENTERS = VG_RETURN_CASE_ENTERS,
	LEAVES = VG_RETURN_CASE_LEAVES
};

/* Every guard satisfied; both keys held from confirmed on. */
static struct vg_return_guard
plain(enum vg_return_state state)
{
	bool both = state >= VG_RETURN_CF && state <= VG_RETURN_CD;

	return (struct vg_return_guard){.state = state,
	    .integrator = {both || state == VG_RETURN_HC, "lea"},
	    .supplier = {both, "lea"},
	    .old_serial = "OLD-1",
	    .announced_serial = "NEW-2",
	    .alarm_cleared = true,
	    .settled = true,
	    .mode = VG_MODE_PARTIAL,
	    .duties = VG_DUTY_RMA,
	    .person = true,
	    .manager = true,
	    .reason = "x",
	    .check = "x",
	    .result = "x",
	    .engineer = "x",
	    .evidence = "x",
	    .number = "x",
	    .carrier = "x",
	    .proof = "x",
	    .new_serial = "NEW-2",
	    .seen_by_poll = true,
	    .agreement = "x",
	    .supplier_word = "x",
	    .way_back = "x"};
}

static void
check(const struct vg_return_guard *g, enum vg_return_fact fact, unsigned effects,
    const char *ball, const char *cause, int line)
{
	struct vg_return_outcome out;
	struct vg_detail d = {0};
	int code = vg_returnstate_apply(g, fact, &out, &d);

	if (code != VG_OK || out.effects != effects ||
	    strcmp(out.ball ? out.ball : "-", ball) != 0 ||
	    strcmp(out.cause ? out.cause : "-", cause) != 0)
		fail_msg("line %d: %d %s; effects %x, not %x; ball %s; cause %s", line,
		    code, d.text, out.effects, effects, out.ball ? out.ball : "-",
		    out.cause ? out.cause : "-");
}

#define AFTER(in, assignment, fact, effects, ball, cause)                                \
	do {                                                                             \
		struct vg_return_guard g = plain(VG_RETURN_##in);                        \
		assignment;                                                              \
		check(&g, VG_RETURN_##fact, effects, ball, cause, __LINE__);             \
	} while (0)

/* The road from the suggestion to the last leg. */
static void
the_road(void **state)
{
	(void)state;
	AFTER(SG, (void)g, CONFIRM_INTEGRATOR, GIVES | VG_RETURN_SECOND_START, "supplier",
	    "-");
	AFTER(SG, (void)g, CONFIRM_SUPPLIER, GIVES | VG_RETURN_SECOND_START, "integrator",
	    "-");
	AFTER(HC, (void)g, CONFIRM_SUPPLIER,
	    GIVES | VG_RETURN_SECOND_MEET | START | TOLD | ENTERS, "supplier", "-");
	AFTER(CF, (void)g, CONFIRM_SUPPLIER, 0, "-", "-");
	AFTER(CF, (void)g, NUMBER, VG_RETURN_NUMBER_KEEP, "supplier", "-");
	AFTER(CF, g.flow = VG_RETURN_FIRST, NUMBER,
	    VG_RETURN_NUMBER_KEEP | VG_RETURN_TELL_CLIENT, "integrator", "-");
	AFTER(NU, (void)g, NUMBER, VG_RETURN_NUMBER_KEEP, "-", "-");
	AFTER(NU, (void)g, SHIP, VG_RETURN_TELL_CLIENT, "carrier", "-");
	AFTER(SH, (void)g, DELIVER, 0, "client", "-");
	AFTER(SH, g.duties |= VG_DUTY_SWAP, DELIVER, 0, "integrator", "-");
	AFTER(DE, (void)g, REPLACE,
	    MEET | VG_RETURN_BACK_START | VG_RETURN_INHERITS | TOLD | LEAVES,
	    "integrator", "-");
	AFTER(SH, (void)g, REPLACE,
	    MEET | VG_RETURN_WRITES_DELIVERED | VG_RETURN_BACK_START |
		VG_RETURN_INHERITS | TOLD | LEAVES,
	    "integrator", "-");
	AFTER(RP, g.unit = VG_UNIT_ACCEPTED, LEGS_ENDED, 0, "integrator", "-");
	AFTER(CD, (void)g, REOPEN, 0, "integrator", "-");
}

/* Dead, wrong, lost: the clock never stopped. */
static void
next_attempts(void **state)
{
	(void)state;
	AFTER(SH, (void)g, NOT_ARRIVED, VG_RETURN_NEXT_ATTEMPT | TOLD, "carrier", "-");
	AFTER(SH, g.ball = "client", NOT_ARRIVED, VG_RETURN_NEXT_ATTEMPT | TOLD, "client",
	    "-");
	AFTER(DE, (void)g, BAD_UNIT,
	    VG_RETURN_NEXT_ATTEMPT | VG_RETURN_RECALLS | VG_RETURN_TELL_SUPPLIER,
	    "supplier", "-");
	AFTER(RP, (void)g, BAD_UNIT,
	    UNMEET | VG_RETURN_NEXT_ATTEMPT | VG_RETURN_RECALLS | VG_RETURN_BACK_END |
		VG_RETURN_TELL_SUPPLIER | ENTERS,
	    "supplier", "-");
}

/* Keys go back; each clock ends with the name of who withdrew. */
static void
withdrawals(void **state)
{
	const char *ours = "confirmation withdrawn by the integrator";
	const char *theirs = "confirmation withdrawn by the supplier";

	(void)state;
	AFTER(HC, (void)g, WITHDRAW_INTEGRATOR, TAKES | VG_RETURN_SECOND_END,
	    "integrator", ours);
	AFTER(CF, (void)g, WITHDRAW_INTEGRATOR,
	    TAKES | END | VG_RETURN_SECOND_START | TOLD | LEAVES, "integrator", ours);
	AFTER(NU, (void)g, WITHDRAW_SUPPLIER,
	    TAKES | END | VG_RETURN_SECOND_START | VG_RETURN_NUMBER_SUSPEND |
		VG_RETURN_TELL_CLIENT | LEAVES,
	    "integrator", theirs);
	AFTER(SH, (void)g, WITHDRAW_SUPPLIER,
	    TAKES | END | VG_RETURN_SECOND_START | VG_RETURN_NUMBER_SUSPEND |
		VG_RETURN_RECALLS | VG_RETURN_TELL_CLIENT | LEAVES,
	    "integrator", theirs);
	AFTER(RJ, (void)g, REOPEN, VG_RETURN_CLEARS_KEYS, "integrator", "-");
	AFTER(CA, (void)g, REOPEN, VG_RETURN_CLEARS_KEYS, "integrator", "-");
}

static void
endings(void **state)
{
	(void)state;
	AFTER(SG, (void)g, REFUSE_SUPPLIER, VG_RETURN_PROPOSE_PROOF, "integrator", "-");
	AFTER(SG, (void)g, REJECT, VG_RETURN_TELL_CLIENT, "integrator", "-");
	AFTER(HC, g.supplier.held = true, REJECT, TOLD | VG_RETURN_SECOND_END,
	    "integrator", "rejected");
	AFTER(SG, (void)g, LAPSE, 0, "integrator", "-");
	AFTER(CF, (void)g, HEALED, TOLD | END | LEAVES, "integrator", "healed");
	AFTER(NU, (void)g, CANCEL, TOLD | END | VG_RETURN_NUMBER_GIVE_BACK | LEAVES,
	    "integrator", "cancelled");
	AFTER(DE, (void)g, RECALL, TOLD | END | VG_RETURN_RECALLS | LEAVES, "integrator",
	    "cancelled");
	AFTER(DE, (void)g, CLIENT_HOLDS, 0, "client", "-");
	AFTER(SH, (void)g, SERIAL_SEEN, 0, "-", "-");
	AFTER(NU, (void)g, FAULTY, 0, "-", "-");
}

/* Other outcomes than another unit. */
static void
outcomes(void **state)
{
	(void)state;
	AFTER(DE, (g.cure = VG_RETURN_REPAIRED, g.new_serial = NULL), REPLACE,
	    MEET | VG_RETURN_WAIVES_UNIT | TOLD | LEAVES, "integrator", "-");
	AFTER(NU, (void)g, REPAIRED_ON_SITE, MEET | VG_RETURN_WAIVES_UNIT | TOLD | LEAVES,
	    "integrator", "-");
	AFTER(DE, (g.cure = VG_RETURN_SUBSTITUTE, g.new_serial = "SUB-9"), REPLACE,
	    MEET | VG_RETURN_BACK_START | VG_RETURN_INHERITS | VG_RETURN_SERIAL_MISMATCH |
		TOLD | LEAVES,
	    "integrator", "-");
	/* Sent before: nothing is waited for. */
	AFTER(DE, (g.flow = VG_RETURN_FIRST, g.unit = VG_UNIT_RECEIVED), REPLACE,
	    MEET | VG_RETURN_INHERITS | TOLD | LEAVES, "integrator", "-");
	AFTER(DE, g.unit = VG_UNIT_SENT, REPLACE,
	    MEET | VG_RETURN_INHERITS | TOLD | LEAVES, "integrator", "-");
}

/* The contract's other values: where the clock starts and where it is met; loans. */
static void
leaves_of_the_contract(void **state)
{
	(void)state;
	AFTER(HC, g.starts_at_number = true, CONFIRM_SUPPLIER,
	    GIVES | VG_RETURN_SECOND_MEET | TOLD | ENTERS, "supplier", "-");
	AFTER(CF, g.starts_at_number = true, NUMBER, VG_RETURN_NUMBER_KEEP | START,
	    "supplier", "-");
	AFTER(CF, g.starts_at_number = true, CANCEL, TOLD | LEAVES, "integrator", "-");
	AFTER(SH, g.met_at_delivered = true, DELIVER, MEET, "client", "-");
	AFTER(DE, g.met_at_delivered = true, REPLACE,
	    VG_RETURN_BACK_START | VG_RETURN_INHERITS | TOLD | LEAVES, "integrator", "-");
	AFTER(DE, g.met_at_delivered = true, BAD_UNIT,
	    UNMEET | VG_RETURN_NEXT_ATTEMPT | VG_RETURN_RECALLS | VG_RETURN_TELL_SUPPLIER,
	    "supplier", "-");
	AFTER(DE, g.met_at_delivered = true, RECALL, TOLD | VG_RETURN_RECALLS | LEAVES,
	    "integrator", "-");
	AFTER(NU, (void)g, LOAN, VG_RETURN_LENDS, "-", "-");
	AFTER(NU, g.loan_counts = true, LOAN, VG_RETURN_LENDS | MEET, "-", "-");
	AFTER(SG, g.loan_counts = true, LOAN, VG_RETURN_LENDS, "-", "-");
	AFTER(NU, (g.loan_counts = true, g.met_by_loan = true), LOAN, VG_RETURN_LENDS,
	    "-", "-");
	AFTER(DE, g.met_by_loan = true, REPLACE,
	    VG_RETURN_BACK_START | VG_RETURN_INHERITS | TOLD | LEAVES, "integrator", "-");
}

/* P5: who steps in promises nothing, unless he says so. */
static void
interventions(void **state)
{
	(void)state;
	AFTER(HC, (g.mode = VG_MODE_DIRECT, g.intervened = true), CONFIRM_SUPPLIER,
	    GIVES | VG_RETURN_SECOND_MEET | TOLD | ENTERS, "supplier", "-");
	AFTER(HC, (g.mode = VG_MODE_DIRECT, g.intervened = g.promised = true),
	    CONFIRM_SUPPLIER, GIVES | VG_RETURN_SECOND_MEET | START | TOLD | ENTERS,
	    "supplier", "-");
	AFTER(NU, (g.mode = VG_MODE_DIRECT, g.intervened = g.loan_counts = true), LOAN,
	    VG_RETURN_LENDS, "-", "-");
}

/* A number that comes early is refused, and kept as proposed. */
static void
early_numbers(void **state)
{
	struct vg_return_guard g = plain(VG_RETURN_HC);
	struct vg_return_outcome out;
	struct vg_detail d = {0};

	(void)state;
	assert_int_equal(
	    vg_returnstate_apply(&g, VG_RETURN_NUMBER, &out, &d), VG_EPOLICY);
	assert_int_equal(out.effects, VG_RETURN_NUMBER_PROPOSE);
	g.number = "";
	assert_int_equal(
	    vg_returnstate_apply(&g, VG_RETURN_NUMBER, &out, &d), VG_EPOLICY);
	assert_int_equal(out.effects, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_road),
	    cmocka_unit_test(next_attempts),
	    cmocka_unit_test(withdrawals),
	    cmocka_unit_test(endings),
	    cmocka_unit_test(outcomes),
	    cmocka_unit_test(leaves_of_the_contract),
	    cmocka_unit_test(interventions),
	    cmocka_unit_test(early_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
