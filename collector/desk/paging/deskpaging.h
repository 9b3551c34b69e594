/*
 * Pages: the ladder of each case (collector/page/pageladder.h), carried out by its due row.
 *
 * Triggers of the database make the row due when a case opens, becomes worse, changes hands or ends
 * (collector/store/storepage), and when something of it is put on a shelf or comes back
 * (collector/store/storepageover); whatever the row is looked at for, it is judged by how things
 * stand then.  A page is a row of its own and a message of the outbox; it names a person of the
 * tree and one of his channels, never an address.
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
 * The case 'number' pages by 'class' at least while anything stands in it; 'what' (borrowed) says
 * why.  '*fresh' is false when that was demanded already.  To be called inside a transaction.
 */
int
vg_deskpaging_demand(struct vg_desk *desk, const char *number, enum vg_page_class class,
    const char *what, struct vg_wall now, bool *fresh);

/*
 * The class of what stands on no shelf in the case 'row' (borrowed), whatever was demanded of it.
 */
int
vg_deskpaging_class(
    struct vg_desk *desk, const struct vg_case_row *row, enum vg_page_class *class);

/*
 * The duty of 'person' is over: what he got of the case 'number' (both borrowed) and nobody took
 * goes to who is on duty now, once and at once; he is told.
 */
int
vg_deskpaging_hand_over(
    struct vg_desk *desk, const char *number, const char *person, struct vg_wall now);

/*
 * Its person has the page 'id', and with it each that its message carried, once that was made: told
 * 'by' a command or a mail, by 'user' (all borrowed; a person's reference where it was a mail).  He
 * is left alone for a while; the cases stay untaken.  '*n' is how many were not acknowledged
 * before.  VG_OK or the database's.
 */
int
vg_deskpaging_acknowledge(struct vg_desk *desk, int64_t id, const char *user,
    const char *by, struct vg_wall at, struct vg_wall now, size_t *n);

/* Who is told of the case next, should nobody take it. */
struct vg_deskpaging_next {
	char persons[VG_TEXT_SIZE]; /* references with ", " between them; "" nobody */
	struct vg_wall at;          /* unset: nobody */
};

/* Finds it for the case 'number' (borrowed) as things stand at 'now'.  VG_OK or the database's. */
int
vg_deskpaging_find_next(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_deskpaging_next *next);

#endif
