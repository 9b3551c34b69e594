/*
 * The agent's own health: whether what it sees of its devices can be believed.
 *
 * Pure.  Replies lost in our own buffer, a schedule that runs late, or many devices that stop
 * answering together are a trouble of ours or of the network, and not of each device.  While one
 * stands, the faults of single devices are held, at most as long as is said; then they are told
 * one by one all the same.
 */
#ifndef VG_AGENT_SCHED_SELFHEALTH_H
#define VG_AGENT_SCHED_SELFHEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

enum vg_selfhealth_trouble {
	VG_SELFHEALTH_DROPS = 1,  /* the kernel dropped replies: our buffer was full */
	VG_SELFHEALTH_LATE = 2,   /* the schedule ran late: our host is overloaded */
	VG_SELFHEALTH_NETWORK = 4 /* many devices stopped answering together */
};

struct vg_selfhealth_limits {
	int64_t
	    period_us;   /* of the status probes: how long a drop or a late tick counts */
	int64_t late_us; /* a tick later than this is late */
	unsigned percent; /* more failing than this part of all devices is a trouble */
	size_t least;     /* and at least so many of them */
	int64_t hold_us;  /* how long single faults are held at most */
};

struct vg_selfhealth {
	struct vg_selfhealth_limits limits;
	uint64_t drops;          /* seen so far */
	struct vg_mono until[2]; /* of DROPS, of LATE */
	struct vg_mono since;    /* when the first trouble of those that stand began */
	struct vg_mono network;  /* when NETWORK began; unset: it does not stand */
	size_t failing, devices; /* as told last */
};

/* Begins healthy, 'drops' being what the kernel has dropped before. */
void
vg_selfhealth_init(struct vg_selfhealth *health,
    const struct vg_selfhealth_limits *limits, uint64_t drops);

/* The kernel has dropped 'drops' in all; a tick came 'late_us' after its time. */
void
vg_selfhealth_drops(struct vg_selfhealth *health, uint64_t drops, struct vg_mono now);
void
vg_selfhealth_tick(struct vg_selfhealth *health, int64_t late_us, struct vg_mono now);

/*
 * 'failing' of 'devices' do not answer: those that began to since the instant that
 * vg_selfhealth_from gives.
 */
void
vg_selfhealth_devices(
    struct vg_selfhealth *health, size_t failing, size_t devices, struct vg_mono now);

/*
 * Since when a device must have stopped answering to be counted: 'cycle_us' (what it takes until
 * a device counts as down) before now, or before the trouble that stands began.
 */
struct vg_mono
vg_selfhealth_from(
    const struct vg_selfhealth *health, int64_t cycle_us, struct vg_mono now);

/* The troubles that stand, as a sum of enum vg_selfhealth_trouble; 0: none. */
unsigned
vg_selfhealth_troubles(const struct vg_selfhealth *health, struct vg_mono now);

/* Whether faults of single devices are to be held. */
bool
vg_selfhealth_holds(const struct vg_selfhealth *health, struct vg_mono now);

/* Writes what stands for people into 'text' of 'size' octets; "" when nothing does. */
void
vg_selfhealth_text(
    const struct vg_selfhealth *health, struct vg_mono now, char *text, size_t size);

#endif
