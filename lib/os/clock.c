/*
 * Reads the clocks.  A clock that cannot be read is no condition to survive.
 */
#include "lib/os/clock.h"

#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * VG_SECOND_US + t.tv_nsec / 1000;
}

struct vg_wall
vg_clock_wall(void)
{
	return (struct vg_wall){.us = read_us(CLOCK_REALTIME)};
}

struct vg_mono
vg_clock_mono(void)
{
	return (struct vg_mono){.us = read_us(CLOCK_MONOTONIC)};
}

bool
vg_clock_offset(int64_t *offset_us)
{
	struct timex kept = {.modes = 0};
	int state = adjtimex(&kept);

	if (state == -1 || state == TIME_ERROR || (kept.status & STA_UNSYNC))
		return false;
	*offset_us = kept.status & STA_NANO ? kept.offset / 1000 : kept.offset;
	return true;
}
