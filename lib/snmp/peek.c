/*
 * What a notification is called.
 *
 * The gate has shown that every element nests in its parent, and that numbers and OIDs fit; the
 * cursor keeps to its end all the same.
 */
#include "lib/snmp/peek.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/error.h"

enum { TAG_OID = 0x06, TAG_TICKS = 0x43, MAX_GENERIC = 6 };

/* sysUpTime.0 and snmpTrapOID.0 as they stand in a message (RFC 3418). */
static const unsigned char up_time[] = {0x2B, 6, 1, 2, 1, 1, 3, 0};
static const unsigned char trap_oid[] = {0x2B, 6, 1, 6, 3, 1, 1, 4, 1, 0};
static const struct vg_oid snmp_traps = {{1, 3, 6, 1, 6, 3, 1, 1, 5}, 9};

/* Takes one element; what is in it. */
static struct vg_cursor
read_element(struct vg_cursor *c, uint8_t *tag)
{
	*tag = vg_cursor_u8(c);
	size_t size = vg_cursor_u8(c);

	if (size >= 0x80) {
		size_t n = size & 0x7F;
		for (size = 0; n > 0; n--)
			size = size << 8 | vg_cursor_u8(c);
	}
	return vg_cursor_sub(c, size);
}

static bool
is_name(const struct vg_cursor *c, const unsigned char *name, size_t size)
{
	return vg_cursor_left(c) == size && memcmp(c->at, name, size) == 0;
}

/* X.690 8.19: the first number holds two arcs. */
static int
read_oid(struct vg_cursor content, struct vg_oid *oid)
{
	uint32_t arc = 0;
	int code = VG_OK;

	oid->n_arcs = 0;
	while (code == VG_OK && vg_cursor_left(&content) > 0) {
		uint8_t octet = vg_cursor_u8(&content);
		arc = arc << 7 | (octet & 0x7Fu);
		if (octet & 0x80)
			continue;
		if (oid->n_arcs == 0) {
			uint32_t first = arc < 80 ? arc / 40 : 2;
			code = vg_oid_append(oid, first);
			arc -= first * 40;
		}
		if (code == VG_OK)
			code = vg_oid_append(oid, arc);
		arc = 0;
	}
	return code == VG_OK && oid->n_arcs > 0 ? VG_OK : VG_EPARSE;
}

/* Two's complement: a negative number of one octet is one of four. */
static uint32_t
read_number(struct vg_cursor content)
{
	uint32_t n = vg_cursor_peek(&content) >= 0x80 ? UINT32_MAX : 0;

	while (vg_cursor_left(&content) > 0)
		n = n << 8 | vg_cursor_u8(&content);
	return n;
}

/* RFC 3584 3.1: generic traps become snmpTraps.N, others enterprise.0.specific. */
static int
peek_v1(struct vg_cursor *pdu, struct vg_oid *oid)
{
	uint8_t tag;
	int code = read_oid(read_element(pdu, &tag), oid);

	read_element(pdu, &tag); /* agent-addr */
	uint32_t generic = read_number(read_element(pdu, &tag));
	uint32_t specific = read_number(read_element(pdu, &tag));
	if (code != VG_OK || pdu->failed)
		return VG_EPARSE;
	if (generic < MAX_GENERIC) {
		vg_oid_copy(oid, &snmp_traps);
		return vg_oid_append(oid, generic + 1);
	}
	if (vg_oid_append(oid, 0) != VG_OK || vg_oid_append(oid, specific) != VG_OK)
		return VG_EPARSE;
	return VG_OK;
}

static int
peek_v2(struct vg_cursor *pdu, struct vg_oid *oid)
{
	bool has_time = false, has_oid = false;
	uint8_t tag;

	for (int i = 0; i < 3; i++) /* request-id, error-status, error-index */
		read_element(pdu, &tag);
	struct vg_cursor list = read_element(pdu, &tag);
	while (!(has_time && has_oid) && vg_cursor_left(&list) > 0) {
		struct vg_cursor varbind = read_element(&list, &tag);
		struct vg_cursor name = read_element(&varbind, &tag);
		struct vg_cursor value = read_element(&varbind, &tag);
		if (tag == TAG_TICKS && is_name(&name, up_time, sizeof(up_time)))
			has_time = true;
		else if (!has_oid && tag == TAG_OID &&
		    is_name(&name, trap_oid, sizeof(trap_oid)))
			has_oid = read_oid(value, oid) == VG_OK;
	}
	return has_time && has_oid ? VG_OK : VG_EPARSE;
}

bool
vg_peek_is_plain(const struct vg_gate_facts *facts)
{
	return (facts->version == 1 && facts->pdu == VG_PDU_TRAP_V1) ||
	    (facts->version == 2 && facts->pdu == VG_PDU_TRAP);
}

int
vg_peek_oid(
    const void *data, size_t size, const struct vg_gate_facts *facts, struct vg_oid *oid)
{
	struct vg_cursor c = vg_cursor_over(data, size);
	uint8_t tag;

	vg_cursor_take(&c, facts->pdu_at);
	struct vg_cursor pdu = read_element(&c, &tag);
	return tag == VG_PDU_TRAP_V1 ? peek_v1(&pdu, oid) : peek_v2(&pdu, oid);
}
