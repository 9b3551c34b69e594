/*
 * Traps as bytes: fields in a fixed order, most significant octet first, sizes before contents.
 *
 * What came on a wire is kept as its PDU (format 2); what did not, and what was stored before,
 * field by field (format 1).
 */
#include "lib/model/trapblob.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/model/trappdu.h"

enum { FIELDS = 1, PDU = 2 };

static void
put_u(struct vg_buf *buf, uint64_t value, int size)
{
	for (int i = size - 1; i >= 0; i--)
		vg_buf_add_u8(buf, (uint8_t)(value >> (8 * i)));
}

static void
put_bytes(struct vg_buf *buf, const void *data, size_t size)
{
	put_u(buf, size, 4);
	vg_buf_add(buf, data, size);
}

static void
put_oid(struct vg_buf *buf, const struct vg_oid *oid)
{
	size_t n = oid ? oid->n_arcs : 0;

	put_u(buf, n, 1);
	for (size_t i = 0; i < n; i++)
		put_u(buf, oid->arc[i], 4);
}

static void
put_fields(const struct vg_trap *trap, struct vg_buf *buf)
{
	put_u(buf, trap->n_varbinds, 2);
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		const struct vg_value *v = &trap->varbinds[i].value;
		put_oid(buf, &trap->varbinds[i].oid);
		put_u(buf, v->type, 1);
		put_u(buf, (uint64_t)v->integer, 8);
		put_u(buf, v->number, 8);
		put_bytes(buf, v->octets, v->size);
		put_oid(buf, v->oid);
	}
}

void
vg_trapblob_pack(const struct vg_trap *trap, struct vg_buf *buf)
{
	bool raw = trap->pdu.size > 0;

	put_u(buf, raw ? PDU : FIELDS, 1);
	put_u(buf, (uint64_t)trap->version, 1);
	put_u(buf, trap->inform, 1);
	put_u(buf, (trap->auth_priv ? 1u : 0u) | (trap->authentic ? 2u : 0u), 1);
	put_bytes(buf, trap->source, strlen(trap->source));
	put_u(buf, trap->source_port, 2);
	put_bytes(buf, trap->user, strlen(trap->user));
	put_bytes(buf, trap->engine, trap->engine_size);
	if (raw) {
		put_u(buf, (uint64_t)trap->received.us, 8);
		put_bytes(buf, trap->pdu.data, trap->pdu.size);
		return;
	}
	put_u(buf, trap->uptime, 4);
	put_oid(buf, &trap->oid);
	put_oid(buf, &trap->enterprise);
	put_u(buf, trap->agent_address, 4);
	put_u(buf, (uint64_t)trap->received.us, 8);
	put_fields(trap, buf);
}

static void
get_text(struct vg_cursor *c, char *target, size_t size)
{
	size_t n = vg_cursor_u32(c);
	const unsigned char *p = vg_cursor_take(c, n);

	if (!p || n >= size) {
		vg_cursor_fail(c);
		return;
	}
	memcpy(target, p, n);
	target[n] = '\0';
}

static void
get_oid(struct vg_cursor *c, struct vg_oid *oid)
{
	size_t n = vg_cursor_u8(c);

	if (n > VG_OID_MAX) {
		vg_cursor_fail(c);
		return;
	}
	oid->n_arcs = n;
	for (size_t i = 0; i < n; i++)
		oid->arc[i] = vg_cursor_u32(c);
}

static void
get_value(struct vg_cursor *c, struct vg_value *v)
{
	struct vg_oid oid = {.n_arcs = 0};
	unsigned type = vg_cursor_u8(c);
	int64_t integer = (int64_t)vg_cursor_u64(c);
	uint64_t number = vg_cursor_u64(c);
	size_t size = vg_cursor_u32(c);
	const unsigned char *p = vg_cursor_take(c, size);

	get_oid(c, &oid);
	if (c->failed || type > VG_VALUE_END_OF_VIEW) {
		vg_cursor_fail(c);
		return;
	}
	if (type == VG_VALUE_OCTETS || type == VG_VALUE_ADDRESS ||
	    type == VG_VALUE_OPAQUE)
		vg_value_set_octets(v, (enum vg_value_type)type, p, size);
	else if (type == VG_VALUE_OID)
		vg_value_set_oid(v, &oid);
	v->type = (enum vg_value_type)type;
	v->integer = integer;
	v->number = number;
}

static void
get_fields(struct vg_cursor *c, struct vg_trap *trap)
{
	trap->uptime = vg_cursor_u32(c);
	get_oid(c, &trap->oid);
	get_oid(c, &trap->enterprise);
	trap->agent_address = vg_cursor_u32(c);
	trap->received.us = (int64_t)vg_cursor_u64(c);
	size_t n = vg_cursor_u16(c);
	for (size_t i = 0; i < n && !c->failed; i++) {
		struct vg_varbind *v = vg_trap_add(trap);
		if (!v) {
			vg_cursor_fail(c);
			return;
		}
		get_oid(c, &v->oid);
		get_value(c, &v->value);
	}
}

static void
get_pdu(struct vg_cursor *c, struct vg_trap *trap)
{
	const char *why;

	trap->received.us = (int64_t)vg_cursor_u64(c);
	size_t size = vg_cursor_u32(c);
	const unsigned char *p = vg_cursor_take(c, size);
	if (!p || vg_trappdu_read(p, size, trap, &why) != VG_OK)
		vg_cursor_fail(c);
	else
		vg_buf_add(&trap->pdu, p, size);
}

int
vg_trapblob_unpack(const void *data, size_t size, struct vg_trap *trap)
{
	struct vg_cursor c = vg_cursor_over(data, size);
	char engine[VG_TRAP_ENGINE_SIZE + 1];

	memset(trap, 0, sizeof(*trap));
	vg_trap_reset(trap);
	uint8_t format = vg_cursor_u8(&c);
	trap->version = vg_cursor_u8(&c);
	bool inform = vg_cursor_u8(&c) != 0;
	unsigned protection = vg_cursor_u8(&c);
	trap->auth_priv = (protection & 1) != 0;
	trap->authentic = protection != 0;
	get_text(&c, trap->source, sizeof(trap->source));
	trap->source_port = vg_cursor_u16(&c);
	get_text(&c, trap->user, sizeof(trap->user));
	struct vg_cursor ahead = c;
	size_t engine_size = vg_cursor_u32(&ahead);
	get_text(&c, engine, sizeof(engine));
	if (!c.failed) {
		trap->engine_size = engine_size;
		memcpy(trap->engine, engine, engine_size);
	}
	if (format == FIELDS)
		get_fields(&c, trap);
	else if (format == PDU)
		get_pdu(&c, trap);
	else
		vg_cursor_fail(&c);
	trap->inform = inform;
	if (c.failed || vg_cursor_left(&c)) {
		vg_trap_fini(trap);
		return VG_EPARSE;
	}
	return VG_OK;
}
