/*
 * A strict receiver of notifications, which judges a datagram by the standards alone: it must be
 * taken, it must not, or a receiver may be lenient.  It knows nothing of how the datagram was made,
 * and shares no code with the product.
 *
 * Lenient is what the standards forbid to send and no receiver is obliged to refuse, because it
 * still says one thing only: numbers and arcs with padding, lengths of more than four octets,
 * reserved flags, sysUpTime.0 and snmpTrapOID.0 elsewhere than in the first two places, errors that
 * a notification does not have, types that its version does not know.
 *
 * Sources: X.690 8.1-8.19, RFC 1157 4.1.6, RFC 3416 sections 3 and 4.2.6, RFC 3417 8, RFC 3412 6
 * and 7.2, RFC 3414 2.4 and 3.2, RFC 3411 (SnmpEngineID), RFC 3584 3.1; what vigie does not take at
 * all (more than 8 KiB, 512 varbinds, 255 octets of community) by docs/INTERFACES.md.
 */
#ifndef VG_TESTS_MALFORMED_MALREAD_H
#define VG_TESTS_MALFORMED_MALREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/malformed/malkey.h"

enum vg_malread_verdict { VG_MALREAD_MUST, VG_MALREAD_MAY, VG_MALREAD_NOT };

enum { VG_MALREAD_NAME = 1408 };

struct vg_malread_answer {
	enum vg_malread_verdict verdict;
	char why[96];               /* the rule that is broken or bent first; "" none */
	char name[VG_MALREAD_NAME]; /* its snmpTrapOID.0; "" when it has none */
	bool inform;
};

/* What the receiver is; all borrowed. */
struct vg_malread_self {
	const char *community; /* of v1 and v2c; NULL: any */
	const char *user;
	const struct vg_malkey *key;
	const unsigned char *engine;
	size_t engine_size;
	uint32_t boots, time; /* at the moment */
};

/* Judges the 'size' octets at 'data' (borrowed). */
void
vg_malread_judge(const struct vg_malread_self *self, const unsigned char *data,
    size_t size, struct vg_malread_answer *answer);

/* "must", "may", "not" (static). */
const char *
vg_malread_text(enum vg_malread_verdict verdict);

#endif
