/*
 * One run at a time per device: scalars first, batch by batch, then the table.
 */
#include "agent/poll/poll.h"

#include <stdlib.h>
#include <string.h>

#include "agent/poll/walk.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"

enum {
	ROUNDS_MAX = 2000,
	ERRORS_MAX =
	    120, /* answers with an error in one run; the rest stays missing then */
	N_CLOCKS = 3,
	CLOCKS_FROM = 12,   /* a device that takes less has no room for the clocks */
	CLOCKLESS_MOST = 3, /* runs in a row that show that it cannot give them */
	TOO_BIG = 1         /* RFC 3416: error-status */
};

struct vg_polldevice {
	struct vg_engine *engine;
	struct vg_engine_target *target;
	struct vg_learned learned;
	struct vg_restart_last clock;
	/* the run under way */
	const struct vg_probe *probe; /* NULL: none */
	struct vg_sampleset samples;
	struct vg_walk walk;
	bool walking, assumed; /* the end of the table was not asked for */
	size_t first, n_asked; /* scalars of the request under way */
	size_t
	    narrow; /* objects in one request at most while one is searched; 0: none is */
	size_t searched_to; /* the scalar behind those among which it is */
	unsigned n_errors;
	size_t n_clocks; /* of the request under way: 0 or N_CLOCKS */
	enum { CLOCKS_GOOD, CLOCKS_DOUBTED, CLOCKS_BAD } clocks;
	unsigned n_clockless; /* runs in a row in which only they met an error */
	int n_repetitions;
	bool one_row; /* the column searched is asked row by row */
	vg_poll_cb cb;
	void *cookie;
};

static void
go_on(struct vg_polldevice *device);

static struct vg_object knock_objects[] = {
    {.name = "sysObjectID",
	.type = VG_OBJECT_OID,
	.oid = {.arc = {1, 3, 6, 1, 2, 1, 1, 2, 0}, .n_arcs = 9}},
    {.name = "sysDescr",
	.type = VG_OBJECT_TEXT,
	.oid = {.arc = {1, 3, 6, 1, 2, 1, 1, 1, 0}, .n_arcs = 9}},
    {.name = "sysUpTime",
	.type = VG_OBJECT_NUMBER,
	.oid = {.arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9}},
};

static const struct vg_probe knock_probe = {.name = "knock",
    .scalars = knock_objects,
    .n_scalars = sizeof(knock_objects) / sizeof(knock_objects[0])};

const struct vg_probe *
vg_poll_knock(void)
{
	return &knock_probe;
}

struct vg_polldevice *
vg_poll_new(struct vg_engine *engine, struct vg_engine_target *target)
{
	struct vg_polldevice *device = vg_mem_zero(sizeof(*device));

	device->engine = engine;
	device->target = target;
	vg_learned_init(&device->learned, VG_LEARNED_BATCH, VG_LEARNED_REPLY);
	return device;
}

void
vg_poll_limit(struct vg_polldevice *device, const struct vg_poll_limits *limits)
{
	size_t most = VG_ENGINE_MAX_OIDS - N_CLOCKS - 1;
	size_t batch = limits->batch ? limits->batch : VG_LEARNED_BATCH;

	vg_learned_fini(&device->learned);
	vg_learned_init(&device->learned, batch < most ? batch : most,
	    limits->reply_size ? limits->reply_size : VG_LEARNED_REPLY);
}

static void
end_run(struct vg_polldevice *device)
{
	if (device->walking)
		vg_walk_fini(&device->walk);
	device->walking = false;
	vg_sampleset_fini(&device->samples);
	device->probe = NULL;
}

void
vg_poll_free(struct vg_polldevice *device)
{
	if (!device)
		return;
	end_run(device);
	vg_engine_target_free(device->target);
	vg_learned_fini(&device->learned);
	free(device);
}

size_t
vg_poll_batch(const struct vg_polldevice *device)
{
	return device->learned.batch;
}

/* --- telling ----------------------------------------------------------------------------- */

