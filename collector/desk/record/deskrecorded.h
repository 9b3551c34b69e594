/*
 * What is kept from now on so that a replay comes out as it did: acts of people, what the collector
 * said of itself, its starts, steps of its clock, trees; and a mark, which is how things stood:
 * each day on which as much was recorded since the last as that has rows, and when a third of the
 * time has passed for which messages are kept.  Each is a line of a recording
 * (collector/recording/recordline.h) in the transaction of what it tells of, behind the newest
 * message of then.
 *
 * What persons wrote is left out: an argument that is no name, choice or instant is kept as "-".  A
 * desk that replays records nothing.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKRECORDED_H
#define VG_COLLECTOR_DESK_RECORD_DESKRECORDED_H

#include "collector/desk/deskact.h"

/* A command that was carried out.  VG_OK or the database's. */
int
vg_deskrecorded_act(const struct vg_act_call *call);

/* Of a command that dismissed many mails which waited for a case: mail 'mail'.  As before. */
int
vg_deskrecorded_dismissed(const struct vg_act_call *call, int64_t mail);

/* Of a mail that waited for a case, and had its turn: as what it was taken.  As before. */
int
vg_deskrecorded_waited(const struct vg_act_call *call);

/* How what became of a message turned a target. */
enum vg_deskrecorded_as {
	VG_DESKRECORDED_OPEN, /* as if it never had been met, until the next turn of this instant */
	VG_DESKRECORDED_RUNS, /* so, and the client has no answer (collector/desk/mail/deskowed.h) */
	VG_DESKRECORDED_MET
};

/* As a recording says it (static). */
const char *
vg_deskrecorded_as_text(enum vg_deskrecorded_as as);

/*
 * What became of a message of case 'number' turned its 'target' (both borrowed), wherever that runs.
 * A replay sends nothing, and would not find it out.  Likewise.
 */
int
vg_deskrecorded_turn(const struct vg_act_call *call, const char *number,
    const char *target, enum vg_deskrecorded_as as);

/*
 * An event that no message told ('event' borrowed): kept when the collector says it of itself and
 * no replay would find it out.  VG_OK or the database's.
 */
int
vg_deskrecorded_self(
    struct vg_desk *desk, const struct vg_event *event, struct vg_wall now);

/*
 * A start of the collector, or its going on after it stood still: also makes the first mark of a
 * database, and lets the next be made.  In a transaction, before any tree is read.
 */
int
vg_deskrecorded_boot(struct vg_desk *desk, struct vg_wall now);

/* The wall clock stepped by 'by_us' and is 'now'; a revision is in force. */
int
vg_deskrecorded_step(struct vg_desk *desk, int64_t by_us, struct vg_wall now);
int
vg_deskrecorded_tree(struct vg_desk *desk, int64_t revision, struct vg_wall now);

/* By its daily timer: a mark, if one is worth it; later when a message waits for a hole. */
int
vg_deskrecorded_mark(struct vg_desk *desk, struct vg_wall now);

/* Lets go of what is older than 'until', a slice: '*more' says that there is more. */
int
vg_deskrecorded_sweep(
    struct vg_desk *desk, struct vg_wall until, int64_t slice, bool *more);

#endif
