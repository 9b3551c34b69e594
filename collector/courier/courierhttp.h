/*
 * One request to a webhook or an Alertmanager, by libcurl.
 *
 * Where it goes is checked when it is connected, whatever the name said before: no address that is
 * not public unless the way names it, no redirect, no proxy; a certificate is always checked, and
 * in the clear only named addresses are spoken to.  A webhook's request is signed:
 *
 *     Vigie-Timestamp: 1795771200
 *     Vigie-Signature: v1=HEX   HMAC-SHA-256 under the key of "TIMESTAMP.BODY"
 *     Idempotency-Key: ID       the same at each try of the same message
 *
 * Source: RFC 2104; IANA's special-purpose address registries (RFC 6890).
 */
#ifndef VG_COLLECTOR_COURIER_COURIERHTTP_H
#define VG_COLLECTOR_COURIER_COURIERHTTP_H

#include "collector/courier/courierconf.h"
#include "collector/courier/couriermime.h"
#include "collector/courier/couriersmtp.h"
#include "lib/os/net.h"

/*
 * Posts the letter (borrowed), signed at 'now' by its way's key below the state folder 'state'
 * (borrowed), and says in '*fate' what became of it.  At most conf->post_ms.
 */
void
vg_courierhttp_send(const struct vg_courierconf *conf, const char *state,
    const struct vg_courierletter *letter, struct vg_wall now,
    struct vg_courierfate *fate);

/*
 * Whether anybody on the Internet could be there: no private, loopback, shared or other such one.
 */
bool
vg_courierhttp_is_public(const struct vg_address *address);

#endif
