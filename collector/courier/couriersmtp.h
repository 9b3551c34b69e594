/*
 * One message to the relay, by libcurl.
 *
 * What the relay says decides: a refusal of this message (5xx to MAIL, RCPT, DATA or what follows) is
 * for good; everything else, a relay that is not to be had, that refuses us, stalls or goes away, is
 * for later.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERSMTP_H
#define VG_COLLECTOR_COURIER_COURIERSMTP_H

#include "collector/courier/courierconf.h"
#include "collector/courier/couriermime.h"

enum { VG_COURIER_REASON_SIZE = 401 };

enum vg_courier_outcome { VG_COURIER_SENT, VG_COURIER_LATER, VG_COURIER_FAILED };

struct vg_couriersmtp;

/*
 * Sends 'octets' (borrowed) of 'letter' and gives what became of it; unless it was sent, why is in
 * 'reason': one line without addresses, and '*way_failed' says whether it was the relay that was not
 * to be had, and not the message.  At most conf->whole_ms.
 *
 * The connection stays open in '*session', to be closed once the outcome is told: a relay that stalls
 * at our good-bye must not keep us from telling what it took.
 */
enum vg_courier_outcome
vg_couriersmtp_send(const struct vg_courierconf *conf,
    const struct vg_courierletter *letter, const struct vg_buf *octets,
    struct vg_couriersmtp **session, char reason[VG_COURIER_REASON_SIZE],
    bool *way_failed);

/* Says good-bye without waiting for an answer, and releases it (NULL is silent). */
void
vg_couriersmtp_close(struct vg_couriersmtp *session);

/* What a relay said as one line of at most VG_COURIER_REASON_SIZE - 1 octets, addresses left out. */
void
vg_couriersmtp_clean(const char *said, char reason[VG_COURIER_REASON_SIZE]);

#endif
