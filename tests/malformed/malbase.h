/*
 * The good messages that are made worse: each would raise an alarm that bears its number, so that
 * what became of it can be told afterwards.
 *
 * Sources: RFC 1157 4.1.6, RFC 3416 4.2.6-7, RFC 3412 6, RFC 3414 2.4; mibs/VIGIE-MIB.txt;
 * ALLOT-MIB (alPowerDown).
 */
#ifndef VG_TESTS_MALFORMED_MALBASE_H
#define VG_TESTS_MALFORMED_MALBASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/malformed/malber.h"
#include "tests/malformed/malread.h"

/* Notifications of the arcs below this one are known to no pack. */
#define VG_MALBASE_ENTERPRISE "1.3.6.1.4.1.99999.95"

enum vg_malbase_kind {
	VG_MALBASE_V1,      /* an SNMPv1 trap nobody knows */
	VG_MALBASE_V2_TRAP, /* the same as v2c trap, inform */
	VG_MALBASE_V2_INFORM,
	VG_MALBASE_V3_TRAP, /* the same by SNMPv3, of an engine of its own */
	VG_MALBASE_V3_INFORM,
	VG_MALBASE_AGENT, /* an agent's message, by VIGIE-MIB: psu/NUMBER failed */
	VG_MALBASE_PACK,  /* a power supply of the canary, which a pack knows; v2c */
	VG_MALBASE_N_KINDS
};

struct vg_malbase_words {
	uint32_t number;      /* what it is known by again */
	const char *device;   /* whose alarm it raises; borrowed */
	uint32_t boots, time; /* of the authority: the receiver's for informs */
	const struct vg_malread_self *self; /* borrowed */
};

/* "v1-trap" ... (static). */
const char *
vg_malbase_name(enum vg_malbase_kind kind);

/* Gives the good message. */
struct vg_malber *
vg_malbase_make(enum vg_malbase_kind kind, const struct vg_malbase_words *words);

/*
 * Gives a message of the user of 'self' (borrowed) to or of 'engine', with these flags, whose
 * scoped PDU is the 'size' octets at 'scoped' (borrowed): to be written signed and encrypted.
 */
struct vg_malber *
vg_malbase_wrap(const struct vg_malread_self *self, const void *engine,
    size_t engine_size, unsigned char flags, const void *scoped, size_t size);

/* Gives the question for the receiver's engine, to which it answers at once. */
struct vg_malber *
vg_malbase_discovery(uint32_t id);

/*
 * Writes 'root' into 'out' (emptied): encrypted and signed with the keys of 'self' by what the
 * message itself says of engine, boots, time and salt.  Without 'self': as it stands.
 */
void
vg_malbase_write(
    struct vg_malber *root, const struct vg_malread_self *self, struct vg_buf *out);

/*
 * Makes of a signed message, as vg_malbase_write wrote it into 'out', one that says the same with
 * its digest and cipher text as plain octets: what is changed now was not signed.
 */
void
vg_malbase_freeze(struct vg_malber *root, const struct vg_buf *out);

#endif
