/*
 * The unit's way back: every cell as docs/policy.md has it, every guard in the order in which
 * it is told, what follows beside the state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/rma/unitstate.h"
#include "lib/base/error.h"

/* Cells: the two letters of the state it leads to; - refused. */
static const struct {
	enum vg_unit_fact fact;
	const char *cells; /* AT CO SE RE NF LO AC CH SB WA SC */
} rows[] = {
    {VG_UNIT_FACT_COLLECTED, "CO -  -  -  -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_SENT, "SE SE -  -  -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_RECEIVED, "-  -  RE -  -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_ACCEPTED, "-  -  -  AC -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_NO_FAULT, "-  -  -  NF -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_LET_GO, "-  -  -  -  AC -  -  -  -  -  -"},
    {VG_UNIT_FACT_CHARGED, "CH CH -  -  CH CH -  -  -  -  -"},
    {VG_UNIT_FACT_SENT_BACK, "-  -  -  -  SB -  -  -  -  -  -"},
    {VG_UNIT_FACT_LOST, "-  LO LO -  -  -  -  -  -  -  -"},
    {VG_UNIT_FACT_FOUND, "-  -  -  -  -  SE -  -  -  -  -"},
    {VG_UNIT_FACT_WAIVED, "WA WA WA WA WA WA -  -  -  -  -"},
    {VG_UNIT_FACT_SCRAPPED, "SC -  -  -  -  -  -  -  -  -  -"},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const letters[VG_UNIT_N_STATES] = {
    "AT", "CO", "SE", "RE", "NF", "LO", "AC", "CH", "SB", "WA", "SC"};

/* Every guard satisfied. */
static struct vg_unit_guard
guard_in(enum vg_unit_state state)
{
	return (struct vg_unit_guard){.state = state,
	    .both_keys = true,
	    .carrier = "chronopost",
	    .supplier_word = true,
	    .client_word = true};
}

static void
check_cell(size_t row, enum vg_unit_state state, const char *cell)
{
	struct vg_unit_guard guard = guard_in(state);
	struct vg_unit_outcome out;
	struct vg_detail d = {0};
	int code = vg_unitstate_apply(&guard, rows[row].fact, &out, &d);

	if (*cell == '-') {
		if (code != VG_EPOLICY || out.next != state || out.effects ||
		    strncmp(d.text, "P10: ", 5) != 0 ||
		    !strstr(d.text, vg_unitstate_text(state)) || !strstr(d.text, "; "))
			fail_msg("row %zu, %s: %d %s", row, letters[state], code, d.text);
	} else if (code != VG_OK || strncmp(letters[out.next], cell, 2) != 0) {
		fail_msg("row %zu, %s: code %d, next %s", row, letters[state], code,
		    letters[out.next]);
	}
}

static void
every_cell(void **state)
{
	(void)state;
	assert_int_equal(N_ROWS, VG_UNIT_N_FACTS);
	for (size_t i = 0; i < N_ROWS; i++) {
		assert_int_equal(rows[i].fact, i);
		for (int s = 0; s < VG_UNIT_N_STATES; s++)
			check_cell(i, (enum vg_unit_state)s, rows[i].cells + 3 * s);
	}
}

static void
guards(void **state)
{
	static const struct {
		enum vg_unit_fact fact;
		struct vg_unit_guard guard;
		const char *says; /* NULL: allowed */
	} rungs[] = {
	    {VG_UNIT_FACT_COLLECTED, {.carrier = ""}, "P10: the return is not confirmed"},
	    {VG_UNIT_FACT_COLLECTED, {.role = VG_UNIT_LENT}, NULL},
	    {VG_UNIT_FACT_SENT, {.both_keys = true, .holds_data = true}, "holds data"},
	    {VG_UNIT_FACT_SENT,
		{.role = VG_UNIT_LENT, .holds_data = true, .carrier = "ups"},
		"holds data"},
	    {VG_UNIT_FACT_COLLECTED, {.both_keys = true, .holds_data = true}, NULL},
	    {VG_UNIT_FACT_SENT,
		{.both_keys = true,
		    .holds_data = true,
		    .data = VG_UNIT_DATA_WIPED,
		    .carrier = "ups"},
		NULL},
	    {VG_UNIT_FACT_SENT,
		{.both_keys = true,
		    .holds_data = true,
		    .data = VG_UNIT_DATA_KEPT,
		    .carrier = "ups"},
		NULL},
	    {VG_UNIT_FACT_SENT,
		{.both_keys = true,
		    .holds_data = true,
		    .data = VG_UNIT_DATA_AS_IS,
		    .carrier = "ups"},
		NULL},
	    {VG_UNIT_FACT_SENT, {.both_keys = true}, "--carrier"},
	    {VG_UNIT_FACT_SENT, {.both_keys = true, .carrier = ""}, "--carrier"},
	    {VG_UNIT_FACT_WAIVED, {.both_keys = true}, "waived needs the supplier's"},
	    {VG_UNIT_FACT_SCRAPPED, {.both_keys = true, .client_word = true},
		"scrapped needs the supplier's"},
	    {VG_UNIT_FACT_SCRAPPED, {.both_keys = true, .supplier_word = true},
		"scrapped needs the client's"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rungs) / sizeof(rungs[0]); i++) {
		struct vg_unit_outcome out;
		struct vg_detail d = {0};
		int code = vg_unitstate_apply(&rungs[i].guard, rungs[i].fact, &out, &d);
		bool good = rungs[i].says ? code == VG_EPOLICY &&
			strstr(d.text, rungs[i].says) && out.next == VG_UNIT_AT_CLIENT
					  : code == VG_OK;
		if (!good)
			fail_msg("row %zu: %d %s", i, code, d.text);
	}
}

static void
what_follows(void **state)
{
	static const struct {
		enum vg_unit_state in;
		enum vg_unit_fact fact;
		enum vg_unit_role role;
		unsigned effects;
		const char *ball;
	} follows[] = {
	    {VG_UNIT_AT_CLIENT, VG_UNIT_FACT_COLLECTED, VG_UNIT_FAULTY, 0, "carrier"},
	    {VG_UNIT_COLLECTED, VG_UNIT_FACT_SENT, VG_UNIT_FAULTY, VG_UNIT_BACK_MEET,
		"carrier"},
	    {VG_UNIT_COLLECTED, VG_UNIT_FACT_SENT, VG_UNIT_LENT, 0, "carrier"},
	    {VG_UNIT_AT_CLIENT, VG_UNIT_FACT_CHARGED, VG_UNIT_FAULTY,
		VG_UNIT_BACK_END | VG_UNIT_ENDED | VG_UNIT_TELL_CLIENT, NULL},
	    {VG_UNIT_AT_CLIENT, VG_UNIT_FACT_SCRAPPED, VG_UNIT_RECALLED, VG_UNIT_ENDED,
		NULL},
	    {VG_UNIT_SENT, VG_UNIT_FACT_WAIVED, VG_UNIT_FAULTY, VG_UNIT_ENDED, NULL},
	    {VG_UNIT_SENT, VG_UNIT_FACT_RECEIVED, VG_UNIT_FAULTY, 0, "supplier"},
	    {VG_UNIT_SENT, VG_UNIT_FACT_LOST, VG_UNIT_FAULTY, 0, "carrier"},
	    {VG_UNIT_RECEIVED, VG_UNIT_FACT_NO_FAULT, VG_UNIT_FAULTY, VG_UNIT_DISPUTE,
		"integrator"},
	    {VG_UNIT_RECEIVED, VG_UNIT_FACT_ACCEPTED, VG_UNIT_FAULTY, VG_UNIT_ENDED,
		NULL},
	    {VG_UNIT_NO_FAULT, VG_UNIT_FACT_SENT_BACK, VG_UNIT_FAULTY,
		VG_UNIT_ENDED | VG_UNIT_TELL_CLIENT, NULL},
	    {VG_UNIT_LOST, VG_UNIT_FACT_FOUND, VG_UNIT_FAULTY, VG_UNIT_BACK_MEET,
		"carrier"},
	    {VG_UNIT_LOST, VG_UNIT_FACT_WAIVED, VG_UNIT_FAULTY,
		VG_UNIT_BACK_END | VG_UNIT_ENDED, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(follows) / sizeof(follows[0]); i++) {
		struct vg_unit_guard guard = guard_in(follows[i].in);
		struct vg_unit_outcome out;
		struct vg_detail d;
		guard.role = follows[i].role;
		assert_int_equal(
		    vg_unitstate_apply(&guard, follows[i].fact, &out, &d), VG_OK);
		if (out.effects != follows[i].effects ||
		    strcmp(out.ball ? out.ball : "-",
			follows[i].ball ? follows[i].ball : "-") != 0)
			fail_msg("row %zu: %x, ball %s", i, out.effects,
			    out.ball ? out.ball : "-");
	}
}

static void
names(void **state)
{
	(void)state;
	for (int s = 0; s < VG_UNIT_N_STATES; s++) {
		enum vg_unit_state unit = (enum vg_unit_state)s;
		assert_int_equal(vg_unitstate_parse(vg_unitstate_text(unit)), s);
		assert_int_equal(vg_unitstate_is_ended(unit), s >= VG_UNIT_ACCEPTED);
		bool left = strchr("SRNA", letters[s][0]) && s != VG_UNIT_AT_CLIENT &&
		    s != VG_UNIT_SCRAPPED;
		assert_int_equal(vg_unitstate_has_left(unit), left);
	}
	assert_int_equal(vg_unitstate_parse("asleep"), -1);
	assert_int_equal(vg_unitstate_fact("no-fault-found"), VG_UNIT_FACT_NO_FAULT);
	assert_int_equal(vg_unitstate_fact("eaten"), -1);
	for (int w = VG_UNIT_DATA_WIPED; w <= VG_UNIT_DATA_AS_IS; w++)
		assert_int_equal(
		    vg_unitstate_data_parse(vg_unitstate_data_text((enum vg_unit_data)w)),
		    w);
	assert_int_equal(vg_unitstate_data_parse(""), -1);
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
