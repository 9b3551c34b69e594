/*
 * An HTTP server with an event stream on a Unix socket in a folder of its own, and clients that are
 * plain sockets, driven by hand beside the loop; for the tests of lib/http.
 */
#ifndef VG_TESTS_UNIT_HTTPBENCH_H
#define VG_TESTS_UNIT_HTTPBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/http/http.h"
#include "lib/http/sse.h"
#include "lib/os/clock.h"
#include "lib/os/net.h"

enum { SHORT_MS = 120, LIMIT_MS = 4000 };

static struct {
	char folder[64];
	char path[96];
	struct vg_loop *loop;
	struct vg_http *http;
	struct vg_sse *sse;
} bench;

static inline void
bench_start(const struct vg_http_limits *limits, const struct vg_sse_limits *sse_limits,
    vg_http_cb handler)
{
	struct vg_detail detail;
	int fd = -1;

	memset(&bench, 0, sizeof(bench));
	strcpy(bench.folder, "/tmp/vigie-http-XXXXXX");
	assert_non_null(mkdtemp(bench.folder));
	snprintf(bench.path, sizeof(bench.path), "%s/sock", bench.folder);
	bench.loop = vg_loop_new();
	bench.http = vg_http_new(bench.loop, limits, handler, NULL);
	bench.sse = vg_sse_new(bench.loop, sse_limits);
	assert_int_equal(vg_net_unix_listen(bench.path, &fd, &detail), VG_OK);
	assert_int_equal(vg_http_listen(bench.http, fd), VG_OK);
}

static inline void
stop(void)
{
	vg_sse_free(bench.sse);
	vg_http_free(bench.http);
	vg_loop_free(bench.loop);
	unlink(bench.path);
	rmdir(bench.folder);
}

static inline int
join(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	memcpy(name.sun_path, bench.path, strlen(bench.path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	return fd;
}

static inline void
say(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

/*
 * Drives the loop until 'wanted' has come from 'fd' (NULL: until the peer has closed), at most
 * LIMIT_MS.  Gives what came in 'got'.  Returns whether it came.
 */
static inline bool
listen_for(int fd, const char *wanted, char *got, size_t size)
{
	struct vg_mono begun = vg_clock_mono();
	size_t n = 0;

	got[0] = '\0';
	while (vg_instant_mono_since(vg_clock_mono(), begun) < LIMIT_MS * VG_MS_US) {
		vg_loop_turn(bench.loop, 5);
		ssize_t r = n + 1 < size ? read(fd, got + n, size - n - 1) : 0;
		if (r == 0)
			return wanted == NULL;
		if (r > 0)
			n += (size_t)r;
		got[n] = '\0';
		if (wanted && strstr(got, wanted))
			return true;
	}
	return false;
}

#endif
