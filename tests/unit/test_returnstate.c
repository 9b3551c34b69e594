/*
 * The return's state table: every cell as docs/policy.md has it, every refusal with its clause,
 * every guard in the order in which it is told.  What follows: tests/unit/test_returnafter.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/rma/returnstate.h"
#include "lib/base/error.h"

#define REPLACED INT64_C(1783584000000000)

/* Cells: a state's two letters; = stays; - refused. */
static const struct {
	enum vg_return_fact fact;
	const char *cells; /* SG HC CF NU SH DE RP CD RJ CA */
	const char *clause;
} rows[] = {
    {VG_RETURN_CONFIRM_INTEGRATOR, "HC CF =  =  =  =  =  -  -  -", "P10"},
    {VG_RETURN_CONFIRM_SUPPLIER, "HC CF =  =  =  =  =  -  -  -", "P10"},
    {VG_RETURN_REFUSE_SUPPLIER, "=  =  -  -  -  -  -  -  -  -", "P10"},
    {VG_RETURN_WITHDRAW_INTEGRATOR, "-  SG HC HC -  -  -  -  -  -", "P10"},
    {VG_RETURN_WITHDRAW_SUPPLIER, "-  SG HC HC HC -  -  -  -  -", "P10"},
    {VG_RETURN_REJECT, "RJ RJ -  -  -  -  -  -  -  -", "P10"},
    {VG_RETURN_NUMBER, "-  -  NU =  =  =  =  -  -  -", "P10"},
    {VG_RETURN_SHIP, "-  -  -  SH =  -  -  -  -  -", "P10"},
    {VG_RETURN_NOT_ARRIVED, "-  -  -  -  NU -  -  -  -  -", "P11"},
    {VG_RETURN_DELIVER, "-  -  -  -  DE =  -  -  -  -", "P10"},
    {VG_RETURN_BAD_UNIT, "-  -  -  -  -  NU NU -  -  -", "P11"},
    {VG_RETURN_REPLACE, "-  -  -  -  RP RP =  -  -  -", "P10"},
    {VG_RETURN_REPAIRED_ON_SITE, "-  -  RP RP -  -  =  -  -  -", "P11"},
    {VG_RETURN_CLIENT_HOLDS, "=  =  =  =  =  =  -  -  -  -", "P11"},
    {VG_RETURN_LOAN, "=  =  =  =  =  =  -  -  -  -", "P11"},
    {VG_RETURN_LAPSE, "CA -  -  -  -  -  -  -  -  -", "P13"},
    {VG_RETURN_HEALED, "CA CA CA CA -  -  -  -  -  -", "P10"},
    {VG_RETURN_CANCEL, "CA CA CA CA -  -  -  -  -  -", "P10"},
    {VG_RETURN_RECALL, "-  -  -  -  CA CA -  -  -  -", "P10"},
    {VG_RETURN_SERIAL_SEEN, "=  =  =  =  =  =  =  =  =  =", "P14"},
    {VG_RETURN_FAULTY, "-  -  =  =  =  =  =  -  -  =", "P10"},
    {VG_RETURN_CONTRACT_CHANGES, "=  =  =  =  =  =  =  =  =  =", "P2"},
    {VG_RETURN_LEGS_ENDED, "-  -  -  -  -  -  CD -  -  -", "P10"},
    {VG_RETURN_REOPEN, "-  -  -  -  -  -  -  RP SG SG", "P10"},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const letters[VG_RETURN_N_STATES] = {
    "SG", "HC", "CF", "NU", "SH", "DE", "RP", "CD", "RJ", "CA"};

/* Every guard satisfied for 'fact'. */
static struct vg_return_guard
guard_for(enum vg_return_fact fact, enum vg_return_state state)
{
	struct vg_return_guard g = {.state = state,
	    .unit = VG_UNIT_ACCEPTED,
	    .old_serial = "OLD-1",
	    .announced_serial = "NEW-2",
	    .replaced = {REPLACED},
	    .now = {REPLACED + VG_HOUR_US},
	    .alarm_cleared = true,
	    .settled = true,
	    .mode = VG_MODE_DELEGATED,
	    .duties = VG_DUTY_ALL,
	    .actor = "lea",
	    .person = true,
	    .manager = true,
	    .reason = "the reason",
	    .check = "reseated",
	    .result = "still dark",
	    .engineer = "lea",
	    .evidence = "mail 17",
	    .number = "RMA-1",
	    .carrier = "ups",
	    .proof = "signed 10:00",
	    .new_serial = "NEW-2",
	    .seen_by_poll = true,
	    .agreement = "mail 18",
	    .supplier_word = "mail 19",
	    .way_back = "ups picks it up"};

	/* Half-confirmed: by the other side for a key, by the same side for a withdrawal. */
	bool ours =
	    fact != VG_RETURN_CONFIRM_INTEGRATOR && fact != VG_RETURN_WITHDRAW_SUPPLIER;
	bool both = state >= VG_RETURN_CF && state <= VG_RETURN_CD;
	g.integrator.held = both || (state == VG_RETURN_HC && ours);
	g.supplier.held = both || (state == VG_RETURN_HC && !ours);
	return g;
}

static void
check_refusal(size_t row, enum vg_return_state state, int code,
    const struct vg_return_outcome *out, const struct vg_detail *d)
{
	bool whence = rows[row].fact == VG_RETURN_REPLACE && state == VG_RETURN_NU;
	char head[8];

	snprintf(head, sizeof(head), "%s: ", whence ? "P14" : rows[row].clause);
	if (code != VG_EPOLICY || out->next != state ||
	    strncmp(d->text, head, strlen(head)) != 0 ||
	    !strstr(d->text, vg_returnstate_text(state)) || !strstr(d->text, "; ") ||
	    !strstr(d->text, "vigie return "))
		fail_msg("row %zu, %s: %d %s", row, letters[state], code, d->text);
}

static void
check_cell(size_t row, enum vg_return_state state, const char *cell)
{
	struct vg_return_guard guard = guard_for(rows[row].fact, state);
	struct vg_return_outcome out;
	struct vg_detail detail = {0};
	int code = vg_returnstate_apply(&guard, rows[row].fact, &out, &detail);
	const char *want = *cell == '=' ? letters[state] : cell;

	if (*cell == '-')
		check_refusal(row, state, code, &out, &detail);
	else if (code != VG_OK || strncmp(letters[out.next], want, 2) != 0)
		fail_msg("row %zu, %s: code %d, next %s; %s", row, letters[state], code,
		    letters[out.next], detail.text);
}

static void
every_cell(void **state)
{
	(void)state;
	assert_int_equal(N_ROWS, VG_RETURN_N_FACTS);
	for (size_t i = 0; i < N_ROWS; i++) {
		assert_int_equal(rows[i].fact, i);
		for (int s = 0; s < VG_RETURN_N_STATES; s++)
			check_cell(i, (enum vg_return_state)s, rows[i].cells + 3 * s);
	}
}

/* The mending command of the refusals that people meet. */
static void
refusals_mend(void **state)
{
	static const struct {
		enum vg_return_fact fact;
		enum vg_return_state in;
		const char *says;
	} refusals[] = {
	    {VG_RETURN_NUMBER, VG_RETURN_SG, "both keys are missing; vigie return conf"},
	    {VG_RETURN_NUMBER, VG_RETURN_HC, "the supplier's key is missing; vigie"},
	    {VG_RETURN_SHIP, VG_RETURN_CF, "vigie return rma-number"},
	    {VG_RETURN_DELIVER, VG_RETURN_NU, "vigie return ship"},
	    {VG_RETURN_REPLACE, VG_RETURN_NU, "where the unit came from"},
	    {VG_RETURN_BAD_UNIT, VG_RETURN_SH, "vigie return deliver"},
	    {VG_RETURN_WITHDRAW_INTEGRATOR, VG_RETURN_SG, "no key is held"},
	    {VG_RETURN_WITHDRAW_INTEGRATOR, VG_RETURN_SH, "cancel --recall"},
	    {VG_RETURN_WITHDRAW_SUPPLIER, VG_RETURN_DE, "no-fault-found"},
	    {VG_RETURN_WITHDRAW_SUPPLIER, VG_RETURN_RP, "no-fault-found"},
	    {VG_RETURN_CANCEL, VG_RETURN_SH, "cancel --recall, by a manager"},
	    {VG_RETURN_HEALED, VG_RETURN_DE, "cancel --recall, by a manager"},
	    {VG_RETURN_RECALL, VG_RETURN_NU, "nothing is out; vigie return cancel"},
	    {VG_RETURN_REJECT, VG_RETURN_CF, "vigie return withdraw, or cancel"},
	    {VG_RETURN_REPAIRED_ON_SITE, VG_RETURN_DE, "a unit is out"},
	    {VG_RETURN_CLIENT_HOLDS, VG_RETURN_RP, "vigie return faulty"},
	    {VG_RETURN_SHIP, VG_RETURN_CA, "vigie return reopen, by a manager"},
	    {VG_RETURN_REOPEN, VG_RETURN_NU, "it is open"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct vg_return_guard g = guard_for(refusals[i].fact, refusals[i].in);
		struct vg_return_outcome out;
		struct vg_detail d = {0};
		int code = vg_returnstate_apply(&g, refusals[i].fact, &out, &d);
		if (code != VG_EPOLICY || !strstr(d.text, refusals[i].says))
			fail_msg("row %zu: %d %s", i, code, d.text);
	}
}

/* A refusal that says so, or (NULL) none. */
static void
expect(
    const struct vg_return_guard *g, enum vg_return_fact fact, const char *says, int line)
{
	struct vg_return_outcome out;
	struct vg_detail d = {0};
	int code = vg_returnstate_apply(g, fact, &out, &d);
	bool good = says
	    ? code == VG_EPOLICY && strstr(d.text, says) && out.next == g->state
	    : code == VG_OK;

	if (!good)
		fail_msg("line %d: %d %s", line, code, d.text);
}

/* Sets 'assignment' on a guard 'g' that satisfies everything, and looks. */
#define WITH(fact, in, assignment, says)                                                 \
	do {                                                                             \
		struct vg_return_guard g = guard_for(fact, in);                          \
		assignment;                                                              \
		expect(&g, fact, says, __LINE__);                                        \
	} while (0)

/* a, b: keys. */
static void
keys(void **state)
{
	const enum vg_return_fact ours = VG_RETURN_CONFIRM_INTEGRATOR;
	const enum vg_return_fact theirs = VG_RETURN_CONFIRM_SUPPLIER;

	(void)state;
	WITH(ours, VG_RETURN_SG, g.person = false, "P10: no mail and no rule");
	WITH(theirs, VG_RETURN_SG, g.person = false, "P10: no mail and no rule");
	WITH(ours, VG_RETURN_SG, g.check = "", "P10: confirm integrator needs the check");
	WITH(ours, VG_RETURN_SG, g.result = NULL, "needs its result");
	WITH(ours, VG_RETURN_SG, g.engineer = NULL, "needs the engineer");
	WITH(ours, VG_RETURN_SG, g.evidence = NULL, NULL);
	WITH(theirs, VG_RETURN_SG, g.evidence = NULL, "P10: confirm supplier needs evid");
	WITH(theirs, VG_RETURN_SG, g.check = NULL, NULL);
	/* Two recorders, where the configuration asks for them. */
	WITH(ours, VG_RETURN_HC, g.supplier.recorder = "lea", NULL);
	WITH(ours, VG_RETURN_HC, (g.supplier.recorder = "lea", g.two_people = true),
	    "P10: lea recorded the other key");
	WITH(theirs, VG_RETURN_HC, (g.integrator.recorder = "lea", g.two_people = true),
	    "P10: lea recorded the other key");
	WITH(theirs, VG_RETURN_HC, (g.integrator.recorder = "tom", g.two_people = true),
	    NULL);
	WITH(ours, VG_RETURN_SG, g.two_people = true, NULL);
}

/* One side's key twice is one key. */
static void
same_key_twice(void **state)
{
	struct vg_return_guard g = guard_for(VG_RETURN_WITHDRAW_INTEGRATOR, VG_RETURN_HC);
	struct vg_return_outcome out;

	(void)state;
	assert_int_equal(
	    vg_returnstate_apply(&g, VG_RETURN_CONFIRM_INTEGRATOR, &out, NULL), VG_OK);
	assert_int_equal(out.next, VG_RETURN_HC);
	assert_int_equal(out.effects, 0);
	assert_null(out.ball);
}

/* c, d, e. */
static void
refusing_and_withdrawing(void **state)
{
	(void)state;
	WITH(VG_RETURN_REFUSE_SUPPLIER, VG_RETURN_SG, g.reason = "", "needs the reason");
	WITH(VG_RETURN_REFUSE_SUPPLIER, VG_RETURN_HC, g.supplier.held = true,
	    "P10: the supplier has given its key; vigie return withdraw");
	WITH(VG_RETURN_WITHDRAW_INTEGRATOR, VG_RETURN_HC, g.integrator.held = false,
	    "P10: the integrator's key is not held");
	WITH(VG_RETURN_WITHDRAW_SUPPLIER, VG_RETURN_HC, g.supplier.held = false,
	    "P10: the supplier's key is not held");
	WITH(VG_RETURN_WITHDRAW_INTEGRATOR, VG_RETURN_CF, g.reason = NULL,
	    "P10: withdraw integrator needs the reason");
	WITH(VG_RETURN_WITHDRAW_SUPPLIER, VG_RETURN_SH, g.reason = NULL, "the reason");
	WITH(
	    VG_RETURN_REJECT, VG_RETURN_SG, g.reason = NULL, "P10: reject needs the rea");
}

/* f, g, h, i. */
static void
number_and_parcel(void **state)
{
	(void)state;
	WITH(VG_RETURN_NUMBER, VG_RETURN_CF, g.number = NULL, "P10: rma-number needs");
	WITH(VG_RETURN_NUMBER, VG_RETURN_CF, g.number_misfits = true, "P10: RMA-1 does");
	WITH(VG_RETURN_NUMBER, VG_RETURN_SH, g.number_misfits = true, "P10: RMA-1 does");
	WITH(VG_RETURN_SHIP, VG_RETURN_NU, g.carrier = NULL, "P10: ship needs the carr");
	WITH(VG_RETURN_SHIP, VG_RETURN_NU, g.unit = VG_UNIT_AT_CLIENT, NULL);
	WITH(VG_RETURN_SHIP, VG_RETURN_NU,
	    (g.flow = VG_RETURN_FIRST, g.unit = VG_UNIT_COLLECTED),
	    "P10: the flow is return-first and the faulty unit is collected");
	WITH(VG_RETURN_SHIP, VG_RETURN_NU,
	    (g.flow = VG_RETURN_FIRST, g.unit = VG_UNIT_SENT), NULL);
	WITH(VG_RETURN_DELIVER, VG_RETURN_SH, g.proof = NULL, "P11: deliver needs the c");
	WITH(VG_RETURN_NOT_ARRIVED, VG_RETURN_SH, g.proof = "", "P11: not-arrived needs");
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_DE, g.reason = NULL, "needs what is wrong");
	/* Prove-in: 24 hours to the microsecond, or as configured. */
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_RP, g.now.us = REPLACED + VG_DAY_US - 1, NULL);
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_RP, g.now.us = REPLACED + VG_DAY_US,
	    "P11: it served for longer than the prove-in time of 24 h; a new return, "
	    "vigie return ask --kind repeat");
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_RP,
	    (g.now.us = REPLACED + VG_DAY_US, g.in_doa_window = true), "--kind doa");
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_RP,
	    (g.now.us = REPLACED + VG_DAY_US, g.prove_in_s = 48 * 3600), NULL);
	WITH(VG_RETURN_BAD_UNIT, VG_RETURN_DE, g.now.us = REPLACED + 9 * VG_DAY_US, NULL);
}

