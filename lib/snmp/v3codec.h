/*
 * The asking side of SNMPv3: wraps a PDU for an engine that is the authority, and unwraps what
 * it answers.  libsnmp does the cryptography; what is known of the engine (its id, boots and
 * time) lives in the caller's struct, is put into libsnmp for one call and taken out after it,
 * because libsnmp's own state is keyed by engineID alone and mixes up cloned devices.
 *
 * An answer is tied to its request by msgID and by the digest, so an authentic report may also
 * set an engine's time back (a collector restored from backup).
 *
 * Sources: RFC 3412 section 7, RFC 3414 sections 2.3, 3 and 4, RFC 7860, RFC 3826.
 */
#ifndef VG_LIB_SNMP_V3CODEC_H
#define VG_LIB_SNMP_V3CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/snmp/pollcodec.h"
#include "lib/snmp/usm.h"
#include "lib/time/instant.h"

/* What is known of an engine that is the authority. */
struct vg_v3codec_peer {
	unsigned char engine[VG_USM_ENGINE_MAX];
	size_t engine_size; /* 0: not discovered */
	uint32_t boots;
	uint32_t time; /* seconds, at the instant 'at' */
	struct vg_mono at;
	bool authentic; /* boots and time came in an authenticated message */
};

enum vg_v3codec_kind {
	VG_V3CODEC_RESPONSE, /* an authentic, encrypted response: 'response' is filled */
	VG_V3CODEC_DISCOVERED, /* a report that names the engine; 'peer' has it now */
	VG_V3CODEC_RESYNCED, /* not in time window, authentic: 'peer' has the time now */
	VG_V3CODEC_REPLACED, /* a report that names another engine than 'peer'; untouched */
	VG_V3CODEC_REFUSED, /* a report: user, digest, level or cipher not accepted */
	VG_V3CODEC_INVALID  /* forged, malformed or out of time: not an answer */
};

/* The engine's time now, as 'peer' lets it be estimated. */
uint32_t
vg_v3codec_time(const struct vg_v3codec_peer *peer, struct vg_mono now);

/*
 * Appends to 'out' the message that carries the PDU 'pdu' of 'tag' to 'peer' as 'user' (all
 * borrowed), authenticated and encrypted.  With 'user' NULL: unauthenticated, without a name,
 * to an empty engineID, which is a discovery.  'id' (positive) becomes the msgID.
 * VG_OK; VG_EAUTH when libsnmp cannot make it; VG_ELIMIT when it is too large.
 */
int
vg_v3codec_wrap(struct vg_usm_user *user, const struct vg_v3codec_peer *peer,
    struct vg_mono now, int32_t id, int tag, const struct vg_buf *pdu,
    struct vg_buf *out);

/*
 * Unwraps 'size' octets at 'data' (borrowed) that passed the gate, are SNMPv3 and answer the
 * message 'id' to 'peer' as 'user' (borrowed).  '*text' (static) says why for REPLACED,
 * REFUSED and INVALID.  'response' is empty unless RESPONSE is returned; the caller releases
 * it with vg_polldecode_fini.
 */
enum vg_v3codec_kind
vg_v3codec_unwrap(struct vg_usm_user *user, struct vg_v3codec_peer *peer,
    struct vg_mono now, int32_t id, const void *data, size_t size,
    struct vg_polldecode_response *response, const char **text);

#endif
