/*
 * The grid, the knocks and the ladder.
 *
 * Devices that are not being asked stand in a heap by the instant of what is due first of theirs,
 * so that a take costs the logarithm of their number, and who has waited longest comes first.
 */
#include "agent/sched/sched.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { FIRST_SPREAD_MS = 2000, KNOCK_MAX_S = 30 };
#define NOWHERE SIZE_MAX

struct slot {
	int64_t interval_us;
	int64_t due_us;  /* monotonic */
	int64_t done_us; /* when it last ended with an answer; 0: not yet */
};

struct device {
	uint64_t hash;
	struct slot *slots; /* owned */
	size_t n_slots;
	int64_t knock_us; /* when the next knock is due, while not up */
	enum vg_reach reach;
	bool known; /* has ever answered */
	bool busy;
	int64_t first_us;   /* what is due first; the key of the heap */
	size_t place;       /* in the heap; NOWHERE while busy */
	unsigned failures;  /* in a row */
	int64_t failing_us; /* when the first of them ended */
};

struct vg_sched {
	struct device *devices; /* owned */
	size_t n, capacity;
	int64_t period_us;
	unsigned unreachable_after;
	uint64_t skipped;
	struct vg_sched_lateness lateness;
	size_t *heap; /* owned; numbers of devices, the first due on top */
	size_t n_heap;
};

/* FNV-1a: stable over restarts and machines, which is all that is asked of it. */
static uint64_t
hash_of(const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	while (*name) {
		hash ^= (unsigned char)*name++;
		hash *= UINT64_C(1099511628211);
	}
	return hash ^ (hash >> 29);
}

struct vg_sched *
vg_sched_new(int64_t period_us, unsigned unreachable_after)
{
	struct vg_sched *sched = vg_mem_zero(sizeof(*sched));

	sched->period_us = period_us;
	sched->unreachable_after = unreachable_after ? unreachable_after : 1;
	return sched;
}

void
vg_sched_free(struct vg_sched *sched)
{
	if (!sched)
		return;
	for (size_t i = 0; i < sched->n; i++)
		free(sched->devices[i].slots);
	free(sched->devices);
	free(sched->heap);
	free(sched);
}

/* --- the heap ---------------------------------------------------------------------------- */

static int64_t
first_due(const struct device *d)
{
	int64_t best = INT64_MAX;

	if (d->reach != VG_REACH_UP)
		return d->knock_us;
	for (size_t i = 0; i < d->n_slots; i++)
		best = d->slots[i].due_us < best ? d->slots[i].due_us : best;
	return best;
}

static void
put_at(struct vg_sched *sched, size_t place, size_t number)
{
	sched->heap[place] = number;
	sched->devices[number].place = place;
}

static int64_t
key_at(const struct vg_sched *sched, size_t place)
{
	return sched->devices[sched->heap[place]].first_us;
}

