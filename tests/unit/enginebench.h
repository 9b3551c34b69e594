/*
 * What tests of the asking side of SNMP share: an engine, one target, and a device of our own.
 */
#ifndef VG_TESTS_UNIT_ENGINEBENCH_H
#define VG_TESTS_UNIT_ENGINEBENCH_H

#include "lib/base/error.h"
#include "lib/os/clock.h"
#include "lib/snmp/engine.h"
#include "tests/unit/snmppeer.h"

struct lie;

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

static inline void
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

static inline void
set_up(struct bench *b, int64_t timeout_ms, unsigned tries)
{
	set_up_at(b, "127.0.0.1", timeout_ms, tries);
}

static inline void
tear_down(struct bench *b)
{
	vg_engine_free(b->engine);
	peer_close(&b->peer);
	vg_loop_free(b->loop);
}

static inline void
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
static inline void
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
static inline struct peer_message
honest(const struct peer_message *request)
{
	struct peer_message reply = *request;

	reply.tag = PEER_RESPONSE;
	reply.first = reply.second = 0;
	reply.values[0] = 7;
	return reply;
}

#endif
