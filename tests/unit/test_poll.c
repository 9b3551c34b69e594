/*
 * Runs of probes against a hand-made device: batches, tooBig, silence to large requests, tables,
 * what does not exist, what is answered with an error, and the device's clocks.
 */
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
	size_t room;    /* varbinds that the device takes in one answer */
	bool mute;      /* too large a request gets silence, not tooBig */
	bool circles;   /* the table begins anew after its last row */
	size_t largest; /* request seen */
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
static void
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
static bool
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

static void
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

static void
next_of(
    const struct bench *b, const struct vg_oid *oid, struct vg_oid *next, int64_t *value)
{
	uint32_t row = oid->n_arcs > 3 ? oid->arc[3] + 1 : 1;

	if (row > N_ROWS && b->circles)
		row = 1;
	*next = (struct vg_oid){.arc = {1, 3, oid->arc[2], row}, .n_arcs = 4};
	*value = row;
	if (row > N_ROWS) {
		*next = *oid;
		*value = -0x82;
	}
}

static void
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

static bool
is_broken(const struct bench *b, const struct peer_message *request)
{
	for (size_t i = 0; b->error && i < request->n; i++) {
		if (vg_oid_under(&request->oids[i], &b->broken))
			return true;
	}
	return false;
}

static void
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

static void
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

static void
tear_down(struct bench *b)
{
	vg_poll_free(b->device);
	vg_engine_free(b->engine);
	peer_close(&b->peer);
	vg_loop_free(b->loop);
}

static void
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

static void
knocked(const struct vg_poll_result *result, void *cookie)
{
	struct bench *b = cookie;

	b->results++;
	b->outcome = result->outcome;
}

static void
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

static void
run(struct bench *b)
{
	run_probe(b, &probe, polled);
}

static void
check_scalars(const struct bench *b)
{
	for (size_t i = 0; i < N_SCALARS; i++)
		assert_int_equal(b->scalars[i], i == 7 ? -1 : (int)i);
}

static void
scalars_go_in_batches_of_fifty(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	check_scalars(&b);
	assert_int_equal(b.largest, 50);
	assert_int_equal(b.peer.requests, 2);
	assert_int_equal(vg_poll_batch(b.device), 50);
	tear_down(&b);
}

/* What the device takes, the size learned, and the requests of the first and second run. */
static const struct {
	size_t room, learned;
	unsigned first, second;
} bigs[] = {{49, 25, 4, 3}, {20, 12, 7, 5}, {4, 4, 19, 15}};

static void
too_big_is_halved_and_remembered(void **state)
{
	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(bigs) / sizeof(bigs[0]); i++) {
		struct bench b;
		set_up(&b, bigs[i].room);
		run(&b);
		check_scalars(&b);
		assert_int_equal(vg_poll_batch(b.device), bigs[i].learned);
		assert_int_equal(b.peer.requests, bigs[i].first);
		b.peer.requests = 0;
		run(&b);
		check_scalars(&b);
		assert_int_equal(b.peer.requests, bigs[i].second);
		tear_down(&b);
	}
}

/* Nothing is too small to be too big: the run ends, with what there is. */
static void
too_big_for_ever_ends(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 2);
	set_up(&b, 0);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.scalars[0], -1);
	assert_int_equal(b.n_rows, 0);
	assert_false(b.whole);
	tear_down(&b);
}

/* Large requests that meet silence, and small ones that are answered between them. */
static const struct {
	const char *what;
	const char *polls; /* L: large, silence; l: large, answered; k: knock */
	size_t learned;
} silences[] = {
    {"the device is gone", "LLLL", 50},
    {"small ones are answered", "LkLk", 25},
    {"one alone proves nothing", "Lkkk", 50},
    {"not in a row", "LklLk", 50},
    {"and so on down to four", "LkLkLkLkLkLkLkLkLkLkLkLkLkLk", 11},
};

static void
silence_to_large_requests_is_learned(void **state)
{
	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(silences) / sizeof(silences[0]); i++) {
		struct bench b;
		set_up(&b, 64);
		b.mute = true;
		for (const char *poll = silences[i].polls; *poll; poll++) {
			b.room = *poll == 'l' ? 64 : 11;
			if (*poll == 'k')
				run_probe(&b, vg_poll_knock(), knocked);
			else
				run(&b);
			if (*poll == 'k' || *poll == 'l')
				assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
			if (b.outcome == VG_ENGINE_ANSWER && *poll == 'L')
				break;
		}
		if (vg_poll_batch(b.device) > silences[i].learned ||
		    (silences[i].learned > 11 &&
			vg_poll_batch(b.device) != silences[i].learned))
			fail_msg("%s: %zu", silences[i].what, vg_poll_batch(b.device));
		tear_down(&b);
	}
}

/* --- errors -------------------------------------------------------------------------------- */

static void
an_error_costs_its_batch_nothing(void **state)
{
	static const uint32_t broken[] = {0, 1, 24, 25, 46, 49, 50, 59};

	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct bench b;
		set_up(&b, 64);
		b.error = i % 2 ? 16 : 5; /* authorizationError, genErr */
		b.broken = scalars[broken[i]].oid;
		run(&b);
		assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
		for (size_t k = 0; k < N_SCALARS; k++)
			assert_int_equal(
			    b.scalars[k], k == 7 || k == broken[i] ? -1 : (int)k);
		assert_int_equal(b.n_gaps, 1);
		assert_int_equal(b.n_fresh, 1);
		assert_string_equal(b.gap, scalars[broken[i]].name);
		assert_int_equal(b.gap_status, b.error);
		assert_in_range(b.peer.requests, 3, 14);
		/* From now on it is asked alone, and told no more. */
		b.peer.requests = 0;
		run(&b);
		assert_in_range(b.peer.requests, 3, 4);
		assert_int_equal(b.n_gaps, 1);
		assert_int_equal(b.n_fresh, 0);
		/* It comes back. */
		b.error = 0;
		run(&b);
		check_scalars(&b);
		b.peer.requests = 0;
		run(&b);
		assert_int_equal(b.peer.requests, 2);
		assert_int_equal(b.n_gaps, 0);
		tear_down(&b);
	}
}

