/*
 * The case's state table: every cell as docs/policy.md has it, every refusal with its clause,
 * every guard in the order in which it is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/case/casestate.h"
#include "lib/base/error.h"

/*
 * Cells: a state's two letters; = stays; - refused; G the gate decides; B back; > elsewhere.
 * Clauses: of the refusals; those in triage, quarantine and observed stand apart where what is
 * lacking is a contract (P1) or a duty (P5).
 */
static const struct {
	enum vg_case_fact fact;
	const char *cells; /* TR QU OB NW IH WC WS RT RS CL MG VD */
	const char *clause, *early;
} rows[] = {
    {VG_CASE_IDENTIFY, "G  G  G  =  =  =  =  -  =  -  -  -", "P1", NULL},
    {VG_CASE_CONTRACT_FOUND, "=  G  G  =  =  =  =  =  =  =  =  =", "P1", NULL},
    {VG_CASE_TAKE, "=  =  =  IH =  =  =  =  =  -  -  -", "P9", NULL},
    {VG_CASE_RELEASE, "=  =  =  -  NW -  -  -  -  -  -  -", "P9", NULL},
    {VG_CASE_NOTE, "=  =  =  =  =  =  =  =  =  =  =  =", "P8", NULL},
    {VG_CASE_REPLY, "=  =  =  IH =  =  =  =  =  =  -  -", "P6", NULL},
    {VG_CASE_CLASSIFY, "=  =  =  =  =  =  =  =  =  -  -  -", "P6", NULL},
    {VG_CASE_ASK, "=  =  -  WC WC =  =  =  -  -  -  -", "P8", NULL},
    {VG_CASE_CLIENT_WRITES, "=  =  =  =  =  B  =  =  IH NW >  =", "P6", NULL},
    {VG_CASE_REMOTE_SESSION, "-  -  -  IH =  =  =  =  =  -  -  -", "P8", "P1"},
    {VG_CASE_ESCALATE, "-  -  -  WS WS WS =  =  -  -  -  -", "P9", "P1"},
    {VG_CASE_SUPPLIER_TICKET, "-  -  =  WS WS WS =  =  =  =  -  -", "P9", "P1"},
    {VG_CASE_SUPPLIER_ASKS, "-  -  =  =  =  =  =  =  =  =  -  -", "P9", "P1"},
    {VG_CASE_SUPPLIER_ENDS, "-  -  =  =  =  =  IH =  =  =  -  -", "P9", "P1"},
    {VG_CASE_VISIT, "-  =  =  IH =  =  =  =  =  -  -  -", "P16", NULL},
    {VG_CASE_RETURN_ASKED, "-  =  =  =  =  =  =  =  -  -  -  -", "P10", NULL},
    {VG_CASE_RETURN_CONFIRMED, "-  -  -  RT RT RT RT =  RT RT >  -", "P10", NULL},
    {VG_CASE_RETURN_OVER, "=  =  =  =  =  =  =  IH =  =  =  =", "P10", NULL},
    {VG_CASE_ALARM_JOINS, "=  =  =  =  =  =  =  =  IH >  >  >", "P7", NULL},
    {VG_CASE_ALARMS_CLEARED, "=  =  =  =  =  =  =  =  =  =  =  =", "P7", NULL},
    {VG_CASE_SETTLED, "=  CL CL CL =  =  =  =  CL =  =  =", "7", NULL},
    {VG_CASE_RECURS, "=  =  =  =  =  =  =  =  IH NW >  =", "7", NULL},
    {VG_CASE_MODE_CHANGES, "=  =  =  =  =  =  =  =  =  =  =  =", "P2", NULL},
    {VG_CASE_HAND_OVER, "-  -  G  OB OB OB OB -  -  -  -  -", "P2", NULL},
    {VG_CASE_INTERVENE, "-  -  IH -  -  -  -  -  -  -  -  -", "P5", NULL},
    {VG_CASE_STAND_DOWN, "-  -  -  -  OB OB OB -  -  -  -  -", "P5", NULL},
    {VG_CASE_RESOLVE, "-  RS -  RS RS RS RS -  =  -  -  -", "P6", NULL},
    {VG_CASE_CLOSE, "-  CL CL CL CL CL CL -  CL =  -  -", "P6", NULL},
    {VG_CASE_REOPEN, "-  -  -  -  -  -  -  -  IH IH -  B", "7", NULL},
    {VG_CASE_MERGE, "MG MG MG MG MG MG MG MG MG -  -  -", "7", NULL},
    {VG_CASE_UNDO_MERGE, "-  -  -  -  -  -  -  -  -  -  B  -", "7", NULL},
    {VG_CASE_SPLIT, "-  =  =  =  =  =  =  =  =  -  -  -", "7", NULL},
    {VG_CASE_VOID, "VD VD VD VD VD -  -  -  -  -  -  -", "P6", NULL},
    {VG_CASE_REMIND, "=  =  =  =  =  =  =  =  =  -  -  -", "P8", NULL},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const letters[VG_CASE_N_STATES] = {
    "TR", "QU", "OB", "NW", "IH", "WC", "WS", "RT", "RS", "CL", "MG", "VD"};

/* Every guard satisfied. */
static struct vg_case_guard
guard_in(enum vg_case_state state)
{
	return (struct vg_case_guard){.state = state,
	    .before = VG_CASE_WS,
	    .by_gate = VG_CASE_NW,
	    .owner_acts = true,
	    .cause_named = true,
	    .cure_named = true,
	    .faults_cleared = true};
}

static enum vg_case_state
state_of(const char *two)
{
	for (int s = 0; s < VG_CASE_N_STATES; s++) {
		if (strncmp(letters[s], two, 2) == 0)
			return (enum vg_case_state)s;
	}
	fail_msg("no state %.2s", two);
	return VG_CASE_N_STATES;
}

static void
check_refusal(size_t row, enum vg_case_state state, int code, const struct vg_detail *d)
{
	const char *clause = rows[row].clause;
	char head[8];

	if (rows[row].early && state <= VG_CASE_OB)
		clause = state == VG_CASE_OB ? "P5" : rows[row].early;
	snprintf(head, sizeof(head), "%s: ", clause);
	assert_int_equal(code, VG_EPOLICY);
	if (strncmp(d->text, head, strlen(head)) != 0 ||
	    !strstr(d->text, vg_casestate_text(state)) || !strstr(d->text, "; "))
		fail_msg("row %zu, %s: %s", row, letters[state], d->text);
}

static void
check_cell(size_t row, enum vg_case_state state, const char *cell)
{
	struct vg_case_guard guard = guard_in(state);
	enum vg_case_state next = VG_CASE_N_STATES, want = state;
	struct vg_detail detail = {0};
	int code = vg_casestate_apply(&guard, rows[row].fact, &next, &detail);

	if (*cell == '-') {
		check_refusal(row, state, code, &detail);
		return;
	}
	if (*cell == '>') {
		assert_int_equal(code, VG_EUNSUPPORTED);
		return;
	}
	if (*cell == 'G')
		want = guard.by_gate;
	else if (*cell == 'B' && cell[1] != ' ' && cell[1])
		want = state_of(cell);
	else if (*cell == 'B')
		want = state == VG_CASE_WC ? VG_CASE_IH : guard.before;
	else if (*cell != '=')
		want = state_of(cell);
	if (code != VG_OK || next != want)
		fail_msg("row %zu, %s: code %d, next %d, expected %s", row,
		    letters[state], code, (int)next, letters[want]);
}

static void
every_cell(void **state)
{
	(void)state;
	assert_int_equal(N_ROWS, VG_CASE_N_FACTS);
	for (size_t i = 0; i < N_ROWS; i++) {
		assert_int_equal(rows[i].fact, i);
		for (int s = 0; s < VG_CASE_N_STATES; s++)
			check_cell(i, (enum vg_case_state)s, rows[i].cells + 3 * s);
	}
}

static void
special_cells(void **state)
{
	struct vg_case_guard guard = guard_in(VG_CASE_TR);
	struct vg_detail detail;
	enum vg_case_state next;

	(void)state;
	/* The gate: in hand instead of new when owned; quarantine and observed as they are. */
	guard.owned = true;
	assert_int_equal(
	    vg_casestate_apply(&guard, VG_CASE_IDENTIFY, &next, &detail), VG_OK);
	assert_int_equal(next, VG_CASE_IH);
	guard.by_gate = VG_CASE_QU;
	assert_int_equal(
	    vg_casestate_apply(&guard, VG_CASE_IDENTIFY, &next, &detail), VG_OK);
	assert_int_equal(next, VG_CASE_QU);
	/* Back from waiting for the client: to the supplier whose ticket is open. */
	guard = guard_in(VG_CASE_WC);
	guard.supplier_ticket_open = true;
	assert_int_equal(
	    vg_casestate_apply(&guard, VG_CASE_CLIENT_WRITES, &next, &detail), VG_OK);
	assert_int_equal(next, VG_CASE_WS);
}

static void
only_the_owner_releases(void **state)
{
	struct vg_case_guard guard = guard_in(VG_CASE_IH);
	struct vg_detail detail = {0};
	enum vg_case_state next;

	(void)state;
	guard.owner_acts = false;
	assert_int_equal(
	    vg_casestate_apply(&guard, VG_CASE_RELEASE, &next, &detail), VG_EPOLICY);
	assert_memory_equal(detail.text, "P9: ", 4);
}

/* Guards of resolve and close (note 19), from the first that is told to the last. */
static void
endings(void **state)
{
	static const struct {
		enum vg_case_state in;
		bool asked, open, half, ticket, leave, cause, cure;
		const char *says; /* NULL: allowed */
	} ends[] = {
	    {VG_CASE_IH, true, true, true, true, false, false, false, "P6: a request"},
	    {VG_CASE_IH, false, true, true, true, false, false, false, "P11: a return"},
	    {VG_CASE_IH, false, false, true, true, false, false, false, "P10: a return"},
	    {VG_CASE_WS, false, false, false, true, false, false, false, "P9: the supp"},
	    {VG_CASE_WS, false, false, false, true, true, true, true, NULL},
	    {VG_CASE_IH, false, false, false, true, false, true, true, NULL},
	    {VG_CASE_IH, false, false, false, false, false, false, false, "the cause;"},
	    {VG_CASE_IH, false, false, false, false, false, true, false, "the cure;"},
	    {VG_CASE_IH, false, false, false, false, false, false, true, "the cause;"},
	    {VG_CASE_NW, false, false, false, false, false, true, true, NULL},
	    {VG_CASE_CL, true, true, true, true, false, false, false, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct vg_case_guard guard = {.state = ends[i].in,
		    .unanswered_request = ends[i].asked,
		    .open_return = ends[i].open,
		    .half_confirmed_return = ends[i].half,
		    .supplier_ticket_open = ends[i].ticket,
		    .leave_ticket = ends[i].leave,
		    .cause_named = ends[i].cause,
		    .cure_named = ends[i].cure};
		struct vg_detail detail = {0};
		enum vg_case_state next;
		int code = vg_casestate_apply(&guard, VG_CASE_CLOSE, &next, &detail);
		bool good = ends[i].says
		    ? code == VG_EPOLICY && strstr(detail.text, ends[i].says)
		    : code == VG_OK && next == VG_CASE_CL;
		if (!good)
			fail_msg("row %zu: %d %s", i, code, detail.text);
	}
}

/* A new case settles only when nobody owns it and nothing is asked or on its way. */
static void
settling(void **state)
{
	(void)state;
	for (int held = 0; held < 5; held++) {
		struct vg_case_guard guard = guard_in(VG_CASE_NW);
		struct vg_detail detail;
		enum vg_case_state next;
		guard.owned = held == 1;
		guard.unanswered_request = held == 2;
		guard.open_return = held == 3;
		guard.half_confirmed_return = held == 4;
		assert_int_equal(
		    vg_casestate_apply(&guard, VG_CASE_SETTLED, &next, &detail),
		    held ? VG_EPOLICY : VG_OK);
	}
}

static void
merges(void **state)
{
	static const struct {
		struct vg_case_merge merge;
		const char *says; /* NULL: it may */
	} merge_rows[] = {
	    {{"", "a", VG_CASE_TR, VG_CASE_NW}, "7: nobody knows yet whose the case is"},
	    {{"a", "", VG_CASE_NW, VG_CASE_TR}, "7: nobody knows yet whose the other is"},
	    {{"", "", VG_CASE_TR, VG_CASE_CL}, "7: nobody knows yet whose the case is"},
	    {{"a", "b", VG_CASE_NW, VG_CASE_CL}, "7: the other is another client's, b"},
	    {{"a", "a", VG_CASE_OB, VG_CASE_CL}, "7: the other is closed"},
	    {{"a", "a", VG_CASE_NW, VG_CASE_MG}, "7: the other is merged"},
	    {{"a", "a", VG_CASE_NW, VG_CASE_VD}, "7: the other is void"},
	    {{"a", "a", VG_CASE_OB, VG_CASE_IH}, "7: observed and ordinary"},
	    {{"a", "a", VG_CASE_RT, VG_CASE_OB}, "7: observed and ordinary"},
	    {{"a", "a", VG_CASE_OB, VG_CASE_OB}, NULL},
	    {{"a", "a", VG_CASE_RT, VG_CASE_RS}, NULL},
	    {{"a", "a", VG_CASE_QU, VG_CASE_NW}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(merge_rows) / sizeof(merge_rows[0]); i++) {
		struct vg_detail detail = {0};
		int code = vg_casestate_may_merge(&merge_rows[i].merge, &detail);
		const char *says = merge_rows[i].says;
		if (says ? code != VG_EPOLICY || strncmp(detail.text, says, strlen(says))
			 : code != VG_OK)
			fail_msg("row %zu: %d %s", i, code, detail.text);
		if (says && !strstr(detail.text, "; vigie case "))
			fail_msg("row %zu names no command: %s", i, detail.text);
	}
}

static void
names_and_openness(void **state)
{
	(void)state;
	for (int s = 0; s < VG_CASE_N_STATES; s++) {
		const char *text = vg_casestate_text((enum vg_case_state)s);
		assert_int_equal(vg_casestate_parse(text), s);
		assert_int_equal(
		    vg_casestate_is_open((enum vg_case_state)s), s < VG_CASE_CL);
	}
	assert_int_equal(vg_casestate_parse("asleep"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell),
	    cmocka_unit_test(special_cells),
	    cmocka_unit_test(only_the_owner_releases),
	    cmocka_unit_test(endings),
	    cmocka_unit_test(settling),
	    cmocka_unit_test(merges),
	    cmocka_unit_test(names_and_openness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
