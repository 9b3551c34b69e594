/*
 * What the courier asks the collector, by its socket: the next message, its letter with what goes
 * with it, and what became of it.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERDESK_H
#define VG_COLLECTOR_COURIER_COURIERDESK_H

#include "collector/courier/couriermime.h"
#include "lib/fetch/fetch.h"

enum { VG_COURIER_KEY_SIZE = 33 };

/* A key that nobody used. */
void
vg_courierdesk_key(char key[VG_COURIER_KEY_SIZE]);

/* How messages are taken: so many mails at once, and how long a post may take, in s. */
struct vg_courierdesk_taking {
	int at_once, post_s;
};

/*
 * Takes the message that has waited longest as 'taking' (borrowed) says: its
 * number in 'id'; the same 'key' (borrowed) again gives
 * the same message, whatever became of it.  VG_OK; VG_ENOENT: none; errors of
 * vg_fetch_send; for a refusal, the detail saying it, VG_EPOLICY, VG_EAGAIN (503: the same again later),
 * VG_ECORRUPT (500), VG_EINVAL where it is not understood.
 */
int
vg_courierdesk_take(struct vg_fetch *fetch, const char *key,
    const struct vg_courierdesk_taking *taking, char id[24], struct vg_detail *detail);

/*
 * Asks when the next message may be taken that may not be yet: '*at', unset where none waits for its time.  As
 * vg_courierdesk_take.
 */
int
vg_courierdesk_next_try(
    struct vg_fetch *fetch, struct vg_wall *at, struct vg_detail *detail);

/*
 * Reads the letter of message 'id' (borrowed) with what goes with it, 'most' octets at most: what
 * is larger is left out, and its text says so.  'letter' is to be released with
 * vg_courierdesk_letter_fini also after an error.  As vg_courierdesk_take.
 */
int
vg_courierdesk_letter(struct vg_fetch *fetch, const char *id, size_t most,
    struct vg_courierletter *letter, struct vg_detail *detail);
void
vg_courierdesk_letter_fini(struct vg_courierletter *letter);

/*
 * Tells the collector 'report' (courierreport.h; borrowed).  As vg_courierdesk_take; VG_ECONFLICT: another take
 * has the message since, or it is told already; VG_EPARSE, nothing being told, for no report.
 */
int
vg_courierdesk_report(
    struct vg_fetch *fetch, const char *report, struct vg_detail *detail);

#endif
