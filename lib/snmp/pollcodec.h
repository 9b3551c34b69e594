/*
 * PDUs in BER: requests and informs out, responses in; SNMPv2c messages whole.  (SNMPv3 wraps
 * the same PDUs, lib/snmp/v3codec.h.)
 *
 * Request-ids are written in four octets, so that a caller could patch them; ids from
 * 0x40000000 to 0x7FFFFFFF are their own shortest form.  Decoding is bounds-checked and
 * strict; it allocates only what the varbinds hold.
 *
 * Pure.  Sources: RFC 3416 section 3, RFC 1901, X.690.
 */
#ifndef VG_LIB_SNMP_POLLCODEC_H
#define VG_LIB_SNMP_POLLCODEC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/secret.h"
#include "lib/model/value.h"
#include "lib/snmp/gate.h"

enum { VG_POLLCODEC_MAX_SIZE = 16384 };

/* A response, decoded; zeroed before its first use, and released with vg_pollcodec_fini. */
struct vg_pollcodec_response {
	int32_t id;
	int error_status;
	int error_index;
	struct vg_varbind *varbinds; /* owned */
	size_t n_varbinds;
	size_t room; /* of 'varbinds': kept from one response to the next */
};

/*
 * Appends a PDU of 'tag' (VG_PDU_GET, VG_PDU_GET_NEXT or VG_PDU_BULK) for 'n' instances 'oids'
 * (borrowed) to 'buf', whose limit shows as its error.  'first' and 'second' are 0, or for a
 * bulk non-repeaters and max-repetitions.
 */
void
vg_pollcodec_request(struct vg_buf *buf, int tag, int32_t id, int first, int second,
    const struct vg_oid *oids, size_t n);

/* Appends an InformRequest-PDU: sysUpTime.0, snmpTrapOID.0, then 'varbinds' (borrowed). */
void
vg_pollcodec_inform(struct vg_buf *buf, int32_t id, uint32_t uptime,
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
    struct vg_pollcodec_response *response);

/* The same of a datagram that has passed the gate with 'facts' (borrowed). */
int
vg_pollcodec_decode_passed(const void *data, size_t size,
    const struct vg_gate_facts *facts, const struct vg_secret *community,
    struct vg_pollcodec_response *response);

/* Releases what the varbinds own, and keeps their room. */
void
vg_pollcodec_reset(struct vg_pollcodec_response *response);

/* Frees what the response owns and empties it. */
void
vg_pollcodec_fini(struct vg_pollcodec_response *response);

#endif
