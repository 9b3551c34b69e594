/*
 * One value as octets.
 */
#include "agent/history/samplecell.h"

uint64_t
vg_samplecell_load_last(struct vg_cursor *c, unsigned width)
{
	uint64_t number = 0;
	const unsigned char *at = width <= 8 ? vg_cursor_take(c, width) : NULL;

	if (!at) {
		vg_cursor_fail(c);
		return 0;
	}
	for (unsigned i = 0; i < width; i++)
		number |= (uint64_t)at[i] << (8 * i);
	return number;
}

unsigned char *
vg_samplecell_put_count(unsigned char *at, uint64_t count)
{
	while (count > 0x7F) {
		*at++ = (unsigned char)(count | 0x80);
		count >>= 7;
	}
	*at++ = (unsigned char)count;
	return at;
}

uint64_t
vg_samplecell_read_count(struct vg_cursor *c)
{
	uint64_t count = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t octet = vg_cursor_u8(c);
		count |= (uint64_t)(octet & 0x7F) << shift;
		if (!(octet & 0x80))
			return count;
	}
	vg_cursor_fail(c);
	return 0;
}

static unsigned char *
put_roll(unsigned char *at, const struct vg_samplecell *cell)
{
	uint64_t least = vg_samplecell_zigzag(cell->least);
	uint64_t mean = (uint64_t)cell->mean - (uint64_t)cell->least;
	uint64_t most = (uint64_t)cell->most - (uint64_t)cell->mean;
	unsigned widths[] = {vg_samplecell_width(least), vg_samplecell_width(mean),
	    vg_samplecell_width(most)};

	at = vg_samplecell_put_bits(at, VG_SAMPLECELL_ROLL, cell->n);
	*at++ = (unsigned char)(widths[0] | widths[1] << 4);
	*at++ = (unsigned char)widths[2];
	at = vg_samplecell_store(at, least, widths[0]);
	at = vg_samplecell_store(at, mean, widths[1]);
	return vg_samplecell_store(at, most, widths[2]);
}

unsigned char *
vg_samplecell_put(unsigned char *at, const struct vg_samplecell *cell)
{
	switch (cell->type) {
	case VG_SAMPLECELL_MISSING:
		*at++ = VG_SAMPLECELL_MISSING;
		break;
	case VG_SAMPLECELL_NUMBER:
		return vg_samplecell_put_bits(
		    at, cell->type, vg_samplecell_zigzag(cell->number));
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
	case VG_SAMPLECELL_TICKS:
		return vg_samplecell_put_bits(at, cell->type, cell->count);
	case VG_SAMPLECELL_TEXT:
		at = vg_samplecell_put_bits(at, cell->type, cell->size);
		if (cell->size)
			memcpy(at, cell->text, cell->size);
		at += cell->size;
		break;
	case VG_SAMPLECELL_ROLL:
		return put_roll(at, cell);
	}
	return at;
}

static void
read_roll(struct vg_cursor *c, struct vg_samplecell *cell)
{
	unsigned first = vg_cursor_u8(c), second = vg_cursor_u8(c);

	cell->least = vg_samplecell_unzigzag(vg_samplecell_load(c, first & 15));
	cell->mean = (int64_t)((uint64_t)cell->least + vg_samplecell_load(c, first >> 4));
	cell->most = (int64_t)((uint64_t)cell->mean + vg_samplecell_load(c, second));
}

void
vg_samplecell_read(struct vg_cursor *c, struct vg_samplecell *cell)
{
	unsigned tag = vg_cursor_u8(c);
	uint64_t bits = vg_samplecell_load(c, tag >> 4);

	memset(cell, 0, sizeof(*cell));
	cell->type = (enum vg_samplecell_type)(tag & 15);
	switch (cell->type) {
	case VG_SAMPLECELL_MISSING:
		if (tag == 0)
			return;
		break;
	case VG_SAMPLECELL_NUMBER:
		cell->number = vg_samplecell_unzigzag(bits);
		return;
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
	case VG_SAMPLECELL_TICKS:
		cell->count = bits;
		return;
	case VG_SAMPLECELL_TEXT:
		if (bits > VG_SAMPLECELL_TEXT_SIZE)
			break;
		cell->size = (size_t)bits;
		cell->text = (const char *)vg_cursor_take(c, cell->size);
		return;
	case VG_SAMPLECELL_ROLL:
		cell->n = bits;
		read_roll(c, cell);
		return;
	}
	vg_cursor_fail(c);
}
