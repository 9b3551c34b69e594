/*
 * PDUs in BER.
 *
 * Writing goes backwards: what is in a constructed element is there before its length is needed, so
 * that no length is guessed and nothing is moved.  Reading relies on the gate for the shape
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

/*
 * Octets written from the end of a room to its beginning: what stands in a constructed element is
 * there before its length is needed.
 */
struct writer {
	unsigned char room[VG_POLLCODEC_MAX_SIZE];
	size_t at; /* the first octet written */
	bool full; /* something did not fit */
};

/* Gives the place of 'size' octets more, or NULL. */
static unsigned char *
before(struct writer *w, size_t size)
{
	if (w->full || size > w->at) {
		w->full = true;
		return NULL;
	}
	w->at -= size;
	return w->room + w->at;
}

static void
put(struct writer *w, const void *data, size_t size)
{
	unsigned char *at = before(w, size);

	if (at && size)
		memcpy(at, data, size);
}

/* The header of an element whose content reaches from here to 'end'. */
static void
put_header(struct writer *w, uint8_t tag, size_t end)
{
	size_t size = end - w->at;
	unsigned char header[4] = {
	    tag, 0x82, (unsigned char)(size >> 8), (unsigned char)size};

	if (size < 0x80) {
		header[1] = (unsigned char)size;
		put(w, header, 2);
	} else if (size <= 0xFF) {
		header[1] = 0x81;
		header[2] = (unsigned char)size;
		put(w, header, 3);
	} else {
		put(w, header, 4);
	}
}

static void
put_element(struct writer *w, uint8_t tag, const void *data, size_t size)
{
	size_t end = w->at;

	put(w, data, size);
	put_header(w, tag, end);
}

/* The shortest two's complement form. */
static void
put_integer(struct writer *w, uint8_t tag, int64_t value)
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
	put_element(w, tag, octets + at, 8 - at);
}

/* Unsigned numbers of 64 bits may need a ninth octet. */
static void
put_unsigned(struct writer *w, uint8_t tag, uint64_t value)
{
	if (value <= INT64_MAX) {
		put_integer(w, tag, (int64_t)value);
		return;
	}
	unsigned char octets[9] = {0};
	for (size_t i = 0; i < 8; i++)
		octets[1 + i] = (unsigned char)(value >> (56 - 8 * i));
	put_element(w, tag, octets, sizeof(octets));
}

static void
put_arc(struct writer *w, uint32_t arc)
{
	unsigned char more = 0;

	do {
		unsigned char *at = before(w, 1);
		if (at)
			*at = (unsigned char)((arc & 0x7F) | more);
		more = 0x80;
	} while ((arc >>= 7) > 0);
}

static void
put_oid(struct writer *w, const struct vg_oid *oid)
{
	size_t end = w->at;
	uint32_t top = oid->n_arcs > 0 ? oid->arc[0] : 0;
	uint32_t second = oid->n_arcs > 1 ? oid->arc[1] : 0;

	for (size_t i = oid->n_arcs; i > 2; i--)
		put_arc(w, oid->arc[i - 1]);
	put_arc(w, top * 40 + second);
	put_header(w, OBJECT, end);
}

static void
put_value(struct writer *w, const struct vg_value *value)
{
	uint8_t tag = tags[value->type];

	switch (value->type) {
	case VG_VALUE_INTEGER:
		put_integer(w, tag, value->integer);
		break;
	case VG_VALUE_UNSIGNED:
	case VG_VALUE_COUNTER32:
	case VG_VALUE_COUNTER64:
	case VG_VALUE_TIMETICKS:
		put_unsigned(w, tag, value->number);
		break;
	case VG_VALUE_OCTETS:
	case VG_VALUE_ADDRESS:
	case VG_VALUE_OPAQUE:
		put_element(w, tag, value->octets, value->size);
		break;
	case VG_VALUE_OID:
		put_oid(w, value->oid);
		break;
	case VG_VALUE_NONE:
	case VG_VALUE_NO_OBJECT:
	case VG_VALUE_NO_INSTANCE:
	case VG_VALUE_END_OF_VIEW:
		put_element(w, tag, NULL, 0);
		break;
	}
}

static void
put_varbind(struct writer *w, const struct vg_oid *oid, const struct vg_value *value)
{
	size_t end = w->at;

	put_value(w, value);
	put_oid(w, oid);
	put_header(w, SEQUENCE, end);
}

/* Closes the list of varbinds behind 'end' into a PDU and gives it to 'buf'. */
static void
give_pdu(struct writer *w, size_t end, int tag, int32_t id, int first, int second,
    struct vg_buf *buf)
{
	uint32_t bits = (uint32_t)id;
	/* The id has always four octets. */
	unsigned char octets[4] = {(unsigned char)(bits >> 24),
	    (unsigned char)(bits >> 16), (unsigned char)(bits >> 8), (unsigned char)bits};

	put_header(w, SEQUENCE, end);
	put_integer(w, INTEGER, second);
	put_integer(w, INTEGER, first);
	put_element(w, INTEGER, octets, sizeof(octets));
	put_header(w, (uint8_t)tag, end);
	if (w->full)
		buf->error = VG_ELIMIT;
	else
		vg_buf_add(buf, w->room + w->at, end - w->at);
}

/* The room is not cleared: what is written is what is read. */
static void
begin(struct writer *w)
{
	w->at = sizeof(w->room);
	w->full = false;
}

void
vg_pollcodec_request(struct vg_buf *buf, int tag, int32_t id, int first, int second,
    const struct vg_oid *oids, size_t n)
{
	static const struct vg_value nothing = {.type = VG_VALUE_NONE};
	struct writer w;

	begin(&w);
	for (size_t i = n; i > 0; i--)
		put_varbind(&w, &oids[i - 1], &nothing);
	give_pdu(&w, sizeof(w.room), tag, id, first, second, buf);
}

void
vg_pollcodec_inform(struct vg_buf *buf, int32_t id, uint32_t uptime,
    const struct vg_oid *notification, const struct vg_varbind *varbinds, size_t n)
{
	static const struct vg_oid up_time = {{1, 3, 6, 1, 2, 1, 1, 3, 0}, 9};
	static const struct vg_oid trap_oid = {{1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}, 11};
	struct vg_value value = {0};
	struct writer w;

	begin(&w);
	for (size_t i = n; i > 0; i--)
		put_varbind(&w, &varbinds[i - 1].oid, &varbinds[i - 1].value);
	vg_value_set_oid(&value, notification);
	put_varbind(&w, &trap_oid, &value);
	vg_value_set_number(&value, VG_VALUE_TIMETICKS, uptime);
	put_varbind(&w, &up_time, &value);
	give_pdu(&w, sizeof(w.room), VG_PDU_INFORM, id, 0, 0, buf);
}

void
vg_pollcodec_message(
    struct vg_buf *buf, const struct vg_secret *community, const struct vg_buf *pdu)
{
	struct writer w;

	begin(&w);
	put(&w, pdu->data, pdu->size);
	put_element(&w, OCTETS, community->data, community->size);
	put_integer(&w, INTEGER, 1);
	put_header(&w, SEQUENCE, sizeof(w.room));
	if (w.full || pdu->error != VG_OK)
		buf->error = w.full ? VG_ELIMIT : pdu->error;
	else
		vg_buf_add(buf, w.room + w.at, sizeof(w.room) - w.at);
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
