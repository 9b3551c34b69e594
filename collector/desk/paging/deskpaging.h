/*
 * Pages: the ladder of each case (collector/page/pageladder.h), carried out by its due row.
 *
 * Triggers of the database make the row due when a case opens, becomes worse, changes hands or ends
 * (collector/store/storepage); whatever the row is looked at for, it is judged by how things stand
 * then.  A page is a row of its own and a message of the outbox; it names a person of the tree and
 * one of his channels, never an address.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGING_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGING_H

#include "collector/desk/deskcore.h"
#include "collector/page/pageladder.h"

/* The row of the case 'number' is due; takes others that are due with it. */
int
vg_deskpaging_due(struct vg_desk *desk, const char *number, struct vg_wall now);

/* Whether the tree names anybody who could be paged. */
bool
vg_deskpaging_is_set_up(const struct vg_desk *desk);

/*
 * The case 'number' pages by 'class' at least, whatever stands in it; 'what' (borrowed) says why.
 * To be called inside a transaction.
 */
int
vg_deskpaging_demand(struct vg_desk *desk, const char *number, enum vg_page_class class,
    const char *what, struct vg_wall now);

/* A page to be queued; borrowed. */
struct vg_deskpage_call {
	const char *number; /* "" of no case */
	const struct vg_conf_person *person;
	const struct vg_conf_channel *channel;
	const char *whom; /* first, second, lead, manager, next, test */
	enum vg_page_class class;
	int rung;
	const char *what; /* one line */
};

/* Queues it with its message; '*page' is its number. */
int
vg_deskpaging_queue(struct vg_desk *desk, const struct vg_deskpage_call *call,
    struct vg_wall now, int64_t *page);

#endif
