/*
 * A look at what a notification is called, without decoding it: the one OID that its counter
 * needs, read straight out of a datagram that passed the gate.
 *
 * What is encrypted is not seen, and nothing here is authenticated.
 *
 * Pure.  Sources: RFC 3416 4.2.6, RFC 3584 3.1 (v1 to v2).
 */
#ifndef VG_LIB_SNMP_PEEK_H
#define VG_LIB_SNMP_PEEK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/model/oid.h"
#include "lib/snmp/gate.h"

/* Whether it is a v1 or v2c trap: it can be looked at, and nobody waits for an answer. */
bool
vg_peek_is_plain(const struct vg_gate_facts *facts);

/*
 * Reads the notification's OID into 'oid' from the 'size' octets at 'data', a plain trap that
 * passed the gate with 'facts' (all borrowed).  VG_OK; VG_EPARSE when it has none, or lacks what
 * RFC 3416 and RFC 3584 ask for ('oid' undefined then).
 */
int
vg_peek_oid(
    const void *data, size_t size, const struct vg_gate_facts *facts, struct vg_oid *oid);

#endif
