/*
 * Which case a supplier's mail is about that answers none of its mails and says no number of it.
 * Of a client who deals direct (P5) by its subject, without what a mail program puts before it
 * ("Re:", "TR:", "[tag]"), or by the device; else by a device of his that it names, or its serial.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKABOUT_H
#define VG_COLLECTOR_DESK_MAIL_DESKABOUT_H

#include "collector/desk/mail/deskmatch.h"

/* 'subject' (borrowed) behind what stands before it; into it. */
const char *
vg_deskabout_bare(const char *subject);

/*
 * Puts the case into 'm' (its supplier, client and device are found) where that client has exactly
 * one open observed case with that supplier of the same subject, else exactly one of the device.
 * VG_OK, or the database's.
 */
int
vg_deskabout_observed(struct vg_desk *desk, struct vg_mail *m);

/*
 * The same where nobody's client was found: the one open case of the device that the mail of 'm's
 * supplier names in its own words, if he is that case's; of several one is shown, and so is
 * it where the mail names another client's device as well.  VG_OK, or the database's.
 */
int
vg_deskabout_device(struct vg_desk *desk, struct vg_mail *m);

#endif
