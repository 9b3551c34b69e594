/*
 * The work order's table: every cell, every guard (policy P16).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/work/orderstate.h"
#include "lib/base/error.h"

#define NOW INT64_C(1783584000000000)

/* Cells: a state's two letters; = stays; - refused. */
static const struct {
	enum vg_order_fact fact;
	const char *cells; /* NO AS PR OR PL DN DC LA CA */
} rows[] = {
    {VG_ORDER_FACT_ASK, "AS -  -  -  -  -  -  -  -"},
    {VG_ORDER_FACT_PROPOSE, "-  PR =  -  -  -  -  -  -"},
    {VG_ORDER_FACT_ORDER, "-  -  OR -  -  -  -  -  -"},
    {VG_ORDER_FACT_PLAN, "-  -  -  PL =  -  -  -  -"},
    {VG_ORDER_FACT_UNPLAN, "-  -  -  -  OR -  -  -  -"},
    {VG_ORDER_FACT_DONE, "-  -  -  -  DN -  -  -  -"},
    {VG_ORDER_FACT_DECLINE, "-  -  DC -  -  -  -  -  -"},
    {VG_ORDER_FACT_LAPSE, "-  -  LA -  -  -  -  -  -"},
    {VG_ORDER_FACT_CANCEL, "-  CA CA CA CA -  -  -  -"},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const letters[VG_ORDER_N_STATES] = {
    "NO", "AS", "PR", "OR", "PL", "DN", "DC", "LA", "CA"};

/* Every guard satisfied. */
static struct vg_order_guard
guard_for(enum vg_order_fact fact, enum vg_order_state state)
{
	return (struct vg_order_guard){.state = state,
	    .now = {NOW},
	    .technical = "t.pdf",
	    .commercial = "c.pdf",
	    .proposal = "D-2026-7",
	    .valid_until = {fact == VG_ORDER_FACT_LAPSE ? NOW : NOW + VG_DAY_US},
	    .reference = "BC-44",
	    .by_whom = "the client's buyer",
	    .reason = "x"};
}

static void
check_cell(size_t row, enum vg_order_state state, const char *cell)
{
	struct vg_order_guard guard = guard_for(rows[row].fact, state);
	struct vg_order_outcome out;
	struct vg_detail d = {0};
	int code = vg_orderstate_apply(&guard, rows[row].fact, &out, &d);
	const char *want = *cell == '=' ? letters[state] : cell;

	if (*cell == '-') {
		if (code != VG_EPOLICY || out.next != state || out.effects ||
		    strncmp(d.text, "P16: ", 5) != 0 ||
		    !strstr(d.text, vg_orderstate_text(state)) ||
		    !strstr(d.text, "; vigie "))
			fail_msg("row %zu, %s: %d %s", row, letters[state], code, d.text);
	} else if (code != VG_OK || strncmp(letters[out.next], want, 2) != 0) {
		fail_msg("row %zu, %s: %d %s", row, letters[state], code, d.text);
	}
}

static void
every_cell(void **state)
{
	(void)state;
	assert_int_equal(N_ROWS, VG_ORDER_N_FACTS);
	for (size_t i = 0; i < N_ROWS; i++) {
		assert_int_equal(rows[i].fact, i);
		for (int s = 0; s < VG_ORDER_N_STATES; s++)
			check_cell(i, (enum vg_order_state)s, rows[i].cells + 3 * s);
	}
}

static void
expect(
    const struct vg_order_guard *g, enum vg_order_fact fact, const char *says, int line)
{
	struct vg_order_outcome out;
	struct vg_detail d = {0};
	int code = vg_orderstate_apply(g, fact, &out, &d);
	bool good = says
	    ? code == VG_EPOLICY && strstr(d.text, says) && out.next == g->state
	    : code == VG_OK;

	if (!good)
		fail_msg("line %d: %d %s", line, code, d.text);
}

/* Sets 'assignment' on a guard 'g' that satisfies everything, and looks. */
#define WITH(fact, in, assignment, says)                                                 \
	do {                                                                             \
		struct vg_order_guard g =                                                \
		    guard_for(VG_ORDER_FACT_##fact, VG_ORDER_##in);                      \
		assignment;                                                              \
		expect(&g, VG_ORDER_FACT_##fact, says, __LINE__);                        \
	} while (0)

static void
guards(void **state)
{
	(void)state;
	WITH(PROPOSE, ASKED, g.technical = NULL, "P16: propose needs the technical part");
	WITH(PROPOSE, ASKED, g.commercial = "", "P16: propose needs the commercial part");
	WITH(PROPOSE, ASKED, g.proposal = NULL, "needs its reference");
	WITH(PROPOSE, ASKED, g.valid_until.us = 0, "give --valid-until");
	WITH(PROPOSE, PROPOSED, g.valid_until.us = NOW, "give --valid-until");
	WITH(ORDER, PROPOSED, g.reference = NULL, "the reference of the client's order");
	WITH(
	    ORDER, PROPOSED, (g.reference = NULL, g.by_quote = true), "accepted quote's");
	WITH(ORDER, PROPOSED, g.by_whom = NULL, "who ordered");
	WITH(ORDER, PROPOSED, (g.by_quote = true, g.valid_until.us = NOW + 1), NULL);
	WITH(ORDER, PROPOSED, (g.by_quote = true, g.valid_until.us = NOW),
	    "P16: the quote was no longer valid");
	WITH(ORDER, PROPOSED, g.valid_until.us = NOW, NULL);
	WITH(DECLINE, PROPOSED, g.reason = NULL, "P16: decline needs the reason");
	WITH(LAPSE, PROPOSED, g.valid_until.us = NOW + 1, "P16: the proposal is still");
	WITH(CANCEL, ASKED, g.reason = NULL, "P16: cancel needs the reason");
	WITH(CANCEL, ASKED, g.reference = NULL, NULL);
	WITH(
	    CANCEL, ORDERED, g.reference = NULL, "the client's reference, it is ordered");
	WITH(
	    CANCEL, PLANNED, g.reference = NULL, "the client's reference, it is ordered");
	WITH(CANCEL, PLANNED, g.visit_begun = true, "P16: the visit has begun");
}

static void
what_follows(void **state)
{
	static const struct {
		enum vg_order_state in;
		enum vg_order_fact fact;
		unsigned effects;
		const char *ball;
	} follows[] = {
	    {VG_ORDER_NONE, VG_ORDER_FACT_ASK, VG_ORDER_TELL_COMMERCIAL, "integrator"},
	    {VG_ORDER_ASKED, VG_ORDER_FACT_PROPOSE, 0, "client"},
	    {VG_ORDER_PROPOSED, VG_ORDER_FACT_PROPOSE, 0, "client"},
	    {VG_ORDER_PROPOSED, VG_ORDER_FACT_ORDER, 0, "integrator"},
	    {VG_ORDER_PROPOSED, VG_ORDER_FACT_LAPSE, VG_ORDER_TELL_COMMERCIAL, "-"},
	    {VG_ORDER_PLANNED, VG_ORDER_FACT_UNPLAN, 0, "integrator"},
	    {VG_ORDER_PLANNED, VG_ORDER_FACT_PLAN, 0, "-"},
	    {VG_ORDER_ORDERED, VG_ORDER_FACT_CANCEL, VG_ORDER_TELL_COMMERCIAL, "-"},
	    {VG_ORDER_PLANNED, VG_ORDER_FACT_CANCEL,
		VG_ORDER_CANCELS_VISIT | VG_ORDER_TELL_COMMERCIAL, "-"},
	    {VG_ORDER_PLANNED, VG_ORDER_FACT_DONE, VG_ORDER_TELL_COMMERCIAL, "-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(follows) / sizeof(follows[0]); i++) {
		struct vg_order_guard g = guard_for(follows[i].fact, follows[i].in);
		struct vg_order_outcome out;
		assert_int_equal(
		    vg_orderstate_apply(&g, follows[i].fact, &out, NULL), VG_OK);
		if (out.effects != follows[i].effects ||
		    strcmp(out.ball ? out.ball : "-", follows[i].ball) != 0)
			fail_msg("row %zu: %x, %s", i, out.effects, out.ball);
	}
}

static void
names(void **state)
{
	(void)state;
	for (int s = 0; s < VG_ORDER_N_STATES; s++) {
		enum vg_order_state o = (enum vg_order_state)s;
		assert_int_equal(vg_orderstate_parse(vg_orderstate_text(o)), s);
		assert_int_equal(vg_orderstate_stands(o),
		    s == VG_ORDER_ORDERED || s == VG_ORDER_PLANNED);
	}
	assert_int_equal(vg_orderstate_parse("asleep"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell),
	    cmocka_unit_test(guards),
	    cmocka_unit_test(what_follows),
	    cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
