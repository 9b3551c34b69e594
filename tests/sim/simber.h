/*
 * BER as SNMP uses it, the simulator's own: it must not share a bug with what it tests.
 *
 * Messages are written from their end to their beginning, because a length stands before what
 * it counts.  Reading is vg_cursor's, which never passes the end.
 *
 * Sources: X.690 section 8; RFC 3417 section 8; RFC 2578 section 7.1 (application tags).
 */
#ifndef VG_TESTS_SIM_SIMBER_H
#define VG_TESTS_SIM_SIMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"
#include "lib/model/oid.h"

enum vg_simber_tag {
	VG_SIMBER_INTEGER = 0x02,
	VG_SIMBER_OCTETS = 0x04,
	VG_SIMBER_NULL = 0x05,
	VG_SIMBER_OID = 0x06,
	VG_SIMBER_SEQUENCE = 0x30,
	VG_SIMBER_IPADDRESS = 0x40,
	VG_SIMBER_COUNTER32 = 0x41,
	VG_SIMBER_GAUGE32 = 0x42,
	VG_SIMBER_TIMETICKS = 0x43,
	VG_SIMBER_COUNTER64 = 0x46,
	VG_SIMBER_NO_OBJECT = 0x80,
	VG_SIMBER_NO_INSTANCE = 0x81,
	VG_SIMBER_END_OF_MIB = 0x82,
	VG_SIMBER_GET = 0xa0,
	VG_SIMBER_GETNEXT = 0xa1,
	VG_SIMBER_RESPONSE = 0xa2,
	VG_SIMBER_SET = 0xa3,
	VG_SIMBER_TRAP_V1 = 0xa4,
	VG_SIMBER_GETBULK = 0xa5,
	VG_SIMBER_TRAP = 0xa7,
	VG_SIMBER_REPORT = 0xa8
};

struct vg_simber_out {
	unsigned char *room; /* borrowed */
	size_t at;           /* first used byte; everything up to 'size' is written */
	size_t size;
	bool failed; /* something did not fit */
};

/* Begins at the end of the 'size' bytes at 'room' (borrowed while 'out' is used). */
void
vg_simber_begin(struct vg_simber_out *out, unsigned char *room, size_t size);

/* How many bytes are written; what vg_simber_wrap takes to know where a structure began. */
size_t
vg_simber_written(const struct vg_simber_out *out);

/* The written bytes (borrowed from the room). */
const unsigned char *
vg_simber_data(const struct vg_simber_out *out);

/* Puts raw bytes, an integer in two's complement, an unsigned number, octets, an OID. */
void
vg_simber_put_raw(struct vg_simber_out *out, const void *data, size_t size);
void
vg_simber_put_int(struct vg_simber_out *out, uint8_t tag, int64_t value);
void
vg_simber_put_uint(struct vg_simber_out *out, uint8_t tag, uint64_t value);
void
vg_simber_put_octets(
    struct vg_simber_out *out, uint8_t tag, const void *data, size_t size);
void
vg_simber_put_oid(struct vg_simber_out *out, const struct vg_oid *oid);

/* Puts tag and length of all that was written since vg_simber_written gave 'mark'. */
void
vg_simber_wrap(struct vg_simber_out *out, uint8_t tag, size_t mark);

/* Takes one element of any tag: gives its content, '*tag' its tag. */
struct vg_cursor
vg_simber_any(struct vg_cursor *in, uint8_t *tag);

/* Takes one element that must have 'tag'; fails 'in' when it has another. */
struct vg_cursor
vg_simber_take(struct vg_cursor *in, uint8_t tag);

/* Takes an INTEGER between 'low' and 'high'; fails 'in' when it is none. */
int64_t
vg_simber_take_int(struct vg_cursor *in, int64_t low, int64_t high);

/* Takes an OBJECT IDENTIFIER; fails 'in' when it is malformed. */
void
vg_simber_take_oid(struct vg_cursor *in, struct vg_oid *oid);

#endif
