/*
 * One page to one person by one of his channels: a row of its own, and a message of the outbox for
 * the courier, which carries all that waits to leave to him by that channel (a test goes alone).
 * Also what he is told afterwards: that it is over, that another has it.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGECALL_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGECALL_H

#include "collector/conf/confpage.h"
#include "collector/desk/deskcore.h"
#include "collector/page/pageclass.h"

/* A page to be queued; borrowed. */
struct vg_deskpage_call {
	const char *number; /* "" of no case */
	const struct vg_conf_person *person;
	const struct vg_conf_channel *channel;
	const char
	    *whom; /* first, second, lead, manager, next, last-resort, test; and what
	                     asks for nothing: over, closed, hand-over, idle */
	const char *template; /* page, page-over, page-hand-over, page-idle */
	enum vg_page_class class;
	int rung;
	const char *what;      /* one line */
	struct vg_wall leaves; /* its message, at the earliest; unset: at once */
};

/* A message that others may go with: untaken, and its words are not made. */
struct vg_deskpage_message {
	int64_t id; /* 0: there is none */
	struct vg_wall leaves;
};

/*
 * Finds the message that a page of the case 'number' by 'template' to 'person' by his 'channel' (all
 * borrowed) would go with.  VG_OK or the database's.
 */
int
vg_deskpagecall_find(struct vg_desk *desk, const char *number,
    const struct vg_conf_person *person, const char *channel, const char *template,
    struct vg_deskpage_message *message);

/*
 * Queues it: with a message that waits to leave to him by that channel, else with one of its own;
 * '*page' is its number, '*own' (NULL: not asked) which of both.  VG_OK or the database's.
 */
int
vg_deskpagecall_queue(struct vg_desk *desk, const struct vg_deskpage_call *call,
    struct vg_wall now, int64_t *page, bool *own);

/*
 * Tells 'person' (borrowed; NULL: nobody) something about the case 'number' that asks for no
 * acknowledgement, by his first channel: one that wakes for W1 and W2.
 */
int
vg_deskpagecall_tell(struct vg_desk *desk, const char *number,
    const struct vg_conf_person *person, const char *whom, enum vg_page_class class,
    const char *what, struct vg_wall now);

/*
 * Whoever was paged for the case 'number' since 'since', and whom it reached, is told 'what' by
 * each channel that did; 'but' (borrowed; "" nobody) is left out: he knows.
 */
int
vg_deskpagecall_over(struct vg_desk *desk, const char *number, struct vg_wall since,
    const char *but, enum vg_page_class class, const char *what, struct vg_wall now);

/*
 * Whoever was paged for the case 'number', and whom it reached, since he was last told of an end of
 * it, is told 'what' by each channel that did: it is closed, void or merged.
 */
int
vg_deskpagecall_closed(struct vg_desk *desk, const char *number, enum vg_page_class class,
    const char *what, struct vg_wall now);

/*
 * What nobody took yet of the pages of the case 'number' to 'person' (both borrowed; "" to anybody)
 * never leaves, for 'reason'; what others share leaves without it.
 */
int
vg_deskpagecall_stop(
    struct vg_desk *desk, const char *number, const char *person, const char *reason);

/*
 * The page 'id' of the case 'number' to 'person' (both borrowed) is acknowledged: what else waits to
 * ask him for that case is over.
 */
int
vg_deskpagecall_answered(struct vg_desk *desk, int64_t id, const char *number,
    const char *person, struct vg_wall now);

/* Why such a message never leaves. */
#define VG_DESKPAGECALL_STALE "the page is over"

/* '*is' whether the message 'id' is a page for which nobody is to be woken any more. */
int
vg_deskpagecall_is_stale(struct vg_desk *desk, int64_t id, bool *is);

#endif
