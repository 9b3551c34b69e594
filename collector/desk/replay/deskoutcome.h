/*
 * What became of a case until an instant, as the line of a recording: of a desk that lived it, and
 * of one that replays it.
 */
#ifndef VG_COLLECTOR_DESK_REPLAY_DESKOUTCOME_H
#define VG_COLLECTOR_DESK_REPLAY_DESKOUTCOME_H

#include "collector/desk/desk.h"
#include "lib/base/buf.h"

/*
 * Appends the line of case 'number' (borrowed) to 'line': what it is about, when it opened and was
 * closed, how often it came back, its first alarm, and of each target whether it was met, missed
 * and by when; all as of 'until', which is not later than 'now'.  Nothing when it opened later, or
 * was over before 'from'.  VG_OK or the database's.
 */
int
vg_deskoutcome_write(struct vg_desk *desk, const char *number, struct vg_wall from,
    struct vg_wall until, struct vg_wall now, struct vg_buf *line);

/*
 * Finds the next case that is open ('closed' 0) behind 'number', or was closed behind ('*closed',
 * 'number'), and puts it in place of both; 'number' is "" when there is none.  VG_OK or the
 * database's.
 */
int
vg_deskoutcome_next_open(struct vg_desk *desk, char number[VG_CASE_NUMBER_SIZE]);
int
vg_deskoutcome_next_closed(
    struct vg_desk *desk, int64_t *closed, char number[VG_CASE_NUMBER_SIZE]);

#endif
