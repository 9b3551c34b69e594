/*
 * Shelves at the desk: which alarms the tree's shelves hold now, and what becomes of them when a
 * shelf begins or ends.
 *
 * The tree says what a shelf holds and until when; a mark beside each alarm remembers that it was
 * said of it.  One due row, for the first moment at which a shelf begins or ends, brings the marks
 * up to date; so does every tree that is taken.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_QUIET_DESKSHELF_H
#define VG_COLLECTOR_DESK_QUIET_DESKSHELF_H

#include "collector/desk/deskcore.h"

/* Fills what rung 9 asks of the event of 'p', whose kind is known.  Asks no table. */
void
vg_deskshelf_load(const struct vg_desk *desk, struct vg_passage *p);

/* VG_DEED_SHELVE: 'shelf' holds the alarm 'alarm' from now on.  VG_OK, or a database error. */
int
vg_deskshelf_mark(
    struct vg_desk *desk, int64_t alarm, const char *shelf, struct vg_wall now);

/* Rung 10: the planned work that holds the alarm 'alarm'; "" it is held for something else. */
int
vg_deskshelf_mark_work(struct vg_desk *desk, int64_t alarm, const char *work);

/*
 * Puts alarms on shelves and takes them down, as the tree in force says at 'now', and arms the due
 * row of the next change.  What stands and has no open case, or is more severe than its case, goes
 * up the ladder from rung 9, by a due row of its own.  Needs an open transaction.
 */
int
vg_deskshelf_look(struct vg_desk *desk, struct vg_wall now);

/* What keeps an alarm quiet, for those who are shown it. */
struct vg_deskshelf_seen {
	char shelf[VG_NAME_SIZE]; /* "" none */
	char by[VG_NAME_SIZE];    /* whose shelf */
	struct vg_wall until;     /* its end; unset: the tree has it no more */
	char work[VG_NAME_SIZE];  /* planned work that holds it; "" none */
};
void
vg_deskshelf_see(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_deskshelf_seen *seen);

#endif
