/*
 * Streams of agents' messages whose order of arrival is tried: each message encoded once, with
 * its number, and the moment at which it comes when all come in their order.
 */
#ifndef VG_TESTS_ORDER_ORDERSTREAM_H
#define VG_TESTS_ORDER_ORDERSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/model/trap.h"
#include "lib/model/vigiemib.h"

struct vg_ordermessage {
	struct vg_trap trap; /* owned: an authPriv inform of the agent's user */
	char agent[VG_NAME_SIZE];
	unsigned char spool[VG_SPOOL_SIZE];
	uint64_t sequence;
	int64_t at;     /* when it comes in order; ascends with the numbers of an agent */
	char says[120]; /* for whoever reads of a difference */
};

struct vg_orderstream {
	char name[96]; /* "seed 17", "psu-story.play" */
	char tree[96]; /* file of the collector's tree, from the checkout */
	struct vg_ordermessage *messages; /* owned; in order */
	size_t n, room;
};

/* Numbers by chance, from one number. */
struct vg_orderchance {
	uint64_t state;
};
uint64_t
vg_orderchance_below(struct vg_orderchance *chance, uint64_t limit);

/*
 * Adds what 'trap' (borrowed, any trap of VIGIE-MIB) says, told at 'at'.  False when it is no
 * message of an agent.
 */
bool
vg_orderstream_add(
    struct vg_orderstream *stream, const struct vg_trap *trap, struct vg_wall at);

/* Encodes and adds 'message' (borrowed) as user and agent 'agent', told at 'at'. */
void
vg_orderstream_tell(
    struct vg_orderstream *stream, const struct vg_message *message, struct vg_wall at);

/* When all are added: gives each its moment, and sorts them by it. */
void
vg_orderstream_settle(struct vg_orderstream *stream);

/* Releases what it owns and empties it. */
void
vg_orderstream_fini(struct vg_orderstream *stream);

/*
 * ordermake.c: the stream of number 'seed', into an empty 'stream'; and whether it is of a tree of
 * its own, which costs a desk.
 */
bool
vg_ordermake_is_rich(uint64_t seed);
void
vg_ordermake(uint64_t seed, struct vg_orderstream *stream);

/*
 * orderplay.c: what the play 'path' (from the checkout) tells, into an empty 'stream'.  False, and
 * 'why' says so, when it does more than tell messages of agents, or too few of them.
 */
bool
vg_orderplay_read(
    const char *path, struct vg_orderstream *stream, char *why, size_t size);

/* The same of a file that tests/order/record.py has written. */
bool
vg_orderplay_recorded(
    const char *path, struct vg_orderstream *stream, char *why, size_t size);

#endif
