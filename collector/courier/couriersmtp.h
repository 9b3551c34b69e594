/*
 * One message to the relay, by libcurl.
 *
 * What the relay says decides (courierjudge.h), of each recipient for himself: libcurl goes on to the
 * next one (CURLOPT_MAIL_RCPT_ALLLOWFAILS) and tells us each command that it sends and each line that
 * is answered, which is how the answers to RCPT find their recipients.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERSMTP_H
#define VG_COLLECTOR_COURIER_COURIERSMTP_H

#include "collector/courier/courierconf.h"
#include "collector/courier/courierjudge.h"
#include "collector/courier/couriermime.h"

enum { VG_COURIER_REASON_SIZE = 401 };

/* What became of one recipient of a message of which others fared otherwise. */
struct vg_courierapart {
	size_t to;                       /* which one of letter->to */
	enum vg_courier_outcome outcome; /* LATER or FAILED */
	bool refused; /* LATER: for good, by words that a relay says of itself, too */
	char reason[VG_COURIER_REASON_SIZE];
};

/* What became of a message. */
struct vg_courierfate {
	enum vg_courier_outcome outcome; /* of the whole, or of those who are not apart */
	char reason[VG_COURIER_REASON_SIZE]; /* unless SENT: one line without addresses */
	bool way_failed; /* it was the way that was not to be had, and not the message */
	int retry_after_s; /* ... and said for how long; 0: it did not */
	bool
	    refused; /* ... or all recipients or the message, by the same words: the desk knows better */
	/* Not all fared alike: those to whom it was not sent; else none. */
	struct vg_courierapart apart[VG_COURIER_TO_MAX];
	size_t n_apart;
};

struct vg_couriersmtp;

/*
 * Sends 'octets' (borrowed) of 'letter' and says in '*fate' what became of it; SENT with recipients
 * apart: all others have it.  At most conf->whole_ms.
 *
 * The connection stays open in '*session', to be closed once the outcome is told: a relay that stalls
 * at our good-bye must not keep us from telling what it took.
 */
void
vg_couriersmtp_send(const struct vg_courierconf *conf,
    const struct vg_courierletter *letter, const struct vg_buf *octets,
    struct vg_couriersmtp **session, struct vg_courierfate *fate);

/* Says good-bye without waiting for an answer, and releases it (NULL is silent). */
void
vg_couriersmtp_close(struct vg_couriersmtp *session);

/* What a relay said as one line of at most VG_COURIER_REASON_SIZE - 1 octets, addresses left out. */
void
vg_couriersmtp_clean(const char *said, char reason[VG_COURIER_REASON_SIZE]);

#endif
