/*
 * What tests of runs of probes share: a probe, a device of our own that answers it, and what a run
 * brought.
 */
#ifndef VG_TESTS_UNIT_POLLBENCH_H
#define VG_TESTS_UNIT_POLLBENCH_H

#include "agent/poll/poll.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "tests/unit/snmppeer.h"

enum { N_SCALARS = 60, N_ROWS = 30 };

struct bench {
	struct vg_loop *loop;
	struct vg_engine *engine;
	struct vg_polldevice *device;
	struct peer peer;
	size_t room;        /* varbinds that the device takes in one answer */
	bool mute;          /* too large a request gets silence, not tooBig */
	uint32_t more_rows; /* than N_ROWS */
	bool circles;       /* the table begins anew after its last row */
	size_t largest;     /* request seen */
	int error; /* answers with this one when an object of 'broken' is asked; 0: never */
	struct vg_oid broken;
	int counters;           /* tag of the values of scalars; 0: INTEGER */
	bool has_engine;        /* the device has an engine group */
	int64_t clocks[3];      /* sysUpTime, boots, time */
	size_t n_gaps, n_fresh; /* told by the run */
	char gap[VG_NAME_SIZE];
	int gap_status;
	enum vg_restart restart;
	struct vg_restart_clock clock;
	uint32_t row_uptime;
	unsigned results; /* of the run */
	enum vg_engine_outcome outcome;
	int64_t scalars[N_SCALARS]; /* -1: missing */
	size_t n_rows;
	int64_t last_cell;
	bool whole;
};

static struct vg_object scalars[N_SCALARS];
static struct vg_object columns[2];
static struct vg_probe probe = {.name = "test", .scalars = scalars, .columns = columns};

/* Scalars 1.3.1.N.0 with the value N; columns 1.3.2 and 1.3.3 with rows 1 .. 30, value row. */
static inline void
make_probe(size_t n_scalars, size_t n_columns)
{
	for (uint32_t i = 0; i < N_SCALARS; i++) {
		snprintf(scalars[i].name, sizeof(scalars[i].name), "s%u", i);
		scalars[i].oid = (struct vg_oid){.arc = {1, 3, 1, i, 0}, .n_arcs = 5};
	}
	for (uint32_t i = 0; i < 2; i++) {
		snprintf(columns[i].name, sizeof(columns[i].name), "c%u", i);
		columns[i].oid = (struct vg_oid){.arc = {1, 3, 2 + i}, .n_arcs = 3};
	}
	probe.n_scalars = n_scalars;
	probe.n_columns = n_columns;
}

static const struct vg_oid clock_oids[] = {
    {.arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9},
    {.arc = {1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0}, .n_arcs = 11},
    {.arc = {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0}, .n_arcs = 11},
};

/* --- the device ---------------------------------------------------------------------------- */

/* Puts the clock that 'oid' asks for behind the others of 'reply'; false when it is none. */
static inline bool
put_clock(const struct bench *b, const struct vg_oid *oid, struct peer_message *reply)
{
	for (int i = 0; i < 3; i++) {
		if (!vg_oid_under(&clock_oids[i], oid))
			continue;
		reply->oids[reply->n] = clock_oids[i];
		reply->tags[reply->n] = i == 0 ? 0x43 : 0;
		reply->values[reply->n++] =
		    i > 0 && !b->has_engine ? -0x81 : b->clocks[i];
		return true;
	}
	return false;
}

static inline void
get(const struct bench *b, const struct peer_message *request, struct peer_message *reply)
{
	for (size_t i = 0; i < request->n; i++) {
		/* In its own order, and scalar 7 does not exist. */
		const struct vg_oid *oid = &request->oids[request->n - 1 - i];
		if (put_clock(b, oid, reply))
			continue;
		reply->oids[reply->n] = *oid;
		reply->tags[reply->n] = b->counters;
		reply->values[reply->n++] =
		    oid->arc[3] == 7 ? -0x80 : (int64_t)oid->arc[3];
	}
}

static inline void
next_of(
    const struct bench *b, const struct vg_oid *oid, struct vg_oid *next, int64_t *value)
{
	uint32_t row = oid->n_arcs > 3 ? oid->arc[3] + 1 : 1;

	if (row > N_ROWS + b->more_rows && b->circles)
		row = 1;
	*next = (struct vg_oid){.arc = {1, 3, oid->arc[2], row}, .n_arcs = 4};
	*value = row;
	if (row > N_ROWS + b->more_rows) {
		*next = *oid;
		*value = -0x82;
	}
}