/* j, k. */
static void
replacing(void **state)
{
	const enum vg_return_fact fact = VG_RETURN_REPLACE;
	const enum vg_return_state in = VG_RETURN_DE;

	(void)state;
	WITH(fact, in, g.new_serial = NULL, "P14: replace needs the new serial");
	WITH(fact, in, g.new_serial = " old-1 ", "P14:  old-1  is the faulty unit's own");
	WITH(fact, in, g.seen_by_poll = false, "P14: replace needs the serial seen");
	WITH(fact, in, (g.seen_by_poll = false, g.unseen = "no SNMP on it"), NULL);
	WITH(fact, in, g.alarm_cleared = false, "P11: replace needs the alarm");
	WITH(fact, in, (g.alarm_cleared = false, g.standing = "second fault"), NULL);
	WITH(fact, in, g.agreement = NULL, NULL);
	WITH(fact, in, (g.cure = VG_RETURN_SUBSTITUTE, g.agreement = NULL),
	    "P11: replace needs the client's agreement");
	WITH(fact, in, (g.cure = VG_RETURN_SUBSTITUTE, g.new_serial = "OLD-1"),
	    "P14: OLD-1 is the faulty");
	WITH(fact, in, (g.cure = VG_RETURN_REPAIRED, g.new_serial = NULL), NULL);
	WITH(fact, in, (g.cure = VG_RETURN_REPAIRED, g.new_serial = "old-1"), NULL);
	WITH(fact, in, g.cure = VG_RETURN_REPAIRED, "P14: repaired means the same");
	WITH(fact, in,
	    (g.cure = VG_RETURN_REPAIRED, g.new_serial = NULL, g.agreement = NULL),
	    "P11: replace needs the client's agreement");
	WITH(VG_RETURN_REPAIRED_ON_SITE, VG_RETURN_CF, g.agreement = NULL,
	    "P11: replace repaired-on-site needs the client's agreement");
	WITH(VG_RETURN_REPAIRED_ON_SITE, VG_RETURN_NU, g.supplier_word = NULL,
	    "P11: replace repaired-on-site needs the supplier's word");
}