static void
take_end(struct vg_polldevice *device, struct vg_sampleset *samples)
{
	struct vg_learned_probe *of = vg_learned_of(&device->learned, samples->probe);

	samples->at = vg_clock_wall();
	vg_sampleset_sort(samples);
	samples->whole =
	    device->walking && (device->assumed || vg_walk_whole(&device->walk));
	if (!samples->whole || samples->n_rows == 0)
		of->n_rows = 0;
	else
		vg_learned_whole(of, samples->n_rows,
		    samples->rows[samples->n_rows - 1].index, !device->assumed);
	for (size_t i = 0; samples->whole && i < samples->probe->n_columns; i++)
		vg_learned_mended(&device->learned, &samples->probe->columns[i]);
	samples->restart =
	    vg_restart_see(&device->clock, &samples->clock, vg_clock_mono());
	/* What has begun anew may have other parts. */
	for (size_t i = 0;
	     samples->restart == VG_RESTART_YES && i < device->learned.n_probes; i++)
		device->learned.probes[i].n_rows = 0;
}

/*
 * Ends the run and calls back.  The run is over before the call, so that the callback may begin
 * another; what it borrows is therefore moved out first.
 */
static void
finish(struct vg_polldevice *device, enum vg_engine_outcome outcome, const char *text)
{
	struct vg_sampleset samples = device->samples;
	struct vg_poll_result result = {.outcome = outcome, .text = text ? text : ""};
	vg_poll_cb cb = device->cb;
	void *cookie = device->cookie;

	memset(&device->samples, 0, sizeof(device->samples));
	if (outcome == VG_ENGINE_ANSWER) {
		take_end(device, &samples);
		result.samples = &samples;
	}
	result.n_gaps = device->learned.n_gaps;
	struct vg_learned_gap *gaps = result.n_gaps
	    ? vg_mem_copy(device->learned.gaps, result.n_gaps * sizeof(*gaps))
	    : NULL;
	result.gaps = gaps;
	for (size_t i = 0; i < result.n_gaps; i++)
		device->learned.gaps[i].fresh = false;
	end_run(device);
	cb(&result, cookie);
	vg_sampleset_fini(&samples);
	free(gaps);
}

/* Whether the answer can be read; else the run ends, or what was asked is asked otherwise. */
static bool
is_good(struct vg_polldevice *device, const struct vg_engine_answer *answer, size_t n,
    void (*search)(struct vg_polldevice *device, int error_status))
{
	if (answer->outcome != VG_ENGINE_ANSWER) {
		if (answer->outcome == VG_ENGINE_TIMEOUT)
			vg_learned_silent(&device->learned, n);
		finish(device, answer->outcome, answer->text);
		return false;
	}
	vg_learned_answered(&device->learned, n);
	if (answer->error_status == 0) {
		if (device->n_clocks)
			device->n_clockless = 0;
		if (device->clocks == CLOCKS_DOUBTED) {
			device->clocks = CLOCKS_BAD;
			device->n_clockless++;
		}
		return true;
	}
	/* The clocks are no object of the probe: the same without them tells whose error it is. */
	if (device->n_clocks && answer->error_status != TOO_BIG) {
		device->clocks = CLOCKS_DOUBTED;
		go_on(device);
		return false;
	}
	if (device->clocks == CLOCKS_DOUBTED)
		device->clocks = CLOCKS_GOOD;
	if (answer->error_status == TOO_BIG && vg_learned_less(&device->learned))
		go_on(device);
	else if (++device->n_errors > ERRORS_MAX)
		finish(device, VG_ENGINE_ANSWER, "");
	else
		search(device, answer->error_status);
	return false;
}

/* --- clocks ------------------------------------------------------------------------------ */

/* sysUpTime, snmpEngineBoots, snmpEngineTime; by GETBULK their columns' only instance. */
static const struct vg_oid clocks[N_CLOCKS] = {
    {.arc = {1, 3, 6, 1, 2, 1, 1, 3, 0}, .n_arcs = 9},
    {.arc = {1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0}, .n_arcs = 11},
    {.arc = {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0}, .n_arcs = 11},
};

/* Writes what to ask of the clocks into 'oids'; gives how many. */
static size_t
put_clocks(struct vg_polldevice *device, struct vg_oid *oids, bool bulk)
{
	device->n_clocks = 0;
	if (device->learned.batch < CLOCKS_FROM || device->narrow ||
	    device->clocks != CLOCKS_GOOD ||
	    !vg_learned_of(&device->learned, device->probe)->counts)
		return 0;
	for (size_t i = 0; i < N_CLOCKS; i++) {
		vg_oid_copy(&oids[i], &clocks[i]);
		oids[i].n_arcs -= bulk;
	}
	device->n_clocks = N_CLOCKS;
	return N_CLOCKS;
}