/* Moves 'number', which stands nowhere, from the hole at 'place' to where its key belongs. */
static void
settle(struct vg_sched *sched, size_t place, size_t number)
{
	int64_t key = sched->devices[number].first_us;

	while (place > 0 && key < key_at(sched, (place - 1) / 2)) {
		put_at(sched, place, sched->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	for (size_t child; (child = 2 * place + 1) < sched->n_heap; place = child) {
		if (child + 1 < sched->n_heap &&
		    key_at(sched, child + 1) < key_at(sched, child))
			child++;
		if (key <= key_at(sched, child))
			break;
		put_at(sched, place, sched->heap[child]);
	}
	put_at(sched, place, number);
}

static void
leave_heap(struct vg_sched *sched, struct device *d)
{
	size_t place = d->place, last;

	if (place == NOWHERE)
		return;
	last = sched->heap[--sched->n_heap];
	d->place = NOWHERE;
	if (place < sched->n_heap)
		settle(sched, place, last);
}

/* What is due of the device has changed: to its place, unless it is being asked. */
static void
place(struct vg_sched *sched, struct device *d)
{
	leave_heap(sched, d);
	if (d->busy)
		return;
	d->first_us = first_due(d);
	sched->n_heap++;
	settle(sched, sched->n_heap - 1, (size_t)(d - sched->devices));
}

size_t
vg_sched_add(struct vg_sched *sched, const char *name, bool known, struct vg_mono now)
{
	size_t capacity = sched->capacity;

	sched->devices = vg_mem_grow(
	    sched->devices, &sched->capacity, sched->n, sizeof(*sched->devices));
	sched->heap = vg_mem_grow(sched->heap, &capacity, sched->n, sizeof(*sched->heap));
	struct device *d = &sched->devices[sched->n];
	int64_t spread = FIRST_SPREAD_MS * VG_MS_US;

	if (spread > sched->period_us)
		spread = sched->period_us;
	d->hash = hash_of(name);
	d->known = known;
	d->knock_us = now.us + (int64_t)(d->hash % (uint64_t)spread);
	d->place = NOWHERE;
	place(sched, d);
	return sched->n++;
}

/* The first point of the grid after 'now'. */
static int64_t
grid_after(const struct device *d, int64_t interval_us, int64_t now_us)
{
	int64_t phase = (int64_t)(d->hash % (uint64_t)interval_us);
	int64_t into = (now_us - phase) % interval_us;

	if (into < 0)
		into += interval_us;
	return now_us + interval_us - into;
}

void
vg_sched_probes(struct vg_sched *sched, size_t device, const int64_t *interval_us,
    size_t n, struct vg_mono now)
{
	struct device *d = &sched->devices[device];

	free(d->slots);
	d->slots = vg_mem_array(n ? n : 1, sizeof(*d->slots));
	d->n_slots = n;
	for (size_t i = 0; i < n; i++) {
		d->slots[i].interval_us = interval_us[i] > 0 ? interval_us[i] : 1;
		d->slots[i].due_us = now.us;
	}
	place(sched, d);
}

/* --- taking ------------------------------------------------------------------------------ */

/* The slot of 'd' that has waited longest, or NULL when none is due. */
static struct slot *
due_slot(struct device *d, int64_t now_us)
{
	struct slot *best = NULL;

	for (size_t i = 0; i < d->n_slots; i++) {
		struct slot *s = &d->slots[i];
		if (s->due_us <= now_us && (!best || s->due_us < best->due_us))
			best = s;
	}
	return best;
}

/* Moves the slot to its next point; whole cycles that went by unseen are skipped. */
static void
advance(struct vg_sched *sched, struct device *d, struct slot *s, int64_t now_us)
{
	int64_t late = now_us - s->due_us;

	if (late >= s->interval_us)
		sched->skipped += (uint64_t)(late / s->interval_us);
	s->due_us = grid_after(d, s->interval_us, now_us);
}

bool
vg_sched_take(struct vg_sched *sched, struct vg_mono now, struct vg_sched_job *job)
{
	if (sched->n_heap == 0 || key_at(sched, 0) > now.us)
		return false;
	job->device = sched->heap[0];
	struct device *d = &sched->devices[job->device];
	struct slot *s = d->reach == VG_REACH_UP ? due_slot(d, now.us) : NULL;
	job->probe = s ? (int)(s - d->slots) : VG_SCHED_KNOCK;
	job->due = (struct vg_mono){d->first_us};
	if (s)
		advance(sched, d, s, now.us);
	d->busy = true;
	leave_heap(sched, d);
	return true;
}

/* --- ending ------------------------------------------------------------------------------ */

/* How long a device that is down waits for its next knock. */
static int64_t
knock_delay(const struct vg_sched *sched, const struct device *d)
{
	static const int64_t ladder[] = {1, 2, 4, 5};
	size_t rung = d->failures - sched->unreachable_after;
	int64_t soon = KNOCK_MAX_S * VG_SECOND_US;

	if (rung >= sizeof(ladder) / sizeof(ladder[0]))
		rung = sizeof(ladder) / sizeof(ladder[0]) - 1;
	int64_t delay = ladder[rung] * sched->period_us;
	/* The ladder never costs the return of a device that has worked more than 30 s. */
	if (soon > sched->period_us / 2)
		soon = sched->period_us / 2;
	return d->known && delay > soon ? soon : delay;
}

static void
came_back(struct device *d, int64_t now_us)
{
	for (size_t i = 0; i < d->n_slots; i++)
		d->slots[i].due_us = now_us;
}

static void
answered_one(struct device *d, const struct vg_sched_job *job, int64_t now_us)
{
	bool back = d->reach != VG_REACH_UP;

	d->failures = 0;
	d->known = true;
	d->reach = VG_REACH_UP;
	if (back)
		came_back(d, now_us);
	if (job->probe >= 0 && (size_t)job->probe < d->n_slots)
		d->slots[job->probe].done_us = now_us;
}

static void
failed_one(struct vg_sched *sched, struct device *d, struct vg_mono now)
{
	if (d->failures++ == 0)
		d->failing_us = now.us;
	if (d->failures >= sched->unreachable_after)
		d->reach = VG_REACH_DOWN;
	else if (d->reach == VG_REACH_UP)
		d->reach = VG_REACH_SUSPECT;
	/* From the grid, not from the end of the wait: else each silence stretches the period. */
	d->knock_us = d->reach == VG_REACH_DOWN ? now.us + knock_delay(sched, d)
						: grid_after(d, sched->period_us, now.us);
}

const int64_t vg_sched_borders_ms[VG_SCHED_BORDERS] = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

static void
count_lateness(struct vg_sched *sched, int64_t late_us)
{
	size_t i = 0;

	while (i < VG_SCHED_BORDERS && late_us > vg_sched_borders_ms[i] * VG_MS_US)
		i++;
	sched->lateness.counts[i]++;
	sched->lateness.sum_us += late_us;
}

const struct vg_sched_lateness *
vg_sched_lateness(const struct vg_sched *sched)
{
	return &sched->lateness;
}

bool
vg_sched_done(struct vg_sched *sched, const struct vg_sched_job *job, bool answered,
    struct vg_mono now)
{
	struct device *d = &sched->devices[job->device];
	enum vg_reach before = d->reach;

	d->busy = false;
	if (answered && job->probe != VG_SCHED_KNOCK)
		count_lateness(sched, now.us - job->due.us);
	if (answered)
		answered_one(d, job, now.us);
	else
		failed_one(sched, d, now);
	place(sched, d);
	return before != d->reach;
}

struct vg_mono
vg_sched_next(const struct vg_sched *sched)
{
	bool none = sched->n_heap == 0 || key_at(sched, 0) == INT64_MAX;

	return (struct vg_mono){none ? 0 : key_at(sched, 0)};
}

void
vg_sched_run_now(struct vg_sched *sched, size_t device, int probe, struct vg_mono now)
{
	struct device *d = &sched->devices[device];

	d->knock_us = now.us;
	for (size_t i = 0; i < d->n_slots; i++) {
		if ((probe == VG_SCHED_KNOCK || (size_t)probe == i) &&
		    d->slots[i].due_us > now.us)
			d->slots[i].due_us = now.us;
	}
	place(sched, d);
}

/* --- asking ------------------------------------------------------------------------------ */

enum vg_reach
vg_sched_reach(const struct vg_sched *sched, size_t device)
{
	return sched->devices[device].reach;
}

size_t
vg_sched_failing(const struct vg_sched *sched, struct vg_mono from)
{
	size_t n = 0;

	for (size_t i = 0; i < sched->n; i++)
		n += sched->devices[i].failures > 0 &&
		    sched->devices[i].failing_us >= from.us;
	return n;
}

const char *
vg_sched_reach_text(enum vg_reach reach)
{
	switch (reach) {
	case VG_REACH_UNKNOWN:
		return "unknown";
	case VG_REACH_UP:
		return "up";
	case VG_REACH_SUSPECT:
		return "suspect";
	case VG_REACH_DOWN:
		return "down";
	}
	return "?";
}

uint64_t
vg_sched_skipped(const struct vg_sched *sched)
{
	return sched->skipped;
}

struct vg_mono
vg_sched_complete(const struct vg_sched *sched)
{
	int64_t oldest = INT64_MAX;

	for (size_t i = 0; i < sched->n; i++) {
		const struct device *d = &sched->devices[i];
		for (size_t k = 0; d->reach == VG_REACH_UP && k < d->n_slots; k++) {
			if (d->slots[k].interval_us <= sched->period_us &&
			    d->slots[k].done_us < oldest)
				oldest = d->slots[k].done_us;
		}
	}
	return (struct vg_mono){oldest == INT64_MAX ? 0 : oldest};
}
