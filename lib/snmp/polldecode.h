/*
 * Reads SNMPv2c responses: bounds-checked and as strict as the gate (lib/snmp/gate.h), in one pass
 * over the octets instead of two, since no library reads them afterwards.
 *
 * What the gate passes as an SNMPv2c Response-PDU is read, and nothing else is: tests/fuzz holds
 * the two against each other.
 *
 * Pure.  Sources: X.690 (BER), RFC 1901, RFC 3416 section 3.
 */
#ifndef VG_LIB_SNMP_POLLDECODE_H
#define VG_LIB_SNMP_POLLDECODE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/model/value.h"

/* A response, decoded; zeroed before its first use, and released with vg_polldecode_fini. */
struct vg_polldecode_response {
	int32_t id;
	int error_status;
	int error_index;
	struct vg_varbind *varbinds; /* owned */
	size_t n_varbinds;
	size_t room; /* of 'varbinds': kept from one response to the next */
};

/* The head of a response, by which it is told whose it is; borrows the datagram. */
struct vg_polldecode_head {
	const unsigned char *community;
	size_t community_size;
	int32_t id;
	const unsigned char *at, *end; /* what is left of the PDU */
};

/*
 * Reads the head of the datagram 'data' of 'size' octets (borrowed).  VG_OK; VG_EPARSE when it is
 * no SNMPv2c message with a Response-PDU.
 */
int
vg_polldecode_head(const void *data, size_t size, struct vg_polldecode_head *head);

/*
 * Reads what is behind 'head' into 'response', whose old content is gone and whose room is used
 * again.  VG_OK, or VG_EPARSE: then 'response' is empty.
 */
int
vg_polldecode_rest(
    const struct vg_polldecode_head *head, struct vg_polldecode_response *response);

/* Releases what the varbinds own, and keeps their room. */
void
vg_polldecode_reset(struct vg_polldecode_response *response);

/* Frees what the response owns and empties it. */
void
vg_polldecode_fini(struct vg_polldecode_response *response);

#endif
