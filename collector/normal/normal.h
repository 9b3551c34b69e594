/*
 * Traps become events: messages of our agents by VIGIE-MIB, foreign traps by the packs' trap
 * maps.  What no map knows becomes an unclassified notification with everything kept.
 *
 * Pure.  Source: design rule R10; RFC 3584 3.1 for v1 traps, already mapped.
 */
#ifndef VG_COLLECTOR_NORMAL_NORMAL_H
#define VG_COLLECTOR_NORMAL_NORMAL_H

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/base/digest.h"
#include "lib/model/trap.h"
#include "lib/pack/packset.h"
#include "lib/trapmap/trapmap.h"

/* Gives the name of the device that has 'address' (numeric, borrowed), borrowed, or NULL. */
typedef const char *(*vg_normal_at_cb)(const char *address, void *cookie);

/*
 * Reads a foreign 'trap' of 'device', whose equipment is 'supplier's (all borrowed), into
 * 'events'.  Gives how many, at least one: a notification that nobody knows gives one of kind
 * unclassified-notification, its OID as qualifier, its varbinds in the text as far as they fit.
 * What a managing device says of a row that begins with another's address (vigie-pack,
 * alarm-table) is the other's, which 'at' names.
 */
size_t
vg_normal_foreign(const struct vg_packset *packs, const char *supplier,
    const char *device, const struct vg_trap *trap, vg_normal_at_cb at, void *cookie,
    struct vg_event events[VG_TRAPMAP_MAX_CLAIMS]);

/* What a heartbeat's body says. */
struct vg_heartbeat {
	char version[VG_NAME_SIZE];
	int64_t queue;        /* messages not yet acknowledged */
	int64_t standing;     /* faults that stand */
	int64_t cycle_age_ms; /* since the last complete round of polls; -1 not known */
	int64_t cycle_ms; /* from one round to the next; 1 minute when it is not told */
	int64_t interval_ms; /* from one heartbeat to the next; 0 not told */
	int64_t lost, held;  /* messages given up since its start; that wait in memory */
	bool clock_kept;     /* by a time server, as far as it is told */
	char digest[VG_DIGEST_TEXT_SIZE]; /* of what stands; "" not told */
};

/*
 * Reads a heartbeat's JSON (borrowed).  VG_OK, or VG_EPARSE with detail.
 */
int
vg_normal_heartbeat(const void *body, size_t size, struct vg_heartbeat *heartbeat,
    struct vg_detail *detail);

/* What an inventory's body says of one device. */
enum { VG_NORMAL_ADDRESSES = 32, VG_NORMAL_ADDRESS_SIZE = 16 };
struct vg_inventory_part {
	char name[VG_RESOURCE_SIZE]; /* "slot/3" */
	char serial[VG_SERIAL_SIZE];
};
struct vg_inventory {
	char device[VG_NAME_SIZE];
	char family[VG_NAME_SIZE];
	char model[VG_TEXT_SIZE];
	char serial[VG_SERIAL_SIZE];
	char software[VG_TEXT_SIZE];
	char hardware[VG_TEXT_SIZE];
	struct vg_inventory_part *parts; /* owned by the caller after VG_OK: free() */
	size_t n_parts;
	char addresses[VG_NORMAL_ADDRESSES][VG_NORMAL_ADDRESS_SIZE]; /* IPv4, numeric */
	size_t n_addresses;
};
int
vg_normal_inventory(const void *body, size_t size, struct vg_inventory *inventory,
    struct vg_detail *detail);

/* What a standing list's body says: the sequences that stand, and the lowest still to come. */
struct vg_standing {
	uint64_t *sequences; /* owned by the caller after the call: free() */
	size_t n_sequences;
	uint64_t next;
};
int
vg_normal_standing(const void *body, size_t size, struct vg_standing *standing,
    struct vg_detail *detail);

/* What a gap's body says: sequences 'first' to 'last' will never come. */
struct vg_gap {
	uint64_t first, last;
	char why[VG_TEXT_SIZE];
};
int
vg_normal_gap(
    const void *body, size_t size, struct vg_gap *gap, struct vg_detail *detail);

/* Which fault an evidence's body, its parts joined, is about. */
struct vg_evidence_key {
	char resource[VG_RESOURCE_SIZE];
	char kind[VG_KIND_SIZE];
	char qualifier[VG_QUALIFIER_SIZE];
};
int
vg_normal_evidence(
    const void *body, size_t size, struct vg_evidence_key *key, struct vg_detail *detail);

/*
 * Appends a body as plain text to 'out': unpacked when it is gzip (RFC 1952), else as it is.
 * VG_OK; VG_EPARSE when it cannot be unpacked or is larger than an agent's bodies are.
 */
int
vg_normal_plain(const void *body, size_t size, struct vg_buf *out);

#endif
