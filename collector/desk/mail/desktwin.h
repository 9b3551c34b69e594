/*
 * Copies of one mail that has no Message-ID: it came by several routes, or was made again.  A copy has
 * the same words, Date and attachments, from the same envelope sender (what our own forwarder rewrote
 * is undone), and is proved alike (mailorigin.h): a forgery is no copy of what is proved, nor the other
 * way round.  For the desk's files alone.
 *
 * Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKTWIN_H
#define VG_COLLECTOR_DESK_MAIL_DESKTWIN_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"

/* How long after a mail another one may be its copy: a relay keeps it so long (RFC 5321 4.5.4.1). */
#define VG_DESKTWIN_QUEUED_US (5 * VG_DAY_US)
/* The same of one that bears no Date. */
#define VG_DESKTWIN_DATELESS_US VG_HOUR_US

/*
 * The case of the newest request that 'mail', filed as 'id', is a copy of; "" none.  One that a person
 * called void is none.  'owed': a reply to it is, which answers both.  VG_OK or the database's.
 */
int
vg_desktwin_case(struct vg_act_call *call, const struct vg_mail *mail, int64_t id,
    char number[VG_CASE_NUMBER_SIZE], bool *owed);

/* The mail that waits for a case of its own, and of which it is a copy; 0: none. */
int
vg_desktwin_waiting(
    struct vg_desk *desk, const struct vg_mail *mail, int64_t id, int64_t *other);

#endif
