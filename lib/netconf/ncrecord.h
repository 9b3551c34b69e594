/*
 * What vigie-agent and vigie-nc-poll say to each other over a pipe: records of bounded size, each
 * a type and some fields of octets.  The agent believes nothing of what it reads: its child has
 * parsed what a device sent.
 *
 *   record = type (1 octet), size of the rest (2), *( size (2), octets )      big-endian
 *
 * Pure.
 */
#ifndef VG_LIB_NETCONF_NCRECORD_H
#define VG_LIB_NETCONF_NCRECORD_H

#include <stddef.h>

#include "lib/base/buf.h"

enum {
	VG_NCRECORD_SIZE = 4096, /* of a whole record at most */
	VG_NCRECORD_FIELDS = 8,
	VG_NCRECORD_TEXT = 1024 /* octets of one field at most */
};

enum vg_ncrecord_type {
	/* the agent asks */
	VG_NCRECORD_PROBE = 1, /* module, namespace, table, keys: what follows is of it */
	VG_NCRECORD_SCALAR = 2, /* path from the module's root */
	VG_NCRECORD_COLUMN = 3, /* path from the row */
	VG_NCRECORD_GO = 4,     /* that was all; seconds */
	/* vigie-nc-poll answers, probe by probe */
	VG_NCRECORD_BEGIN = 16, /* number of the probe, from 0 */
	VG_NCRECORD_LACKS = 17, /* the device has no such module */
	VG_NCRECORD_ROW =
	    18, /* the key's values; values that follow are of its columns */
	VG_NCRECORD_VALUE = 19, /* number of the scalar or column from 0, text */
	VG_NCRECORD_END = 20,   /* 1: the table is whole, 0: rows were left out */
	VG_NCRECORD_FAIL = 21,  /* 1: the session is over, 0: this probe is; a sentence */
	VG_NCRECORD_DONE = 22   /* the session has ended in order */
};

struct vg_ncrecord {
	enum vg_ncrecord_type type;
	size_t n;
	struct {
		const char *data; /* borrowed; not terminated */
		size_t size;
	} field[VG_NCRECORD_FIELDS];
};

/*
 * Appends a record of 'type' with 'n' fields (borrowed texts; at most VG_NCRECORD_FIELDS; longer
 * ones are cut at a character border) to 'out'.
 */
void
vg_ncrecord_add(
    struct vg_buf *out, enum vg_ncrecord_type type, const char *const *fields, size_t n);

/*
 * Reads the record at the start of the 'size' octets of 'data' (borrowed, so are the fields).
 * VG_OK and '*used' octets; VG_EAGAIN when it goes on behind them; VG_EPARSE for an unknown type
 * or fields that do not fill the record exactly, VG_ELIMIT for one beyond the limits.
 */
int
vg_ncrecord_read(const void *data, size_t size, struct vg_ncrecord *record, size_t *used);

/* Copies field 'i' into 'target' of 'room' octets, terminated; "" when there is none. */
void
vg_ncrecord_text(const struct vg_ncrecord *record, size_t i, char *target, size_t room);

/* Field 'i' as a number from 0 up to 'high'; -1 when it is none. */
long
vg_ncrecord_number(const struct vg_ncrecord *record, size_t i, long high);

#endif