static inline void
bulk(
    const struct bench *b, const struct peer_message *request, struct peer_message *reply)
{
	struct vg_oid at[8];

	for (size_t i = 0; i < request->n; i++)
		at[i] = request->oids[i];
	for (int i = 0; i < request->first; i++)
		put_clock(b, &at[i], reply);
	for (int r = 0; r < request->second; r++) {
		for (size_t i = (size_t)request->first;
		     i < request->n && reply->n < b->room; i++) {
			next_of(
			    b, &at[i], &reply->oids[reply->n], &reply->values[reply->n]);
			reply->tags[reply->n] = b->counters;
			at[i] = reply->oids[reply->n++];
		}
	}
}

static inline bool
is_broken(const struct bench *b, const struct peer_message *request)
{
	for (size_t i = 0; b->error && i < request->n; i++) {
		if (vg_oid_under(&request->oids[i], &b->broken))
			return true;
	}
	return false;
}

static inline void
answer(struct peer *peer, const struct peer_message *request)
{
	struct bench *b = peer->cookie;
	struct peer_message reply = *request;

	reply.tag = PEER_RESPONSE;
	reply.first = reply.second = 0;
	reply.n = 0;
	b->largest = request->n > b->largest ? request->n : b->largest;
	if (request->n > b->room && b->mute)
		return;
	if (request->n > b->room)
		reply.first = 1; /* tooBig, with no varbinds */
	else if (is_broken(b, request))
		reply.first = b->error;
	else if (request->tag == PEER_BULK)
		bulk(b, request, &reply);
	else
		get(b, request, &reply);
	peer_reply(peer, &reply);
}

/* --- the run ------------------------------------------------------------------------------- */

static inline void
set_up(struct bench *b, size_t room)
{
	struct vg_credential credential = {0};
	struct vg_detail detail = {0};

	memset(b, 0, sizeof(*b));
	b->room = room;
	b->loop = vg_loop_new();
	peer_open(&b->peer, b->loop);
	b->peer.answer_cb = answer;
	b->peer.cookie = b;
	vg_secret_set(&credential.community, "public", 6);
	b->engine = vg_engine_new(b->loop, 50, 1, &detail);
	assert_non_null(b->engine);
	b->device = vg_poll_new(b->engine,
	    vg_engine_target_new(
		b->engine, &b->peer.address, NULL, &credential, &detail));
}

static inline void
tear_down(struct bench *b)
{
	vg_poll_free(b->device);
	vg_engine_free(b->engine);
	peer_close(&b->peer);
	vg_loop_free(b->loop);
}

static inline void
polled(const struct vg_poll_result *result, void *cookie)
{
	struct bench *b = cookie;
	const struct vg_sampleset *s = result->samples;

	b->results++;
	b->outcome = result->outcome;
	b->n_gaps = result->n_gaps;
	b->n_fresh = 0;
	for (size_t i = 0; i < result->n_gaps; i++) {
		snprintf(b->gap, sizeof(b->gap), "%s", result->gaps[i].object->name);
		b->n_fresh += result->gaps[i].fresh;
		b->gap_status = result->gaps[i].error_status;
	}
	assert_int_equal(s != NULL, result->outcome == VG_ENGINE_ANSWER);
	if (!s)
		return;
	assert_true(s->at.us > 0);
	for (size_t i = 0; i < s->probe->n_scalars; i++)
		b->scalars[i] = vg_value_is_missing(&s->scalars.values[i])
		    ? -1
		    : s->scalars.values[i].integer + (int64_t)s->scalars.values[i].number;
	b->restart = s->restart;
	b->clock = s->clock;
	b->row_uptime = s->n_rows ? s->rows[s->n_rows - 1].uptime : s->scalars.uptime;
	b->n_rows = s->n_rows;
	b->whole = s->whole;
	if (s->n_rows)
		b->last_cell = s->rows[s->n_rows - 1].values[probe.n_columns - 1].integer;
}

static inline void
knocked(const struct vg_poll_result *result, void *cookie)
{
	struct bench *b = cookie;

	b->results++;
	b->outcome = result->outcome;
}

static inline void
run_probe(struct bench *b, const struct vg_probe *of, vg_poll_cb cb)
{
	struct vg_mono began = vg_clock_mono();

	b->results = 0;
	b->largest = 0;
	assert_int_equal(vg_poll_run(b->device, of, cb, b), VG_OK);
	assert_int_equal(vg_poll_run(b->device, of, cb, b), VG_EBUSY);
	while (b->results == 0) {
		vg_loop_turn(b->loop, 50);
		if (vg_instant_mono_since(vg_clock_mono(), began) > 10 * VG_SECOND_US)
			fail_msg("no result in ten seconds");
	}
	assert_int_equal(b->results, 1);
}

static inline void
run(struct bench *b)
{
	run_probe(b, &probe, polled);
}

static inline void
check_scalars(const struct bench *b)
{
	for (size_t i = 0; i < N_SCALARS; i++)
		assert_int_equal(b->scalars[i], i == 7 ? -1 : (int)i);
}

#endif
