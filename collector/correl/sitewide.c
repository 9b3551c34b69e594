/*
 * Site-wide faults.
 */
#include "collector/correl/sitewide.h"

#include <string.h>

/* Whether the device of 'facts[i]' stands before it, from 'first' on. */
static bool
seen_before(const struct vg_sitewide_fact *facts, size_t first, size_t i)
{
	for (size_t k = first; k < i; k++) {
		if (strcmp(facts[k].device, facts[i].device) == 0)
			return true;
	}
	return false;
}

/* Whether the window that begins with 'facts[first]' holds as many devices. */
static bool
holds(const struct vg_sitewide_fact *facts, size_t n, size_t first, int64_t window_us,
    unsigned least)
{
	unsigned devices = 0;

	for (size_t i = first; i < n && devices < least; i++) {
		if (vg_instant_since(facts[i].since, facts[first].since) > window_us)
			break;
		devices += !seen_before(facts, first, i);
	}
	return devices >= least;
}

bool
vg_sitewide_judge(const struct vg_sitewide_fact *facts, size_t n, int64_t window_us,
    unsigned least, struct vg_wall *since)
{
	for (size_t first = 0; first < n; first++) {
		if (holds(facts, n, first, window_us, least)) {
			*since = facts[first].since;
			return true;
		}
	}
	return false;
}
