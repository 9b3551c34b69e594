/*
 * The agent in a hurry: every room of vigie-agent as users get it, in a world whose clock goes
 * VIGIE_BENCH_SPEED times as fast.  A round of 60 s then takes 60 / SPEED seconds, so that hours
 * of polling, of roll-ups and of heartbeats can be measured within minutes, each in proportion.
 *
 * With VIGIE_BENCH_RECORD=FILE it writes what it sends to FILE, for tests/bench/pollfloor.c, up to
 * VIGIE_BENCH_DATAGRAMS of them.
 *
 * It is no other agent: its linking puts these functions before those of lib/os, lib/loop and the
 * system (--wrap), nothing else.  Time-outs of the configuration shrink with the rest, so the
 * bench asks for long ones.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

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

int
__real_sendmmsg(int fd, struct mmsghdr *messages, unsigned n, int flags);
int
__wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned n, int flags);

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

static void
record(FILE *file, const struct msghdr *message)
{
	const struct sockaddr_in *to = message->msg_name;
	uint16_t size = htons((uint16_t)message->msg_iov->iov_len);

	fwrite(&to->sin_addr, 4, 1, file);
	fwrite(&to->sin_port, 2, 1, file);
	fwrite(&size, 2, 1, file);
	fwrite(message->msg_iov->iov_base, message->msg_iov->iov_len, 1, file);
}

int
__wrap_sendmmsg(int fd, struct mmsghdr *messages, unsigned n, int flags)
{
	static FILE *file;
	static long left = -1;

	if (left < 0) {
		const char *path = getenv("VIGIE_BENCH_RECORD");
		const char *most = getenv("VIGIE_BENCH_DATAGRAMS");
		file = path ? fopen(path, "wbe") : NULL;
		left = file && most ? strtol(most, NULL, 10) : 0;
	}
	for (unsigned i = 0; i < n && left > 0; i++) {
		record(file, &messages[i].msg_hdr);
		if (--left == 0)
			fclose(file);
	}
	return __real_sendmmsg(fd, messages, n, flags);
}
