/*
 * The answering side of SNMP, as far as notifications go: one datagram that passed the gate
 * becomes a trap, and the reply that its inform deserves is made and held.
 *
 * For informs our engine is the authority; for SNMPv3 traps the sender's is, so keys are made
 * for whatever engineID a known user names, and nothing is remembered of it before its digest
 * verifies.  A notification that nobody can have sent costs no cryptography and no decoding.
 * libsnmp decodes SNMPv3 and does the cryptography; what has none of it is read by
 * lib/model/trappdu.h, and tests/fuzz holds the two against each other.
 *
 * Sources: RFC 3416 4.2.6-7, RFC 3584 3.1, RFC 3412 7.2, RFC 3414 3.2.
 */
#ifndef VG_LIB_SNMP_RECEIVE_H
#define VG_LIB_SNMP_RECEIVE_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/model/trap.h"
#include "lib/snmp/gate.h"
#include "lib/snmp/seen.h"
#include "lib/snmp/usm.h"

struct vg_receive;

enum vg_receive_result {
	VG_RECEIVE_TRAP, /* 'trap' is filled; 'reply' acknowledges it when it is an inform */
	VG_RECEIVE_PDU,       /* no notification */
	VG_RECEIVE_DISCOVERY, /* somebody asks for our engineID; 'reply' tells it */
	VG_RECEIVE_ENGINE,    /* an inform to another engine, or an unknown one's trap */
	VG_RECEIVE_USER,      /* unknown user */
	VG_RECEIVE_LEVEL,     /* less protected than its user's minimum */
	VG_RECEIVE_DIGEST,    /* wrong key */
	VG_RECEIVE_WINDOW,    /* not in time window */
	VG_RECEIVE_REPLAY, /* out of it, and older than what its engine has said since */
	VG_RECEIVE_CIPHER, /* cannot be decrypted */
	VG_RECEIVE_DECODE  /* libsnmp, or RFC 3416's rules, refuse its content */
};

/*
 * Gives a receiver, or NULL with 'detail' when libsnmp cannot start.  'free' takes it (NULL is
 * silent).
 */
struct vg_receive *
vg_receive_new(struct vg_detail *detail);
void
vg_receive_free(struct vg_receive *receive);

/*
 * Handles the 'size' octets at 'data' (borrowed), which passed the gate with 'facts'
 * (borrowed), with the users of 'usm' (borrowed; NULL: none), at 'now'.
 *
 * 'trap' is zeroed, or was read into before: its rooms are used again, and the caller releases it
 * with vg_trap_fini in the end.  VG_RECEIVE_TRAP: it is filled but for source and reception
 * time.  Else it is empty.  'reply' gets the octets to send back, now for anything
 * but a trap, after storing for an inform; none when it stays empty.
 * '*text' (borrowed until the next call) says more of the cause, or is "".
 */
enum vg_receive_result
vg_receive_handle(struct vg_receive *receive, struct vg_usm *usm,
    const struct vg_gate_facts *facts, struct vg_mono now, const void *data, size_t size,
    struct vg_trap *trap, struct vg_buf *reply, const char **text);

/* What is remembered of foreign engines; borrowed. */
struct vg_seen *
vg_receive_seen(struct vg_receive *receive);

#endif
