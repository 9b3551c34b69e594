/*
 * The PDU of a notification: SNMPv2-Trap (v2c, v3) or the Trap of SNMPv1.
 *
 * Sources: RFC 3416 section 4.2.6, RFC 1157 section 4.1.6, RFC 3584 section 3.2.
 */
#ifndef VG_TESTS_SIM_SIMTRAP_H
#define VG_TESTS_SIM_SIMTRAP_H

#include "tests/sim/simber.h"
#include "tests/sim/simfault.h"

/*
 * Puts the PDU of 'notice' (borrowed).  The device's own serial number of notifications,
 * nlmLogIndex, is the last binding.
 */
void
vg_simtrap_put(struct vg_simdevice *device, const struct vg_simnotice *notice, bool is_v1,
    int64_t at_us, struct vg_simber_out *out);

#endif