/* The varbind of 'oid', mostly at the place where it was asked; NULL: none. */
static struct vg_varbind *
find_varbind(
    const struct vg_engine_answer *answer, size_t place, const struct vg_oid *oid)
{
	for (size_t i = 0; i < answer->n_varbinds; i++) {
		struct vg_varbind *varbind =
		    &answer->varbinds[(place + i) % answer->n_varbinds];
		if (vg_oid_compare(&varbind->oid, oid) == 0)
			return varbind;
	}
	return NULL;
}

/* Reads the clocks out of an answer; gives sysUpTime, 0 when it is not there. */
static uint32_t
take_clocks(struct vg_polldevice *device, const struct vg_engine_answer *answer)
{
	struct vg_restart_clock clock = {0};
	int64_t numbers[N_CLOCKS] = {0};
	bool has[N_CLOCKS] = {false};

	/* They were asked first; a scalar of the probe may be one of them, too. */
	for (size_t k = 0; k < N_CLOCKS; k++) {
		const struct vg_varbind *varbind = find_varbind(answer, k, &clocks[k]);
		if (varbind)
			has[k] = vg_value_as_int(&varbind->value, &numbers[k]) == VG_OK;
	}
	clock.has_uptime = has[0];
	clock.uptime = (uint32_t)numbers[0];
	clock.has_engine = has[1] && has[2];
	clock.boots = (uint32_t)numbers[1];
	clock.time = (uint32_t)numbers[2];
	/* The first PDU's: later ones of the run are compared with the next run by their rows. */
	if (!device->samples.clock.has_uptime && !device->samples.clock.has_engine)
		device->samples.clock = clock;
	return clock.uptime;
}

/* --- the table --------------------------------------------------------------------------- */

/* One of the columns asked is answered with an error: fewer rows, then fewer columns at once. */
static void
search_columns(struct vg_polldevice *device, int error_status)
{
	if (device->n_asked > 1) {
		device->narrow = device->n_asked / 2;
	} else if (device->n_repetitions > 1) {
		device->narrow = 1;
		device->one_row = true;
	} else {
		size_t column = device->walk.asked[0];
		vg_learned_gap(
		    &device->learned, &device->probe->columns[column], error_status);
		vg_walk_give_up(&device->walk, column);
		device->narrow = 0;
		device->one_row = false;
	}
	go_on(device);
}

/* Whether all rows of the run before are there again, so that no more is asked for. */
static bool
may_stop(struct vg_polldevice *device)
{
	const struct vg_learned_probe *of =
	    vg_learned_of(&device->learned, device->probe);
	const struct vg_sampleset *samples = &device->samples;

	device->assumed = vg_learned_may_assume(of) && !device->narrow &&
	    samples->n_rows > 0 && vg_walk_has(&device->walk, samples->n_rows) &&
	    vg_learned_is_same(
		of, samples->n_rows, samples->rows[samples->n_rows - 1].index);
	return device->assumed;
}

static void
bulk_answered(const struct vg_engine_answer *answer, void *cookie)
{
	struct vg_polldevice *device = cookie;
	size_t skip = device->n_clocks;

	if (!is_good(device, answer,
		device->n_asked * (size_t)device->n_repetitions + skip, search_columns))
		return;
	uint32_t uptime = skip ? take_clocks(device, answer) : 0;
	if (skip > answer->n_varbinds)
		skip = answer->n_varbinds;
	struct vg_varbind *cells = answer->varbinds + skip;
	size_t n = answer->n_varbinds - skip;
	vg_learned_take(vg_learned_of(&device->learned, device->probe), cells, n,
	    answer->octets - answer->octets * skip / (n + skip + 1), true);
	if (!vg_walk_take(&device->walk, device->walk.asked, device->n_asked, cells, n,
		uptime, &device->samples) ||
	    device->walk.rounds > ROUNDS_MAX || may_stop(device)) {
		finish(device, VG_ENGINE_ANSWER, "");
		return;
	}
	go_on(device);
}

static int
ask_table(struct vg_polldevice *device)
{
	struct vg_oid oids[VG_ENGINE_MAX_OIDS];

	if (!device->walking) {
		vg_walk_init(&device->walk, device->probe);
		vg_sampleset_expect(&device->samples,
		    vg_learned_of(&device->learned, device->probe)->n_rows);
		device->walking = true;
		device->narrow = 0;
	}
	size_t skip = put_clocks(device, oids, true);
	size_t room = device->narrow ? device->narrow : device->learned.batch - skip;
	device->n_asked =
	    vg_walk_next(&device->walk, oids + skip, device->walk.asked, room);
	if (device->n_asked == 0)
		return VG_ENOENT;
	device->n_repetitions = device->one_row
	    ? 1
	    : vg_learned_repetitions(&device->learned,
		  vg_learned_of(&device->learned, device->probe), device->n_asked, skip,
		  device->walk.n_cells[device->walk.asked[0]]);
	return vg_engine_bulk(device->engine, device->target, (int)skip,
	    device->n_repetitions, oids, device->n_asked + skip, bulk_answered, device);
}

