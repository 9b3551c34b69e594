/*
 * What of mails of unknown senders is counted and kept: which wait for a case, which opened one within
 * the hour; whether there is room for one more; when the timer "waiting" looks again.
 * For the files of deskwaiting alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAITINGROW_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAITINGROW_H

#include "collector/desk/deskcore.h"
#include "collector/mailguard/mailturn.h"

/* The first column of the only row of statement 'q', which takes nothing; 0: none. */
int
vg_deskwaitingrow_ask(struct vg_desk *desk, size_t q, int64_t *number);

/* How a mail waits. */
struct vg_deskwaitingrow {
	bool waits; /* false: it does not, and nothing else is set */
	enum vg_mailturn_state state;
	int64_t behind; /* that it is behind; 0: nothing */
	char number
	    [VG_CASE_NUMBER_SIZE]; /* of the case in which it is to be filed; "" none */
};
int
vg_deskwaitingrow_get(struct vg_desk *desk, int64_t id, struct vg_deskwaitingrow *row);

/* When there is room for one more: 'now', or when the first of those within the hour is past. */
int
vg_deskwaitingrow_room(struct vg_desk *desk, struct vg_wall now, struct vg_wall *at);

/* Mail 'id' opened a case now, of sender 'person': it counts for an hour. */
int
vg_deskwaitingrow_opened(
    struct vg_desk *desk, int64_t id, const char *person, struct vg_wall now);

/*
 * Mail 'id' waits no more: it stands in case 'number', and what is behind it follows it; "": in none, and
 * the oldest that is behind it waits for a turn of its own, the others behind that.
 */
int
vg_deskwaitingrow_end(struct vg_desk *desk, int64_t id, const char *number);

/* Puts the row "waiting" of the timers where it belongs; a desk that replays is told each turn. */
int
vg_deskwaitingrow_arm(struct vg_desk *desk, struct vg_wall now);

#endif
