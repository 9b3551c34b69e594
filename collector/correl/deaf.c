/*
 * A window slid over the instants at which silent agents were heard last.
 */
#include "collector/correl/deaf.h"

#include <string.h>

/* Those of a lot: how many, and whether they are of more than one site. */
struct lot {
	size_t n;
	const char *site;
	bool many_sites;
};

static void
add(struct lot *lot, const struct vg_deaf_agent *agent)
{
	if (lot->n++ == 0)
		lot->site = agent->site;
	else if (strcmp(lot->site, agent->site) != 0)
		lot->many_sites = true;
}

static bool
is_deaf(const struct lot *lot, size_t all, const struct vg_deaf_limits *limits)
{
	/* 1: switched off */
	if (limits->percent == 0)
		return false;
	/* 2: a few */
	if (lot->n < limits->least)
		return false;
	/* 3: a few of many */
	if (lot->n * 100 < all * limits->percent)
		return false;
	/* 4: one site's; 5: the collector's */
	return lot->many_sites;
}

/* Whether 'agent' is silent and was heard last in the window that begins at 'from'. */
static bool
falls_in(const struct vg_deaf_agent *agent, struct vg_wall from, int64_t within_us)
{
	int64_t after = vg_instant_since(agent->heard, from);

	return agent->silent && after >= 0 && after <= within_us;
}

bool
vg_deaf_judge(struct vg_deaf_agent *agents, size_t n, const struct vg_deaf_limits *limits)
{
	const struct vg_deaf_agent *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		struct lot lot = {.n = 0};
		agents[i].member = false;
		if (!agents[i].silent || limits->percent == 0)
			continue;
		for (size_t k = 0; k < n; k++) {
			if (falls_in(&agents[k], agents[i].heard, limits->within_us))
				add(&lot, &agents[k]);
		}
		bool later = best && lot.n == most &&
		    vg_instant_compare(agents[i].heard, best->heard) > 0;
		if (is_deaf(&lot, n, limits) && (lot.n > most || later)) {
			best = &agents[i];
			most = lot.n;
		}
	}
	for (size_t i = 0; best && i < n; i++)
		agents[i].member = falls_in(&agents[i], best->heard, limits->within_us);
	return best != NULL;
}

bool
vg_deaf_lasts(
    const struct vg_deaf_agent *agents, size_t n, const struct vg_deaf_limits *limits)
{
	struct lot lot = {.n = 0};

	for (size_t i = 0; i < n; i++) {
		if (agents[i].silent && agents[i].member)
			add(&lot, &agents[i]);
	}
	return is_deaf(&lot, n, limits);
}
