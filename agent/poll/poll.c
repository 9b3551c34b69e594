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
	BATCH = 50,
	BATCH_LEAST = 4,
	LARGE = 12,        /* varbinds from which a request counts as large */
	REPLY_SIZE = 1400, /* octets a reply should fit */
	VARBIND_SIZE = 36, /* octets of one, as it comes on average */
	REPETITIONS_MAX = 50,
	ROUNDS_MAX = 2000,
	TOO_BIG = 1 /* RFC 3416: error-status */
};

struct vg_polldevice {
	struct vg_engine *engine;
	struct vg_engine_target *target;
	size_t batch;           /* varbinds in one request at most, as learned */
	unsigned large_silence; /* large requests in a row without an answer */
	/* the run under way */
	const struct vg_probe *probe; /* NULL: none */
	struct vg_sampleset samples;
	struct vg_walk walk;
	bool walking;
	size_t first, n_asked; /* scalars of the request under way */
	size_t columns[VG_ENGINE_MAX_OIDS];
	vg_poll_cb cb;
	void *cookie;
};

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
	device->batch = BATCH;
	return device;
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
	free(device);
}

size_t
vg_poll_batch(const struct vg_polldevice *device)
{
	return device->batch;
}

/* --- telling ----------------------------------------------------------------------------- */

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
		samples.at = vg_clock_wall();
		samples.whole = device->walking && vg_walk_whole(&device->walk);
		vg_sampleset_sort(&samples);
		result.samples = &samples;
	}
	end_run(device);
	cb(&result, cookie);
	vg_sampleset_fini(&samples);
}

/* --- what was learned -------------------------------------------------------------------- */

static bool
ask_for_less(struct vg_polldevice *device)
{
	if (device->batch <= BATCH_LEAST)
		return false;
	device->batch = device->batch / 2 < BATCH_LEAST ? BATCH_LEAST : device->batch / 2;
	return true;
}

/* Silence to a large request counts against its size only when small ones are answered. */
static void
learn(struct vg_polldevice *device, size_t n, const struct vg_engine_answer *answer)
{
	if (n < LARGE)
		return;
	if (answer->outcome == VG_ENGINE_ANSWER)
		device->large_silence = 0;
	else if (answer->outcome == VG_ENGINE_TIMEOUT && ++device->large_silence == 2) {
		ask_for_less(device);
		device->large_silence = 0;
	}
}

/* --- the table --------------------------------------------------------------------------- */

static int
ask(struct vg_polldevice *device);

static void
go_on(struct vg_polldevice *device)
{
	int err = ask(device);

	if (err == VG_ENOENT)
		finish(device, VG_ENGINE_ANSWER, "");
	else if (err != VG_OK)
		finish(device, VG_ENGINE_TIMEOUT, vg_error_text(err));
}

/* How many repetitions fit a reply, by the columns asked and what was learned. */
static int
repetitions(const struct vg_polldevice *device, size_t n_columns)
{
	size_t fit = REPLY_SIZE / (n_columns * VARBIND_SIZE);

	if (fit > device->batch / n_columns)
		fit = device->batch / n_columns;
	if (fit > REPETITIONS_MAX)
		fit = REPETITIONS_MAX;
	return fit < 1 ? 1 : (int)fit;
}

static void
bulk_answered(const struct vg_engine_answer *answer, void *cookie)
{
	struct vg_polldevice *device = cookie;

	learn(device, device->n_asked * 4, answer);
	if (answer->outcome != VG_ENGINE_ANSWER) {
		finish(device, answer->outcome, answer->text);
		return;
	}
	if (answer->error_status == TOO_BIG && ask_for_less(device)) {
		go_on(device);
		return;
	}
	if (answer->error_status != 0 ||
	    !vg_walk_take(&device->walk, device->columns, device->n_asked,
		answer->varbinds, answer->n_varbinds, &device->samples) ||
	    device->walk.rounds > ROUNDS_MAX) {
		finish(device, VG_ENGINE_ANSWER, "");
		return;
	}
	go_on(device);
}

static int
ask_table(struct vg_polldevice *device)
{
	struct vg_oid oids[VG_ENGINE_MAX_OIDS];
	size_t room =
	    device->batch < VG_ENGINE_MAX_OIDS ? device->batch : VG_ENGINE_MAX_OIDS;

	if (!device->walking) {
		vg_walk_init(&device->walk, device->probe);
		device->walking = true;
	}
	device->n_asked = vg_walk_next(&device->walk, oids, device->columns, room);
	if (device->n_asked == 0)
		return VG_ENOENT;
	return vg_engine_bulk(device->engine, device->target, 0,
	    repetitions(device, device->n_asked), oids, device->n_asked, bulk_answered,
	    device);
}

/* --- scalars ----------------------------------------------------------------------------- */

/* Values go by OID, never by position: a device may answer in its own order. */
static void
take_scalars(struct vg_polldevice *device, const struct vg_engine_answer *answer)
{
	for (size_t i = device->first; i < device->first + device->n_asked; i++) {
		const struct vg_object *object = &device->probe->scalars[i];
		for (size_t k = 0; k < answer->n_varbinds; k++) {
			const struct vg_varbind *varbind = &answer->varbinds[k];
			if (vg_oid_compare(&varbind->oid, &object->oid) != 0)
				continue;
			struct vg_value *value = &device->samples.scalars.values[i];
			vg_value_fini(value);
			vg_value_copy(value, &varbind->value);
			break;
		}
	}
}

static void
get_answered(const struct vg_engine_answer *answer, void *cookie)
{
	struct vg_polldevice *device = cookie;

	learn(device, device->n_asked, answer);
	if (answer->outcome != VG_ENGINE_ANSWER) {
		finish(device, answer->outcome, answer->text);
		return;
	}
	if (answer->error_status == TOO_BIG && ask_for_less(device)) {
		go_on(device);
		return;
	}
	if (answer->error_status == 0)
		take_scalars(device, answer);
	device->first += device->n_asked;
	go_on(device);
}

static int
ask_scalars(struct vg_polldevice *device)
{
	struct vg_oid oids[VG_ENGINE_MAX_OIDS];
	size_t n = device->probe->n_scalars - device->first;

	if (n > device->batch)
		n = device->batch;
	for (size_t i = 0; i < n; i++)
		oids[i] = device->probe->scalars[device->first + i].oid;
	device->n_asked = n;
	return vg_engine_get(
	    device->engine, device->target, oids, n, get_answered, device);
}

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

int
vg_poll_run(struct vg_polldevice *device, const struct vg_probe *probe, vg_poll_cb cb,
    void *cookie)
{
	if (device->probe)
		return VG_EBUSY;
	device->probe = probe;
	device->cb = cb;
	device->cookie = cookie;
	device->first = 0;
	vg_sampleset_init(&device->samples, probe, (struct vg_wall){0});
	int err = ask(device);
	if (err != VG_OK)
		end_run(device);
	return err;
}
