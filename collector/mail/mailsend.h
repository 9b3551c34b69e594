/*
 * A mail on its way to the collector: its octets, then what was found in it, one request after the
 * other.
 */
#ifndef VG_COLLECTOR_MAIL_MAILSEND_H
#define VG_COLLECTOR_MAIL_MAILSEND_H

#include "collector/mail/mailsaid.h"
#include "lib/base/digest.h"

struct vg_mailsend;

/* What the relay said, and the intake itself; borrowed. */
struct vg_mailsend_envelope {
	const char *sender, *recipient,
	    *extension;    /* NULL: not said; sender "": a report */
	struct vg_wall at; /* when the intake began */
	bool cut;          /* it was longer than is kept */
};

/* Gives one to the socket 'path' (borrowed, copied). */
struct vg_mailsend *
vg_mailsend_new(const char *path);
void
vg_mailsend_free(struct vg_mailsend *send);

/* Keeps the octets of the mail.  VG_OK: they are on disk; else, with detail, try again later. */
int
vg_mailsend_raw(
    struct vg_mailsend *send, const void *mail, size_t size, struct vg_detail *detail);

/* A vg_mailsaid_part_cb whose cookie is the vg_mailsend. */
int
vg_mailsend_part(const char *type, const char *name, const void *data, size_t size,
    struct vg_detail *detail, void *cookie);

/*
 * Tells the mail: with 'said', or as one that could not be read ('said' NULL).  VG_OK when it is
 * filed, its case's number and what was done in 'answer' (256 octets); VG_EINVAL when the collector
 * does not take what is said; else try again later; with detail.
 */
int
vg_mailsend_tell(struct vg_mailsend *send, const struct vg_mailsend_envelope *envelope,
    const struct vg_mailsaid *said, char answer[256], struct vg_detail *detail);

/* Whether the collector answers, and takes mails from us: VG_OK, or why not. */
int
vg_mailsend_check(struct vg_mailsend *send, struct vg_detail *detail);

#endif
