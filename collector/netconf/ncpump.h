/*
 * The framing filter between a client of NETCONF and libnetconf2: owns the client's descriptors,
 * exchanges the hellos itself, and lets only whole, weighed and understood requests through.
 *
 * After the hellos a thread pumps, since the library reads and writes as it likes.  What a client
 * sends wrong is answered here and goes no further; what breaks the framing ends the session, as
 * RFC 6242 section 4.2 wants.
 */
#ifndef VG_COLLECTOR_NETCONF_NCPUMP_H
#define VG_COLLECTOR_NETCONF_NCPUMP_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/netconf/ncframe.h"

enum {
	VG_NCPUMP_CHUNK = 256 << 10, /* octets of a client's chunk at most */
	VG_NCPUMP_MESSAGE = 1 << 20, /* of its message */
	VG_NCPUMP_REPLY = 32 << 20,  /* of our own */
	VG_NCPUMP_HELLO_MS = 30000,  /* from the start to the client's hello */
	VG_NCPUMP_WHOLE_MS = 60000,  /* from a message's first octet to its last */
	VG_NCPUMP_WRITE_MS = 20000   /* without an octet taken by the client */
};

struct vg_ncpump;

/*
 * Looks at a client's message 'text' (borrowed, terminated): true to let it through; false when
 * it is answered by what was appended to 'reply'.  'text' NULL: the pump itself has answered so
 * what was no message for anybody, and what this returns is nothing.  Called from the pump's
 * thread.
 */
typedef bool (*vg_ncpump_check_cb)(enum vg_ncframe_version version, const char *text,
    struct vg_buf *reply, void *cookie);

/* Gives a pump from the descriptor 'in' to 'out' (borrowed; made non-blocking). */
struct vg_ncpump *
vg_ncpump_new(int in, int out);

/*
 * Sends our 'hello' (borrowed) and waits for the client's, which it appends to 'theirs' without
 * framing.  VG_OK; VG_ETIMEOUT, VG_EUNREACH, or an error of the framing, in 'detail'.
 */
int
vg_ncpump_hello(struct vg_ncpump *pump, const char *hello, struct vg_buf *theirs,
    struct vg_detail *detail);

/*
 * The client speaks 'version' from now on: begins to pump, and gives the library's end in '*fd'
 * (owned by the pump, non-blocking), where a client's hello waits.  VG_OK or VG_EIO.
 */
int
vg_ncpump_start(struct vg_ncpump *pump, enum vg_ncframe_version version,
    vg_ncpump_check_cb cb, void *cookie, int *fd, struct vg_detail *detail);

/*
 * Sends 'message' (borrowed) of ours to the client, behind what the library has written and between
 * two of its messages, once the pump is rung.  Waits while too much waits for the client.  From the
 * library's thread.  VG_OK; VG_EUNREACH when the session is over.
 */
int
vg_ncpump_tell(struct vg_ncpump *pump, const struct vg_buf *message);

/*
 * Keeps 'text' (taken) for the reply that the library writes next: it goes to the client where
 * VG_NCPAST_MARK stands there (collector/netconf/ncpast.h).  Waits while the one before is being
 * sent.  From the library's thread.
 */
void
vg_ncpump_past(struct vg_ncpump *pump, char *text);

/* Lets go what was told; nothing when that is nothing. */
void
vg_ncpump_ring(struct vg_ncpump *pump);

/*
 * The library says no more: sends what it has said, ends the pump, and gives in 'detail' why
 * that had ended before, VG_OK when it had not or the client has gone.
 */
int
vg_ncpump_end(struct vg_ncpump *pump, struct vg_detail *detail);

/* Ends it and releases it (NULL is silent). */
void
vg_ncpump_free(struct vg_ncpump *pump);

#endif
