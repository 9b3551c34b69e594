/*
 * Whether it is the collector that does not hear: a row a rung.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/correl/deaf.h"

enum { MAX_AGENTS = 12 };

static const struct vg_deaf_limits usual = {
    .percent = 30, .least = 2, .within_us = 120 * VG_SECOND_US};

/*
 * Agents in one text: each a letter of its site and the second at which it was heard last ("a10");
 * one that is heard has '-' ("b-").
 */
static size_t
read_agents(const char *text, struct vg_deaf_agent agents[MAX_AGENTS])
{
	static const char *const sites[] = {"a", "b", "c"};
	size_t n = 0;

	memset(agents, 0, MAX_AGENTS * sizeof(*agents));
	while (*text) {
		struct vg_deaf_agent *agent = &agents[n++];
		agent->site = sites[*text++ - 'a'];
		agent->silent = *text != '-';
		if (!agent->silent)
			text++;
		while (*text >= '0' && *text <= '9')
			agent->heard.us =
			    agent->heard.us * 10 + (*text++ - '0') * VG_SECOND_US;
		while (*text == ' ')
			text++;
	}
	return n;
}

static const struct row {
	const char *what, *agents;
	struct vg_deaf_limits limits;
	const char *members; /* one sign an agent: '1' a member; NULL: not deaf */
} rows[] = {
    {"1: switched off", "a10 b10 c10", {0, 2, 120 * VG_SECOND_US}, NULL},
    {"2: one of one", "a10", {30, 2, 120 * VG_SECOND_US}, NULL},
    {"2: fewer than the least", "a10 b10 c-", {30, 3, 120 * VG_SECOND_US}, NULL},
    {"3: two of seven", "a10 b10 a- b- c- a- b-", {30, 2, 120 * VG_SECOND_US}, NULL},
    {"3: three of ten are 30 %", "a10 b10 c10 a- b- c- a- b- c- a-",
	{30, 2, 120 * VG_SECOND_US}, "1110000000"},
    {"4: all of one site", "a10 a10 a10 b-", {30, 2, 120 * VG_SECOND_US}, NULL},
    {"5: two sites of two", "a10 b130", {30, 2, 120 * VG_SECOND_US}, "11"},
    {"5: a second too far apart", "a10 b131", {30, 2, 120 * VG_SECOND_US}, NULL},
    {"the largest lot, not the first", "a10 b20 a400 b410 c420",
	{30, 2, 120 * VG_SECOND_US}, "00111"},
    {"of two alike the later", "a10 b20 a400 b410", {30, 2, 120 * VG_SECOND_US}, "0011"},
    {"the order of the agents does not matter", "c420 a10 b410 b20 a400",
	{30, 2, 120 * VG_SECOND_US}, "10101"},
    {"nobody is there", "", {30, 2, 120 * VG_SECOND_US}, NULL},
    {"nobody is silent", "a- b-", {30, 2, 120 * VG_SECOND_US}, NULL},
};

static void
judges_by_rungs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_deaf_agent agents[MAX_AGENTS];
		size_t n = read_agents(rows[i].agents, agents);
		bool deaf = vg_deaf_judge(agents, n, &rows[i].limits);
		if (deaf != (rows[i].members != NULL))
			fail_msg("%s: %s", rows[i].what, deaf ? "deaf" : "not deaf");
		for (size_t k = 0; k < n; k++) {
			bool wanted = rows[i].members && rows[i].members[k] == '1';
			if (agents[k].member != wanted)
				fail_msg("%s: agent %zu", rows[i].what, k);
		}
	}
}

/* Deaf it stays while enough of those that fell silent together are silent, however long. */
static void
lasts_while_enough_are_silent(void **state)
{
	struct vg_deaf_agent agents[MAX_AGENTS];
	size_t n = read_agents("a10 b20 c30 a-", agents);

	(void)state;
	assert_true(vg_deaf_judge(agents, n, &usual));
	agents[2].silent = false;
	assert_true(vg_deaf_lasts(agents, n, &usual));
	agents[1].silent = false;
	assert_false(vg_deaf_lasts(agents, n, &usual));
	/* One that fell silent for itself does not prolong it. */
	agents[3].silent = true;
	assert_false(vg_deaf_lasts(agents, n, &usual));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judges_by_rungs),
	    cmocka_unit_test(lasts_while_enough_are_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
