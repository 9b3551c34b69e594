/*
 * Standing faults: what is wrong now, keyed by resource, kind and qualifier, and the messages
 * that tell of it.
 *
 * Pure.  Conditions come in settled (agent/rule has counted the polls), events go out numbered;
 * knows nothing of SNMP, packs' rules or disks.  Invariant: a fault stands from its raise to
 * its clear; a clear of what does not stand makes no message.
 *
 * Source: RFC 8632 section 3 (alarm key, state changes).
 */
#ifndef VG_AGENT_FAULT_FAULT_H
#define VG_AGENT_FAULT_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/fault/raised.h"
#include "lib/base/digest.h"
#include "lib/model/event.h"
#include "lib/pack/pack.h"

struct vg_faults;

/* What was found of one resource, good or bad. */
struct vg_finding {
	const char *device;         /* "ne-7"; "" when it is the agent itself; borrowed */
	const char *serial;         /* as polled, "" when not known; borrowed */
	const char *resource;       /* "device/ne-7/psu/1"; borrowed */
	const struct vg_kind *kind; /* borrowed */
	const char *qualifier;      /* "" mostly; borrowed */
	enum vg_origin origin;
	bool bad;
	bool alone;                /* when bad: it takes no other of its kind with it */
	enum vg_severity severity; /* when bad; held within what the kind allows */
	const char *text; /* borrowed; for a clear NULL leaves the raise's text */
};

/* Gives an empty table; vg_fault_free releases it (NULL is silent). */
struct vg_faults *
vg_fault_new(void);
void
vg_fault_free(struct vg_faults *faults);

/* Puts a fault back that stood when the agent ended: 'event' (borrowed) is its last message. */
void
vg_fault_restore(struct vg_faults *faults, const struct vg_event *event);

/* Puts 'raise' (borrowed) of an earlier life back, the oldest first. */
void
vg_fault_restore_raise(struct vg_faults *faults, const struct vg_raise *raise);

/*
 * Takes 'finding' (borrowed) at 'now'.  When it changes what stands, fills 'message' (action,
 * agent_time, since, without its key) and returns true; false when there is nothing to tell:
 * a repeat, another text with the same severity, a clear of what does not stand.  A poll that
 * confirms what a notification raised, or the other way round, makes its origin "both".
 *
 * A raise is marked as flapping when it is one of so many as its kind says, within the time that
 * its kind says; by number or age it may be worse than 'finding' says.  What stands bears the key
 * of a fault of the same device that explains it (one of its kind's parents), and is told again
 * when such a one comes or goes.
 */
bool
vg_fault_tell(struct vg_faults *faults, const struct vg_finding *finding,
    struct vg_wall now, struct vg_event *message);

/*
 * Keeps 'message' (borrowed), as it went out with its key, as the last message of its fault;
 * nothing for a clear, and for a fault that does not stand.
 */
void
vg_fault_sent(struct vg_faults *faults, const struct vg_event *message);

/* How many stand, and number 'i' of them: its last message (borrowed until the next change). */
size_t
vg_fault_count(const struct vg_faults *faults);
const struct vg_event *
vg_fault_at(const struct vg_faults *faults, size_t i);

/* The last message of that fault (all borrowed), or NULL when it does not stand. */
const struct vg_event *
vg_fault_find(const struct vg_faults *faults, const char *resource, const char *kind,
    const char *qualifier);

/* Whether any stands whose device is 'device' (borrowed); a look at two places of the table. */
bool
vg_fault_any(const struct vg_faults *faults, const char *device);

/* How many stand whose device is 'device' (borrowed). */
size_t
vg_fault_count_device(const struct vg_faults *faults, const char *device);

/*
 * The digest of what stands: SHA-256 of the lines "RESOURCE KIND QUALIFIER SEQUENCE\n" in
 * ascending order, as hexadecimal text.
 */
void
vg_fault_digest(const struct vg_faults *faults, char text[VG_DIGEST_TEXT_SIZE]);

/*
 * The severity of a failed part of a device: a model with one power supply cannot spare it, so
 * that the loss of power is as severe as its kind allows.  'n_psu' 0: not known.
 */
enum vg_severity
vg_fault_severity(const struct vg_kind *kind, enum vg_severity severity, uint32_t n_psu);

#endif
