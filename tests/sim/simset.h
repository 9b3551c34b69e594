/*
 * What a device answers by order instead of what its family's tree says: any instance can be
 * given a value, whether the tree knows it or not, or taken away.  So a test breaks what no named
 * fault breaks, and gives a device tables that its family has not.
 *
 * The orders of a device stand before its tree; whoever asks for a value asks here.
 */
#ifndef VG_TESTS_SIM_SIMSET_H
#define VG_TESTS_SIM_SIMSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/oid.h"
#include "tests/sim/simtree.h"

struct vg_simset; /* in the order of the OIDs; NULL: no orders */

/*
 * Orders the value of 'oid' of 'device' (its 'set' is made when it is the first): 'type' is a
 * letter as snmpset has it, i u c C t s x o a, or "none" for an instance that is not there.
 * A counter may have a step, c+N and C+N: each answer is N more than the one before, so that what
 * grows has grown whenever it is looked at; without a value it goes on from where it stands, and
 * C+0 holds it there.  VG_OK, or VG_EINVAL when 'text' (borrowed) is no value of the type.
 */
int
vg_simset_put(struct vg_simdevice *device, const struct vg_oid *oid, const char *type,
    const char *text);

/* Takes the order of 'oid' back; NULL: all of them, and what holds them is released. */
void
vg_simset_drop(struct vg_simdevice *device, const struct vg_oid *oid);

/* The value of 'oid' at 'at_us', or false when there is no such instance. */
bool
vg_simset_get(const struct vg_simdevice *device, const struct vg_oid *oid, int64_t at_us,
    struct vg_simvalue *value);

/*
 * Moves 'oid' on to the next instance that is there and fills 'value'; false at the end.
 * 'narrow': what is a Counter64 is passed over (SNMPv1).
 */
bool
vg_simset_next(const struct vg_simdevice *device, struct vg_oid *oid, bool narrow,
    int64_t at_us, struct vg_simvalue *value);

/* Whether 'oid' is, or lies below, an object of which an instance was ordered. */
bool
vg_simset_has_object(const struct vg_simdevice *device, const struct vg_oid *oid);

#endif
