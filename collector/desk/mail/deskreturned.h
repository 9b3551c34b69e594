/*
 * A delivery report came back: of which message of ours, and of whom of those it went to.
 *
 * A report is a claim, like any mail; what it can do is bounded.  It must name a message of ours by
 * its Message-ID, which nobody guesses, come from a host, and name an address that this message
 * went to, or any where it went to one alone: then that recipient's message has failed, what it met
 * runs on (P6), and case and NOC are told who says so.  It never says to a client, nor of another
 * recipient, nor that anything arrived.  A report of an address that a message to several did not
 * go to (a mailbox that forwards, a list, a forgery) is told and changes nothing: in the case, and
 * to the NOC once for a message, unless it was one to the NOC, or a page, which would come back in
 * its turn.
 *
 * For the desk's files alone.  Source: RFC 3464 sections 2.3.1 to 2.3.3; policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKRETURNED_H
#define VG_COLLECTOR_DESK_MAIL_DESKRETURNED_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"

/*
 * Does what the report 'mail' (borrowed), filed as mail 'id', says: it answers a message of ours
 * and says of one recipient at least that it failed.  VG_OK or the database's.
 */
int
vg_deskreturned_read(struct vg_act_call *call, const struct vg_mail *mail, int64_t id);

#endif
