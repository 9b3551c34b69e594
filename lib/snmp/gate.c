/*
 * The gate.
 *
 * One struct carries the first verdict; after it nothing is read any more, so that the check
 * of a whole message is straight code.  A sub-cursor is cut for every constructed element and
 * must be used up: that is what "nests exactly" means here.
 */
#include "lib/snmp/gate.h"

#include <string.h>

#include "lib/base/cursor.h"

/* Tags of RFC 2578 section 7.1 in BER. */
enum {
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_NULL = 0x05,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	TAG_ADDRESS = 0x40,
	TAG_COUNTER32 = 0x41,
	TAG_UNSIGNED = 0x42,
	TAG_TICKS = 0x43,
	TAG_OPAQUE = 0x44,
	TAG_COUNTER64 = 0x46,
	TAG_UINTEGER = 0x47,
	TAG_NO_OBJECT = 0x80,
	TAG_NO_INSTANCE = 0x81,
	TAG_END_OF_VIEW = 0x82
};

/* Net-SNMP unpacks these inside an Opaque by itself, so their inner lengths count as well. */
enum { OPAQUE_ESCAPE = 0x9F, OPAQUE_FLOAT = 0x78, OPAQUE_DOUBLE = 0x79 };

enum { ENTERPRISE_SPECIFIC = 6 }; /* RFC 1157 4.1.6, generic-trap */
enum { FLAG_AUTH = 1, FLAG_PRIV = 2, FLAG_REPORTABLE = 4, MODEL_USM = 3 };

struct gate {
	enum vg_gate_verdict verdict;
	const unsigned char *start;
	struct vg_gate_facts *facts;
};

static void
refuse(struct gate *g, enum vg_gate_verdict verdict)
{
	if (g->verdict == VG_GATE_PASS)
		g->verdict = verdict;
}

/* A definite length; longer forms than needed are legal and common (82 00 05). */
static size_t
read_length(struct gate *g, struct vg_cursor *c)
{
	uint8_t first = vg_cursor_u8(c);
	size_t size = 0;

	if (first < 0x80)
		return first;
	if (first == 0x80 || first > 0x84)
		refuse(g, VG_GATE_LENGTH);
	for (unsigned i = 0; i < (first & 0x7Fu) && i < 4; i++)
		size = size << 8 | vg_cursor_u8(c);
	return size;
}

/* Takes one element of any tag; its content must lie inside 'c'. */
static struct vg_cursor
read_any(struct gate *g, struct vg_cursor *c, uint8_t *tag)
{
	*tag = vg_cursor_u8(c);
	size_t size = read_length(g, c);
	struct vg_cursor content =
	    vg_cursor_sub(c, g->verdict == VG_GATE_PASS ? size : 0);

	if (c->failed)
		refuse(g, VG_GATE_LENGTH);
	return content;
}

/* Takes one element that must have 'tag'. */
static struct vg_cursor
read_element(struct gate *g, struct vg_cursor *c, uint8_t tag)
{
	uint8_t found;
	struct vg_cursor content = read_any(g, c, &found);

	if (found != tag)
		refuse(g, VG_GATE_TAG);
	return content;
}

/* An INTEGER of at most four octets between 'low' and 'high'. */
static int32_t
read_int(struct gate *g, struct vg_cursor *c, int64_t low, int64_t high)
{
	struct vg_cursor content = read_element(g, c, TAG_INTEGER);
	size_t size = vg_cursor_left(&content);
	uint32_t bits = vg_cursor_peek(&content) >= 0x80 ? UINT32_MAX : 0;

	if (size < 1 || size > 4)
		refuse(g, VG_GATE_NUMBER);
	for (size_t i = 0; i < size && i < 4; i++)
		bits = bits << 8 | vg_cursor_u8(&content);
	int64_t value =
	    bits > INT32_MAX ? (int64_t)bits - ((int64_t)1 << 32) : (int64_t)bits;
	if (value < low || value > high)
		refuse(g, VG_GATE_NUMBER);
	return (int32_t)value;
}

