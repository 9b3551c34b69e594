/*
 * What another way out than mail is told: bodies of webhooks, made once as letters are, and of what
 * stands (an Alertmanager's alerts, a sign of life), made anew at each try.
 *
 * P4 has no guard here: what goes beyond number, device, type, severity, state and times goes by a
 * leaf of the way in the tree.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKHOOK_H
#define VG_COLLECTOR_DESK_MAIL_DESKHOOK_H

#include "collector/desk/mail/deskletter.h"

#define VG_DESKHOOK_OWN "a way out does not tell that it is stuck itself"

/*
 * Whether the message of 'letter' about the case 'row' (both borrowed) may leave: '*fate', and
 * 'why' not.  Its words are made into 'letter' unless they are 'made' already.  VG_OK or the
 * database's.
 */
int
vg_deskhook_judge(struct vg_desk *desk, struct vg_deskletter *letter,
    const struct vg_case_row *row, bool made, struct vg_wall now,
    enum vg_deskletter_fate *fate, char why[VG_TEXT_SIZE]);

/*
 * Finds the way of 'letter', and makes the words of what stands as they are at 'now'; then '*made'.
 * VG_OK or the database's.
 */
int
vg_deskhook_read(
    struct vg_desk *desk, struct vg_deskletter *letter, struct vg_wall now, bool *made);

#endif
