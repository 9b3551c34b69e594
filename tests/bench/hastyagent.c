/*
 * The agent in a hurry: every room of vigie-agent as users get it, in a world whose clock goes
 * VIGIE_BENCH_SPEED times as fast.  A round of 60 s then takes 60 / SPEED seconds, so that hours
 * of polling, of roll-ups and of heartbeats can be measured within minutes, each in proportion.
 *
 * It is no other agent: its linking puts these three functions before those of lib/os and
 * lib/loop (--wrap), nothing else.  Time-outs of the configuration shrink with the rest, so the
 * bench asks for long ones.
 */
#include <stdlib.h>

#include "lib/loop/loop.h"
#include "lib/os/clock.h"

struct vg_wall
__real_vg_clock_wall(void);
struct vg_mono
__real_vg_clock_mono(void);
void
__real_vg_loop_timer_set(struct vg_timer *timer, int64_t delay_us);
struct vg_wall
__wrap_vg_clock_wall(void);
struct vg_mono
__wrap_vg_clock_mono(void);
void
__wrap_vg_loop_timer_set(struct vg_timer *timer, int64_t delay_us);

static int64_t
speed(void)
{
	static int64_t times;

	if (times == 0) {
		const char *asked = getenv("VIGIE_BENCH_SPEED");
		times = asked ? strtol(asked, NULL, 10) : 1;
		times = times < 1 ? 1 : times;
	}
	return times;
}

struct vg_wall
__wrap_vg_clock_wall(void)
{
	static int64_t began;
	int64_t us = __real_vg_clock_wall().us;

	began = began ? began : us;
	return (struct vg_wall){began + (us - began) * speed()};
}

struct vg_mono
__wrap_vg_clock_mono(void)
{
	static int64_t began;
	int64_t us = __real_vg_clock_mono().us;

	began = began ? began : us;
	return (struct vg_mono){began + (us - began) * speed()};
}

void
__wrap_vg_loop_timer_set(struct vg_timer *timer, int64_t delay_us)
{
	__real_vg_loop_timer_set(timer, delay_us / speed());
}