static const unsigned char *
read_octets(struct gate *g, struct vg_cursor *c, size_t limit, size_t *size)
{
	struct vg_cursor content = read_element(g, c, TAG_OCTETS);

	*size = vg_cursor_left(&content);
	if (*size > limit)
		refuse(g, VG_GATE_STRING);
	return content.at;
}

static void
must_be_empty(struct gate *g, const struct vg_cursor *c)
{
	if (c->at != c->end)
		refuse(g, VG_GATE_LENGTH);
}

/* 1 to 128 arcs below 2^32, the last one complete (X.690 8.19). */
static void
check_oid(struct gate *g, struct vg_cursor content)
{
	size_t n_arcs = 1;
	uint64_t arc = 0;
	uint8_t octet = 0x80;

	while (vg_cursor_left(&content) > 0) {
		octet = vg_cursor_u8(&content);
		arc = arc << 7 | (octet & 0x7Fu);
		if (arc > UINT32_MAX)
			refuse(g, VG_GATE_OID);
		if (octet < 0x80) {
			arc = 0;
			n_arcs++;
		}
	}
	if (octet >= 0x80 || n_arcs > 128)
		refuse(g, VG_GATE_OID);
}

/* Net-SNMP's escape for floats and 64-bit numbers: 9F, type, length, value. */
static void
check_opaque(struct gate *g, struct vg_cursor content)
{
	if (vg_cursor_peek(&content) != OPAQUE_ESCAPE)
		return;
	vg_cursor_u8(&content);
	uint8_t type;
	struct vg_cursor inner = read_any(g, &content, &type);
	size_t size = vg_cursor_left(&inner);

	must_be_empty(g, &content);
	if ((type == OPAQUE_FLOAT && size != 4) || (type == OPAQUE_DOUBLE && size != 8) ||
	    size < 1 || size > 9)
		refuse(g, VG_GATE_VALUE);
}

static void
check_size(struct gate *g, size_t size, size_t low, size_t high)
{
	if (size < low || size > high)
		refuse(g, VG_GATE_VALUE);
}

/* An unsigned number of 'full' octets at most: one more is the zero before its first bit. */
static void
check_unsigned(struct gate *g, const struct vg_cursor *content, size_t full)
{
	size_t size = vg_cursor_left(content);

	check_size(g, size, 1, full + 1);
	if (size > full && vg_cursor_peek(content) != 0)
		refuse(g, VG_GATE_VALUE);
}

static void
check_value(struct gate *g, struct vg_cursor *c)
{
	uint8_t tag;
	struct vg_cursor content = read_any(g, c, &tag);
	size_t size = vg_cursor_left(&content);

	switch (tag) {
	case TAG_INTEGER:
		check_size(g, size, 1, 4);
		break;
	case TAG_COUNTER32:
	case TAG_UNSIGNED:
	case TAG_TICKS:
	case TAG_UINTEGER:
		check_unsigned(g, &content, 4);
		break;
	case TAG_COUNTER64:
		check_unsigned(g, &content, 8);
		break;
	case TAG_ADDRESS:
		check_size(g, size, 4, 4);
		break;
	case TAG_NULL:
	case TAG_NO_OBJECT:
	case TAG_NO_INSTANCE:
	case TAG_END_OF_VIEW:
		check_size(g, size, 0, 0);
		break;
	case TAG_OID:
		check_oid(g, content);
		break;
	case TAG_OPAQUE:
		check_opaque(g, content);
		break;
	case TAG_OCTETS:
		break;
	default:
		refuse(g, VG_GATE_VALUE);
	}
}

static void
check_varbinds(struct gate *g, struct vg_cursor *c)
{
	struct vg_cursor list = read_element(g, c, TAG_SEQUENCE);

	while (vg_cursor_left(&list) > 0 && g->verdict == VG_GATE_PASS) {
		struct vg_cursor varbind = read_element(g, &list, TAG_SEQUENCE);
		check_oid(g, read_element(g, &varbind, TAG_OID));
		check_value(g, &varbind);
		must_be_empty(g, &varbind);
		if (++g->facts->n_varbinds > VG_GATE_MAX_VARBINDS)
			refuse(g, VG_GATE_VARBINDS);
	}
}

