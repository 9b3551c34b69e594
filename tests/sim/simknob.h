/*
 * Knobs: how badly a device behaves on the wire, while what it measures stays true.  Each one is
 * an option of --device and a line of the control socket; each counts how often it was used.
 */
#ifndef VG_TESTS_SIM_SIMKNOB_H
#define VG_TESTS_SIM_SIMKNOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "tests/sim/simdevice.h"

/*
 * Turns the knob 'key' of 'device' to 'value' (both borrowed) at 'at_us'; "0" turns it back.
 * Returns VG_OK; VG_ENOENT when there is no such knob, VG_EPARSE or VG_ERANGE for the value,
 * VG_EACCESS for an address that is not loopback: nothing is changed then.
 */
int
vg_simknob_set(
    struct vg_simdevice *device, const char *key, const char *value, int64_t at_us);

/* Turns all of them back; what they counted stays. */
void
vg_simknob_clear(struct vg_simdevice *device);

/* Whether a datagram is lost by 'knob', LOSS_IN or LOSS_OUT; counted. */
bool
vg_simknob_loses(struct vg_simdevice *device, enum vg_simdevice_knob knob);

/*
 * How long, in microseconds, an answer of 'n_bindings' waits that was asked at 'now_us' (of any
 * clock that does not stop): delay, jitter, and the work on all that was asked before.
 */
int64_t
vg_simknob_wait(struct vg_simdevice *device, size_t n_bindings, int64_t now_us);

/* Spoils the '*size' octets of an answer at 'data' in place, by GARBAGE and CUT. */
void
vg_simknob_spoil(struct vg_simdevice *device, unsigned char *data, size_t *size);

/* Appends " KEY=VALUE" for each knob that is turned; " KEY=COUNT" for each, by 'counts'. */
void
vg_simknob_tell(const struct vg_simdevice *device, struct vg_buf *text);
void
vg_simknob_tell_counts(const uint64_t counts[VG_SIMDEVICE_KNOBS], struct vg_buf *text);

/* The knobs and their values, one line each, for --help (static). */
const char *
vg_simknob_help(void);

#endif
