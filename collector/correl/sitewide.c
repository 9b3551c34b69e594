/*
 * Site-wide faults.
 *
 * A window that slides over the facts: each enters once and leaves once, so that a site of many
 * devices that fails bit by bit costs each fault no more than reading those before it.
 */
#include "collector/correl/sitewide.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* A fact by its device's name. */
struct named {
	const char *device; /* borrowed */
	size_t at;
};

static int
by_device(const void *a, const void *b)
{
	return strcmp(
	    ((const struct named *)a)->device, ((const struct named *)b)->device);
}

/* Gives for each fact a number of its device, from 0 on; the caller frees it. */
static size_t *
number_devices(const struct vg_sitewide_fact *facts, size_t n)
{
	struct named *names = vg_mem_array(n, sizeof(*names));
	size_t *numbers = vg_mem_array(n, sizeof(*numbers));
	size_t next = 0;

	for (size_t i = 0; i < n; i++)
		names[i] = (struct named){facts[i].device, i};
	qsort(names, n, sizeof(*names), by_device);
	for (size_t i = 0; i < n; i++) {
		next += i > 0 && by_device(&names[i - 1], &names[i]) != 0;
		numbers[names[i].at] = next;
	}
	free(names);
	return numbers;
}

bool
vg_sitewide_judge(const struct vg_sitewide_fact *facts, size_t n, int64_t window_us,
    unsigned least, struct vg_wall *since)
{
	if (n == 0 || n < least)
		return false;
	size_t *numbers = number_devices(facts, n);
	size_t *within =
	    vg_mem_array(n, sizeof(*within)); /* of a device, how many facts */
	size_t end = 0, devices = 0, first = 0;
	bool found = false;

	while (!found && first < n) {
		while (end < n && devices < least &&
		    vg_instant_since(facts[end].since, facts[first].since) <= window_us)
			devices += within[numbers[end++]]++ == 0;
		found = devices >= least;
		if (found)
			*since = facts[first].since;
		devices -= --within[numbers[first++]] == 0;
	}
	free(within);
	free(numbers);
	return found;
}
