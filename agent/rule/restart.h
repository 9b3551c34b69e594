/*
 * Whether a device started anew between two answers, and what its counters grew by.
 *
 * Pure.  Ladder: 1 snmpEngineBoots is another: restarted; 2 snmpEngineTime fell: restarted;
 * 3 no engine group, and sysUpTime fell without having come to its end (2^32 hundredths, 497.1
 * days) meanwhile: restarted.  A Counter64 that fell without a restart is a discontinuity and
 * never a wrap; a Counter32 that fell has wrapped.
 *
 * Sources: RFC 3411 section 5 (snmpEngineBoots, snmpEngineTime), RFC 3418 (sysUpTime), RFC 2578
 * sections 7.1.6 and 7.1.10, RFC 2863 section 3.1.5 (discontinuities).
 */
#ifndef VG_AGENT_RULE_RESTART_H
#define VG_AGENT_RULE_RESTART_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/model/value.h"
#include "lib/time/instant.h"

/* The clocks of a device, out of one PDU. */
struct vg_restart_clock {
	bool has_uptime, has_engine;
	uint32_t uptime;      /* sysUpTime, hundredths of a second */
	uint32_t boots, time; /* snmpEngineBoots; snmpEngineTime, seconds */
};

enum vg_restart {
	VG_RESTART_UNKNOWN, /* nothing to compare */
	VG_RESTART_NO,
	VG_RESTART_YES
};

/* What was seen last; all zero: nothing. */
struct vg_restart_last {
	struct vg_restart_clock clock;
	struct vg_mono at;
};

/*
 * Compares 'clock' (borrowed), read at 'now', with what was seen last, which it replaces.  A
 * clock with nothing in it changes nothing.
 */
enum vg_restart
vg_restart_see(struct vg_restart_last *last, const struct vg_restart_clock *clock,
    struct vg_mono now);

/*
 * How much a counter grew from 'before' to 'after' (borrowed, of one type): VG_OK and '*delta';
 * VG_ERANGE for a discontinuity: the device 'restarted' meanwhile, or a Counter64 fell;
 * VG_EINVAL when they are no counters.
 */
int
vg_restart_delta(const struct vg_value *before, const struct vg_value *after,
    bool restarted, uint64_t *delta);

/*
 * The hundredths of a second from sysUpTime 'before' to 'after', over its end if need be: what a
 * rate is counted over, because the device read both together with the counters.
 */
uint32_t
vg_restart_elapsed(uint32_t before, uint32_t after);

#endif
