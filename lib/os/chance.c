/*
 * getrandom(2), whole or not at all.
 */
#include "lib/os/chance.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

enum { POOL = 256 };

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
	/* Asked of the kernel by the page: a request for each number would cost more than a poll. */
	static uint32_t pool[POOL];
	static size_t left;

	if (left == 0) {
		vg_chance_fill(pool, sizeof(pool));
		left = POOL;
	}
	uint32_t value = pool[--left];
	pool[left] = 0;
	return value;
}
