/*
 * The asking side of SNMP against a device that lies: what is believed, and what each lie counts
 * as.
 */
#include "tests/unit/enginebench.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_lie_is_believed),
	    cmocka_unit_test(a_liar_alone_is_silence),
	    cmocka_unit_test(a_retransmission_keeps_its_number),
	    cmocka_unit_test(an_answer_counts_once),
	    cmocka_unit_test(a_closed_port_fails_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
