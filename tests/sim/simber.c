/*
 * BER as SNMP uses it: written backwards, read strictly.
 */
#include "tests/sim/simber.h"

#include <string.h>

#include "lib/base/error.h"

void
vg_simber_begin(struct vg_simber_out *out, unsigned char *room, size_t size)
{
	*out = (struct vg_simber_out){.room = room, .at = size, .size = size};
}

size_t
vg_simber_written(const struct vg_simber_out *out)
{
	return out->size - out->at;
}

const unsigned char *
vg_simber_data(const struct vg_simber_out *out)
{
	return out->room + out->at;
}

void
vg_simber_put_raw(struct vg_simber_out *out, const void *data, size_t size)
{
	if (out->failed || size > out->at) {
		out->failed = true;
		return;
	}
	out->at -= size;
	if (size > 0)
		memcpy(out->room + out->at, data, size);
}

static void
put_u8(struct vg_simber_out *out, uint64_t octet)
{
	unsigned char one = (unsigned char)(octet & 0xff);

	vg_simber_put_raw(out, &one, 1);
}

void
vg_simber_wrap(struct vg_simber_out *out, uint8_t tag, size_t mark)
{
	size_t size = vg_simber_written(out) - mark;

	if (size < 128) {
		const unsigned char head[] = {tag, (unsigned char)size};
		vg_simber_put_raw(out, head, sizeof(head));
		return;
	}
	unsigned octets = 0;
	for (size_t left = size; left > 0; left >>= 8, octets++)
		put_u8(out, left);
	put_u8(out, 0x80 | octets);
	put_u8(out, tag);
}

/* Tag, length and the 'size' octets that end the 11 of 'octets': one copy for the whole. */
static void
put_number(struct vg_simber_out *out, uint8_t tag, unsigned char octets[11], size_t size)
{
	octets[10 - size] = (unsigned char)size;
	octets[9 - size] = tag;
	vg_simber_put_raw(out, octets + 9 - size, size + 2);
}

void
vg_simber_put_int(struct vg_simber_out *out, uint8_t tag, int64_t value)
{
	uint64_t bits = (uint64_t)value;
	unsigned char octets[11];
	size_t size = 0;

	for (unsigned i = 0; i < 8; i++) {
		uint64_t rest = bits >> (8 * i) >> 7, sign = UINT64_MAX >> (8 * i) >> 7;
		octets[10 - size++] = (unsigned char)(bits >> (8 * i));
		/* What is left is all sign: it is said already by the top bit. */
		if (rest == 0 || rest == sign)
			break;
	}
	put_number(out, tag, octets, size);
}

void
vg_simber_put_uint(struct vg_simber_out *out, uint8_t tag, uint64_t value)
{
	unsigned char octets[11];
	size_t size = 0;

	do {
		octets[10 - size++] = (unsigned char)value;
		value >>= 8;
	} while (value > 0);
	if (octets[11 - size] >= 0x80)
		octets[10 - size++] = 0;
	put_number(out, tag, octets, size);
}

void
vg_simber_put_octets(
    struct vg_simber_out *out, uint8_t tag, const void *data, size_t size)
{
	size_t mark = vg_simber_written(out);

	vg_simber_put_raw(out, data, size);
	vg_simber_wrap(out, tag, mark);
}

/* One subidentifier, base 128, its last octet first. */
static void
put_arc(struct vg_simber_out *out, uint64_t arc)
{
	put_u8(out, arc & 0x7f);
	while (arc >>= 7)
		put_u8(out, 0x80 | (arc & 0x7f));
}

void
vg_simber_put_oid(struct vg_simber_out *out, const struct vg_oid *oid)
{
	size_t mark = vg_simber_written(out);

	for (size_t i = oid->n_arcs; i > 2; i--)
		put_arc(out, oid->arc[i - 1]);
	if (oid->n_arcs >= 2)
		put_arc(out, (uint64_t)oid->arc[0] * 40 + oid->arc[1]);
	else
		put_arc(out, 0);
	vg_simber_wrap(out, VG_SIMBER_OID, mark);
}

struct vg_cursor
vg_simber_any(struct vg_cursor *in, uint8_t *tag)
{
	size_t size;

	*tag = vg_cursor_u8(in);
	size = vg_cursor_u8(in);
	if (size >= 0x80) {
		unsigned octets = size & 0x7f;
		size = 0;
		if (octets == 0 || octets > 4)
			vg_cursor_fail(in);
		for (unsigned i = 0; i < octets && !in->failed; i++)
			size = size << 8 | vg_cursor_u8(in);
	}
	return vg_cursor_sub(in, size);
}

struct vg_cursor
vg_simber_take(struct vg_cursor *in, uint8_t tag)
{
	uint8_t found;
	struct vg_cursor content = vg_simber_any(in, &found);

	if (found != tag || content.failed) {
		vg_cursor_fail(in);
		vg_cursor_fail(&content);
	}
	return content;
}

int64_t
vg_simber_take_int(struct vg_cursor *in, int64_t low, int64_t high)
{
	struct vg_cursor content = vg_simber_take(in, VG_SIMBER_INTEGER);
	size_t size = vg_cursor_left(&content);
	uint64_t bits = vg_cursor_peek(&content) >= 0x80 ? UINT64_MAX : 0;

	if (size == 0 || size > 8) {
		vg_cursor_fail(in);
		return 0;
	}
	while (vg_cursor_left(&content) > 0)
		bits = bits << 8 | vg_cursor_u8(&content);
	if ((int64_t)bits < low || (int64_t)bits > high) {
		vg_cursor_fail(in);
		return 0;
	}
	return (int64_t)bits;
}

/* One subidentifier of at most 32 bits (the first may hold two arcs: a little more). */
static uint64_t
take_arc(struct vg_cursor *in)
{
	uint64_t arc = 0;
	uint8_t octet;

	do {
		octet = vg_cursor_u8(in);
		arc = arc << 7 | (octet & 0x7f);
		if (arc > UINT64_C(0xffffffff) + 80)
			vg_cursor_fail(in);
	} while ((octet & 0x80) && !in->failed);
	return arc;
}

void
vg_simber_take_oid(struct vg_cursor *in, struct vg_oid *oid)
{
	struct vg_cursor content = vg_simber_take(in, VG_SIMBER_OID);
	uint64_t first = take_arc(&content);
	uint32_t top = first >= 80 ? 2 : (uint32_t)(first / 40);

	oid->n_arcs = 0;
	vg_oid_append(oid, top);
	vg_oid_append(oid, (uint32_t)(first - UINT64_C(40) * top));
	while (vg_cursor_left(&content) > 0 && !content.failed) {
		uint64_t arc = take_arc(&content);
		if (arc > UINT32_MAX || vg_oid_append(oid, (uint32_t)arc) != VG_OK)
			vg_cursor_fail(&content);
	}
	if (content.failed)
		vg_cursor_fail(in);
}
