/*
 * What an answer of a relay means, and for whom: one recipient, the message, or none of both but the
 * relay, which may be mended.
 *
 * A relay that is set up wrongly refuses for good what is right: it does not know us (530, 535), relays
 * nothing for us (5.7.1 to every recipient), lets us send as nobody (5.7.60 to a message; 5.1.7 and 5.1.8 of the
 * sender, also where it says so of each recipient), is the wrong host (554).  That is for later, as if it were
 * not to be had.  So is what may be said of either, 550, 551 and 553 to a recipient without a code that tells
 * more, or with 5.1.0: the desk, which knows what else was carried, judges it.  What says that an address, or
 * the message itself, is wrong is for good.
 *
 * Pure.  Source: RFC 5321 section 4.2.1 and 4.2.2, RFC 3463 sections 3.2 to 3.8.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERJUDGE_H
#define VG_COLLECTOR_COURIER_COURIERJUDGE_H

#include <stdbool.h>

enum vg_courier_outcome { VG_COURIER_SENT, VG_COURIER_LATER, VG_COURIER_FAILED };

/* What was answered. */
enum vg_courierjudge_stage {
	VG_COURIERJUDGE_BEFORE, /* greeting, EHLO, STARTTLS, AUTH: the relay itself */
	VG_COURIERJUDGE_MAIL,
	VG_COURIERJUDGE_RCPT,
	VG_COURIERJUDGE_DATA /* DATA, and the dot */
};

/*
 * What becomes of what was asked at 'stage' when the relay says 'said' (borrowed: "550 5.1.1 no such
 * user"; "" nothing); '*relays' is set when it is the relay's own state.
 */
enum vg_courier_outcome
vg_courierjudge_said(enum vg_courierjudge_stage stage, const char *said, bool *relays);

#endif