/* RFC 1157 4.1.6: enterprise, agent-addr, generic, specific, time stamp. */
static void
check_trap_v1(struct gate *g, struct vg_cursor *pdu)
{
	check_oid(g, read_element(g, pdu, TAG_OID));
	struct vg_cursor address = read_element(g, pdu, TAG_ADDRESS);
	check_size(g, vg_cursor_left(&address), 4, 4);
	int32_t generic = read_int(g, pdu, 0, 6);
	/* RFC 3584 3.1 makes an arc of it, unless the trap is a generic one. */
	read_int(g, pdu, generic == ENTERPRISE_SPECIFIC ? 0 : INT32_MIN, INT32_MAX);
	struct vg_cursor ticks = read_element(g, pdu, TAG_TICKS);
	check_unsigned(g, &ticks, 4);
}

/* Which PDUs a version knows; an SNMPv1 Trap-PDU exists in SNMPv1 alone. */
static bool
is_known_pdu(int version, int tag)
{
	switch (tag) {
	case VG_PDU_GET:
	case VG_PDU_GET_NEXT:
	case VG_PDU_RESPONSE:
	case VG_PDU_SET:
		return true;
	case VG_PDU_TRAP_V1:
		return version == 1;
	case VG_PDU_BULK:
	case VG_PDU_INFORM:
	case VG_PDU_TRAP:
		return version >= 2;
	case VG_PDU_REPORT:
		return version == 3;
	default:
		return false;
	}
}

static void
check_pdu(struct gate *g, struct vg_cursor *c)
{
	uint8_t tag;
	size_t at = (size_t)(c->at - g->start);
	struct vg_cursor pdu = read_any(g, c, &tag);

	if (!is_known_pdu(g->facts->version, tag)) {
		refuse(g, VG_GATE_PDU);
		return;
	}
	g->facts->pdu = tag;
	g->facts->pdu_at = at;
	if (tag == VG_PDU_TRAP_V1) {
		check_trap_v1(g, &pdu);
	} else {
		g->facts->request_id = read_int(g, &pdu, INT32_MIN, INT32_MAX);
		read_int(g, &pdu, 0, INT32_MAX);
		read_int(g, &pdu, 0, INT32_MAX);
	}
	check_varbinds(g, &pdu);
	must_be_empty(g, &pdu);
}

/* RFC 3414 2.4, all of it: the shape that net-snmp#1065 does not check. */
static void
check_security(struct gate *g, struct vg_cursor *c)
{
	struct vg_gate_facts *f = g->facts;
	struct vg_cursor string = read_element(g, c, TAG_OCTETS);
	struct vg_cursor usm = read_element(g, &string, TAG_SEQUENCE);
	size_t auth_size, priv_size;

	must_be_empty(g, &string);
	f->engine = read_octets(g, &usm, VG_GATE_MAX_ENGINE, &f->engine_size);
	f->boots = (uint32_t)read_int(g, &usm, 0, INT32_MAX);
	f->time = (uint32_t)read_int(g, &usm, 0, INT32_MAX);
	f->user = read_octets(g, &usm, VG_GATE_MAX_USER, &f->user_size);
	read_octets(g, &usm, 48, &auth_size);
	f->salt = read_octets(g, &usm, 8, &priv_size);
	must_be_empty(g, &usm);
	if (auth_size != 0 && auth_size != 12 && auth_size != 16 && auth_size != 24 &&
	    auth_size != 32 && auth_size != 48)
		refuse(g, VG_GATE_SECURITY);
	if ((priv_size != 0 && priv_size != 8) || (f->auth && auth_size == 0) ||
	    (f->priv && priv_size == 0))
		refuse(g, VG_GATE_SECURITY);
	/* libsnmp compares names as C strings. */
	if (g->verdict == VG_GATE_PASS && memchr(f->user, 0, f->user_size))
		refuse(g, VG_GATE_SECURITY);
}

