/*
 * The visit's table: every cell for every kind, every guard (policy P12, P16, P2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/work/visitstate.h"
#include "lib/base/error.h"

/* Cells: a state's two letters; = stays; - refused. */
static const struct {
	enum vg_visit_fact fact;
	const char *cells; /* NO PL BE NA DN RF CA */
} rows[] = {
    {VG_VISIT_FACT_PLAN, "PL -  -  PL -  -  -"},
    {VG_VISIT_FACT_MOVE, "-  =  -  PL -  -  -"},
    {VG_VISIT_FACT_BEGIN, "-  BE -  -  -  -  -"},
    {VG_VISIT_FACT_DONE, "-  -  DN -  -  -  -"},
    {VG_VISIT_FACT_NO_ACCESS, "-  NA NA -  -  -  -"},
    {VG_VISIT_FACT_REFUSED, "-  RF -  -  -  -  -"},
    {VG_VISIT_FACT_CANCEL, "-  CA -  -  -  -  -"},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const letters[VG_VISIT_N_STATES] = {
    "NO", "PL", "BE", "NA", "DN", "RF", "CA"};

/* Every guard satisfied. */
static struct vg_visit_guard
guard_in(enum vg_visit_kind kind, enum vg_visit_state state)
{
	bool proof = kind == VG_VISIT_RMA_PROOF;

	return (struct vg_visit_guard){.state = state,
	    .kind = kind,
	    .order = proof ? VG_ORDER_NONE : VG_ORDER_ORDERED,
	    .mode = VG_MODE_PARTIAL,
	    .duties = proof ? VG_DUTY_RMA : 0u,
	    .has_return = proof,
	    .return_state = VG_RETURN_HC,
	    .found = "dark after a reseat",
	    .reason = "x"};
}

static void
check_cell(
    size_t row, enum vg_visit_kind kind, enum vg_visit_state state, const char *cell)
{
	struct vg_visit_guard guard = guard_in(kind, state);
	struct vg_visit_outcome out;
	struct vg_detail d = {0};
	int code = vg_visitstate_apply(&guard, rows[row].fact, &out, &d);
	const char *want = *cell == '=' ? letters[state] : cell;
	const char *head = kind == VG_VISIT_RMA_PROOF ? "P12: " : "P16: ";

	if (*cell == '-') {
		if (code != VG_EPOLICY || out.next != state || out.effects ||
		    strncmp(d.text, head, 5) != 0 ||
		    !strstr(d.text, vg_visitstate_text(state)) ||
		    !strstr(d.text, "; vigie visit "))
			fail_msg("row %zu, %s: %d %s", row, letters[state], code, d.text);
	} else if (code != VG_OK || strncmp(letters[out.next], want, 2) != 0) {
		fail_msg("row %zu, %s: %d %s", row, letters[state], code, d.text);
	}
}

static void
every_cell(void **state)
{
	(void)state;
	assert_int_equal(N_ROWS, VG_VISIT_N_FACTS);
	for (size_t i = 0; i < N_ROWS; i++) {
		assert_int_equal(rows[i].fact, i);
		for (int s = 0; s < VG_VISIT_N_STATES * 3; s++)
			check_cell(i, (enum vg_visit_kind)(s % 3),
			    (enum vg_visit_state)(s / 3), rows[i].cells + 3 * (s / 3));
	}
}

static void
expect(
    const struct vg_visit_guard *g, enum vg_visit_fact fact, const char *says, int line)
{
	struct vg_visit_outcome out;
	struct vg_detail d = {0};
	int code = vg_visitstate_apply(g, fact, &out, &d);
	bool good = says
	    ? code == VG_EPOLICY && strstr(d.text, says) && out.next == g->state
	    : code == VG_OK;

	if (!good)
		fail_msg("line %d: %d %s", line, code, d.text);
}

/* Plan, move and begin all look: 'says' of each, with 'assignment' made on a good guard. */
#define GOING(which, assignment, says)                                                   \
	do {                                                                             \
		struct vg_visit_guard g = guard_in(VG_VISIT_##which, VG_VISIT_NONE);     \
		assignment;                                                              \
		expect(&g, VG_VISIT_FACT_PLAN, says, __LINE__);                          \
		g.state = VG_VISIT_PLANNED;                                              \
		expect(&g, VG_VISIT_FACT_MOVE, says, __LINE__);                          \
		expect(&g, VG_VISIT_FACT_BEGIN, says, __LINE__);                         \
	} while (0)

/* P16: no visit without an order that stands. */
static void
orders(void **state)
{
	(void)state;
	GOING(ON_ORDER, g.order = VG_ORDER_NONE, "P16: no order for this visit; vigie");
	GOING(ON_ORDER, g.order = VG_ORDER_ASKED, "nothing is proposed; vigie order pro");
	GOING(ON_ORDER, g.order = VG_ORDER_PROPOSED, "the client has not ordered; vigie");
	GOING(ON_ORDER, g.order = VG_ORDER_PLANNED, NULL);
	GOING(
	    ON_ORDER, g.order = VG_ORDER_DONE, "the one named is done; vigie order ask");
	GOING(ON_ORDER, g.order = VG_ORDER_DECLINED, "the one named is declined");
	GOING(ON_ORDER, g.order = VG_ORDER_LAPSED, "the one named is lapsed");
	GOING(ON_ORDER, g.order = VG_ORDER_CANCELLED, "the one named is cancelled");
	/* On order in every mode, even without a contract. */
	GOING(ON_ORDER, g.mode = VG_MODE_NONE, NULL);
	GOING(ON_ORDER, g.mode = VG_MODE_DIRECT, NULL);
	/* A swap: by order, or by the duty. */
	GOING(RMA_SWAP, (void)g, NULL);
	GOING(RMA_SWAP, g.order = VG_ORDER_NONE, "or let the client install it");
	GOING(RMA_SWAP, (g.order = VG_ORDER_NONE, g.duties = VG_DUTY_SWAP), NULL);
	GOING(
	    ON_ORDER, (g.order = VG_ORDER_NONE, g.duties = VG_DUTY_SWAP), "P16: no ord");
}

/* P12: something is left to prove, and proving is ours. */
static void
proofs(void **state)
{
	(void)state;
	GOING(
	    RMA_PROOF, g.has_return = false, "P12: no return for this visit; vigie ret");
	GOING(RMA_PROOF, g.return_state = VG_RETURN_SG, NULL);
	GOING(RMA_PROOF, g.return_state = VG_RETURN_CF, "P12: the return is confirmed");
	GOING(RMA_PROOF, g.return_state = VG_RETURN_NU, "P12: the return is numbered");
	GOING(RMA_PROOF, (g.return_state = VG_RETURN_NU, g.contested = true), NULL);
	GOING(RMA_PROOF, (g.return_state = VG_RETURN_SH, g.contested = true), "P12: the");
	GOING(RMA_PROOF, g.return_state = VG_RETURN_RJ, "P12: the return is rejected");
	GOING(RMA_PROOF, (g.mode = VG_MODE_DELEGATED, g.duties = 0), NULL);
	GOING(RMA_PROOF, g.duties = VG_DUTY_HOTLINE, "P2: the contract does not give us");
	GOING(RMA_PROOF, g.mode = VG_MODE_DIRECT, "P5: the client deals");
	GOING(RMA_PROOF, (g.mode = VG_MODE_DIRECT, g.intervened = true), NULL);
	GOING(RMA_PROOF, g.mode = VG_MODE_NONE, "P1: no contract is in force");
	GOING(RMA_PROOF, (g.mode = VG_MODE_NONE, g.intervened = true), "P1: no contract");
}

static void
words(void **state)
{
	struct vg_visit_guard g = guard_in(VG_VISIT_ON_ORDER, VG_VISIT_BEGUN);

	(void)state;
	g.found = "";
	expect(&g, VG_VISIT_FACT_DONE, "P16: done needs what was found", __LINE__);
	g.reason = NULL;
	expect(&g, VG_VISIT_FACT_NO_ACCESS, "P16: no-access needs the reason", __LINE__);
	g = guard_in(VG_VISIT_RMA_PROOF, VG_VISIT_PLANNED);
	g.reason = NULL;
	expect(&g, VG_VISIT_FACT_REFUSED, "P12: refused needs the reason", __LINE__);
	expect(&g, VG_VISIT_FACT_CANCEL, "P12: cancel needs the reason", __LINE__);
}

static void
follows(const struct vg_visit_guard *g, enum vg_visit_fact fact, unsigned effects,
    const char *ball, int line)
{
	struct vg_visit_outcome out;
	struct vg_detail d = {0};
	int code = vg_visitstate_apply(g, fact, &out, &d);

	if (code != VG_OK || out.effects != effects ||
	    strcmp(out.ball ? out.ball : "-", ball) != 0)
		fail_msg("line %d: %d %s; effects %x, ball %s", line, code, d.text,
		    out.effects, out.ball ? out.ball : "-");
}

#define AFTER(which, in, assignment, fact, effects, ball)                                \
	do {                                                                             \
		struct vg_visit_guard g = guard_in(VG_VISIT_##which, VG_VISIT_##in);     \
		assignment;                                                              \
		follows(&g, VG_VISIT_FACT_##fact, effects, ball, __LINE__);              \
	} while (0)

static void
what_follows(void **state)
{
	(void)state;
	AFTER(ON_ORDER, NONE, (void)g, PLAN, VG_VISIT_ORDER_PLAN | VG_VISIT_TELL_CLIENT,
	    "integrator");
	AFTER(RMA_SWAP, NONE, (g.order = VG_ORDER_NONE, g.duties = VG_DUTY_SWAP), PLAN,
	    VG_VISIT_TELL_CLIENT, "integrator");
	AFTER(RMA_PROOF, NONE, (void)g, PLAN, VG_VISIT_OUR_COST | VG_VISIT_TELL_CLIENT,
	    "integrator");
	AFTER(ON_ORDER, PLANNED, (void)g, MOVE, VG_VISIT_TELL_CLIENT, "integrator");
	AFTER(ON_ORDER, PLANNED, (void)g, BEGIN, 0, "-");
	AFTER(ON_ORDER, PLANNED, (void)g, CANCEL,
	    VG_VISIT_ORDER_UNPLAN | VG_VISIT_TELL_CLIENT, "integrator");
	AFTER(ON_ORDER, PLANNED, (void)g, REFUSED, VG_VISIT_ORDER_UNPLAN, "client");
	AFTER(RMA_PROOF, PLANNED, (void)g, REFUSED, 0, "client");
	AFTER(ON_ORDER, BEGUN, (void)g, NO_ACCESS, 0, "client");
	AFTER(ON_ORDER, BEGUN, (void)g, DONE, VG_VISIT_ORDER_DONE, "integrator");
	/* What was proved. */
	AFTER(RMA_PROOF, BEGUN, (void)g, DONE, 0, "integrator");
	AFTER(RMA_PROOF, BEGUN, g.finding = VG_VISIT_CONFIRMS, DONE, VG_VISIT_PROPOSE_KEY,
	    "integrator");
	AFTER(RMA_PROOF, BEGUN, (g.finding = VG_VISIT_CONFIRMS, g.integrator_held = true),
	    DONE, 0, "integrator");
	AFTER(RMA_PROOF, BEGUN, g.finding = VG_VISIT_DENIES, DONE,
	    VG_VISIT_PROPOSE_WITHDRAW, "integrator");
	AFTER(RMA_PROOF, BEGUN,
	    (g.finding = VG_VISIT_DENIES, g.return_state = VG_RETURN_SH), DONE, 0,
	    "integrator");
}

static void
names(void **state)
{
	(void)state;
	for (int s = 0; s < VG_VISIT_N_STATES; s++)
		assert_int_equal(
		    vg_visitstate_parse(vg_visitstate_text((enum vg_visit_state)s)), s);
	for (int k = VG_VISIT_RMA_PROOF; k <= VG_VISIT_ON_ORDER; k++)
		assert_int_equal(vg_visitstate_kind_parse(
				     vg_visitstate_kind_text((enum vg_visit_kind)k)),
		    k);
	assert_int_equal(vg_visitstate_parse("asleep"), -1);
	assert_int_equal(vg_visitstate_kind_parse("for-fun"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell),
	    cmocka_unit_test(orders),
	    cmocka_unit_test(proofs),
	    cmocka_unit_test(words),
	    cmocka_unit_test(what_follows),
	    cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
