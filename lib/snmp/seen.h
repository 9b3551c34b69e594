/*
 * How far foreign SNMP engines have counted, as verified digests say: whoever judges a message of
 * one compares it with that (RFC 3414 3.2 7b).
 *
 * A fixed number of places chosen by the engineID: engines that are too many for one only lose the
 * memory of how late it was, which costs the refusal of an old replay, not a trap.  What an earlier
 * run heard may be put in; how long ago that was is a wall clock's word, which makes a copy of what
 * was heard late, but never what is newer than that.
 */
#ifndef VG_LIB_SNMP_SEEN_H
#define VG_LIB_SNMP_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snmp/usm.h"
#include "lib/time/instant.h"

struct vg_seen;

/* Engines at most. */
enum { VG_SEEN_MAX = 4096 };

/* The newest of an engine that verified. */
struct vg_seen_engine {
	unsigned char octets[VG_USM_ENGINE_MAX];
	size_t size;          /* 0: nobody */
	uint32_t boots, time; /* engineBoots, engineTime in s */
	struct vg_mono at;    /* when it was heard */
	bool loaded;          /* 'at' is what a wall clock says */
	bool changed;         /* since it was walked */
};

/* Gives an empty table; free takes it (NULL is silent). */
struct vg_seen *
vg_seen_new(void);
void
vg_seen_free(struct vg_seen *seen);

/*
 * The place of the engine of 'size' octets (1 to VG_USM_ENGINE_MAX) at 'octets' (borrowed): its
 * own, and '*same', or the one to write over with vg_seen_note.  Borrowed until the next call.
 */
struct vg_seen_engine *
vg_seen_place(struct vg_seen *seen, const void *octets, size_t size, bool *same);

/* Writes into 'place' that the engine (borrowed) has said 'boots' and 'time' at 'now'. */
void
vg_seen_note(struct vg_seen_engine *place, const void *octets, size_t size,
    uint32_t boots, uint32_t time, struct vg_mono now);

/*
 * Remembers 'engine' (borrowed; 'at', 'loaded' and 'changed' are not read), which an earlier run
 * heard 'ago_us' before 'now' by the wall clock; below 0: nobody knows.  Of a size that is no
 * engineID's nothing is done; where places lack, what is loaded last stays.
 */
void
vg_seen_load(struct vg_seen *seen, const struct vg_seen_engine *engine, int64_t ago_us,
    struct vg_mono now);

/* Takes 'engine' (borrowed); false: it is walked again next time. */
typedef bool (*vg_seen_cb)(const struct vg_seen_engine *engine, void *cookie);

/* Gives 'cb' each engine that has said something newer since it was walked last. */
void
vg_seen_walk(struct vg_seen *seen, vg_seen_cb cb, void *cookie);

/* Forgets the engine of 'size' octets at 'octets' (borrowed): what it says next is believed. */
void
vg_seen_forget(struct vg_seen *seen, const void *octets, size_t size);

#endif
