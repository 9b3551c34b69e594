/*
 * One pass.  'struct in' is a cursor whose failure is its end: after it nothing more is read, and
 * who reads a whole element asks once.
 */
#include "lib/snmp/polldecode.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/gate.h"

enum { SEQUENCE = 0x30, INTEGER = 0x02, OCTETS = 0x04, NIL = 0x05, OBJECT = 0x06 };
enum { ADDRESS = 0x40, COUNTER32, UNSIGNED, TICKS, OPAQUE, COUNTER64 = 0x46, UINTEGER };
enum { ESCAPE = 0x9F, ESCAPED_FLOAT = 0x78, ESCAPED_DOUBLE = 0x79 };

struct in {
	const unsigned char *at, *end;
	bool failed;
};

/* An element: its content is 'at' to 'end'. */
struct element {
	uint8_t tag;
	const unsigned char *at, *end;
};

static struct element
fail(struct in *in)
{
	in->failed = true;
	in->at = in->end;
	return (struct element){0, in->end, in->end};
}

/* A length in its long form; longer forms than needed are legal and common. */
static size_t
long_length(struct in *in, uint8_t first)
{
	unsigned n = first & 0x7Fu;
	size_t size = 0;

	if (n < 1 || n > 4 || (size_t)(in->end - in->at) < n)
		return SIZE_MAX;
	while (n-- > 0)
		size = size << 8 | *in->at++;
	return size;
}

static inline struct element
next(struct in *in)
{
	struct element e;

	if (in->end - in->at < 2)
		return fail(in);
	e.tag = in->at[0];
	size_t size = in->at[1];
	in->at += 2;
	if (size >= 0x80)
		size = long_length(in, (uint8_t)size);
	if (size > (size_t)(in->end - in->at))
		return fail(in);
	e.at = in->at;
	e.end = in->at += size;
	return e;
}

/* The next element, which must have 'tag'. */
static inline struct element
expect(struct in *in, uint8_t tag)
{
	struct element e = next(in);

	return e.tag == tag ? e : fail(in);
}

/* An INTEGER of one to four octets. */
static int32_t
read_int(struct in *in, int32_t low)
{
	struct element e = expect(in, INTEGER);
	size_t size = (size_t)(e.end - e.at);

	if (size < 1 || size > 4) {
		fail(in);
		return 0;
	}
	uint32_t bits = *e.at >= 0x80 ? UINT32_MAX : 0;
	while (e.at < e.end)
		bits = bits << 8 | *e.at++;
	int32_t value;
	memcpy(&value, &bits, sizeof(value));
	if (value < low)
		fail(in);
	return value;
}

int
vg_polldecode_head(const void *data, size_t size, struct vg_polldecode_head *head)
{
	const unsigned char *octets = data;
	struct in in = {octets, octets ? octets + size : octets, false};
	struct element message = expect(&in, SEQUENCE);
	struct in inner = {message.at, message.end, in.failed || in.at != in.end};

	if (read_int(&inner, INT32_MIN) != 1)
		return VG_EPARSE;
	struct element community = expect(&inner, OCTETS);
	struct element pdu = expect(&inner, VG_PDU_RESPONSE);
	if (inner.failed || inner.at != inner.end || community.end - community.at > 255)
		return VG_EPARSE;
	struct in rest = {pdu.at, pdu.end, false};
	head->community = community.at;
	head->community_size = (size_t)(community.end - community.at);
	head->id = read_int(&rest, INT32_MIN);
	head->at = rest.at;
	head->end = rest.end;
	return rest.failed ? VG_EPARSE : VG_OK;
}

/* 1 to 128 arcs below 2^32, the last one complete (X.690 8.19). */
static bool
read_oid(const struct element *e, struct vg_oid *oid)
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
bits_of(const struct element *e, bool is_signed)
{
	uint64_t bits = is_signed && *e->at >= 0x80 ? UINT64_MAX : 0;

	for (const unsigned char *at = e->at; at < e->end; at++)
		bits = bits << 8 | *at;
	return bits;
}

/* Net-SNMP's escape for floats and 64-bit numbers: 9F, type, length, value. */
static bool
is_opaque(const struct element *e)
{
	struct in in = {e->at, e->end, false};

	if (in.at == in.end || *in.at != ESCAPE)
		return true;
	in.at++;
	struct element inner = next(&in);
	size_t size = (size_t)(inner.end - inner.at);

	return !in.failed && in.at == in.end && size >= 1 && size <= 9 &&
	    (inner.tag != ESCAPED_FLOAT || size == 4) &&
	    (inner.tag != ESCAPED_DOUBLE || size == 8);
}

