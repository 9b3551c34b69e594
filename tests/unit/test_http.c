/*
 * The HTTP server on a Unix socket: requests, limits, absolute deadlines, event streams; and
 * the router's table.
 */
#include "tests/unit/httpbench.h"

#include <errno.h>

#include "lib/http/router.h"

static struct {
	int handled;
	char seen_body[64];
	uid_t uid;
	char large[4 * 1024 * 1024];
} t;

static void
handler(struct vg_http_request *request, void *cookie)
{
	size_t size;

	(void)cookie;
	t.handled++;
	t.uid = vg_http_uid(request);
	if (vg_http_too_big(request)) {
		vg_http_reply(request, 413, "text/plain", "big", 3);
		return;
	}
	if (strcmp(vg_http_path(request), "/events") == 0) {
		const struct vg_sse_wish wish = {.tag = vg_http_query(request)};
		if (vg_sse_begin(bench.sse, request, &wish) != VG_OK)
			vg_http_reply(request, 503, NULL, NULL, 0);
		return;
	}
	if (strcmp(vg_http_path(request), "/nothing") == 0)
		return;
	if (strcmp(vg_http_path(request), "/large") == 0) {
		vg_http_reply(request, 200, "text/plain", t.large, sizeof(t.large));
		return;
	}
	snprintf(t.seen_body, sizeof(t.seen_body), "%s %s?%s %.30s",
	    vg_http_method(request), vg_http_path(request), vg_http_query(request),
	    vg_http_body(request, &size));
	vg_http_add(request, "X-Size", size == 2 ? "two" : "other");
	vg_http_reply(request, 200, "text/plain", "fine", 4);
}

static void
start(const struct vg_http_limits *limits, const struct vg_sse_limits *sse_limits)
{
	memset(&t, 0, sizeof(t));
	bench_start(limits, sse_limits, handler);
}

