/*
 * PDUs in BER: requests and informs out, responses in; SNMPv2c messages whole.  (SNMPv3 wraps
 * the same PDUs, lib/snmp/v3codec.h.)
 *
 * Request-ids are written in four octets, so that a caller could patch them; ids from
 * 0x40000000 to 0x7FFFFFFF are their own shortest form.
 *
 * Pure.  Sources: RFC 3416 section 3, RFC 1901, X.690.
 */
#ifndef VG_LIB_SNMP_POLLCODEC_H
#define VG_LIB_SNMP_POLLCODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/secret.h"
#include "lib/model/value.h"
#include "lib/snmp/polldecode.h"

enum { VG_POLLCODEC_MAX_SIZE = 16384 };

/*
 * Appends a PDU of 'tag' (VG_PDU_GET, VG_PDU_GET_NEXT or VG_PDU_BULK) for 'n' instances 'oids'
 * (borrowed) to 'buf', whose limit shows as its error.  'first' and 'second' are 0, or for a
 * bulk non-repeaters and max-repetitions.
 */
void
vg_pollcodec_request(struct vg_buf *buf, int tag, int32_t id, int first, int second,
    const struct vg_oid *oids, size_t n);

/*
 * Appends a PDU of 'tag' (VG_PDU_INFORM, VG_PDU_TRAP): sysUpTime.0, snmpTrapOID.0, then 'varbinds'
 * (borrowed).
 */
void
vg_pollcodec_notification(struct vg_buf *buf, int tag, int32_t id, uint32_t uptime,
    const struct vg_oid *notification, const struct vg_varbind *varbinds, size_t n);

/* Appends an SNMPv2c message with 'community' around the PDU in 'pdu' (both borrowed). */
void
vg_pollcodec_message(
    struct vg_buf *buf, const struct vg_secret *community, const struct vg_buf *pdu);

/*
 * Decodes an SNMPv2c response and checks its community in constant time.  What 'response' held
 * before is gone, its room is used again.  VG_OK; VG_EPARSE; VG_EAUTH for another community.
 */
int
vg_pollcodec_decode(const void *data, size_t size, const struct vg_secret *community,
    struct vg_polldecode_response *response);

/* Whether a response bears 'community' (both borrowed), compared in constant time. */
bool
vg_pollcodec_is_community(
    const struct vg_polldecode_head *head, const struct vg_secret *community);

#endif
