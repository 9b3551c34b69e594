/*
 * The spool: messages in order, on disk, until the collector acknowledged them.
 *
 * A message, its number and what it makes of the standing faults are committed in one
 * transaction (SQLite, synchronous=FULL); only then is it to be sent, and only an
 * acknowledgement deletes it.  Numbers begin at 1 in each spool and are never used twice.
 *
 * When the disk is full, messages wait in memory, in order, up to VG_SPOOL_WAITING; beyond that
 * they are counted and their numbers become a gap.  When the spool is at one of its limits -
 * messages, octets - repeats of a fault that stands give way first, then what is least severe and
 * tells no fault that stands, then the oldest; what is older than its age gives way in any case.
 * The first VG_SPOOL_FLIGHT stay, since they may be in flight.  Numbers that were given up are
 * gaps, messages that bear the first of their numbers; gaps whose numbers meet are one.  What went
 * with the oldest is told to the gap callback, whose owner tells standing faults again.
 *
 * Source: docs/INTERFACES.md 1 and 1.1.
 */
#ifndef VG_AGENT_SPOOL_SPOOL_H
#define VG_AGENT_SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/state/state.h"
#include "lib/model/vigiemib.h"

struct vg_spool;

enum {
	VG_SPOOL_WAITING = 1000,
	VG_SPOOL_FLIGHT = 64,
	VG_SPOOL_OCTETS = 64 << 20,
	VG_SPOOL_AGE_H = 72
};

/* A wall clock that moved by more between two looks at age has stepped. */
#define VG_SPOOL_STEP_US (10 * VG_MINUTE_US)

/* Called for each message read; 'message' is borrowed. */
typedef void (*vg_spool_cb)(const struct vg_message *message, void *cookie);

/*
 * Called after the numbers 'from'..'to' have become a gap that is on disk; 0 and 0: after others,
 * none of which told a fault that stands.
 */
typedef void (*vg_spool_gap_cb)(uint64_t from, uint64_t to, void *cookie);

struct vg_spool_counts {
	uint64_t queue;   /* messages on disk */
	uint64_t waiting; /* messages in memory because the disk is full */
	uint64_t lost;    /* messages that became part of a gap, since the start */
	uint64_t octets;  /* about what the messages on disk take */
	uint64_t next;    /* the next number */
	bool full;        /* the disk did not take the last transaction */
};

/*
 * Gives the spool of 'agent' over 'state' (both borrowed, outlive it) with at most
 * 'max_messages' (100 or more) on disk.
 */
struct vg_spool *
vg_spool_new(struct vg_state *state, const char *agent, uint64_t max_messages);

/*
 * Sets the limits of what is on disk: 'messages' (100 or more) but for gaps, 'octets', and the age
 * 'age_us'.  A new spool has VG_SPOOL_OCTETS and VG_SPOOL_AGE_H.
 */
void
vg_spool_limit(
    struct vg_spool *spool, uint64_t messages, uint64_t octets, int64_t age_us);

/*
 * Gives up what is too old at 'now'; to be called every minute or so.  When the clock stepped
 * between two calls, nothing is too old for a day; neither from the first call on, unless the
 * kernel says that the clock is 'kept' (NTP): it may have been set while nobody looked.
 */
void
vg_spool_expire(struct vg_spool *spool, struct vg_wall now, bool kept);

/* Releases it; what waits in memory is lost (NULL is silent). */
void
vg_spool_free(struct vg_spool *spool);

/* Sets the gap callback; it may put messages, and is not called from within itself. */
void
vg_spool_on_gap(struct vg_spool *spool, vg_spool_gap_cb cb, void *cookie);

/*
 * Numbers the 'n' 'messages' (borrowed; agent, spool and sequence of their keys are filled in)
 * and commits them together with what they make of the standing faults.
 *
 * Returns VG_OK when they are on disk; VG_EFULL or VG_EIO when they wait in memory (or, past
 * VG_SPOOL_WAITING, are lost and counted): the caller goes on either way.
 */
int
vg_spool_put(struct vg_spool *spool, struct vg_message *messages, size_t n);

/* Tries again to commit what waits in memory.  VG_OK when nothing waits any more. */
int
vg_spool_retry(struct vg_spool *spool);

/* Calls 'cb' with 'cookie' for up to 'limit' messages on disk after number 'after', in order. */
void
vg_spool_read(
    struct vg_spool *spool, uint64_t after, size_t limit, vg_spool_cb cb, void *cookie);

/*
 * Deletes the 'n' messages 'numbers' (borrowed), which were acknowledged, in one transaction.
 * VG_OK, VG_EFULL or VG_EIO: they will be sent again then.
 */
int
vg_spool_delete(struct vg_spool *spool, const uint64_t *numbers, size_t n);

/* Whether a message of 'type' waits, on disk or in memory. */
bool
vg_spool_has(struct vg_spool *spool, enum vg_message_type type);

/* Whether message 'number' is on disk, so not acknowledged yet. */
bool
vg_spool_holds(struct vg_spool *spool, uint64_t number);

/* The counts, by value. */
struct vg_spool_counts
vg_spool_count(const struct vg_spool *spool);

#endif