/* l to r. */
static void
other_ways(void **state)
{
	(void)state;
	WITH(VG_RETURN_CLIENT_HOLDS, VG_RETURN_DE, g.reason = NULL, "P11: client-holds");
	WITH(
	    VG_RETURN_LOAN, VG_RETURN_CF, g.new_serial = NULL, "P11: loan needs the len");
	WITH(VG_RETURN_LAPSE, VG_RETURN_SG, g.settled = false, "P13: the fault has not");
	WITH(VG_RETURN_LAPSE, VG_RETURN_SG, g.alarm_cleared = false, "P13: the fault");
	WITH(VG_RETURN_HEALED, VG_RETURN_NU, g.reason = NULL, "P10: healed needs");
	WITH(VG_RETURN_CANCEL, VG_RETURN_HC, g.reason = NULL, "P10: cancel needs");
	WITH(VG_RETURN_CANCEL, VG_RETURN_HC, g.manager = false, NULL);
	WITH(VG_RETURN_RECALL, VG_RETURN_SH, g.manager = false,
	    "P10: cancel with recall is a manager's");
	WITH(VG_RETURN_RECALL, VG_RETURN_DE, g.reason = NULL, "needs the reason");
	WITH(VG_RETURN_RECALL, VG_RETURN_DE, g.way_back = NULL, "how the replacement");
	WITH(VG_RETURN_REOPEN, VG_RETURN_CD, g.manager = false, "P10: reopen is a man");
	WITH(VG_RETURN_REOPEN, VG_RETURN_CA, g.reason = NULL, "P10: reopen needs the");
	WITH(VG_RETURN_LEGS_ENDED, VG_RETURN_RP, g.unit = VG_UNIT_LOST,
	    "P10: the faulty unit is lost");
	WITH(VG_RETURN_LEGS_ENDED, VG_RETURN_RP, g.others_out = true,
	    "P10: a recalled or lent unit");
}

