/*
 * A desk in memory that a stream of messages is played to, in any order; and the end that comes of
 * it when everything that was due is done.
 */
#ifndef VG_TESTS_ORDER_ORDERDESK_H
#define VG_TESTS_ORDER_ORDERDESK_H

#include "lib/base/buf.h"
#include "tests/order/orderstream.h"

/* One message comes; 'at' ascends. */
struct vg_orderarrival {
	size_t message; /* of the stream */
	int64_t at;
};

/* Instants at which a row was due, ascending, each once. */
struct vg_orderdues {
	int64_t *at; /* owned */
	size_t n, room;
};

/* Makes ready what all need; false with a word on stderr. */
bool
vg_orderdesk_begin(void);
void
vg_orderdesk_end(void);

/* How long a hole waits in the tree of 'stream', in microseconds; the desk then has that tree. */
int64_t
vg_orderdesk_take_tree(const struct vg_orderstream *stream);

/*
 * Plays 'n' arrivals to a desk that holds nothing, lets time pass until nothing near is due, and
 * writes the end into 'end' (emptied first).  'dues' (NULL: not asked) gets when what ran on the
 * faults' own time was due, done or not.  False when something failed: 'end' says what.
 */
bool
vg_orderdesk_play(const struct vg_orderstream *stream,
    const struct vg_orderarrival *arrivals, size_t n, struct vg_buf *end,
    struct vg_orderdues *dues);

#endif
