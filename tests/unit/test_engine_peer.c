/*
 * The asking side of SNMP against a device that lies: what is believed, and what each lie counts
 * as.
 */
#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/snmp/engine.h"
#include "tests/unit/snmppeer.h"

struct bench {
	struct vg_loop *loop;
	struct vg_engine *engine;
	struct vg_engine_target *target;
	struct peer peer;
	unsigned answers;
	enum vg_engine_outcome outcome;
	int error_status;
	int64_t value, rtt_us;
	unsigned tries;
	const struct lie *lie;
};

static const struct vg_oid uptime = {.arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9};

static void
set_up_at(struct bench *b, const char *address, int64_t timeout_ms, unsigned tries)
{
	struct vg_credential credential = {0};
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	b->loop = vg_loop_new();
	peer_open_at(&b->peer, b->loop, address);
	b->peer.cookie = b;
	vg_secret_set(&credential.community, "public", 6);
	b->engine = vg_engine_new(b->loop, timeout_ms, tries, &detail);
	assert_non_null(b->engine);
	b->target =
	    vg_engine_target_new(b->engine, &b->peer.address, NULL, &credential, &detail);
	assert_non_null(b->target);
}

static void
set_up(struct bench *b, int64_t timeout_ms, unsigned tries)
{
	set_up_at(b, "127.0.0.1", timeout_ms, tries);
}

static void
tear_down(struct bench *b)
{
	vg_engine_free(b->engine);
	peer_close(&b->peer);
	vg_loop_free(b->loop);
}

static void
answered(const struct vg_engine_answer *answer, void *cookie)
{
	struct bench *b = cookie;

	b->answers++;
	b->outcome = answer->outcome;
	b->error_status = answer->error_status;
	b->rtt_us = answer->rtt_us;
	b->tries = answer->tries;
	if (answer->n_varbinds == 1)
		b->value = answer->varbinds[0].value.integer;
}

/* Asks and turns the loop until the answer is there, ten seconds at most. */
static void
ask(struct bench *b)
{
	struct vg_mono began = vg_clock_mono();

	b->answers = 0;
	assert_int_equal(
	    vg_engine_get(b->engine, b->target, &uptime, 1, answered, b), VG_OK);
	assert_int_equal(b->answers, 0);
	while (b->answers == 0) {
		vg_loop_turn(b->loop, 50);
		if (vg_instant_mono_since(vg_clock_mono(), began) > 10 * VG_SECOND_US)
			fail_msg("no answer and no time-out in ten seconds");
	}
	assert_int_equal(b->answers, 1);
	assert_int_equal(vg_engine_pending(b->engine), 0);
}

/* The honest answer: error-status 0, value 7. */
static struct peer_message
honest(const struct peer_message *request)
{
	struct peer_message reply = *request;

	reply.tag = PEER_RESPONSE;
	reply.first = reply.second = 0;
	reply.values[0] = 7;
	return reply;
}

/* --- lies ---------------------------------------------------------------------------------- */

enum counter { UNEXPECTED, WRONG_SOURCE, WRONG_SECRET, MALFORMED };

struct lie {
	const char *what;
	enum counter counter;
	void (*tell)(struct peer *peer, struct peer_message *reply);
};

static void
another_id(struct peer *peer, struct peer_message *reply)
{
	reply->id ^= 0x00010000;
	peer_reply(peer, reply);
}

static void
another_slot(struct peer *peer, struct peer_message *reply)
{
	reply->id ^= 1;
	peer_reply(peer, reply);
}

static void
another_port(struct peer *peer, struct peer_message *reply)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	peer_encode(&out, reply);
	peer_send(peer, peer->other, out.data, out.size);
	vg_buf_fini(&out);
}

static void
another_community(struct peer *peer, struct peer_message *reply)
{
	strcpy(reply->community, "publiC");
	peer_reply(peer, reply);
}

static void
a_longer_community(struct peer *peer, struct peer_message *reply)
{
	strcpy(reply->community, "public ");
	peer_reply(peer, reply);
}

static void
no_community(struct peer *peer, struct peer_message *reply)
{
	reply->community[0] = '\0';
	peer_reply(peer, reply);
}

static void
version_1(struct peer *peer, struct peer_message *reply)
{
	reply->version = 0;
	peer_reply(peer, reply);
}

static void
a_request(struct peer *peer, struct peer_message *reply)
{
	reply->tag = PEER_GET;
	peer_reply(peer, reply);
}

static void
a_set(struct peer *peer, struct peer_message *reply)
{
	reply->tag = 0xA3;
	peer_reply(peer, reply);
}

static void
a_report(struct peer *peer, struct peer_message *reply)
{
	reply->tag = 0xA8;
	peer_reply(peer, reply);
}

/* Sends the reply with 'more' octets behind its end (negative: cut off before it). */
static void
resized(struct peer *peer, const struct peer_message *reply, int more)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	peer_encode(&out, reply);
	for (int i = 0; i < more; i++)
		vg_buf_add_u8(&out, 0);
	peer_send(peer, peer->fd, out.data, out.size - (more < 0 ? (size_t)-more : 0));
	vg_buf_fini(&out);
}

static void
cut_off(struct peer *peer, struct peer_message *reply)
{
	resized(peer, reply, -1);
}

static void
with_more_behind(struct peer *peer, struct peer_message *reply)
{
	resized(peer, reply, 3);
}

static void
no_ber(struct peer *peer, struct peer_message *reply)
{
	(void)reply;
	peer_send(peer, peer->fd, "hello", 5);
}

static void
nothing_at_all(struct peer *peer, struct peer_message *reply)
{
	(void)reply;
	peer_send(peer, peer->fd, "", 0);
}

