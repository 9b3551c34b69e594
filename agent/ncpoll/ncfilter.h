/*
 * The filter between a device and libnetconf2: owns the descriptor to the device, exchanges the
 * hellos itself, and lets only whole, weighed messages through.  The library sees a hello that
 * we wrote (one version, no capability of the device's), so that it neither fetches YANG modules
 * from the device nor disagrees about the framing.
 *
 * After the hellos a thread pumps, since the library reads and writes as it likes.  When time,
 * octets or the peer run out it closes the library's end; why is known after vg_ncfilter_end.
 */
#ifndef VG_AGENT_NCPOLL_NCFILTER_H
#define VG_AGENT_NCPOLL_NCFILTER_H

#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/netconf/ncframe.h"
#include "lib/time/instant.h"

enum {
	VG_NCFILTER_HELLO = 1 << 20,    /* octets of a device's hello at most */
	VG_NCFILTER_MESSAGE = 4 << 20,  /* of any other message */
	VG_NCFILTER_SESSION = 32 << 20, /* of all that a device says in a session */
	VG_NCFILTER_REQUEST = 256 << 10 /* of one of our own messages */
};

struct vg_ncfilter;

/* Gives a filter over the stream 'fd' (borrowed), whose session ends at 'deadline'. */
struct vg_ncfilter *
vg_ncfilter_new(int fd, struct vg_mono deadline);

/*
 * Sends our hello and waits for the device's, which it appends to 'hello' without framing.
 * VG_OK; VG_ETIMEOUT, VG_EUNREACH when the stream ended, or an error of the framing, in 'detail'.
 */
int
vg_ncfilter_hello(
    struct vg_ncfilter *filter, struct vg_buf *hello, struct vg_detail *detail);

/*
 * The device speaks 'version' from now on: begins to pump, and gives the library's end in '*fd'
 * (owned by the filter, non-blocking), where a hello with 'session_id' waits.  VG_OK or VG_EIO.
 */
int
vg_ncfilter_start(struct vg_ncfilter *filter, enum vg_ncframe_version version,
    uint32_t session_id, int *fd, struct vg_detail *detail);

/*
 * Ends the pump and gives in 'detail' why the filter had ended the session; VG_OK when it had
 * not.  The library's end is closed.
 */
int
vg_ncfilter_end(struct vg_ncfilter *filter, struct vg_detail *detail);

/* Ends it and releases it (NULL is silent). */
void
vg_ncfilter_free(struct vg_ncfilter *filter);

#endif