static void
check_scoped(struct gate *g, struct vg_cursor *c)
{
	struct vg_cursor scoped = read_element(g, c, TAG_SEQUENCE);
	size_t size;

	read_octets(g, &scoped, VG_GATE_MAX_ENGINE, &size);
	read_octets(g, &scoped, 32, &size);
	check_pdu(g, &scoped);
	must_be_empty(g, &scoped);
}

/* RFC 3412 6: msgGlobalData, security parameters, scoped PDU or its ciphertext. */
static void
check_v3(struct gate *g, struct vg_cursor *c)
{
	struct vg_gate_facts *f = g->facts;
	struct vg_cursor header = read_element(g, c, TAG_SEQUENCE);
	size_t size;

	f->msg_id = read_int(g, &header, 0, INT32_MAX);
	read_int(g, &header, 484, INT32_MAX);
	const unsigned char *flags = read_octets(g, &header, 1, &size);
	if (size != 1)
		refuse(g, VG_GATE_FLAGS);
	unsigned bits = g->verdict == VG_GATE_PASS ? *flags : 0;
	f->auth = bits & FLAG_AUTH;
	f->priv = bits & FLAG_PRIV;
	f->reportable = bits & FLAG_REPORTABLE;
	if (f->priv && !f->auth)
		refuse(g, VG_GATE_FLAGS);
	if (read_int(g, &header, 1, INT32_MAX) != MODEL_USM)
		refuse(g, VG_GATE_MODEL);
	must_be_empty(g, &header);
	check_security(g, c);
	if (f->priv) {
		f->pdu = VG_PDU_ENCRYPTED;
		struct vg_cursor secret = read_element(g, c, TAG_OCTETS);
		f->secret = secret.at;
		f->secret_size = vg_cursor_left(&secret);
		return;
	}
	check_scoped(g, c);
}

enum vg_gate_verdict
vg_gate_check(const void *data, size_t size, struct vg_gate_facts *facts)
{
	struct gate gate = {.verdict = VG_GATE_PASS, .start = data, .facts = facts};
	struct gate *g = &gate;
	struct vg_cursor datagram = vg_cursor_over(data, size);

	memset(facts, 0, sizeof(*facts));
	struct vg_cursor message = read_element(g, &datagram, TAG_SEQUENCE);
	if (g->verdict == VG_GATE_PASS && vg_cursor_left(&datagram) > 0)
		refuse(g, VG_GATE_TRAILING);
	int32_t version = read_int(g, &message, INT32_MIN, INT32_MAX);
	if (g->verdict != VG_GATE_PASS)
		return g->verdict;
	facts->version = version == 3 ? 3 : version == 1 ? 2 : 1;
	if (version == 3) {
		check_v3(g, &message);
	} else if (version == 0 || version == 1) {
		facts->community = read_octets(g, &message, 255, &facts->community_size);
		check_pdu(g, &message);
	} else {
		refuse(g, VG_GATE_VERSION);
	}
	must_be_empty(g, &message);
	return g->verdict;
}

enum vg_gate_verdict
vg_gate_check_scoped(const void *data, size_t size, struct vg_gate_facts *facts)
{
	struct gate gate = {.verdict = VG_GATE_PASS, .start = data, .facts = facts};
	struct vg_cursor octets = vg_cursor_over(data, size);

	facts->version = 3;
	facts->n_varbinds = 0;
	check_scoped(&gate, &octets);
	must_be_empty(&gate, &octets);
	return gate.verdict;
}

const char *
vg_gate_text(enum vg_gate_verdict verdict)
{
#define VG_GATE_TEXT(name, text) text,
	static const char *const texts[] = {VG_GATE_VERDICTS(VG_GATE_TEXT)};
#undef VG_GATE_TEXT

	return verdict < VG_GATE_N_VERDICTS ? texts[verdict] : "?";
}
