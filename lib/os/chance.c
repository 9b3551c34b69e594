/*
 * getrandom(2), whole or not at all.
 */
#include "lib/os/chance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { POOL = 1024, SMALL = 64 /* octets */ };

static void
ask_kernel(unsigned char *at, size_t size)
{
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

/*
 * What is small is asked of the kernel by the page: a request for each number would cost more than
 * a poll, and one for each salt as much as the row it is for.  What was given is wiped at once.
 */
static void
take_small(void *target, size_t size)
{
	static unsigned char pool[POOL];
	static size_t left;

	if (left < size) {
		ask_kernel(pool, sizeof(pool));
		left = sizeof(pool);
	}
	left -= size;
	memcpy(target, pool + left, size);
	explicit_bzero(pool + left, size);
}

void
vg_chance_fill(void *target, size_t size)
{
	if (size <= SMALL)
		take_small(target, size);
	else
		ask_kernel(target, size);
}

uint32_t
vg_chance_u32(void)
{
	uint32_t value;

	take_small(&value, sizeof(value));
	return value;
}
