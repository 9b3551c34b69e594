/*
 * What the triage queue hears of mails that wait for a case, which have no clock that could warn: how many
 * they are, since when, and when a reply is due, once in an hour; and when one of their replies would be
 * warned of, or is overdue, all of them as one message, four within the hour at most.
 *
 * By the first reply's clock as a case without a contract would have it, from when the mail was in our hands.
 *
 * Source: policy clause P6, section 5.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAITINGTELL_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAITINGTELL_H

#include "collector/desk/deskcore.h"

/* When the reply to a mail is warned of before it is due, and when it is due; 0 each: it cannot be said. */
enum { VG_DESKWAITINGTELL_WARNINGS = 3 };
struct vg_deskwaitingtell_clock {
	int64_t warn[VG_DESKWAITINGTELL_WARNINGS], due; /* in us */
};

/* The clock of a mail that was in our hands at 'at'. */
void
vg_deskwaitingtell_reckon(struct vg_desk *desk, struct vg_wall at, struct vg_wall now,
    struct vg_deskwaitingtell_clock *clock);

/* One with 'clock' (borrowed) waits from now on: it is said within the hour, and warned of in time. */
int
vg_deskwaitingtell_begin(struct vg_desk *desk,
    const struct vg_deskwaitingtell_clock *clock, struct vg_wall now);

/* Says how many wait, unless it was said in this hour, or none does. */
int
vg_deskwaitingtell_hour(struct vg_desk *desk, struct vg_wall now);

/* The row "waiting-warn" of the timers. */
int
vg_deskwaitingtell_due(struct vg_desk *desk, struct vg_wall now);

#endif
