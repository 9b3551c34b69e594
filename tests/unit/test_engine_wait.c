/*
 * The asking side of SNMP: where an answer may come from, how long it is waited for, and how many
 * are asked at once.
 */
#include "tests/unit/enginebench.h"

static void
another_port(struct peer *peer, struct peer_message *reply)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	peer_encode(&out, reply);
	peer_send(peer, peer->other, out.data, out.size);
	vg_buf_fini(&out);
}

static uint64_t
wrong_sources(const struct bench *b)
{
	struct vg_engine_statistics s;

	vg_engine_get_statistics(b->engine, &s);
	return s.wrong_source;
}

/* --- addresses ----------------------------------------------------------------------------- */

static void
answer_from_another_port(struct peer *peer, const struct peer_message *request)
{
	struct peer_message truth = honest(request);

	another_port(peer, &truth);
}

static void
an_address_on_the_list_may_answer(void **state)
{
	struct vg_address others[2];
	struct bench b;

	(void)state;
	set_up(&b, 30, 1);
	b.peer.answer_cb = answer_from_another_port;
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_TIMEOUT);
	assert_int_equal(vg_net_parse("192.0.2.1", 161, &others[0]), 0);
	assert_int_equal(vg_net_bound(b.peer.other, &others[1]), 0);
	vg_engine_target_also(b.target, others, 2);
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.value, 7);
	vg_engine_target_also(b.target, others, 1);
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_TIMEOUT);
	assert_int_equal(wrong_sources(&b), 2);
	tear_down(&b);
}

static void
answer_truly(struct peer *peer, const struct peer_message *request)
{
	struct peer_message truth = honest(request);

	peer_reply(peer, &truth);
}

static void
ipv6_is_asked_alike(void **state)
{
	struct bench b;

	(void)state;
	set_up_at(&b, "::1", 5000, 1);
	b.peer.answer_cb = answer_truly;
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.value, 7);
	b.peer.answer_cb = answer_from_another_port;
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_TIMEOUT);
	assert_int_equal(wrong_sources(&b), 1);
	vg_loop_watch_free(b.peer.watch);
	close(b.peer.fd);
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_UNREACHABLE);
	vg_engine_free(b.engine);
	close(b.peer.other);
	vg_loop_free(b.loop);
}

/* --- waits and the window ------------------------------------------------------------------ */

static void
answer_all_but_the_second(struct peer *peer, const struct peer_message *request)
{
	if (peer->requests != 2)
		answer_truly(peer, request);
}

/* Once a device is known to be fast, a lost datagram costs the least wait, not the time-out. */
static void
a_fast_device_is_asked_again_soon(void **state)
{
	const struct vg_engine_tuning tuning = {.least_wait_ms = 40};
	struct bench b;

	(void)state;
	set_up(&b, 9000, 3);
	vg_engine_tune(b.engine, &tuning);
	b.peer.answer_cb = answer_all_but_the_second;
	ask(&b);
	assert_int_equal(b.tries, 1);
	struct vg_mono began = vg_clock_mono();
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.tries, 2);
	assert_in_range(vg_instant_mono_since(vg_clock_mono(), began), 40 * VG_MS_US,
	    4500 * VG_MS_US);
	tear_down(&b);
}

static void
say_nothing(struct peer *peer, const struct peer_message *request)
{
	(void)peer;
	(void)request;
}

/* Turns the loop until the device was asked 'n' times, then shows that no more come. */
static void
await_requests(struct bench *b, unsigned n)
{
	for (int i = 0; i < 100 && b->peer.requests < n; i++)
		vg_loop_turn(b->loop, 50);
	vg_loop_turn(b->loop, 0);
	vg_loop_turn(b->loop, 0);
	assert_int_equal(b->peer.requests, n);
}

/* What the kernel gives of 'buffer' octets, on a socket of our own. */
static size_t
replies_that_fit(int buffer)
{
	struct vg_address any;
	int fd;

	assert_int_equal(vg_net_parse("127.0.0.1", 0, &any), 0);
	assert_int_equal(vg_net_udp_bind(&any, &fd, NULL), 0);
	size_t granted = (size_t)vg_net_receive_buffer(fd, buffer);
	close(fd);
	return granted / 2560;
}

