/*
 * getrandom(2), whole or not at all.
 */
#include "lib/os/chance.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void
vg_chance_fill(void *target, size_t size)
{
	unsigned char *at = target;

	while (size) {
		ssize_t n = getrandom(at, size, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			abort();
		at += n;
		size -= (size_t)n;
	}
}

uint32_t
vg_chance_u32(void)
{
	uint32_t value;

	vg_chance_fill(&value, sizeof(value));
	return value;
}