/* The table of modes and duties: keys, number, shipments. */
static void
modes_and_duties(void **state)
{
	static const enum vg_return_fact ours[] = {VG_RETURN_CONFIRM_INTEGRATOR,
	    VG_RETURN_CONFIRM_SUPPLIER, VG_RETURN_NUMBER, VG_RETURN_SHIP,
	    VG_RETURN_NOT_ARRIVED, VG_RETURN_DELIVER, VG_RETURN_BAD_UNIT,
	    VG_RETURN_REPLACE, VG_RETURN_REPAIRED_ON_SITE, VG_RETURN_LOAN};
	static const enum vg_return_state in[] = {VG_RETURN_SG, VG_RETURN_HC,
	    VG_RETURN_CF, VG_RETURN_NU, VG_RETURN_SH, VG_RETURN_SH, VG_RETURN_DE,
	    VG_RETURN_DE, VG_RETURN_NU, VG_RETURN_NU};

	(void)state;
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		WITH(ours[i], in[i], g.mode = VG_MODE_NONE, "P1: no contract");
		WITH(ours[i], in[i], (g.mode = VG_MODE_NONE, g.intervened = true),
		    "P1: no contract");
		WITH(ours[i], in[i], g.mode = VG_MODE_DIRECT, "P5: the client deals");
		WITH(
		    ours[i], in[i], (g.mode = VG_MODE_DIRECT, g.intervened = true), NULL);
		WITH(ours[i], in[i],
		    (g.mode = VG_MODE_PARTIAL, g.duties = VG_DUTY_HOTLINE),
		    "P2: the contract does not give us the duty rma");
		WITH(ours[i], in[i], (g.mode = VG_MODE_PARTIAL, g.duties = VG_DUTY_RMA),
		    NULL);
	}
	/* What ends it needs no contract. */
	WITH(VG_RETURN_REJECT, VG_RETURN_SG, g.mode = VG_MODE_NONE, NULL);
	WITH(VG_RETURN_CANCEL, VG_RETURN_SG, g.mode = VG_MODE_NONE, NULL);
	WITH(VG_RETURN_LAPSE, VG_RETURN_SG, g.mode = VG_MODE_DIRECT, NULL);
}

