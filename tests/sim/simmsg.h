/*
 * One datagram in, at most one out: SNMPv1 and v2c by community, v3 by user (simusm).
 *
 * Sources: RFC 1157 section 4, RFC 1901 section 3, RFC 3412 section 6.
 */
#ifndef VG_TESTS_SIM_SIMMSG_H
#define VG_TESTS_SIM_SIMMSG_H

#include <stddef.h>
#include <stdint.h>

#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfault.h"

enum { VG_SIMMSG_MAX = 2048 };

/*
 * Answers 'size' bytes of 'datagram' (borrowed) for 'device', 'at_us' after the simulation
 * began, into 'out'.  Returns VG_OK with an answer, or why there is none: VG_EPARSE,
 * VG_EAUTH (community or user), VG_EUNSUPPORTED (version or PDU), VG_ELIMIT.
 */
int
vg_simmsg_answer(struct vg_simdevice *device, const void *datagram, size_t size,
    int64_t at_us, struct vg_simber_out *out);

/*
 * Writes 'notice' (borrowed) as 'device' sends it, in its trap-version, into 'out'; counts it.
 * Returns VG_OK or VG_ELIMIT.
 */
int
vg_simmsg_notify(struct vg_simdevice *device, const struct vg_simnotice *notice,
    int64_t at_us, struct vg_simber_out *out);

#endif
