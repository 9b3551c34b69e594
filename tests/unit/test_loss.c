/*
 * 20,000 polls over a line that loses one datagram of a hundred each way: no device is thought
 * down.  The dice are the same in every run.
 */
#include "agent/sched/sched.h"
#include "lib/os/clock.h"
#include "lib/snmp/engine.h"
#include "tests/unit/snmppeer.h"

enum { DEVICES = 200, ROUNDS = 100, LOST_OF = 100 };

struct device {
	struct bench *bench;
	size_t number;
	struct vg_engine_target *target;
};

struct bench {
	struct vg_loop *loop;
	struct vg_engine *engine;
	struct vg_sched *sched;
	struct device devices[DEVICES];
	unsigned answers, silences, downs;
	uint32_t dice;
};

static const struct vg_oid uptime = {.arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9};

static bool
is_lost(struct bench *b)
{
	b->dice = b->dice * 1664525 + 1013904223;
	return (b->dice >> 8) % LOST_OF == 0;
}

static void
answer(struct peer *peer, const struct peer_message *request)
{
	struct peer_message reply = *request;

	if (is_lost(peer->cookie) || is_lost(peer->cookie))
		return;
	reply.tag = PEER_RESPONSE;
	reply.first = reply.second = 0;
	peer_reply(peer, &reply);
}

static void
answered(const struct vg_engine_answer *got, void *cookie)
{
	struct device *d = cookie;
	const struct vg_sched_job job = {.device = d->number, .probe = VG_SCHED_KNOCK};
	bool good = got->outcome == VG_ENGINE_ANSWER;

	d->bench->answers++;
	d->bench->silences += !good;
	vg_sched_done(d->bench->sched, &job, good, vg_clock_mono());
	d->bench->downs += vg_sched_reach(d->bench->sched, d->number) == VG_REACH_DOWN;
}

static void
a_poor_line_brings_nobody_down(void **state)
{
	const struct vg_engine_tuning tuning = {.least_wait_ms = 20};
	struct vg_credential credential = {0};
	struct vg_engine_statistics s;
	struct vg_detail detail;
	struct peer peer;
	static struct bench b;

	(void)state;
	b.loop = vg_loop_new();
	peer_open(&peer, b.loop);
	peer.answer_cb = answer;
	peer.cookie = &b;
	vg_secret_set(&credential.community, "public", 6);
	b.engine = vg_engine_new(b.loop, 2000, 3, &detail);
	vg_engine_tune(b.engine, &tuning);
	b.sched = vg_sched_new(60 * VG_SECOND_US, 3);
	for (size_t i = 0; i < DEVICES; i++) {
		b.devices[i] = (struct device){&b, i,
		    vg_engine_target_new(
			b.engine, &peer.address, NULL, &credential, &detail)};
		vg_sched_add(b.sched, "ne", true, vg_clock_mono());
	}
	for (unsigned round = 1; round <= ROUNDS; round++) {
		for (size_t i = 0; i < DEVICES; i++)
			assert_int_equal(vg_engine_get(b.engine, b.devices[i].target,
					     &uptime, 1, answered, &b.devices[i]),
			    0);
		struct vg_mono began = vg_clock_mono();
		while (b.answers < round * DEVICES) {
			vg_loop_turn(b.loop, 50);
			assert_in_range(vg_instant_mono_since(vg_clock_mono(), began), 0,
			    30 * VG_SECOND_US);
		}
	}
	vg_engine_get_statistics(b.engine, &s);
	/* The line was as poor as was said: about 400 tries were lost. */
	assert_in_range(s.retransmitted, 250, 20000);
	assert_in_range(b.silences, 0, 2);
	assert_int_equal(b.downs, 0);
	assert_int_equal(s.kernel_drops, 0);
	vg_engine_free(b.engine);
	vg_sched_free(b.sched);
	peer_close(&peer);
	vg_loop_free(b.loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_poor_line_brings_nobody_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
