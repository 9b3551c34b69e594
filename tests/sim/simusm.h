/*
 * SNMPv3 with the user-based security model, authPriv only: HMAC-SHA-256 cut to 24 octets and
 * AES-128 in CFB mode.  The simulator is the authoritative engine.
 *
 * Sources: RFC 3412 section 6, RFC 3414 sections 2.6 and 3, RFC 7860, RFC 3826.
 */
#ifndef VG_TESTS_SIM_SIMUSM_H
#define VG_TESTS_SIM_SIMUSM_H

#include <stddef.h>
#include <stdint.h>

#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"

/* Makes the keys of a device that has a user, from its passphrases and engine ID. */
void
vg_simusm_localize(struct vg_simdevice *device);

/*
 * Answers a v3 message: 'datagram' (borrowed) is the whole of it.  Returns VG_OK with a
 * response or a report; VG_EPARSE, VG_EAUTH, VG_EUNSUPPORTED or VG_ELIMIT with none.
 */
int
vg_simusm_answer(struct vg_simdevice *device, const unsigned char *datagram, size_t size,
    int64_t at_us, struct vg_simber_out *out);

/* Makes a v3 message of the PDU that is all of 'out' so far.  VG_OK or VG_ELIMIT. */
int
vg_simusm_wrap(struct vg_simdevice *device, int64_t message, int64_t at_us,
    struct vg_simber_out *out);

#endif
