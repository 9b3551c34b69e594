/*
 * PDUs in BER.
 *
 * Writing goes inside out: a constructed element is built in a buffer of its own and then put
 * behind its header, so that no length is guessed.  Reading relies on the gate for the shape
 * and on the cursor for the bounds.
 */
#include "lib/snmp/pollcodec.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/gate.h"

enum { SEQUENCE = 0x30, INTEGER = 0x02, OCTETS = 0x04, NIL = 0x05, OBJECT = 0x06 };

/* BER tags by type of value; the order is enum vg_value_type's. */
static const uint8_t tags[] = {
    [VG_VALUE_NONE] = NIL,
    [VG_VALUE_INTEGER] = INTEGER,
    [VG_VALUE_UNSIGNED] = 0x42,
    [VG_VALUE_COUNTER32] = 0x41,
    [VG_VALUE_COUNTER64] = 0x46,
    [VG_VALUE_TIMETICKS] = 0x43,
    [VG_VALUE_OCTETS] = OCTETS,
    [VG_VALUE_OID] = OBJECT,
    [VG_VALUE_ADDRESS] = 0x40,
    [VG_VALUE_OPAQUE] = 0x44,
    [VG_VALUE_NO_OBJECT] = 0x80,
    [VG_VALUE_NO_INSTANCE] = 0x81,
    [VG_VALUE_END_OF_VIEW] = 0x82,
};

static void
put_header(struct vg_buf *buf, uint8_t tag, size_t size)
{
	vg_buf_add_u8(buf, tag);
	if (size < 0x80) {
		vg_buf_add_u8(buf, (uint8_t)size);
	} else if (size <= 0xFF) {
		vg_buf_add_u8(buf, 0x81);
		vg_buf_add_u8(buf, (uint8_t)size);
	} else {
		vg_buf_add_u8(buf, 0x82);
		vg_buf_add_u8(buf, (uint8_t)(size >> 8));
		vg_buf_add_u8(buf, (uint8_t)size);
	}
}

static void
put_element(struct vg_buf *buf, uint8_t tag, const void *data, size_t size)
{
	put_header(buf, tag, size);
	vg_buf_add(buf, data, size);
}

/* Takes the buffer of a constructed element and puts it behind its header. */
static void
put_constructed(struct vg_buf *buf, uint8_t tag, struct vg_buf *content)
{
	put_element(buf, tag, content->data, content->size);
	if (content->error != VG_OK)
		buf->error = content->error;
	vg_buf_fini(content);
}

/* The shortest two's complement form. */
static void
put_integer(struct vg_buf *buf, uint8_t tag, int64_t value)
{
	unsigned char octets[8];
	size_t at = 8;
	uint64_t bits = (uint64_t)value;

	do {
		octets[--at] = (unsigned char)bits;
		bits = bits >> 8 | (value < 0 ? UINT64_C(0xFF) << 56 : 0);
	} while (at > 0 &&
	    (value < 0 ? bits != UINT64_MAX || octets[at] < 0x80
		       : bits != 0 || octets[at] >= 0x80));
	put_element(buf, tag, octets + at, 8 - at);
}

/* Unsigned numbers of 64 bits may need a ninth octet. */
static void
put_unsigned(struct vg_buf *buf, uint8_t tag, uint64_t value)
{
	if (value <= INT64_MAX) {
		put_integer(buf, tag, (int64_t)value);
		return;
	}
	unsigned char octets[9] = {0};
	for (size_t i = 0; i < 8; i++)
		octets[1 + i] = (unsigned char)(value >> (56 - 8 * i));
	put_element(buf, tag, octets, sizeof(octets));
}

static size_t
arc_octets(uint64_t arc, unsigned char octets[5])
{
	size_t n = 1;

	for (uint64_t rest = arc >> 7; rest; rest >>= 7)
		n++;
	for (size_t i = 0; i < n; i++)
		octets[i] = (unsigned char)((arc >> (7 * (n - 1 - i)) & 0x7F) |
		    (i + 1 < n ? 0x80 : 0));
	return n;
}

