/*
 * The PDU of a notification, read: an SNMPv1 Trap-PDU (mapped to the v2 form), an SNMPv2-Trap-PDU
 * or an InformRequest-PDU, whatever message it came in.
 *
 * Pure; as strict as the gate.  Sources: RFC 1157 section 4.1.6, RFC 3416 4.2.6-7, RFC 3584
 * section 3.1.
 */
#ifndef VG_LIB_MODEL_TRAPPDU_H
#define VG_LIB_MODEL_TRAPPDU_H

#include <stddef.h>

#include "lib/model/ber.h"
#include "lib/model/trap.h"

/*
 * Reads the 'size' octets at 'data' (borrowed), one PDU and nothing behind it, into 'trap', which
 * was reset: 'inform', 'uptime', 'oid', 'enterprise', 'agent_address', 'varbinds'.  'pdu' is left
 * alone.  VG_OK, or VG_EPARSE with '*why' (static): what the RFCs ask for and is not there.
 */
int
vg_trappdu_read(const void *data, size_t size, struct vg_trap *trap, const char **why);

/*
 * Takes a varbind that was read or converted: sysUpTime.0, snmpTrapOID.0 (the first of each) and
 * snmpTrapAddress.0 become members of 'trap'; false: it is one of the first two and is not to be
 * kept among the varbinds.  'seen' begins as {false, false}.
 */
struct vg_trappdu_seen {
	bool time, oid;
};
bool
vg_trappdu_keeps(
    struct vg_trap *trap, struct vg_trappdu_seen *seen, const struct vg_varbind *varbind);

/*
 * Where in the PDU (borrowed) what it says begins: behind the request-id, which may differ from
 * one try of an inform to the next.  0 for an SNMPv1 Trap-PDU, which has none, and for what is no
 * notification.
 */
size_t
vg_trappdu_content_at(const void *data, size_t size);

/*
 * Gives a reader of the varbinds of the PDU (borrowed), the two first ones of v2 included: for who
 * looks at their octets or changes them in place.  VG_OK or VG_EPARSE.
 */
int
vg_trappdu_list(const void *data, size_t size, struct vg_ber *list);

#endif
