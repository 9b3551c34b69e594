/*
 * The grid, the knocks and the ladder.
 *
 * Devices are few thousands and a take looks at all of them: at one look per finished probe that
 * is far below what the probes themselves cost.
 */
#include "agent/sched/sched.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { FIRST_SPREAD_MS = 2000, KNOCK_MAX_S = 30 };

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
	unsigned failures;  /* in a row */
	int64_t failing_us; /* when the first of them ended */
};

struct vg_sched {
	struct device *devices; /* owned */
	size_t n, capacity;
	int64_t period_us;
	unsigned unreachable_after;
	uint64_t skipped;
	size_t turn; /* device looked at first, so that none starves */
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
	free(sched);
}

size_t
vg_sched_add(struct vg_sched *sched, const char *name, bool known, struct vg_mono now)
{
	sched->devices = vg_mem_grow(
	    sched->devices, &sched->capacity, sched->n, sizeof(*sched->devices));
	struct device *d = &sched->devices[sched->n];
	int64_t spread = FIRST_SPREAD_MS * VG_MS_US;

	if (spread > sched->period_us)
		spread = sched->period_us;
	d->hash = hash_of(name);
	d->known = known;
	d->knock_us = now.us + (int64_t)(d->hash % (uint64_t)spread);
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

static bool
take_from(struct vg_sched *sched, size_t number, int64_t now_us, struct vg_sched_job *job)
{
	struct device *d = &sched->devices[number];

	if (d->busy)
		return false;
	job->device = number;
	if (d->reach != VG_REACH_UP) {
		if (d->knock_us > now_us)
			return false;
		job->probe = VG_SCHED_KNOCK;
		d->busy = true;
		return true;
	}
	struct slot *s = due_slot(d, now_us);
	if (!s)
		return false;
	job->probe = (int)(s - d->slots);
	advance(sched, d, s, now_us);
	d->busy = true;
	return true;
}

bool
vg_sched_take(struct vg_sched *sched, struct vg_mono now, struct vg_sched_job *job)
{
	for (size_t i = 0; i < sched->n; i++) {
		size_t number = (sched->turn + i) % sched->n;
		if (take_from(sched, number, now.us, job)) {
			sched->turn = (number + 1) % sched->n;
			return true;
		}
	}
	return false;
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

bool
vg_sched_done(struct vg_sched *sched, const struct vg_sched_job *job, bool answered,
    struct vg_mono now)
{
	struct device *d = &sched->devices[job->device];
	enum vg_reach before = d->reach;

	d->busy = false;
	if (answered) {
		d->failures = 0;
		d->known = true;
		d->reach = VG_REACH_UP;
		if (before != VG_REACH_UP)
			came_back(d, now.us);
		if (job->probe >= 0 && (size_t)job->probe < d->n_slots)
			d->slots[job->probe].done_us = now.us;
		return before != d->reach;
	}
	if (d->failures++ == 0)
		d->failing_us = now.us;
	if (d->failures >= sched->unreachable_after)
		d->reach = VG_REACH_DOWN;
	else if (d->reach == VG_REACH_UP)
		d->reach = VG_REACH_SUSPECT;
	/* From the grid, not from the end of the wait: else each silence stretches the period. */
	d->knock_us = d->reach == VG_REACH_DOWN ? now.us + knock_delay(sched, d)
						: grid_after(d, sched->period_us, now.us);
	return before != d->reach;
}

struct vg_mono
vg_sched_next(const struct vg_sched *sched)
{
	int64_t best = INT64_MAX;

	for (size_t i = 0; i < sched->n; i++) {
		const struct device *d = &sched->devices[i];
		if (d->busy)
			continue;
		if (d->reach != VG_REACH_UP) {
			best = d->knock_us < best ? d->knock_us : best;
			continue;
		}
		for (size_t k = 0; k < d->n_slots; k++)
			best = d->slots[k].due_us < best ? d->slots[k].due_us : best;
	}
	return (struct vg_mono){best == INT64_MAX ? 0 : best};
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
