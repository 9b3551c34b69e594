/*
 * Breaking and mending a device: what the control socket says, the state it leads to, and the
 * notification that the device sends for it.
 */
#ifndef VG_TESTS_SIM_SIMFAULT_H
#define VG_TESTS_SIM_SIMFAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "tests/sim/simdevice.h"

enum { VG_SIMFAULT_BINDINGS = 6, VG_SIMFAULT_NOTICES = 2 };

/* A notification: its OID, and the instances whose values it carries. */
struct vg_simnotice {
	struct vg_oid trap;
	struct vg_oid binding[VG_SIMFAULT_BINDINGS];
	size_t n_bindings;
};

/*
 * Applies the words after the device's name ("psu" "1"; borrowed) to 'device' at 'at_us':
 * breaks, or mends when 'is_clear'.  Returns VG_OK and the '*n_notices' notifications that the
 * device has for it, or VG_EINVAL with a detail; the device is unchanged then.
 */
int
vg_simfault_apply(struct vg_simdevice *device, bool is_clear, size_t n_words,
    char *const *words, int64_t at_us, struct vg_simnotice notices[VG_SIMFAULT_NOTICES],
    size_t *n_notices, struct vg_detail *detail);

/* The faults and their arguments, one line each, for --help (static). */
const char *
vg_simfault_help(void);

#endif
