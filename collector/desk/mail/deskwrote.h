/*
 * Our own people hear of a mail in a case that is open: its owner, else (or where the tree has no
 * address of his) the queue that a new case is told to; of what is observed and nobody's, nobody.  In short: who wrote is said as a side,
 * and what he wrote is read in the case (P4).
 *
 * A case has one such letter in `policy/mail-told-min`: what comes meanwhile is in the one that
 * waits, or in the next.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWROTE_H
#define VG_COLLECTOR_DESK_MAIL_DESKWROTE_H

#include "collector/desk/mail/deskmatch.h"

struct vg_act_call;
struct vg_case_row;

/*
 * Queues it for the mail 'm' in the case 'row' (both borrowed), inside a transaction: of who writes
 * for the client or the supplier.  Nothing where the owner himself put the mail there.  VG_OK, or
 * the database's.
 */
int
vg_deskwrote_tell(
    struct vg_act_call *call, const struct vg_mail *m, const struct vg_case_row *row);

#endif
