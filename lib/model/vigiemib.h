/*
 * VIGIE-MIB on the wire: messages of an agent as notifications with their varbinds, and back.
 *
 * Pure; its OIDs are defined here once and stand in mibs/VIGIE-MIB.txt.  Decoding is strict and
 * goes by OID, never by position: a message that lacks an object, or has one of another type,
 * is refused by its name.
 *
 * Source: docs/INTERFACES.md 1, mibs/VIGIE-MIB.txt.
 */
#ifndef VG_LIB_MODEL_VIGIEMIB_H
#define VG_LIB_MODEL_VIGIEMIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/model/event.h"
#include "lib/model/trap.h"

enum { VG_VIGIEMIB_BODY_MAX = 6000, VG_VIGIEMIB_MAX_VARBINDS = 17 };

enum vg_message_type {
	VG_MESSAGE_RAISED = 1,
	VG_MESSAGE_CHANGED = 2,
	VG_MESSAGE_CLEARED = 3,
	VG_MESSAGE_INVENTORY = 4,
	VG_MESSAGE_EVIDENCE = 5,
	VG_MESSAGE_GAP = 6,
	VG_MESSAGE_HEARTBEAT = 7,
	VG_MESSAGE_STANDING = 8
};

struct vg_message {
	enum vg_message_type type;
	struct vg_event event; /* always key and agent_time; the rest of faults only */
	uint32_t part, parts;  /* of the messages that are no faults; 1 of 1 when whole */
	unsigned char *body;   /* owned; JSON, gzip where large; NULL for faults */
	size_t body_size;      /* at most VG_VIGIEMIB_BODY_MAX */
};

/* Whether the message tells a fault (raised, changed, cleared). */
bool
vg_vigiemib_is_fault(enum vg_message_type type);

/* The name of a type: "vigieFaultRaised" (static). */
const char *
vg_vigiemib_name(enum vg_message_type type);

/* Frees what the message owns and empties it. */
void
vg_vigiemib_fini(struct vg_message *message);

/*
 * Writes the notification's OID and its varbinds (sysUpTime.0 and snmpTrapOID.0 are the
 * sender's business) into 'varbinds', which has room for VG_VIGIEMIB_MAX_VARBINDS and whose
 * values the caller releases.  Gives how many.
 */
size_t
vg_vigiemib_encode(const struct vg_message *message, struct vg_oid *notification,
    struct vg_varbind *varbinds);

/* Whether 'notification' is one of VIGIE-MIB's. */
bool
vg_vigiemib_is(const struct vg_oid *notification);

/*
 * Reads a trap that vg_vigiemib_is one into 'message', which must hold nothing owned; the
 * caller releases it with vg_vigiemib_fini.
 *
 * Returns VG_OK, or VG_EPARSE with the object that is missing, doubled or wrong in 'detail'.
 */
int
vg_vigiemib_decode(
    const struct vg_trap *trap, struct vg_message *message, struct vg_detail *detail);

#endif
