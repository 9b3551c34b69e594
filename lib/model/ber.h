/*
 * Reads BER as SNMP uses it: bounds-checked and as strict as the gate (lib/snmp/gate.h), for octets
 * that no library reads afterwards.
 *
 * A reader's failure is its end: after it nothing more is read, and who reads a whole element
 * asks once.
 *
 * Pure.  Sources: X.690 (definite lengths, also longer than needed), RFC 2578 section 7.1, RFC 3416
 * section 3.
 */
#ifndef VG_LIB_MODEL_BER_H
#define VG_LIB_MODEL_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/value.h"

/* Tags. */
enum {
	VG_BER_INTEGER = 0x02,
	VG_BER_OCTETS = 0x04,
	VG_BER_NULL = 0x05,
	VG_BER_OID = 0x06,
	VG_BER_SEQUENCE = 0x30,
	VG_BER_ADDRESS = 0x40,
	VG_BER_COUNTER32 = 0x41,
	VG_BER_UNSIGNED = 0x42,
	VG_BER_TICKS = 0x43,
	VG_BER_OPAQUE = 0x44,
	VG_BER_COUNTER64 = 0x46,
	VG_BER_UINTEGER = 0x47,
	VG_BER_NO_OBJECT = 0x80,
	VG_BER_NO_INSTANCE = 0x81,
	VG_BER_END_OF_VIEW = 0x82
};

/* What is left to read; borrows the octets. */
struct vg_ber {
	const unsigned char *at, *end;
	bool failed;
};

/* An element: its content is 'at' to 'end' (borrowed). */
struct vg_ber_element {
	uint8_t tag;
	const unsigned char *at, *end;
};

/* Fails the reader; gives an element of nothing. */
static inline struct vg_ber_element
vg_ber_fail(struct vg_ber *in)
{
	in->failed = true;
	in->at = in->end;
	return (struct vg_ber_element){0, in->end, in->end};
}

/* The length behind 'first', in its long form; SIZE_MAX when there is none. */
size_t
vg_ber_long_length(struct vg_ber *in, uint8_t first);

/* Takes the next element, whatever its tag. */
static inline struct vg_ber_element
vg_ber_next(struct vg_ber *in)
{
	struct vg_ber_element e;

	if (in->end - in->at < 2)
		return vg_ber_fail(in);
	e.tag = in->at[0];
	size_t size = in->at[1];
	in->at += 2;
	if (size >= 0x80)
		size = vg_ber_long_length(in, (uint8_t)size);
	if (size > (size_t)(in->end - in->at))
		return vg_ber_fail(in);
	e.at = in->at;
	e.end = in->at += size;
	return e;
}

/* Takes the next element, which must have 'tag'. */
static inline struct vg_ber_element
vg_ber_expect(struct vg_ber *in, uint8_t tag)
{
	struct vg_ber_element e = vg_ber_next(in);

	return e.tag == tag ? e : vg_ber_fail(in);
}

/* A reader of the element's content, which has failed when 'outer' has. */
static inline struct vg_ber
vg_ber_into(const struct vg_ber *outer, const struct vg_ber_element *e)
{
	return (struct vg_ber){e->at, e->end, outer->failed};
}

/* Whether everything was read, and well. */
static inline bool
vg_ber_is_done(const struct vg_ber *in)
{
	return !in->failed && in->at == in->end;
}

/* Takes an INTEGER of one to four octets that is 'low' or more; 0 and failed else. */
int32_t
vg_ber_int(struct vg_ber *in, int32_t low);

/* Reads the content of an OBJECT IDENTIFIER: 1 to 128 arcs below 2^32 (X.690 8.19). */
bool
vg_ber_oid(const struct vg_ber_element *e, struct vg_oid *oid);

/* Reads a value of any type SNMP knows into 'value', which holds nothing; false: malformed. */
bool
vg_ber_value(const struct vg_ber_element *e, struct vg_value *value);

/* Takes a varbind off 'list' into 'varbind', which holds nothing; false: malformed. */
bool
vg_ber_varbind(struct vg_ber *list, struct vg_varbind *varbind);

#endif
