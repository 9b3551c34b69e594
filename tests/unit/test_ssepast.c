/*
 * Who comes back to an event stream: what is behind him is given page by page, to all in turn, as
 * slowly as they read; what is gone is said.
 */
#include "tests/unit/httpbench.h"

static struct {
	/* What is remembered: events 'first' to 'newest', and how they were given. */
	uint64_t first, newest;
	size_t rows; /* since somebody looked */
	size_t size; /* of an event */
} t;

static void
handler(struct vg_http_request *request, void *cookie)
{
	(void)cookie;
	if (vg_sse_begin(bench.sse, request, NULL) != VG_OK)
		vg_http_reply(request, 503, NULL, NULL, 0);
}

static void
start(const struct vg_http_limits *limits, const struct vg_sse_limits *sse_limits)
{
	memset(&t, 0, sizeof(t));
	bench_start(limits, sse_limits, handler);
}

static int
subscribe(void)
{
	char got[512];
	int fd = join();

	say(fd, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(listen_for(fd, ":\n\n", got, sizeof(got)));
	return fd;
}

static int
remember(struct vg_sse_place *place, size_t rows, void *cookie)
{
	char data[2048];

	(void)cookie;
	place->first = t.first;
	if (place->after + 1 < t.first)
		place->after = t.first - 1;
	for (size_t i = 0; i < rows && place->after < t.newest; i++) {
		snprintf(data, sizeof(data), "%0*d", (int)t.size, 0);
		vg_sse_send(bench.sse, ++place->after, data);
		t.rows++;
	}
	place->is_level = place->after == t.newest;
	return VG_OK;
}

/* Remembers, and gives who comes back 'queue' octets. */
static void
start_remembering(uint64_t first, uint64_t newest, size_t queue)
{
	const struct vg_sse_limits limits = {.queue_size = queue};

	start(NULL, &limits);
	t.first = first;
	t.newest = newest;
	t.size = 1;
	vg_sse_set_past(bench.sse, remember, NULL);
}

static int
come_back(const char *last)
{
	char request[128];
	int fd = join();

	snprintf(request, sizeof(request),
	    "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: %s\r\n\r\n", last);
	say(fd, request);
	return fd;
}

static void
a_stream_is_resumed(void **state)
{
	char got[512];
	int fd, other;

	(void)state;
	start_remembering(1, 5, 0);
	other = subscribe();
	fd = come_back("3");
	assert_true(listen_for(fd, "id: 5\n", got, sizeof(got)));
	assert_non_null(strstr(got, "id: 4\n"));
	assert_null(strstr(got, "id: 3\n"));
	/* Nobody else hears it a second time. */
	vg_sse_send(bench.sse, 6, "x");
	assert_true(listen_for(other, "id: 6\n", got, sizeof(got)));
	assert_null(strstr(got, "id: 5\n"));
	close(fd);
	close(other);
	fd = come_back("x");
	assert_true(listen_for(fd, "HTTP/1.1 503", got, sizeof(got)));
	close(fd);
	stop();
}

/* Somebody who reads a stream and wants each event once, in order. */
struct reader {
	int fd;
	uint64_t last; /* the id heard last */
	char line[64]; /* begun */
	size_t n;
	bool closed;
};

static void
take_octet(struct reader *r, char octet)
{
	unsigned long long id;

	if (octet != '\n' && r->n + 1 < sizeof(r->line)) {
		r->line[r->n++] = octet;
		return;
	}
	r->line[r->n] = '\0';
	r->n = 0;
	if (sscanf(r->line, "id: %llu", &id) != 1)
		return;
	assert_int_equal(id, r->last + 1);
	r->last = id;
}

/* Reads what is there, 'most' octets of it. */
static void
hear(struct reader *r, size_t most)
{
	char got[4096];
	ssize_t n = 1;

	for (size_t left = most; left > 0 && n > 0; left -= (size_t)n) {
		n = read(r->fd, got, left < sizeof(got) ? left : sizeof(got));
		r->closed |= n == 0;
		for (ssize_t i = 0; i < n; i++)
			take_octet(r, got[i]);
		if (n < 0)
			n = 0;
	}
}

enum { RESUMES = 30, EVENTS = 20001, A_TURN = 200 };

/*
 * However many come back, however much they missed: a turn of the loop is short, and nobody waits.
 */
static void
many_come_back_a_page_a_turn(void **state)
{
	static struct reader readers[RESUMES];
	size_t level = 0;

	(void)state;
	memset(readers, 0, sizeof(readers));
	start_remembering(1, EVENTS, 0);
	for (size_t i = 0; i < RESUMES; i++)
		readers[i].fd = come_back("0");
	for (int turn = 0; turn < 20000 && level < RESUMES; turn++) {
		uint64_t least = UINT64_MAX, most = 0;
		t.rows = 0;
		vg_loop_turn(bench.loop, 5);
		assert_in_range(t.rows, 0, A_TURN);
		/* It goes on meanwhile. */
		if (turn % 100 == 0)
			vg_sse_send(bench.sse, ++t.newest, "0");
		level = 0;
		for (size_t i = 0; i < RESUMES; i++) {
			hear(&readers[i], SIZE_MAX);
			least = readers[i].last < least ? readers[i].last : least;
			most = readers[i].last > most ? readers[i].last : most;
			level += readers[i].last == t.newest;
		}
		/* They take turns. */
		if (least > 0)
			assert_in_range(most - least, 0, 2 * A_TURN);
	}
	assert_int_equal(level, RESUMES);
	assert_true(t.newest > EVENTS);
	for (size_t i = 0; i < RESUMES; i++)
		close(readers[i].fd);
	stop();
}

/* Who reads little is behind for long, and what waits for him is little; he is not cut. */
static void
who_reads_slowly_catches_up(void **state)
{
	struct reader slow = {0}, quick = {0};

	(void)state;
	start_remembering(1, 1000, 32768);
	t.size = 1000;
	slow.fd = come_back("0");
	quick.fd = come_back("0");
	for (int turn = 0; turn < 20000 && !slow.closed && slow.last < t.newest; turn++) {
		vg_loop_turn(bench.loop, 1);
		hear(&slow, 1500);
		hear(&quick, SIZE_MAX);
	}
	assert_int_equal(slow.last, t.newest);
	assert_int_equal(quick.last, t.newest);
	assert_int_equal(vg_sse_count(bench.sse), 2);
	close(slow.fd);
	close(quick.fd);
	stop();
}

/* Who is behind and reads nothing at all goes at a keep-alive. */
static void
who_is_behind_and_reads_nothing_is_cut(void **state)
{
	const struct vg_sse_limits limits = {
	    .keepalive_ms = SHORT_MS, .queue_size = 32768};
	struct vg_mono begun = vg_clock_mono();
	int fd;

	(void)state;
	start(NULL, &limits);
	t.first = 1;
	t.newest = EVENTS;
	t.size = 1000;
	vg_sse_set_past(bench.sse, remember, NULL);
	fd = come_back("0");
	vg_loop_turn(bench.loop, 5);
	vg_loop_turn(bench.loop, 5);
	assert_int_equal(vg_sse_count(bench.sse), 1);
	while (vg_sse_count(bench.sse) > 0 &&
	    vg_instant_mono_since(vg_clock_mono(), begun) < LIMIT_MS * VG_MS_US)
		vg_loop_turn(bench.loop, 5);
	assert_int_equal(vg_sse_count(bench.sse), 0);
	/* What was made for him is what his queue held, and the kernel. */
	assert_in_range(t.rows, 1, 1000);
	close(fd);
	stop();
}

static void
what_is_gone_is_said(void **state)
{
	static const char *const lasts[] = {"0", "7", "8"};
	char got[1024];
	int fd;

	(void)state;
	start_remembering(8, 9, 0);
	fd = come_back("3");
	assert_true(listen_for(fd, "id: 9\n", got, sizeof(got)));
	assert_non_null(strstr(got, "event: gap\ndata: {\"after\":3,\"first\":8}\n\n"));
	close(fd);
	for (size_t i = 0; i < 3; i++) {
		fd = come_back(lasts[i]);
		assert_true(listen_for(fd, "id: 9\n", got, sizeof(got)));
		assert_null(strstr(got, "gap"));
		close(fd);
	}
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stream_is_resumed),
	    cmocka_unit_test(many_come_back_a_page_a_turn),
	    cmocka_unit_test(who_reads_slowly_catches_up),
	    cmocka_unit_test(who_is_behind_and_reads_nothing_is_cut),
	    cmocka_unit_test(what_is_gone_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
