/*
 * Repeats of standing alarms, counted without asking the store: an event that was judged a mere
 * repeat (rung 6 of the ladder) is judged so again until something has touched its alarm.
 *
 * What is counted is written at the end of the transaction, once for each alarm.  Bounded: so many
 * alarms, chosen by their key; two that share a place are asked for in turn.
 */
#ifndef VG_COLLECTOR_DESK_DESKREPEAT_H
#define VG_COLLECTOR_DESK_DESKREPEAT_H

#include "collector/desk/deskcore.h"

struct vg_deskrepeat;

/* Gives one that knows nothing; 'free' takes it (NULL is silent). */
struct vg_deskrepeat *
vg_deskrepeat_new(void);
void
vg_deskrepeat_free(struct vg_deskrepeat *repeats);

/*
 * Counts 'event' (borrowed) of no agent when it is known to be a repeat, and gives its alarm's row;
 * 0 when it must climb the ladder.
 */
int64_t
vg_deskrepeat_count(struct vg_desk *desk, const struct vg_event *event);

/* 'event' (borrowed) was counted last, and its message could not be stored: it is counted less. */
void
vg_deskrepeat_take_back(struct vg_desk *desk, const struct vg_event *event);

/* 'event' (borrowed) of no agent was a repeat of 'alarm' and nothing else. */
void
vg_deskrepeat_learn(struct vg_desk *desk, const struct vg_event *event, int64_t alarm);

/* The alarm of 'event' (borrowed) may change: forgets it; what was counted is written already. */
void
vg_deskrepeat_touch(struct vg_desk *desk, const struct vg_event *event);

/*
 * Writes what was counted: before the commit, and outside any savepoint before what may touch an
 * alarm.  VG_OK or an error of the database.
 */
int
vg_deskrepeat_write(struct vg_desk *desk);

/* Forgets everything, and what was counted: rows changed by another way, or a rollback. */
void
vg_deskrepeat_forget(struct vg_desk *desk);

#endif
