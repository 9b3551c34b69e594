/*
 * How many automatic answers leave: one an hour to a mailbox, so many an hour to a domain.
 *
 * For the desk's files alone.  Source: RFC 3834 section 2.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTERANSWER_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTERANSWER_H

#include "collector/desk/mail/deskletter.h"

/*
 * Whether 'letter' (borrowed), an automatic answer with whom it goes to, may leave at 'now'; else
 * 'why' says why not, and stays as it is when it may.  VG_OK or the database's.
 */
int
vg_deskletteranswer_may(struct vg_desk *desk, const struct vg_deskletter *letter,
    struct vg_wall now, char why[VG_TEXT_SIZE]);

#endif
