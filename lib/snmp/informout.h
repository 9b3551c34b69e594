/*
 * Informs to a collector: SNMPv3 authPriv, never blocking.
 *
 * The receiver's engine is the authority, so it is discovered first (a request with an empty
 * engineID as any other datagram, no synchronous probe) and again when it says that it does not
 * know us or our time: a collector that restarts is caught up with in one round trip.  At most
 * 'window' informs are in flight; each is tried again until its time is up.
 *
 * Refuses to remember: what is not acknowledged is the caller's (the spool's) to send again.
 *
 * Sources: RFC 3416 section 4.2.7, RFC 3414 section 4 (discovery).
 */
#ifndef VG_LIB_SNMP_INFORMOUT_H
#define VG_LIB_SNMP_INFORMOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/model/value.h"
#include "lib/os/credential.h"
#include "lib/snmp/usm.h"

struct vg_informout;

enum { VG_INFORMOUT_WINDOW = 64 };

/*
 * 'acknowledged': the collector answered noError.  Otherwise 'text' (borrowed) says why not.
 * Called exactly once per accepted inform, never from within vg_informout_send; not after
 * vg_informout_free.  May send again; may not free the sender.
 */
typedef void (*vg_informout_cb)(bool acknowledged, const char *text, void *cookie);

/*
 * Gives a sender to 'address' (numeric, borrowed) and 'port' on 'loop' (borrowed, outlives
 * it), as 'user' with the pass phrases of 'credential' (both borrowed, copied).  A try waits
 * 'timeout_ms' (1 to 60,000); an inform fails after 'tries' (1 to 20) of them.  NULL with
 * 'detail' when address, credential or socket are not good.
 */
struct vg_informout *
vg_informout_new(struct vg_loop *loop, const char *address, uint16_t port,
    const char *user, const struct vg_credential *credential, int64_t timeout_ms,
    unsigned tries, struct vg_detail *detail);

/* Forgets what is in flight without calls.  NULL is silent. */
void
vg_informout_free(struct vg_informout *out);

/*
 * Sends one inform: sysUpTime.0 'uptime' (hundredths), snmpTrapOID.0 'notification', then the
 * 'n' 'varbinds' (all borrowed, copied).
 * VG_OK: 'cb' will be called.  VG_EBUSY: the window is full (vg_informout_room is 0);
 * VG_ELIMIT: it does not fit 8 KiB.
 */
int
vg_informout_send(struct vg_informout *out, uint32_t uptime,
    const struct vg_oid *notification, const struct vg_varbind *varbinds, size_t n,
    vg_informout_cb cb, void *cookie);

/* How many more vg_informout_send would take now. */
size_t
vg_informout_room(const struct vg_informout *out);

/*
 * The collector's snmpEngineBoots as last authenticated (0: none yet), and its snmpEngineID
 * into 'engine' with its size in '*size' (0 when boots are 0).
 */
uint32_t
vg_informout_engine(const struct vg_informout *out,
    unsigned char engine[VG_USM_ENGINE_MAX], size_t *size);

#endif