static void
put_oid(struct vg_buf *buf, const struct vg_oid *oid)
{
	unsigned char octets[VG_OID_MAX * 5];
	uint32_t top = oid->n_arcs > 0 ? oid->arc[0] : 0;
	uint64_t first = (uint64_t)top * 40 + (oid->n_arcs > 1 ? oid->arc[1] : 0);
	size_t size = arc_octets(first & UINT32_MAX, octets);

	for (size_t i = 2; i < oid->n_arcs; i++)
		size += arc_octets(oid->arc[i], octets + size);
	put_element(buf, OBJECT, octets, size);
}

static void
put_value(struct vg_buf *buf, const struct vg_value *value)
{
	uint8_t tag = tags[value->type];

	switch (value->type) {
	case VG_VALUE_INTEGER:
		put_integer(buf, tag, value->integer);
		break;
	case VG_VALUE_UNSIGNED:
	case VG_VALUE_COUNTER32:
	case VG_VALUE_COUNTER64:
	case VG_VALUE_TIMETICKS:
		put_unsigned(buf, tag, value->number);
		break;
	case VG_VALUE_OCTETS:
	case VG_VALUE_ADDRESS:
	case VG_VALUE_OPAQUE:
		put_element(buf, tag, value->octets, value->size);
		break;
	case VG_VALUE_OID:
		put_oid(buf, value->oid);
		break;
	case VG_VALUE_NONE:
	case VG_VALUE_NO_OBJECT:
	case VG_VALUE_NO_INSTANCE:
	case VG_VALUE_END_OF_VIEW:
		put_header(buf, tag, 0);
		break;
	}
}

static void
put_varbind(struct vg_buf *list, const struct vg_oid *oid, const struct vg_value *value)
{
	struct vg_buf varbind;

	vg_buf_init(&varbind, VG_POLLCODEC_MAX_SIZE);
	put_oid(&varbind, oid);
	put_value(&varbind, value);
	put_constructed(list, SEQUENCE, &varbind);
}

/* Takes 'list'.  The id has always four octets. */
static void
put_pdu(
    struct vg_buf *buf, int tag, int32_t id, int first, int second, struct vg_buf *list)
{
	struct vg_buf pdu;
	uint32_t bits = (uint32_t)id;
	unsigned char octets[4] = {(unsigned char)(bits >> 24),
	    (unsigned char)(bits >> 16), (unsigned char)(bits >> 8), (unsigned char)bits};

	vg_buf_init(&pdu, VG_POLLCODEC_MAX_SIZE);
	put_element(&pdu, INTEGER, octets, sizeof(octets));
	put_integer(&pdu, INTEGER, first);
	put_integer(&pdu, INTEGER, second);
	put_constructed(&pdu, SEQUENCE, list);
	put_constructed(buf, (uint8_t)tag, &pdu);
}

void
vg_pollcodec_request(struct vg_buf *buf, int tag, int32_t id, int first, int second,
    const struct vg_oid *oids, size_t n)
{
	static const struct vg_value nothing = {.type = VG_VALUE_NONE};
	struct vg_buf list;

	vg_buf_init(&list, VG_POLLCODEC_MAX_SIZE);
	for (size_t i = 0; i < n; i++)
		put_varbind(&list, &oids[i], &nothing);
	put_pdu(buf, tag, id, first, second, &list);
}

