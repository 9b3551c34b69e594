/*
 * The gate: a strict BER check that every datagram passes before libsnmp sees it.
 *
 * Debian's libsnmp reads past an SNMPv3 header whose lengths lie (net-snmp#1065), before it has
 * authenticated anything.  Behind this gate every element nests exactly in its parent, so that
 * no length can lie.  It is no decoder: it says yes or names the cause, and gives out the few
 * facts that can be had on the way.  What is encrypted stays unseen.
 *
 * Pure.  Sources: X.690 (BER; definite lengths, also longer than needed), RFC 1157 section 4,
 * RFC 3416 section 3, RFC 3412 section 6, RFC 3414 section 2.4.
 */
#ifndef VG_LIB_SNMP_GATE_H
#define VG_LIB_SNMP_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is wrong with a datagram; the text is for counters and log lines. */
#define VG_GATE_VERDICTS(X)                                                              \
	X(VG_GATE_PASS, "well-formed")                                                   \
	X(VG_GATE_LENGTH, "lengths do not nest")                                         \
	X(VG_GATE_TRAILING, "octets after the message")                                  \
	X(VG_GATE_TAG, "element of another type")                                        \
	X(VG_GATE_VERSION, "unknown version")                                            \
	X(VG_GATE_NUMBER, "number out of range")                                         \
	X(VG_GATE_STRING, "string too long")                                             \
	X(VG_GATE_OID, "malformed object identifier")                                    \
	X(VG_GATE_PDU, "unknown PDU")                                                    \
	X(VG_GATE_VARBINDS, "too many varbinds")                                         \
	X(VG_GATE_VALUE, "malformed value")                                              \
	X(VG_GATE_FLAGS, "impossible security flags")                                    \
	X(VG_GATE_MODEL, "unknown security model")                                       \
	X(VG_GATE_SECURITY, "malformed security parameters")

#define VG_GATE_ENUM(name, text) name,
enum vg_gate_verdict { VG_GATE_VERDICTS(VG_GATE_ENUM) VG_GATE_N_VERDICTS };
#undef VG_GATE_ENUM

/* PDU tags (RFC 3416 section 3, RFC 1157 section 4.1.6). */
enum {
	VG_PDU_ENCRYPTED = 0,
	VG_PDU_GET = 0xA0,
	VG_PDU_GET_NEXT = 0xA1,
	VG_PDU_RESPONSE = 0xA2,
	VG_PDU_SET = 0xA3,
	VG_PDU_TRAP_V1 = 0xA4,
	VG_PDU_BULK = 0xA5,
	VG_PDU_INFORM = 0xA6,
	VG_PDU_TRAP = 0xA7,
	VG_PDU_REPORT = 0xA8
};

enum { VG_GATE_MAX_VARBINDS = 512, VG_GATE_MAX_ENGINE = 32, VG_GATE_MAX_USER = 32 };

/* What the check learns; members after a failure are unspecified.  Pointers borrow the input. */
struct vg_gate_facts {
	int version;   /* 1, 2 (v2c) or 3 */
	int pdu;       /* VG_PDU_...; VG_PDU_ENCRYPTED when v3 hides it */
	size_t pdu_at; /* where the PDU's tag stands; 0 when encrypted */
	const unsigned char *community; /* v1, v2c */
	size_t community_size;
	int32_t request_id;          /* of the PDU; 0 when encrypted or an SNMPv1 trap */
	int32_t msg_id;              /* v3 */
	bool auth, priv, reportable; /* v3 msgFlags */
	const unsigned char *engine; /* v3 msgAuthoritativeEngineID, 0 to 32 octets */
	size_t engine_size;
	uint32_t boots, time;      /* v3, as claimed: not authenticated here */
	const unsigned char *user; /* v3 msgUserName, 0 to 32 octets */
	size_t user_size;
	const unsigned char *salt; /* v3 msgPrivacyParameters: 8 octets when encrypted */
	const unsigned char *secret; /* v3, encrypted: the cipher text */
	size_t secret_size;
	size_t n_varbinds;
};

/*
 * Checks the 'size' octets at 'data' (borrowed) and fills 'facts'.  Gives VG_GATE_PASS or what
 * is wrong first.
 */
enum vg_gate_verdict
vg_gate_check(const void *data, size_t size, struct vg_gate_facts *facts);

/*
 * The same for the scoped PDU that was encrypted: libsnmp takes one whose lengths lie.  Fills of
 * 'facts' what the PDU says; 'pdu_at' counts from 'data'.
 */
enum vg_gate_verdict
vg_gate_check_scoped(const void *data, size_t size, struct vg_gate_facts *facts);

/* The text of a verdict (static). */
const char *
vg_gate_text(enum vg_gate_verdict verdict);

#endif