static void
the_window_fits_the_real_buffer(void **state)
{
	static const struct {
		int buffer;         /* asked */
		size_t least, most; /* of the window; 'most' 0: not said */
	} rows[] = {
	    {4 * 1024 * 1024, 16, 0},
	    {64 * 1024 * 1024, 16, 0},
	    {212992 / 2, 41, 0}, /* a stock buffer of 208 KiB, as SO_RCVBUF counts it */
	    {4608, 16, 0},       /* never so small that nothing goes on */
	    {4 * 1024 * 1024, 9, 9},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_engine_tuning tuning = {
		    .buffer = rows[i].buffer, .max_window = rows[i].most};
		size_t fit = replies_that_fit(rows[i].buffer);
		size_t most = rows[i].most ? rows[i].most : VG_ENGINE_MAX_WINDOW;
		struct bench b;
		set_up(&b, 60000, 1);
		vg_engine_tune(b.engine, &tuning);
		fit = fit < rows[i].least ? rows[i].least : fit;
		assert_int_equal(vg_engine_window(b.engine), fit < most ? fit : most);
		tear_down(&b);
	}
}

static void
silence_gives_its_place_in_the_window_up(void **state)
{
	const struct vg_engine_tuning tuning = {.max_window = 5};
	struct bench b;

	(void)state;
	set_up(&b, 300, 2);
	vg_engine_tune(b.engine, &tuning);
	b.peer.answer_cb = say_nothing;
	for (int i = 0; i < 12; i++)
		assert_int_equal(
		    vg_engine_get(b.engine, b.target, &uptime, 1, answered, &b), VG_OK);
	await_requests(&b, 5);
	assert_int_equal(b.answers, 0);
	/* The five in their second try, and five others that took their places. */
	for (int i = 0; i < 100 && b.peer.requests < 15; i++)
		vg_loop_turn(b.loop, 50);
	assert_in_range(b.peer.requests, 15, 16);
	assert_int_equal(b.answers, 0);
	tear_down(&b);
}

/* The error that a dead neighbour's datagram met is told to the next send: none may be lost. */
static void
a_closed_port_costs_its_neighbours_nothing(void **state)
{
	struct vg_credential credential = {0};
	struct vg_engine_statistics s;
	struct vg_engine_target *dead;
	struct vg_address address;
	struct vg_detail detail;
	struct bench b;

	(void)state;
	set_up(&b, 60000, 1);
	b.peer.answer_cb = answer_truly;
	vg_secret_set(&credential.community, "public", 6);
	assert_int_equal(vg_net_bound(b.peer.other, &address), 0);
	close(b.peer.other);
	dead = vg_engine_target_new(b.engine, &address, NULL, &credential, &detail);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(
		    vg_engine_get(b.engine, dead, &uptime, 1, answered, &b), VG_OK);
		assert_int_equal(
		    vg_engine_get(b.engine, b.target, &uptime, 1, answered, &b), VG_OK);
	}
	for (int i = 0; i < 100 && b.answers < 40; i++)
		vg_loop_turn(b.loop, 50);
	assert_int_equal(b.answers, 40);
	vg_engine_get_statistics(b.engine, &s);
	assert_int_equal(s.answered, 20);
	assert_int_equal(s.unreachable, 20);
	assert_int_equal(s.unsent, 0);
	vg_engine_free(b.engine);
	vg_loop_watch_free(b.peer.watch);
	close(b.peer.fd);
	vg_loop_free(b.loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_on_the_list_may_answer),
	    cmocka_unit_test(ipv6_is_asked_alike),
	    cmocka_unit_test(a_fast_device_is_asked_again_soon),
	    cmocka_unit_test(the_window_fits_the_real_buffer),
	    cmocka_unit_test(silence_gives_its_place_in_the_window_up),
	    cmocka_unit_test(a_closed_port_costs_its_neighbours_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
