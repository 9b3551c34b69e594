/*
 * BER, read.
 */
#include "lib/model/ber.h"

#include <string.h>

enum { ESCAPE = 0x9F, ESCAPED_FLOAT = 0x78, ESCAPED_DOUBLE = 0x79 };

/* Longer forms than needed are legal and common. */
size_t
vg_ber_long_length(struct vg_ber *in, uint8_t first)
{
	unsigned n = first & 0x7Fu;
	size_t size = 0;

	if (n < 1 || n > 4 || (size_t)(in->end - in->at) < n)
		return SIZE_MAX;
	while (n-- > 0)
		size = size << 8 | *in->at++;
	return size;
}

int32_t
vg_ber_int(struct vg_ber *in, int32_t low)
{
	struct vg_ber_element e = vg_ber_expect(in, VG_BER_INTEGER);
	size_t size = (size_t)(e.end - e.at);

	if (size < 1 || size > 4) {
		vg_ber_fail(in);
		return 0;
	}
	uint32_t bits = *e.at >= 0x80 ? UINT32_MAX : 0;
	while (e.at < e.end)
		bits = bits << 8 | *e.at++;
	int32_t value;
	memcpy(&value, &bits, sizeof(value));
	if (value < low)
		vg_ber_fail(in);
	return value;
}

bool
vg_ber_oid(const struct vg_ber_element *e, struct vg_oid *oid)
{
	const unsigned char *at = e->at;
	uint64_t arc = 0;
	size_t n = 0;

	if (at == e->end || e->end[-1] >= 0x80)
		return false;
	for (; at < e->end; at++) {
		arc = arc << 7 | (*at & 0x7Fu);
		if (arc > UINT32_MAX)
			return false;
		if (*at >= 0x80)
			continue;
		if (n == 0) {
			uint32_t top = arc < 80 ? (uint32_t)arc / 40 : 2;
			oid->arc[n++] = top;
			arc -= top * 40;
		}
		if (n == VG_OID_MAX)
			return false;
		oid->arc[n++] = (uint32_t)arc;
		arc = 0;
	}
	oid->n_arcs = n;
	return true;
}

static uint64_t
bits_of(const struct vg_ber_element *e, bool is_signed)
{
	uint64_t bits = is_signed && *e->at >= 0x80 ? UINT64_MAX : 0;

	for (const unsigned char *at = e->at; at < e->end; at++)
		bits = bits << 8 | *at;
	return bits;
}

/* Net-SNMP's escape for floats and 64-bit numbers: 9F, type, length, value. */
static bool
is_opaque(const struct vg_ber_element *e)
{
	struct vg_ber in = {e->at, e->end, false};

	if (in.at == in.end || *in.at != ESCAPE)
		return true;
	in.at++;
	struct vg_ber_element inner = vg_ber_next(&in);
	size_t size = (size_t)(inner.end - inner.at);

	return !in.failed && in.at == in.end && size >= 1 && size <= 9 &&
	    (inner.tag != ESCAPED_FLOAT || size == 4) &&
	    (inner.tag != ESCAPED_DOUBLE || size == 8);
}

static inline bool
set_number(struct vg_value *value, enum vg_value_type type,
    const struct vg_ber_element *e, size_t most, uint64_t mask)
{
	size_t size = (size_t)(e->end - e->at);

	if (size < 1 || size > most)
		return false;
	/* A sender that forgets the leading zero means the positive number all the same. */
	value->type = type;
	value->number = bits_of(e, false) & mask;
	return true;
}

static bool
set_octets(
    struct vg_value *value, enum vg_value_type type, const struct vg_ber_element *e)
{
	vg_value_set_octets(value, type, e->at, (size_t)(e->end - e->at));
	return true;
}

/* Octets, OIDs and what says that there is none: those that are no number. */
static bool
read_other(const struct vg_ber_element *e, struct vg_value *value)
{
	struct vg_oid oid;
	bool empty = e->at == e->end;

	switch (e->tag) {
	case VG_BER_OCTETS:
		return set_octets(value, VG_VALUE_OCTETS, e);
	case VG_BER_ADDRESS:
		return e->end - e->at == 4 && set_octets(value, VG_VALUE_ADDRESS, e);
	case VG_BER_OPAQUE:
		return is_opaque(e) && set_octets(value, VG_VALUE_OPAQUE, e);
	case VG_BER_OID:
		if (!vg_ber_oid(e, &oid))
			return false;
		vg_value_set_oid(value, &oid);
		return true;
	case VG_BER_NULL:
		value->type = VG_VALUE_NONE;
		return empty;
	case VG_BER_NO_OBJECT:
		value->type = VG_VALUE_NO_OBJECT;
		return empty;
	case VG_BER_NO_INSTANCE:
		value->type = VG_VALUE_NO_INSTANCE;
		return empty;
	case VG_BER_END_OF_VIEW:
		value->type = VG_VALUE_END_OF_VIEW;
		return empty;
	default:
		return false;
	}
}

bool
vg_ber_value(const struct vg_ber_element *e, struct vg_value *value)
{
	switch (e->tag) {
	case VG_BER_INTEGER:
		if (e->end - e->at < 1 || e->end - e->at > 4)
			return false;
		value->type = VG_VALUE_INTEGER;
		value->integer = (int64_t)bits_of(e, true);
		return true;
	case VG_BER_UNSIGNED:
	case VG_BER_UINTEGER:
		return set_number(value, VG_VALUE_UNSIGNED, e, 5, UINT32_MAX);
	case VG_BER_COUNTER32:
		return set_number(value, VG_VALUE_COUNTER32, e, 5, UINT32_MAX);
	case VG_BER_TICKS:
		return set_number(value, VG_VALUE_TIMETICKS, e, 5, UINT32_MAX);
	case VG_BER_COUNTER64:
		return set_number(value, VG_VALUE_COUNTER64, e, 9, UINT64_MAX);
	default:
		return read_other(e, value);
	}
}

bool
vg_ber_varbind(struct vg_ber *list, struct vg_varbind *varbind)
{
	struct vg_ber_element e = vg_ber_expect(list, VG_BER_SEQUENCE);
	struct vg_ber in = {e.at, e.end, list->failed};
	struct vg_ber_element name = vg_ber_expect(&in, VG_BER_OID);
	struct vg_ber_element value = vg_ber_next(&in);

	return !in.failed && in.at == in.end && vg_ber_oid(&name, &varbind->oid) &&
	    vg_ber_value(&value, &varbind->value);
}
