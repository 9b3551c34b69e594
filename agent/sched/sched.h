/*
 * Which probe of which device next, and when.
 *
 * Pure.  Each probe runs on a fixed grid whose phase is a hash of the device's name, so that it
 * is the same after a restart and devices spread over the interval.  A device answers one probe
 * at a time.  A cycle that comes too late is skipped and counted, never run twice.  A device
 * that is not known to answer gets nothing but a knock, one small request: on the grid while it
 * is suspected, then after 1, 2, 4 and every 5 periods.  One that has ever answered is knocked
 * at least every 30 s (or half a period, when that is less), so that its return is soon seen.
 *
 * Source: docs/DESIGN.md 5.
 */
#ifndef VG_AGENT_SCHED_SCHED_H
#define VG_AGENT_SCHED_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

struct vg_sched;

enum vg_reach {
	VG_REACH_UNKNOWN, /* has not answered yet */
	VG_REACH_UP,
	VG_REACH_SUSPECT, /* did not answer the last time */
	VG_REACH_DOWN     /* did not answer 'unreachable_after' times in a row */
};

enum { VG_SCHED_KNOCK = -1 };

struct vg_sched_job {
	size_t device;
	int probe; /* number of the probe given to vg_sched_probes, or VG_SCHED_KNOCK */
	struct vg_mono due; /* its instant of the grid */
};

enum { VG_SCHED_BORDERS = 12 };

/* How long after their instants of the grid probes were answered. */
struct vg_sched_lateness {
	uint64_t counts[VG_SCHED_BORDERS + 1]; /* up to each border; the last: beyond */
	int64_t sum_us;
};

/* The borders, in milliseconds (static). */
extern const int64_t vg_sched_borders_ms[VG_SCHED_BORDERS];

/*
 * Gives an empty schedule.  'period_us' is the interval of status probes, that knocks and
 * ladder go by; 'unreachable_after' polls in a row without an answer make a device DOWN.
 */
struct vg_sched *
vg_sched_new(int64_t period_us, unsigned unreachable_after);

/* Releases it (NULL is silent). */
void
vg_sched_free(struct vg_sched *sched);

/*
 * Adds the device 'name' (borrowed) and gives its number, 0 and up.  Its first knock is due
 * within two seconds after 'now'.  'known': it has answered in an earlier life of the agent.
 */
size_t
vg_sched_add(struct vg_sched *sched, const char *name, bool known, struct vg_mono now);

/*
 * Gives 'device' its 'n' probes with their intervals (borrowed, microseconds); they replace
 * what it had and are all due at once, and on the grid from then on.
 */
void
vg_sched_probes(struct vg_sched *sched, size_t device, const int64_t *interval_us,
    size_t n, struct vg_mono now);

/*
 * The next job that is due at 'now': true and '*job', which is under way until vg_sched_done;
 * false when none is.
 */
bool
vg_sched_take(struct vg_sched *sched, struct vg_mono now, struct vg_sched_job *job);

/*
 * Ends a job.  'answered': the device said something, whatever it was.  Returns whether the
 * device's reach changed.
 */
bool
vg_sched_done(struct vg_sched *sched, const struct vg_sched_job *job, bool answered,
    struct vg_mono now);

/* Of all probes since the start, borrowed. */
const struct vg_sched_lateness *
vg_sched_lateness(const struct vg_sched *sched);

/* When vg_sched_take is worth calling again; unset (0) when no device is idle. */
struct vg_mono
vg_sched_next(const struct vg_sched *sched);

/*
 * Makes a probe due at once, or all of them ('probe' VG_SCHED_KNOCK); the grid stays.  A device
 * that is not up gets its knock at once.
 */
void
vg_sched_run_now(struct vg_sched *sched, size_t device, int probe, struct vg_mono now);

/* How the device answers. */
enum vg_reach
vg_sched_reach(const struct vg_sched *sched, size_t device);

/*
 * How many devices do not answer, of those that began to at 'from' or later (a device that has
 * not been asked yet is not one of them).
 */
size_t
vg_sched_failing(const struct vg_sched *sched, struct vg_mono from);

/* "unknown", "up", "suspect", "down" (static). */
const char *
vg_sched_reach_text(enum vg_reach reach);

/* Cycles skipped so far because they came too late. */
uint64_t
vg_sched_skipped(const struct vg_sched *sched);

/*
 * When the last round was complete: the oldest, over all devices that are up, of the instants
 * their status-period probes ended last; unset while one has not run, or none is up.
 */
struct vg_mono
vg_sched_complete(const struct vg_sched *sched);

#endif