/* --- scalars ----------------------------------------------------------------------------- */

/* Values go by OID, never by position: a device may answer in its own order. */
static void
take_scalars(
    struct vg_polldevice *device, const struct vg_engine_answer *answer, uint32_t uptime)
{
	if (device->samples.scalars.uptime == 0)
		device->samples.scalars.uptime = uptime;
	for (size_t i = device->first; i < device->first + device->n_asked; i++) {
		const struct vg_object *object = &device->probe->scalars[i];
		struct vg_varbind *varbind = find_varbind(
		    answer, device->n_clocks + i - device->first, &object->oid);
		if (varbind)
			vg_value_move(
			    &device->samples.scalars.values[i], &varbind->value);
		if (device->n_asked == 1)
			vg_learned_mended(&device->learned, object);
	}
}

/* One of the objects asked is answered with an error: half of them, until it is alone. */
static void
search_scalars(struct vg_polldevice *device, int error_status)
{
	if (device->narrow == 0)
		device->searched_to = device->first + device->n_asked;
	device->narrow = device->n_asked / 2;
	if (device->n_asked == 1) {
		vg_learned_gap(&device->learned, &device->probe->scalars[device->first],
		    error_status);
		device->first++;
		device->narrow = 0;
	}
	go_on(device);
}

static void
get_answered(const struct vg_engine_answer *answer, void *cookie)
{
	struct vg_polldevice *device = cookie;

	if (!is_good(device, answer, device->n_asked + device->n_clocks, search_scalars))
		return;
	vg_learned_take(vg_learned_of(&device->learned, device->probe), answer->varbinds,
	    answer->n_varbinds, answer->octets, false);
	take_scalars(device, answer, take_clocks(device, answer));
	device->first += device->n_asked;
	if (device->first >= device->searched_to)
		device->narrow = 0;
	go_on(device);
}

static int
ask_scalars(struct vg_polldevice *device)
{
	struct vg_oid oids[VG_ENGINE_MAX_OIDS];
	bool alone =
	    vg_learned_is_gap(&device->learned, &device->probe->scalars[device->first]);
	size_t skip = alone ? 0 : put_clocks(device, oids, false);
	size_t n =
	    vg_learned_scalars(&device->learned, &device->probe->scalars[device->first],
		device->probe->n_scalars - device->first, skip);

	if (alone)
		device->n_clocks = 0;
	if (device->narrow && n > device->narrow)
		n = device->narrow;
	for (size_t i = 0; i < n; i++)
		vg_oid_copy(
		    &oids[skip + i], &device->probe->scalars[device->first + i].oid);
	device->n_asked = n;
	return vg_engine_get(
	    device->engine, device->target, oids, n + skip, get_answered, device);
}

/* --- the run ----------------------------------------------------------------------------- */

/* Asks for what is left; VG_ENOENT when nothing is. */
static int
ask(struct vg_polldevice *device)
{
	if (device->first < device->probe->n_scalars)
		return ask_scalars(device);
	if (device->probe->n_columns)
		return ask_table(device);
	return VG_ENOENT;
}

static void
go_on(struct vg_polldevice *device)
{
	int err = ask(device);

	if (err == VG_ENOENT)
		finish(device, VG_ENGINE_ANSWER, "");
	else if (err != VG_OK)
		finish(device, VG_ENGINE_TIMEOUT, vg_error_text(err));
}

int
vg_poll_run(struct vg_polldevice *device, const struct vg_probe *probe, vg_poll_cb cb,
    void *cookie)
{
	if (device->probe)
		return VG_EBUSY;
	device->probe = probe;
	device->cb = cb;
	device->cookie = cookie;
	device->first = device->searched_to = device->narrow = 0;
	device->n_errors = 0;
	device->one_row = device->assumed = false;
	/* An error of one moment must not cost the clocks for ever. */
	device->clocks = device->n_clockless < CLOCKLESS_MOST ? CLOCKS_GOOD : CLOCKS_BAD;
	vg_sampleset_init(&device->samples, probe, (struct vg_wall){0});
	int err = ask(device);
	if (err != VG_OK)
		end_run(device);
	return err;
}
