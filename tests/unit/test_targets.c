/*
 * The table of targets (states.md 1.5 as docs/policy.md tells it): one row each, what every fact
 * does, and which pauses are refused with which clause.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/sla.h"
#include "lib/base/error.h"

#define H 3600u
#define D VG_UNIT_DAYS
#define N VG_SIGHT_NONE

#define F(fact) (UINT32_C(1) << VG_FACT_##fact)

struct row {
	const char *name, *clause;
	uint32_t starts, met, ends;
	struct vg_target_amount normal, critical, first;
	unsigned pauses;
	enum vg_sight sight;
	int percents[VG_SLA_N_WARNINGS];
	unsigned told_last; /* who is told of the last warning */
};

static const struct row table[VG_TARGET_N] = {
    {"first-reply", "P6", F(REQUEST), F(SAID), F(NOT_FAULT) | F(VOIDED),
	{4 * H, VG_UNIT_HOURS, NULL}, {0}, {0}, 0, VG_SIGHT_CLIENT, {50, 75, 90, 100},
	VG_WARN_MANAGER},
    {"next-reply", "P6", F(REQUEST_AGAIN), F(SAID), F(DISMISSED),
	{4 * H, VG_UNIT_HOURS, NULL}, {0}, {0}, 0, N, {50, 75, 90, 100}, VG_WARN_OWNER},
    {"client-told", "P7", F(AUTO_OPENED), F(SAID), F(CLEARED_EARLY),
	{4 * H, VG_UNIT_HOURS, NULL}, {0}, {0}, 0, N, {50, 75, 90, 100}, VG_WARN_OWNER},
    {"triage", "P6", F(TRIAGE), F(IDENTIFIED) | F(VOIDED), 0,
	{1 * H, VG_UNIT_HOURS, "always"}, {0}, {0}, 0, N, {50, 75, 90, 100},
	VG_WARN_TRIAGE},
    {"entitlement", "P1", F(QUARANTINE), F(CONTRACT_FOUND) | F(COMMERCIAL_ANSWER),
	F(VOIDED), {4 * H, VG_UNIT_HOURS, "office"}, {0}, {0}, 0, N, {50, 75, 90, 100},
	VG_WARN_COMMERCIAL},
    {"supplier-ticket", "P9", F(OPENED), F(TICKET), F(RESOLVED) | F(CLOSED),
	{8 * H, VG_UNIT_HOURS, "office"}, {2 * H, VG_UNIT_HOURS, "always"}, {0},
	VG_PAUSE_CLIENT, N, {50, 75, 90, 100}, VG_WARN_OWNER | VG_WARN_DUTY},
    {"supplier-move", "P9", F(OUR_MOVE), F(SUPPLIER_MOVE), F(LEFT_SUPPLIER),
	{8 * H, VG_UNIT_HOURS, "office"}, {4 * H, VG_UNIT_HOURS, "always"}, {0},
	VG_PAUSE_CLIENT, N, {50, 75, 90, 100},
	VG_WARN_OWNER | VG_WARN_DUTY | VG_WARN_SUPPLIER},
    {"second-key", "P9", F(HALF_CONFIRMED), F(CONFIRMED), F(WITHDRAWN) | F(REJECTED),
	{1, D, "ouvres"}, {0}, {0}, 0, N, {90, 100}, VG_WARN_OWNER},
    {"replacement", "P11", F(CONFIRMED), F(REPLACED),
	F(WITHDRAWN) | F(CANCELLED) | F(HEALED), {6, D, "ouvrables"}, {0}, {0}, 0,
	VG_SIGHT_CLIENT, {50, 75, 90, 100}, VG_WARN_MANAGER},
    {"faulty-back", "P10", F(REPLACED), F(UNIT_SENT), F(UNIT_ENDED), {10, D, "ouvres"},
	{0}, {0}, 0, VG_SIGHT_ASKED, {50, 100, 150}, VG_WARN_COMMERCIAL},
    {"watch", "P5", F(OBSERVED) | F(SUPPLIER_MOVE), F(SUPPLIER_MOVE), F(CLOSED),
	{2, D, "ouvres"}, {0}, {4 * H, VG_UNIT_HOURS, NULL}, 0, N, {50, 75, 90, 100},
	VG_WARN_OWNER},
    {"resolution", "", F(OPENED), F(RESOLVED), 0, {0}, {0}, {0},
	VG_PAUSE_CLIENT | VG_PAUSE_ACCESS, VG_SIGHT_PROMISED, {50, 75, 90, 100},
	VG_WARN_MANAGER},
};

static void
expect_amount(struct vg_target_amount seen, struct vg_target_amount wanted)
{
	assert_int_equal(seen.amount, wanted.amount);
	assert_int_equal(seen.unit, wanted.unit);
	if (wanted.calendar)
		assert_string_equal(seen.calendar, wanted.calendar);
	else
		assert_null(seen.calendar);
}

