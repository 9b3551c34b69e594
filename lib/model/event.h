/*
 * The event: a fault message of an agent, or a trap once it is understood, in one shape that
 * correlation works on.  And the identity every event carries: the fault key.
 *
 * Sources: RFC 8632 section 3.6 (alarm key: resource, alarm-type-id, qualifier), design of the
 * wire in docs/INTERFACES.md (VIGIE-MIB).
 */
#ifndef VG_LIB_MODEL_EVENT_H
#define VG_LIB_MODEL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/severity.h"
#include "lib/time/instant.h"

enum {
	VG_NAME_SIZE = 65,       /* device, agent, site, client ... names: 1..64 octets */
	VG_RESOURCE_SIZE = 256,  /* "device/ne-7/psu/1" */
	VG_KIND_SIZE = 65,       /* "psu-failed" */
	VG_QUALIFIER_SIZE = 129, /* empty, "PACK:KIND", or an OID's text */
	VG_SERIAL_SIZE = 65,
	VG_TEXT_SIZE = 256, /* a sentence for people, UTF-8 */
	VG_FAULT_KEY_SIZE = VG_RESOURCE_SIZE + VG_KIND_SIZE + VG_QUALIFIER_SIZE,
	VG_SPOOL_SIZE = 8 /* octets that name one spool file for ever */
};

enum vg_action {
	VG_ACTION_RAISE = 1, /* vigieFaultRaised */
	VG_ACTION_CHANGE, /* vigieFaultChanged: still standing, other severity or text */
	VG_ACTION_CLEAR,  /* vigieFaultCleared */
	VG_ACTION_INFO    /* nothing stands because of it */
};

enum vg_origin {
	VG_ORIGIN_POLL = 1,
	VG_ORIGIN_TRAP = 2,
	VG_ORIGIN_SELF = 3, /* the agent or collector about itself */
	VG_ORIGIN_BOTH = 4  /* poll and trap agree */
};

/* Where a message stands in its sender's order; an all-zero spool means a foreign trap. */
struct vg_message_key {
	char agent[VG_NAME_SIZE]; /* "" for a foreign trap */
	unsigned char spool[VG_SPOOL_SIZE];
	uint64_t sequence; /* 1, 2, 3 ...; 0: none */
};

struct vg_event {
	struct vg_message_key key;
	enum vg_action action;
	enum vg_origin origin;
	char device[VG_NAME_SIZE];   /* "" when the subject is no device */
	char serial[VG_SERIAL_SIZE]; /* device's serial as polled, "" when not known */
	char resource[VG_RESOURCE_SIZE];
	char kind[VG_KIND_SIZE]; /* identity of vigie-alarm-types, without prefix */
	char qualifier[VG_QUALIFIER_SIZE];
	enum vg_severity severity; /* of the raise; kept as it was in a clear */
	int cause;                 /* X.733 probable cause number */
	struct vg_wall since;      /* when the condition began, by its device or agent */
	struct vg_wall agent_time; /* when the agent wrote the message */
	struct vg_wall received;   /* when the collector took it; unset at the agent */
	char text[VG_TEXT_SIZE];
	bool plain; /* it came by v1, v2c or without a digest: anybody may have sent it */
	bool
	    alone; /* it is known to take no other fault of its kind with it (vigie-pack, alone) */
	bool flapping; /* it was raised so often lately that it is said to come and go */
	/* "RESOURCE KIND QUALIFIER" of a fault of the same device that explains it; "" none */
	char symptom_of[VG_FAULT_KEY_SIZE];
};

/* "raise", "change", "clear", "info" (static). */
const char *
vg_event_action_text(enum vg_action action);

/* "poll", "trap", "self", "both" (static). */
const char *
vg_event_origin_text(enum vg_origin origin);

/* Reads those names back (borrowed); VG_OK or VG_EPARSE. */
int
vg_event_action_parse(const char *text, enum vg_action *action);
int
vg_event_origin_parse(const char *text, enum vg_origin *origin);

/*
 * Checks what every event must hold whatever its source: names well-formed, resource of
 * resources' grammar (vg_resource_check), a kind, a severity of warning or above for a raise.
 * Returns VG_OK, or VG_EINVAL with '*what' (borrowed, static) naming the member.
 */
int
vg_event_check(const struct vg_event *event, const char **what);

#endif