void
vg_pollcodec_inform(struct vg_buf *buf, int32_t id, uint32_t uptime,
    const struct vg_oid *notification, const struct vg_varbind *varbinds, size_t n)
{
	static const struct vg_oid up_time = {{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9};
	static const struct vg_oid trap_oid = {{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}, 11};
	struct vg_value value = {.type = VG_VALUE_TIMETICKS, .number = uptime};
	struct vg_buf list;

	vg_buf_init(&list, VG_POLLCODEC_MAX_SIZE);
	put_varbind(&list, &up_time, &value);
	memset(&value, 0, sizeof(value));
	vg_value_set_oid(&value, notification);
	put_varbind(&list, &trap_oid, &value);
	vg_value_fini(&value);
	for (size_t i = 0; i < n; i++)
		put_varbind(&list, &varbinds[i].oid, &varbinds[i].value);
	put_pdu(buf, VG_PDU_INFORM, id, 0, 0, &list);
}

void
vg_pollcodec_message(
    struct vg_buf *buf, const struct vg_secret *community, const struct vg_buf *pdu)
{
	struct vg_buf message;

	vg_buf_init(&message, VG_POLLCODEC_MAX_SIZE);
	put_integer(&message, INTEGER, 1);
	put_element(&message, OCTETS, community->data, community->size);
	vg_buf_add(&message, pdu->data, pdu->size);
	if (pdu->error != VG_OK)
		message.error = pdu->error;
	put_constructed(buf, SEQUENCE, &message);
}

/* --- reading: what comes here has passed the gate ----------------------------------------- */

static struct vg_cursor
get_element(struct vg_cursor *c, uint8_t *tag)
{
	*tag = vg_cursor_u8(c);
	size_t size = vg_cursor_u8(c);

	if (size >= 0x80) {
		unsigned n = size & 0x7F;
		size = 0;
		for (unsigned i = 0; i < n && i < 4; i++)
			size = size << 8 | vg_cursor_u8(c);
	}
	return vg_cursor_sub(c, size);
}

static uint64_t
get_bits(struct vg_cursor content, bool is_signed)
{
	uint64_t bits = is_signed && vg_cursor_peek(&content) >= 0x80 ? UINT64_MAX : 0;

	while (vg_cursor_left(&content) > 0)
		bits = bits << 8 | vg_cursor_u8(&content);
	return bits;
}

static void
get_oid(struct vg_cursor content, struct vg_oid *oid)
{
	const unsigned char *at = content.at;
	size_t n = 0;
	uint32_t arc = 0;

	if (content.failed)
		at = content.end;
	for (; at < content.end && n < VG_OID_MAX; at++) {
		arc = arc << 7 | (*at & 0x7Fu);
		if (*at >= 0x80)
			continue;
		if (n == 0) {
			uint32_t top = arc < 80 ? arc / 40 : 2;
			oid->arc[n++] = top;
			arc -= top * 40;
		}
		oid->arc[n++] = arc;
		arc = 0;
	}
	oid->n_arcs = n;
}

static enum vg_value_type
type_of(uint8_t tag)
{
	/* By tag; what is left out is VG_VALUE_NONE, which is 0. */
	static const uint8_t types[256] = {
	    [INTEGER] = VG_VALUE_INTEGER,
	    [0x42] = VG_VALUE_UNSIGNED,
	    [0x47] = VG_VALUE_UNSIGNED,
	    [0x41] = VG_VALUE_COUNTER32,
	    [0x46] = VG_VALUE_COUNTER64,
	    [0x43] = VG_VALUE_TIMETICKS,
	    [OCTETS] = VG_VALUE_OCTETS,
	    [OBJECT] = VG_VALUE_OID,
	    [0x40] = VG_VALUE_ADDRESS,
	    [0x44] = VG_VALUE_OPAQUE,
	    [0x80] = VG_VALUE_NO_OBJECT,
	    [0x81] = VG_VALUE_NO_INSTANCE,
	    [0x82] = VG_VALUE_END_OF_VIEW,
	};

	return (enum vg_value_type)types[tag];
}

static void
get_value(struct vg_cursor *c, struct vg_value *value)
{
	uint8_t tag;
	struct vg_cursor content = get_element(c, &tag);
	enum vg_value_type type = type_of(tag);
	struct vg_oid oid;

	switch (type) {
	case VG_VALUE_INTEGER:
		vg_value_set_integer(value, (int64_t)get_bits(content, true));
		break;
	case VG_VALUE_UNSIGNED:
	case VG_VALUE_COUNTER32:
	case VG_VALUE_TIMETICKS:
		/* A sender that forgets the leading zero means the positive number all the same. */
		vg_value_set_number(value, type, get_bits(content, false) & UINT32_MAX);
		break;
	case VG_VALUE_COUNTER64:
		vg_value_set_number(value, type, get_bits(content, false));
		break;
	case VG_VALUE_OCTETS:
	case VG_VALUE_ADDRESS:
	case VG_VALUE_OPAQUE:
		vg_value_set_octets(value, type, content.at, vg_cursor_left(&content));
		break;
	case VG_VALUE_OID:
		get_oid(content, &oid);
		vg_value_set_oid(value, &oid);
		break;
	case VG_VALUE_NONE:
	case VG_VALUE_NO_OBJECT:
	case VG_VALUE_NO_INSTANCE:
	case VG_VALUE_END_OF_VIEW:
		value->type = type;
		break;
	}
}

static bool
is_community(const struct vg_gate_facts *facts, const struct vg_secret *community)
{
	return facts->community_size == community->size &&
	    vg_digest_equal_bytes(facts->community, community->data, community->size);
}

/* Room for 'n' varbinds that hold nothing yet. */
static void
make_room(struct vg_pollcodec_response *response, size_t n)
{
	if (n <= response->room)
		return;
	free(response->varbinds);
	response->varbinds = vg_mem_array(n, sizeof(*response->varbinds));
	response->room = n;
}

int
vg_pollcodec_decode_passed(const void *data, size_t size,
    const struct vg_gate_facts *facts, const struct vg_secret *community,
    struct vg_pollcodec_response *response)
{
	uint8_t tag;

	vg_pollcodec_reset(response);
	if (facts->version != 2 || facts->pdu != VG_PDU_RESPONSE)
		return VG_EPARSE;
	if (!is_community(facts, community))
		return VG_EAUTH;
	struct vg_cursor message = vg_cursor_over(data, size);
	vg_cursor_take(&message, facts->pdu_at);
	struct vg_cursor pdu = get_element(&message, &tag);
	response->id = (int32_t)get_bits(get_element(&pdu, &tag), true);
	response->error_status = (int)get_bits(get_element(&pdu, &tag), true);
	response->error_index = (int)get_bits(get_element(&pdu, &tag), true);
	struct vg_cursor list = get_element(&pdu, &tag);
	make_room(response, facts->n_varbinds);
	while (vg_cursor_left(&list) > 0 && response->n_varbinds < facts->n_varbinds) {
		struct vg_varbind *v = &response->varbinds[response->n_varbinds++];
		struct vg_cursor varbind = get_element(&list, &tag);
		get_oid(get_element(&varbind, &tag), &v->oid);
		get_value(&varbind, &v->value);
	}
	return VG_OK;
}

int
vg_pollcodec_decode(const void *data, size_t size, const struct vg_secret *community,
    struct vg_pollcodec_response *response)
{
	struct vg_gate_facts facts;

	if (vg_gate_check(data, size, &facts) == VG_GATE_PASS)
		return vg_pollcodec_decode_passed(
		    data, size, &facts, community, response);
	vg_pollcodec_reset(response);
	return VG_EPARSE;
}

void
vg_pollcodec_reset(struct vg_pollcodec_response *response)
{
	for (size_t i = 0; i < response->n_varbinds; i++)
		vg_value_fini(&response->varbinds[i].value);
	response->n_varbinds = 0;
}

void
vg_pollcodec_fini(struct vg_pollcodec_response *response)
{
	vg_pollcodec_reset(response);
	free(response->varbinds);
	memset(response, 0, sizeof(*response));
}
