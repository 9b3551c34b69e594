/*
 * Notifications that mean something by their number, and faults that end when nothing is heard of
 * them any more (vigie-pack, trap, count and quiet-s).
 *
 * Pure.  Knows neither what stands nor what becomes of it: a key is all it has of a fault.
 */
#ifndef VG_AGENT_HEARD_REPEAT_H
#define VG_AGENT_HEARD_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/event.h"

struct vg_repeat;

enum { VG_REPEAT_MAX = 1024, VG_REPEAT_COUNT = 64 };

struct vg_repeat_key {
	char line[VG_NAME_SIZE]; /* of the pack: two lines count for themselves */
	char resource[VG_RESOURCE_SIZE];
	char kind[VG_KIND_SIZE];
	char qualifier[VG_QUALIFIER_SIZE];
};

struct vg_repeat_limits {
	uint32_t count; /* it counts from the so-manieth, at most VG_REPEAT_COUNT ... */
	int64_t within_us; /* ... in this time */
	int64_t quiet_us;  /* over after so long without one; 0: by itself never */
};

/* Gives an empty set; vg_repeat_free releases it (NULL is silent). */
struct vg_repeat *
vg_repeat_new(void);
void
vg_repeat_free(struct vg_repeat *repeat);

/*
 * One more was heard of 'key' (borrowed) at 'now': whether that makes so many.  Past VG_REPEAT_MAX
 * keys the one that was heard of longest ago is forgotten.
 */
bool
vg_repeat_heard(struct vg_repeat *repeat, const struct vg_repeat_key *key,
    const struct vg_repeat_limits *limits, struct vg_mono now);

/* Takes out the next one whose quiet time is over at 'now' into '*key'; whether there is one. */
bool
vg_repeat_due(struct vg_repeat *repeat, struct vg_mono now, struct vg_repeat_key *key);

/* Quiet times of what is at or below 'resource' (borrowed) begin anew at 'now'. */
void
vg_repeat_put_off(struct vg_repeat *repeat, const char *resource, struct vg_mono now);

/* When vg_repeat_due is worth calling again; unset (0) for never. */
struct vg_mono
vg_repeat_next(const struct vg_repeat *repeat);

/* How many keys there are. */
size_t
vg_repeat_size(const struct vg_repeat *repeat);

#endif