/* A device that answers all with an error ends the run, and not with a thousand requests. */
static void
nothing_but_errors_end(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 2);
	set_up(&b, 64);
	b.error = 5;
	b.broken = (struct vg_oid){.arc = {1, 3}, .n_arcs = 2};
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.scalars[0], -1);
	assert_int_equal(b.n_rows, 0);
	assert_false(b.whole);
	assert_in_range(b.peer.requests, 60, 125);
	tear_down(&b);
}

static void
a_column_with_an_error_costs_the_others_nothing(void **state)
{
	(void)state;
	make_probe(1, 2);
	for (uint32_t c = 0; c < 2; c++) {
		struct bench b;
		set_up(&b, 64);
		b.error = 5;
		b.broken = columns[c].oid;
		run(&b);
		assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
		assert_int_equal(b.n_rows, N_ROWS);
		assert_int_equal(b.last_cell, c == 0 ? N_ROWS : 0);
		assert_false(b.whole);
		assert_string_equal(b.gap, columns[c].name);
		b.error = 0;
		run(&b);
		assert_int_equal(b.last_cell, N_ROWS);
		assert_true(b.whole);
		assert_int_equal(b.n_gaps, 0);
		tear_down(&b);
	}
}

/* --- clocks -------------------------------------------------------------------------------- */

static void
counters_come_with_the_clocks(void **state)
{
	static const int tags[] = {0x41, 0x46, 0};

	(void)state;
	for (size_t table = 0; table < 2; table++) {
		for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
			struct bench b;
			make_probe(table ? 0 : N_SCALARS, table ? 2 : 0);
			set_up(&b, 64);
			b.counters = tags[i];
			b.has_engine = true;
			b.clocks[0] = 4000000000;
			b.clocks[1] = 3;
			b.clocks[2] = 70;
			run(&b); /* learns that there are counters */
			run(&b);
			assert_int_equal(b.clock.has_engine, tags[i] != 0);
			assert_int_equal(b.row_uptime, tags[i] ? 4000000000u : 0);
			assert_int_equal(b.clock.boots, tags[i] ? 3 : 0);
			assert_int_equal(b.clock.time, tags[i] ? 70 : 0);
			if (!table)
				check_scalars(&b);
			else
				assert_int_equal(b.n_rows, N_ROWS);
			b.clocks[1] = 4;
			run(&b);
			assert_int_equal(
			    b.restart, tags[i] ? VG_RESTART_YES : VG_RESTART_UNKNOWN);
			tear_down(&b);
		}
	}
}

/* A device that cannot give its clocks gives its counters all the same, and is asked no more. */
static void
clocks_with_an_error_are_left(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	b.counters = 0x46;
	b.error = 5;
	b.broken = clock_oids[1];
	run(&b);
	run(&b);
	check_scalars(&b);
	assert_int_equal(b.n_gaps, 0);
	b.peer.requests = 0;
	run(&b);
	check_scalars(&b);
	assert_int_equal(b.peer.requests, 2);
	tear_down(&b);
}

static void
tables_come_whole(void **state)
{
	struct bench b;

	(void)state;
	make_probe(1, 2);
	set_up(&b, 64);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_int_equal(b.last_cell, N_ROWS);
	assert_true(b.whole);
	assert_int_equal(b.scalars[0], 0);
	/* By GETBULK: far fewer requests than rows. */
	assert_in_range(b.peer.requests, 2, 5);
	tear_down(&b);
}

/* Answers cut in the middle of a row are gone on from there. */
static void
answers_cut_in_a_row(void **state)
{
	struct bench b;

	(void)state;
	make_probe(0, 2);
	set_up(&b, 7);
	run(&b);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_int_equal(b.last_cell, N_ROWS);
	assert_true(b.whole);
	tear_down(&b);
}

static void
a_table_in_circles_ends(void **state)
{
	struct bench b;

	(void)state;
	make_probe(0, 2);
	set_up(&b, 64);
	b.circles = true;
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_false(b.whole);
	tear_down(&b);
}

static void
a_device_that_goes_in_the_middle(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	assert_int_equal(vg_poll_run(b.device, &probe, polled, &b), VG_OK);
	vg_poll_free(b.device);
	b.device = NULL;
	for (int i = 0; i < 10; i++)
		vg_loop_turn(b.loop, 10);
	assert_int_equal(b.results, 0);
	assert_int_equal(vg_engine_pending(b.engine), 0);
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scalars_go_in_batches_of_fifty),
	    cmocka_unit_test(too_big_is_halved_and_remembered),
	    cmocka_unit_test(too_big_for_ever_ends),
	    cmocka_unit_test(silence_to_large_requests_is_learned),
	    cmocka_unit_test(an_error_costs_its_batch_nothing),
	    cmocka_unit_test(nothing_but_errors_end),
	    cmocka_unit_test(a_column_with_an_error_costs_the_others_nothing),
	    cmocka_unit_test(counters_come_with_the_clocks),
	    cmocka_unit_test(clocks_with_an_error_are_left),
	    cmocka_unit_test(tables_come_whole),
	    cmocka_unit_test(answers_cut_in_a_row),
	    cmocka_unit_test(a_table_in_circles_ends),
	    cmocka_unit_test(a_device_that_goes_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