static void
requests_are_answered(void **state)
{
	char got[1024];
	int fd;

	(void)state;
	start(NULL, NULL);
	fd = join();
	say(fd, "GET /a%2Fb?x=%20 HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fd, "fine", got, sizeof(got)));
	assert_non_null(strstr(got, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(got, "Content-Length: 4\r\n"));
	assert_string_equal(t.seen_body, "GET /a%2Fb?x=%20 ");
	assert_int_equal(t.uid, getuid());
	/* The connection goes on; a body that comes in pieces is put together. */
	say(fd, "PATCH /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");
	vg_loop_turn(bench.loop, 0);
	say(fd, "}");
	assert_true(listen_for(fd, "fine", got, sizeof(got)));
	assert_string_equal(t.seen_body, "PATCH /p? {}");
	assert_non_null(strstr(got, "X-Size: two"));
	say(fd, "HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fd, "\r\n\r\n", got, sizeof(got)));
	assert_non_null(strstr(got, "Content-Length: 4\r\n"));
	assert_null(strstr(got, "fine"));
	say(fd, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fd, "HTTP/1.1 500", got, sizeof(got)));
	close(fd);
	stop();
}

static void
a_body_too_big_is_refused(void **state)
{
	struct vg_http_limits limits = {.body_size = 100};
	char got[1024];
	char request[512];
	int fd;

	(void)state;
	start(&limits, NULL);
	fd = join();
	snprintf(request, sizeof(request),
	    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n%101d", 1);
	say(fd, request);
	assert_true(listen_for(fd, "big", got, sizeof(got)));
	assert_non_null(strstr(got, "HTTP/1.1 413"));
	close(fd);
	/* Far too big: refused without reading it. */
	fd = join();
	t.handled = 0;
	say(fd, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nx");
	assert_true(listen_for(fd, NULL, got, sizeof(got)));
	assert_int_equal(t.handled, 0);
	close(fd);
	stop();
}

/* Sends 'head', then an octet every 5 ms until the server closes; gives the time in ms. */
static int64_t
drip(const char *head, const char *octet)
{
	struct vg_mono begun = vg_clock_mono();
	int64_t next_ms = 0;
	char got[512];
	int fd = join();

	say(fd, head);
	for (;;) {
		vg_loop_turn(bench.loop, 1);
		int64_t ms = vg_instant_mono_since(vg_clock_mono(), begun) / VG_MS_US;
		if (ms < next_ms)
			continue;
		next_ms = ms + 5;
		bool gone = send(fd, octet, 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN;
		if (gone || read(fd, got, sizeof(got)) == 0 || ms > LIMIT_MS) {
			close(fd);
			return ms;
		}
	}
}

static void
a_client_that_drips_is_cut(void **state)
{
	struct vg_http_limits limits = {
	    .header_ms = SHORT_MS, .body_ms = 3 * SHORT_MS, .idle_ms = 2 * SHORT_MS};
	char got[512];

	(void)state;
	start(&limits, NULL);
	assert_in_range(drip("GET / HTTP/1.1\r\nX: ", "x"), SHORT_MS - 20, 2 * SHORT_MS);
	assert_int_equal(vg_http_count(bench.http).late, 1);
	assert_in_range(
	    drip("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", "x"),
	    3 * SHORT_MS - 20, 5 * SHORT_MS);
	assert_int_equal(vg_http_count(bench.http).late, 2);
	assert_int_equal(t.handled, 0);
	/* One that says nothing, and one that says nothing more. */
	int fd = join();
	assert_true(listen_for(fd, NULL, got, sizeof(got)));
	close(fd);
	assert_int_equal(vg_http_count(bench.http).late, 3);
	fd = join();
	say(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fd, "fine", got, sizeof(got)));
	assert_true(listen_for(fd, NULL, got, sizeof(got)));
	close(fd);
	assert_int_equal(vg_http_count(bench.http).late, 3);
	assert_int_equal(vg_http_count(bench.http).open, 0);
	stop();
}

static void
connections_are_capped(void **state)
{
	struct vg_http_limits limits = {.connections = 3};
	char got[512];
	int fds[5];

	(void)state;
	start(&limits, NULL);
	for (int i = 0; i < 5; i++)
		fds[i] = join();
	for (int i = 0; i < 20; i++)
		vg_loop_turn(bench.loop, 1);
	assert_in_range(vg_http_count(bench.http).open, 3, 4);
	assert_int_equal(vg_http_count(bench.http).paused, 1);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	say(fds[4], "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fds[4], "fine", got, sizeof(got)));
	close(fds[3]);
	close(fds[4]);
	stop();
}

static void
one_uid_has_its_share(void **state)
{
	struct vg_http_limits limits = {.connections_uid = 2};
	char got[64];
	int fds[3];

	(void)state;
	start(&limits, NULL);
	for (int i = 0; i < 3; i++) {
		fds[i] = join();
		vg_loop_turn(bench.loop, 1);
	}
	assert_true(listen_for(fds[2], NULL, got, sizeof(got)));
	assert_int_equal(vg_http_count(bench.http).refused, 1);
	assert_int_equal(vg_http_count(bench.http).open, 2);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	stop();
}

static int
subscribe_as(const char *tag, const char *more)
{
	char request[256];
	char got[512];
	int fd = join();

	snprintf(request, sizeof(request), "GET /events?%s HTTP/1.1\r\nHost: x\r\n%s\r\n",
	    tag, more);
	say(fd, request);
	assert_true(listen_for(fd, ":\n\n", got, sizeof(got)));
	assert_non_null(strstr(got, "text/event-stream"));
	return fd;
}

static int
subscribe(const char *more)
{
	return subscribe_as("", more);
}

static void
events_reach_every_subscriber(void **state)
{
	struct vg_http_limits limits = {.idle_ms = SHORT_MS, .header_ms = SHORT_MS};
	struct vg_sse_limits sse_limits = {.subscribers = 2, .keepalive_ms = SHORT_MS};
	char got[512];
	int a, b, c;

	(void)state;
	start(&limits, &sse_limits);
	a = subscribe("");
	b = subscribe("");
	assert_int_equal(vg_sse_count(bench.sse), 2);
	c = join();
	say(c, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(c, "HTTP/1.1 503", got, sizeof(got)));
	close(c);
	vg_sse_send(bench.sse, 7, "{\"a\":1}\n{}");
	assert_true(
	    listen_for(a, "id: 7\ndata: {\"a\":1}\ndata: {}\n\n", got, sizeof(got)));
	assert_true(listen_for(b, "id: 7\n", got, sizeof(got)));
	/* Silence is no death, whatever the deadlines of requests. */
	assert_true(listen_for(a, ":\n\n\r\n3\r\n:\n\n", got, sizeof(got)));
	/* Who goes away is noticed without being sent anything. */
	close(a);
	for (int i = 0; i < 20 && vg_sse_count(bench.sse) > 1; i++)
		vg_loop_turn(bench.loop, 1);
	assert_int_equal(vg_sse_count(bench.sse), 1);
	vg_sse_free(bench.sse);
	bench.sse = NULL;
	assert_true(listen_for(b, NULL, got, sizeof(got)));
	close(b);
	stop();
}

static bool
is_for_staff(const char *tag, void *cookie)
{
	int *asked = cookie;

	++*asked;
	return strcmp(tag, "staff") == 0;
}

/* Told at once, written at once; and who shares a tag is asked for once. */
static void
events_are_gathered(void **state)
{
	static const char both[] = "\r\nid: 1\ndata: x\n\nid: 2\ndata: x\n\n\r\n";
	int asked = 0, a, b, guest;
	char got[512];

	(void)state;
	start(NULL, NULL);
	a = subscribe_as("staff", "");
	b = subscribe_as("staff", "");
	guest = subscribe_as("guest", "");
	vg_sse_send_for(bench.sse, 1, "x", is_for_staff, &asked);
	vg_sse_send_for(bench.sse, 2, "x", is_for_staff, &asked);
	assert_int_equal(asked, 4);
	vg_sse_send(bench.sse, 3, "for all");
	/* Who comes now hears nothing of it. */
	int late = subscribe_as("staff", "");
	assert_true(listen_for(a, "id: 3\n", got, sizeof(got)));
	assert_non_null(strstr(got, "\r\nid: 1\ndata: x\n\nid: 2\ndata: x\n\nid: 3\n"));
	assert_true(listen_for(b, "id: 3\n", got, sizeof(got)));
	assert_true(listen_for(guest, "id: 3\n", got, sizeof(got)));
	assert_null(strstr(got, "id: 2\n"));
	close(guest);
	vg_sse_send_for(bench.sse, 1, "x", is_for_staff, &asked);
	vg_sse_send_for(bench.sse, 2, "x", is_for_staff, &asked);
	assert_true(listen_for(late, "id: 2\n", got, sizeof(got)));
	assert_null(strstr(got, "id: 3\n"));
	assert_non_null(strstr(got, both));
	close(a);
	close(b);
	close(late);
	stop();
}

static void
a_subscriber_that_does_not_read_is_cut(void **state)
{
	struct vg_sse_limits sse_limits = {.queue_size = 4096};
	static char data[3000];
	int slow, quick;
	char got[8192];

	(void)state;
	start(NULL, &sse_limits);
	memset(data, 'x', sizeof(data) - 1);
	slow = subscribe("");
	quick = subscribe("");
	for (uint64_t id = 1; id <= 400 && vg_sse_count(bench.sse) == 2; id++) {
		vg_sse_send(bench.sse, id, data);
		listen_for(quick, "\n\n", got, sizeof(got));
	}
	assert_int_equal(vg_sse_count(bench.sse), 1);
	vg_sse_send(bench.sse, 1000, "still here");
	assert_true(listen_for(quick, "still here", got, sizeof(got)));
	close(slow);
	close(quick);
	stop();
}

/* Sends up to 'size' octets to 'fd' as fast as the loop takes them; gives how many it took. */
static size_t
flood(int fd, size_t size)
{
	static const char junk[65536] = "GET";
	size_t sent = 0;
	int idle = 0;

	while (sent < size && idle < 50) {
		size_t more = size - sent < sizeof(junk) ? size - sent : sizeof(junk);
		ssize_t n = send(fd, junk, more, MSG_NOSIGNAL);
		if (n > 0)
			sent += (size_t)n;
		idle = n > 0 ? 0 : idle + 1;
		vg_loop_turn(bench.loop, 1);
	}
	return sent;
}

static void
what_is_sent_into_a_stream_is_dropped(void **state)
{
	const size_t size = 4 * 1024 * 1024;
	char got[512];
	int fd;

	(void)state;
	start(NULL, NULL);
	fd = subscribe("");
	assert_int_equal(flood(fd, size), size);
	for (int i = 0; i < 50 && vg_http_count(bench.http).dropped < size; i++)
		vg_loop_turn(bench.loop, 1);
	assert_int_equal(vg_http_count(bench.http).dropped, size);
	vg_sse_send(bench.sse, 1, "still here");
	assert_true(listen_for(fd, "still here", got, sizeof(got)));
	close(fd);
	stop();
}

/* A client that does not take its reply cannot fill our memory with requests meanwhile. */
static void
requests_wait_while_one_is_answered(void **state)
{
	struct vg_http_limits limits = {.body_size = 1000};
	int fd;

	(void)state;
	start(&limits, NULL);
	fd = join();
	say(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
	for (int i = 0; i < 50 && t.handled == 0; i++)
		vg_loop_turn(bench.loop, 1);
	/* What the kernel holds for both ends, and one request. */
	assert_in_range(flood(fd, 8 * 1024 * 1024), 1, 1024 * 1024);
	close(fd);
	stop();
}

static void
the_router_finds_the_row(void **state)
{
	static const struct vg_router_row rows[] = {
	    {"GET HEAD", "/restconf/data/**", 1},
	    {"POST", "/restconf/operations/*", 2},
	    {"PUT", "/restconf/data/**", 3},
	    {"GET", "/", 4},
	};
	static const struct {
		const char *method, *path;
		int found;
		const char *allow;
	} cases[] = {
	    {"GET", "/restconf/data", 1, ""},
	    {"HEAD", "/restconf/data/a/b", 1, ""},
	    {"PUT", "/restconf/data/a", 3, ""},
	    {"GET", "/restconf/datax", VG_ENOENT, ""},
	    {"POST", "/restconf/operations/x", 2, ""},
	    {"POST", "/restconf/operations", VG_ENOENT, ""},
	    {"POST", "/restconf/operations/", VG_ENOENT, ""},
	    {"POST", "/restconf/operations/x/y", VG_ENOENT, ""},
	    {"DELETE", "/restconf/data/a", VG_EUNSUPPORTED, "GET, HEAD, PUT"},
	    {"GE", "/restconf/data/a", VG_EUNSUPPORTED, "GET, HEAD, PUT"},
	    {"GET", "", VG_ENOENT, ""},
	    {"GET", "restconf/data", VG_ENOENT, ""},
	};
	char allow[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int found =
		    vg_router_find(rows, 4, cases[i].method, cases[i].path, allow, 64);
		if (found != cases[i].found || strcmp(allow, cases[i].allow) != 0)
			fail_msg(
			    "%s %s: %d %s", cases[i].method, cases[i].path, found, allow);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(requests_are_answered),
	    cmocka_unit_test(a_body_too_big_is_refused),
	    cmocka_unit_test(a_client_that_drips_is_cut),
	    cmocka_unit_test(connections_are_capped),
	    cmocka_unit_test(one_uid_has_its_share),
	    cmocka_unit_test(events_reach_every_subscriber),
	    cmocka_unit_test(events_are_gathered),
	    cmocka_unit_test(a_subscriber_that_does_not_read_is_cut),
	    cmocka_unit_test(what_is_sent_into_a_stream_is_dropped),
	    cmocka_unit_test(requests_wait_while_one_is_answered),
	    cmocka_unit_test(the_router_finds_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