static const struct lie lies[] = {
    {"another id", UNEXPECTED, another_id},
    {"another slot of the table", UNEXPECTED, another_slot},
    {"version 1", UNEXPECTED, version_1},
    {"another port", WRONG_SOURCE, another_port},
    {"another community", WRONG_SECRET, another_community},
    {"a longer community", WRONG_SECRET, a_longer_community},
    {"no community", WRONG_SECRET, no_community},
    {"a request", MALFORMED, a_request},
    {"a set", MALFORMED, a_set},
    {"a report", MALFORMED, a_report},
    {"cut off", MALFORMED, cut_off},
    {"more behind", MALFORMED, with_more_behind},
    {"no BER", MALFORMED, no_ber},
    {"nothing", MALFORMED, nothing_at_all},
};

static uint64_t
counted(const struct bench *b, enum counter counter)
{
	struct vg_engine_statistics s;

	vg_engine_get_statistics(b->engine, &s);
	switch (counter) {
	case UNEXPECTED:
		return s.unexpected;
	case WRONG_SOURCE:
		return s.wrong_source;
	case WRONG_SECRET:
		return s.wrong_secret;
	case MALFORMED:
		return s.malformed;
	}
	return 0;
}

/* A lie that says genErr and 666, then the truth. */
static void
lie_first(struct peer *peer, const struct peer_message *request)
{
	struct bench *b = peer->cookie;
	struct peer_message truth = honest(request), lie = truth;

	lie.first = 5;
	lie.values[0] = 666;
	b->lie->tell(peer, &lie);
	peer_reply(peer, &truth);
}

static void
lie_only(struct peer *peer, const struct peer_message *request)
{
	struct bench *b = peer->cookie;
	struct peer_message lie = honest(request);

	b->lie->tell(peer, &lie);
}

static void
no_lie_is_believed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct bench b;
		set_up(&b, 5000, 1);
		b.lie = &lies[i];
		b.peer.answer_cb = lie_first;
		ask(&b);
		if (b.outcome != VG_ENGINE_ANSWER || b.error_status != 0 || b.value != 7)
			fail_msg("%s: outcome %d, error %d, value %lld", lies[i].what,
			    (int)b.outcome, b.error_status, (long long)b.value);
		for (int c = UNEXPECTED; c <= MALFORMED; c++)
			if (counted(&b, (enum counter)c) != (c == (int)lies[i].counter))
				fail_msg("%s: counter %d is %d", lies[i].what, c,
				    (int)counted(&b, (enum counter)c));
		tear_down(&b);
	}
}

static void
a_liar_alone_is_silence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct bench b;
		set_up(&b, 20, 2);
		b.lie = &lies[i];
		b.peer.answer_cb = lie_only;
		ask(&b);
		if (b.outcome != VG_ENGINE_TIMEOUT)
			fail_msg("%s: outcome %d", lies[i].what, (int)b.outcome);
		assert_int_equal(b.tries, 2);
		tear_down(&b);
	}
}

/* --- tries --------------------------------------------------------------------------------- */

static uint32_t first_id;

static void
answer_the_third(struct peer *peer, const struct peer_message *request)
{
	struct peer_message truth = honest(request);

	if (peer->requests == 1)
		first_id = request->id;
	assert_int_equal(request->id, first_id);
	if (peer->requests == 3)
		peer_reply(peer, &truth);
}

static void
a_retransmission_keeps_its_number(void **state)
{
	struct vg_engine_statistics s;
	struct bench b;

	(void)state;
	set_up(&b, 30, 3);
	b.peer.answer_cb = answer_the_third;
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.tries, 3);
	/* Karn: nobody knows which try was answered. */
	assert_int_equal(b.rtt_us, -1);
	vg_engine_get_statistics(b.engine, &s);
	assert_int_equal(s.sent, 1);
	assert_int_equal(s.retransmitted, 2);
	tear_down(&b);
}

static void
answer_twice(struct peer *peer, const struct peer_message *request)
{
	struct peer_message truth = honest(request);

	peer_reply(peer, &truth);
	peer_reply(peer, &truth);
}

static void
an_answer_counts_once(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, 5000, 3);
	b.peer.answer_cb = answer_twice;
	ask(&b);
	assert_true(b.rtt_us >= 0);
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.peer.requests, 2);
	assert_true(counted(&b, UNEXPECTED) >= 1);
	tear_down(&b);
}

static void
a_closed_port_fails_at_once(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, 60000, 10);
	vg_loop_watch_free(b.peer.watch);
	close(b.peer.fd);
	ask(&b);
	assert_int_equal(b.outcome, VG_ENGINE_UNREACHABLE);
	vg_engine_free(b.engine);
	close(b.peer.other);
	vg_loop_free(b.loop);
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
	assert_int_equal(counted(&b, WRONG_SOURCE), 2);
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
	assert_int_equal(counted(&b, WRONG_SOURCE), 1);
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
	    cmocka_unit_test(no_lie_is_believed),
	    cmocka_unit_test(a_liar_alone_is_silence),
	    cmocka_unit_test(a_retransmission_keeps_its_number),
	    cmocka_unit_test(an_answer_counts_once),
	    cmocka_unit_test(a_closed_port_fails_at_once),
	    cmocka_unit_test(an_address_on_the_list_may_answer),
	    cmocka_unit_test(ipv6_is_asked_alike),
	    cmocka_unit_test(a_fast_device_is_asked_again_soon),
	    cmocka_unit_test(the_window_fits_the_real_buffer),
	    cmocka_unit_test(silence_gives_its_place_in_the_window_up),
	    cmocka_unit_test(a_closed_port_costs_its_neighbours_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