static inline bool
set_number(struct vg_value *value, enum vg_value_type type, const struct element *e,
    size_t most, uint64_t mask)
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
set_octets(struct vg_value *value, enum vg_value_type type, const struct element *e)
{
	vg_value_set_octets(value, type, e->at, (size_t)(e->end - e->at));
	return true;
}

/* Octets, OIDs and what says that there is none: those that are no number. */
static bool
read_other(const struct element *e, struct vg_value *value)
{
	struct vg_oid oid;
	bool empty = e->at == e->end;

	switch (e->tag) {
	case OCTETS:
		return set_octets(value, VG_VALUE_OCTETS, e);
	case ADDRESS:
		return e->end - e->at == 4 && set_octets(value, VG_VALUE_ADDRESS, e);
	case OPAQUE:
		return is_opaque(e) && set_octets(value, VG_VALUE_OPAQUE, e);
	case OBJECT:
		if (!read_oid(e, &oid))
			return false;
		vg_value_set_oid(value, &oid);
		return true;
	case NIL:
		value->type = VG_VALUE_NONE;
		return empty;
	case 0x80:
		value->type = VG_VALUE_NO_OBJECT;
		return empty;
	case 0x81:
		value->type = VG_VALUE_NO_INSTANCE;
		return empty;
	case 0x82:
		value->type = VG_VALUE_END_OF_VIEW;
		return empty;
	default:
		return false;
	}
}

/* 'value' holds nothing. */
static inline bool
read_value(const struct element *e, struct vg_value *value)
{
	switch (e->tag) {
	case INTEGER:
		if (e->end - e->at < 1 || e->end - e->at > 4)
			return false;
		value->type = VG_VALUE_INTEGER;
		value->integer = (int64_t)bits_of(e, true);
		return true;
	case UNSIGNED:
	case UINTEGER:
		return set_number(value, VG_VALUE_UNSIGNED, e, 5, UINT32_MAX);
	case COUNTER32:
		return set_number(value, VG_VALUE_COUNTER32, e, 5, UINT32_MAX);
	case TICKS:
		return set_number(value, VG_VALUE_TIMETICKS, e, 5, UINT32_MAX);
	case COUNTER64:
		return set_number(value, VG_VALUE_COUNTER64, e, 9, UINT64_MAX);
	default:
		return read_other(e, value);
	}
}

static bool
read_varbind(struct in *list, struct vg_varbind *varbind)
{
	struct element e = expect(list, SEQUENCE);
	struct in in = {e.at, e.end, list->failed};
	struct element name = expect(&in, OBJECT);
	struct element value = next(&in);

	return !in.failed && in.at == in.end && read_oid(&name, &varbind->oid) &&
	    read_value(&value, &varbind->value);
}

static struct vg_varbind *
need_varbind(struct vg_polldecode_response *r)
{
	if (r->n_varbinds == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		struct vg_varbind *more = vg_mem_array(room, sizeof(*more));
		if (r->n_varbinds)
			memcpy(more, r->varbinds, r->n_varbinds * sizeof(*more));
		free(r->varbinds);
		r->varbinds = more;
		r->room = room;
	}
	return &r->varbinds[r->n_varbinds++];
}

int
vg_polldecode_rest(
    const struct vg_polldecode_head *head, struct vg_polldecode_response *response)
{
	struct in in = {head->at, head->end, false};

	vg_polldecode_reset(response);
	response->id = head->id;
	response->error_status = read_int(&in, 0);
	response->error_index = read_int(&in, 0);
	struct element e = expect(&in, SEQUENCE);
	struct in list = {e.at, e.end, false};
	bool good = !in.failed && in.at == in.end;
	while (good && list.at < list.end)
		good = response->n_varbinds < VG_GATE_MAX_VARBINDS &&
		    read_varbind(&list, need_varbind(response));
	if (!good)
		vg_polldecode_reset(response);
	return good ? VG_OK : VG_EPARSE;
}

void
vg_polldecode_reset(struct vg_polldecode_response *response)
{
	for (size_t i = 0; i < response->n_varbinds; i++) {
		struct vg_value *value = &response->varbinds[i].value;
		if (value->octets || value->oid)
			vg_value_fini(value);
		else
			memset(value, 0, sizeof(*value));
	}
	response->n_varbinds = 0;
}

void
vg_polldecode_fini(struct vg_polldecode_response *response)
{
	vg_polldecode_reset(response);
	free(response->varbinds);
	memset(response, 0, sizeof(*response));
}