static void
rows(void **state)
{
	(void)state;
	for (int t = 0; t < VG_TARGET_N; t++) {
		const struct vg_target_rule *rule = vg_sla_rule((enum vg_target)t);
		const struct row *r = &table[t];
		int last = 0;
		assert_string_equal(rule->name, r->name);
		assert_string_equal(rule->clause, r->clause);
		assert_int_equal(rule->pauses, r->pauses);
		assert_int_equal(rule->sight, r->sight);
		assert_int_equal(vg_sla_target(r->name), t);
		for (int i = 0; i < VG_SLA_N_WARNINGS; i++) {
			assert_int_equal(rule->warnings[i].percent, r->percents[i]);
			last = r->percents[i] ? i : last;
		}
		assert_int_equal(rule->warnings[last].who, r->told_last);
	}
	assert_int_equal(vg_sla_target("lunch"), -1);
}

/* The default of an ordinary and of a critical case, of the first and of later clocks. */
static void
amounts(void **state)
{
	(void)state;
	for (int t = 0; t < VG_TARGET_N; t++) {
		const struct row *r = &table[t];
		enum vg_target target = (enum vg_target)t;
		struct vg_target_amount first = r->first.amount ? r->first : r->normal;
		expect_amount(vg_sla_default(target, false, false), r->normal);
		expect_amount(vg_sla_default(target, false, true), first);
		expect_amount(vg_sla_default(target, true, false),
		    r->critical.amount ? r->critical : r->normal);
	}
}

static void
facts(void **state)
{
	(void)state;
	for (int t = 0; t < VG_TARGET_N; t++) {
		for (int f = 0; f < VG_FACT_N; f++) {
			uint32_t bit = UINT32_C(1) << f;
			unsigned wanted = (table[t].met & bit ? 1u : 0) |
			    (table[t].ends & bit ? 2u : 0) |
			    (table[t].starts & bit ? 4u : 0);
			unsigned seen =
			    vg_sla_effect((enum vg_target)t, (enum vg_sla_fact)f);
			if (seen != wanted)
				fail_msg("%s, fact %d: %u, expected %u", table[t].name, f,
				    seen, wanted);
		}
	}
}

/* Each target, each cause, where the contract allows both causes, one, none. */
static void
pauses(void **state)
{
	static const struct {
		const char *target;
		unsigned allowed;
		const char *cause, *refusal; /* NULL: it may */
	} tries[] = {
	    {"first-reply", 3, "waiting-client", "P6: first-reply never pauses"},
	    {"next-reply", 3, "waiting-client", "P6: next-reply never pauses"},
	    {"client-told", 3, "waiting-client", "P7: client-told never pauses"},
	    {"triage", 3, "waiting-client", "P6: triage never pauses"},
	    {"entitlement", 3, "waiting-client", "P1: entitlement never pauses"},
	    {"supplier-ticket", 3, "waiting-client", NULL},
	    {"supplier-ticket", 3, "waiting-access",
		"P9: supplier-ticket does not pause for waiting-access"},
	    {"supplier-ticket", 0, "waiting-client",
		"P9: the contract does not let supplier-ticket pause for waiting-client"},
	    {"supplier-move", 1, "waiting-client", NULL},
	    {"supplier-move", 2, "waiting-client",
		"P9: the contract does not let supplier-move pause for waiting-client"},
	    {"second-key", 3, "waiting-client", "P9: second-key never pauses"},
	    {"replacement", 3, "waiting-client", "P11: replacement never pauses"},
	    {"replacement", 3, "waiting-access", "P11: replacement never pauses"},
	    {"faulty-back", 3, "waiting-client", "P10: faulty-back never pauses"},
	    {"watch", 3, "waiting-client", "P5: watch never pauses"},
	    {"resolution", 1, "waiting-client", NULL},
	    {"resolution", 2, "waiting-access", NULL},
	    {"resolution", 1, "waiting-access",
		"policy 5: the contract does not let resolution pause for waiting-access"},
	    {"resolution", 3, "lunch", "policy 5: resolution does not pause for lunch"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		struct vg_detail detail = {0};
		int code =
		    vg_sla_may_pause((enum vg_target)vg_sla_target(tries[i].target),
			tries[i].allowed, tries[i].cause, &detail);
		const char *wanted = tries[i].refusal ? tries[i].refusal : "";
		if (code != (tries[i].refusal ? VG_EPOLICY : VG_OK) ||
		    strcmp(detail.text, wanted) != 0)
			fail_msg("%s for %s: %d %s", tries[i].target, tries[i].cause,
			    code, detail.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows),
	    cmocka_unit_test(amounts),
	    cmocka_unit_test(facts),
	    cmocka_unit_test(pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