static void
names(void **state)
{
	(void)state;
	for (int s = 0; s < VG_RETURN_N_STATES; s++) {
		enum vg_return_state r = (enum vg_return_state)s;
		assert_int_equal(vg_returnstate_parse(vg_returnstate_text(r)), s);
		assert_int_equal(vg_returnstate_is_open(r), s < VG_RETURN_CD);
		assert_int_equal(
		    vg_returnstate_stands(r), s >= VG_RETURN_CF && s <= VG_RETURN_DE);
	}
	assert_string_equal(vg_returnstate_text(VG_RETURN_HC), "half-confirmed");
	assert_int_equal(vg_returnstate_parse("asleep"), -1);
	for (int c = VG_RETURN_EXCHANGED; c <= VG_RETURN_SUBSTITUTE; c++)
		assert_int_equal(vg_returnstate_cure_parse(
				     vg_returnstate_cure_text((enum vg_return_cure)c)),
		    c);
	assert_int_equal(vg_returnstate_cure_parse("eaten"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell),
	    cmocka_unit_test(refusals_mend),
	    cmocka_unit_test(keys),
	    cmocka_unit_test(same_key_twice),
	    cmocka_unit_test(refusing_and_withdrawing),
	    cmocka_unit_test(number_and_parcel),
	    cmocka_unit_test(replacing),
	    cmocka_unit_test(other_ways),
	    cmocka_unit_test(modes_and_duties),
	    cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
