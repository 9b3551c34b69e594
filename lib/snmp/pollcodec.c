/*
 * PDUs in BER.
 *
 * Writing goes backwards: what is in a constructed element is there before its length is needed, so
 * that no length is guessed and nothing is moved.
 */
#include "lib/snmp/pollcodec.h"

#include <string.h>

#include "lib/base/digest.h"
#include "lib/base/error.h"
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
vg_pollcodec_notification(struct vg_buf *buf, int tag, int32_t id, uint32_t uptime,
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
	give_pdu(&w, sizeof(w.room), tag, id, 0, 0, buf);
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

/* --- reading ----------------------------------------------------------------------------- */

bool
vg_pollcodec_is_community(
    const struct vg_polldecode_head *head, const struct vg_secret *community)
{
	return head->community_size == community->size &&
	    vg_digest_equal_bytes(head->community, community->data, community->size);
}

int
vg_pollcodec_decode(const void *data, size_t size, const struct vg_secret *community,
    struct vg_polldecode_response *response)
{
	struct vg_polldecode_head head;

	vg_polldecode_reset(response);
	if (vg_polldecode_head(data, size, &head) != VG_OK)
		return VG_EPARSE;
	if (!vg_pollcodec_is_community(&head, community))
		return VG_EAUTH;
	return vg_polldecode_rest(&head, response);
}
