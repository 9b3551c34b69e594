/*
 * A value as SNMP carries it, typed and owned: what a poll brings home (a sample's value) and
 * what a trap's varbind holds.
 *
 * Sources: RFC 2578 section 7.1 (types), RFC 3416 section 3 (exceptions).
 */
#ifndef VG_LIB_MODEL_VALUE_H
#define VG_LIB_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/oid.h"

enum vg_value_type {
	VG_VALUE_NONE = 0,  /* unset, or NULL */
	VG_VALUE_INTEGER,   /* INTEGER, Integer32: 'integer' */
	VG_VALUE_UNSIGNED,  /* Gauge32, Unsigned32: 'number' */
	VG_VALUE_COUNTER32, /* 'number' */
	VG_VALUE_COUNTER64, /* 'number' */
	VG_VALUE_TIMETICKS, /* 'number', hundredths of a second */
	VG_VALUE_OCTETS,    /* 'octets', 'size' */
	VG_VALUE_OID,       /* 'oid' */
	VG_VALUE_ADDRESS,   /* IpAddress: 'octets', size 4 */
	VG_VALUE_OPAQUE,    /* 'octets', 'size' */
	VG_VALUE_NO_OBJECT, /* noSuchObject */
	VG_VALUE_NO_INSTANCE,
	VG_VALUE_END_OF_VIEW
};

struct vg_value {
	enum vg_value_type type;
	int64_t integer;
	uint64_t number;
	unsigned char *octets; /* owned heap copy followed by a NUL, or NULL */
	size_t size;
	struct vg_oid *oid; /* owned heap copy, or NULL */
};

struct vg_varbind {
	struct vg_oid oid;
	struct vg_value value;
};

/* Frees what the value owns and makes it NONE. */
void
vg_value_fini(struct vg_value *value);

/* Gives a copy of 'source' (borrowed) into 'target', which must hold nothing owned. */
void
vg_value_copy(struct vg_value *target, const struct vg_value *source);

/* Moves 'source' into 'target', whose old content is released; 'source' is NONE afterwards. */
void
vg_value_move(struct vg_value *target, struct vg_value *source);

/* Setters; each releases what was there. */
void
vg_value_set_integer(struct vg_value *value, int64_t integer);
void
vg_value_set_number(struct vg_value *value, enum vg_value_type type, uint64_t number);
void
vg_value_set_octets(
    struct vg_value *value, enum vg_value_type type, const void *data, size_t size);
void
vg_value_set_oid(struct vg_value *value, const struct vg_oid *oid);

/* Whether it is an exception (no object, no instance, end of view) or NONE. */
bool
vg_value_is_missing(const struct vg_value *value);

/*
 * Reads any of the numeric types as a signed number; numbers above INT64_MAX are held there.
 * Returns VG_OK, or VG_EINVAL when the type is not numeric.
 */
int
vg_value_as_int(const struct vg_value *value, int64_t *number);

/* Whether both have the same type and content. */
bool
vg_value_same(const struct vg_value *a, const struct vg_value *b);

/*
 * Writes the value for people into 'text' of 'size' bytes: numbers in decimal, OIDs dotted,
 * addresses as IPv4 text, printable UTF-8 octets as they are, other octets as hexadecimal with 0x,
 * exceptions by name.  Cut when too long.
 */
void
vg_value_text(const struct vg_value *value, char *text, size_t size);

/* The name of a type ("integer", "octets", ...; static). */
const char *
vg_value_type_text(enum vg_value_type type);

#endif
