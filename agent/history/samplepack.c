/*
 * Packing.
 *
 * A difference is made from two packed rows, value by value as octets, so that nothing of a
 * cycle is held but its packed form.
 */
#include "agent/history/samplepack.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { STEP = 7 }; /* in a difference: a number of the same type, by its step */

/* --- numbers ----------------------------------------------------------------------------- */

static void
add_number(struct vg_buf *out, uint64_t number)
{
	unsigned char octets[10];
	size_t n = 0;

	while (number > 0x7F) {
		octets[n++] = (unsigned char)(number | 0x80);
		number >>= 7;
	}
	octets[n++] = (unsigned char)number;
	vg_buf_add(out, octets, n);
}

static uint64_t
read_number(struct vg_cursor *c)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t octet = vg_cursor_u8(c);
		number |= (uint64_t)(octet & 0x7F) << shift;
		if (!(octet & 0x80))
			return number;
	}
	vg_cursor_fail(c);
	return 0;
}

static uint64_t
zigzag(int64_t number)
{
	return ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static int64_t
unzigzag(uint64_t number)
{
	return (int64_t)((number >> 1) ^ (number & 1 ? UINT64_MAX : 0));
}

/* --- values ------------------------------------------------------------------------------ */

void
vg_samplepack_cell(struct vg_buf *out, const struct vg_samplecell *cell)
{
	vg_buf_add_u8(out, (uint8_t)cell->type);
	switch (cell->type) {
	case VG_SAMPLECELL_MISSING:
		break;
	case VG_SAMPLECELL_NUMBER:
		add_number(out, zigzag(cell->number));
		break;
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
	case VG_SAMPLECELL_TICKS:
		add_number(out, cell->count);
		break;
	case VG_SAMPLECELL_TEXT:
		add_number(out, cell->size);
		vg_buf_add(out, cell->text, cell->size);
		break;
	case VG_SAMPLECELL_ROLL:
		add_number(out, cell->n);
		add_number(out, zigzag(cell->least));
		add_number(out, (uint64_t)cell->mean - (uint64_t)cell->least);
		add_number(out, (uint64_t)cell->most - (uint64_t)cell->mean);
		break;
	}
}

static void
read_cell(struct vg_cursor *c, struct vg_samplecell *cell)
{
	memset(cell, 0, sizeof(*cell));
	cell->type = (enum vg_samplecell_type)vg_cursor_u8(c);
	switch (cell->type) {
	case VG_SAMPLECELL_MISSING:
		return;
	case VG_SAMPLECELL_NUMBER:
		cell->number = unzigzag(read_number(c));
		return;
	case VG_SAMPLECELL_COUNTER32:
	case VG_SAMPLECELL_COUNTER64:
	case VG_SAMPLECELL_TICKS:
		cell->count = read_number(c);
		return;
	case VG_SAMPLECELL_TEXT:
		cell->size = (size_t)read_number(c);
		if (cell->size > VG_SAMPLEPACK_TEXT)
			vg_cursor_fail(c);
		else
			cell->text = (const char *)vg_cursor_take(c, cell->size);
		return;
	case VG_SAMPLECELL_ROLL:
		cell->n = read_number(c);
		cell->least = unzigzag(read_number(c));
		cell->mean = (int64_t)((uint64_t)cell->least + read_number(c));
		cell->most = (int64_t)((uint64_t)cell->mean + read_number(c));
		return;
	}
	vg_cursor_fail(c);
}

static void
add_value(struct vg_buf *out, const struct vg_value *value)
{
	struct vg_samplecell cell = {.type = VG_SAMPLECELL_MISSING};
	char text[VG_SAMPLEPACK_TEXT + 1];

	switch (value->type) {
	case VG_VALUE_NONE:
	case VG_VALUE_NO_OBJECT:
	case VG_VALUE_NO_INSTANCE:
	case VG_VALUE_END_OF_VIEW:
		break;
	case VG_VALUE_INTEGER:
		cell.type = VG_SAMPLECELL_NUMBER;
		cell.number = value->integer;
		break;
	case VG_VALUE_UNSIGNED:
		cell.type = VG_SAMPLECELL_NUMBER;
		cell.number = (int64_t)value->number;
		break;
	case VG_VALUE_COUNTER32:
		cell.type = VG_SAMPLECELL_COUNTER32;
		cell.count = value->number;
		break;
	case VG_VALUE_COUNTER64:
		cell.type = VG_SAMPLECELL_COUNTER64;
		cell.count = value->number;
		break;
	case VG_VALUE_TIMETICKS:
		cell.type = VG_SAMPLECELL_TICKS;
		cell.count = value->number;
		break;
	case VG_VALUE_OCTETS:
	case VG_VALUE_OID:
	case VG_VALUE_ADDRESS:
	case VG_VALUE_OPAQUE:
		vg_value_text(value, text, sizeof(text));
		cell.type = VG_SAMPLECELL_TEXT;
		cell.text = text;
		cell.size = strlen(text);
		break;
	}
	vg_samplepack_cell(out, &cell);
}

/* --- whole rows -------------------------------------------------------------------------- */

void
vg_samplepack_head(struct vg_buf *out, const struct vg_samplegrid *grid)
{
	vg_buf_add_u8(out, 'K');
	add_number(out, grid->n_scalars);
	add_number(out, grid->n_columns);
	add_number(out, grid->n_rows);
}

void
vg_samplepack_index(struct vg_buf *out, const char *index)
{
	size_t size = strlen(index);

	add_number(out, size);
	vg_buf_add(out, index, size);
}

void
vg_samplepack_whole(struct vg_buf *out, const struct vg_sampleset *samples)
{
	const struct vg_probe *probe = samples->probe;
	const struct vg_samplegrid grid = {samples->scalars.values ? probe->n_scalars : 0,
	    probe->n_columns, probe->n_columns ? samples->n_rows : 0};

	vg_samplepack_head(out, &grid);
	for (size_t i = 0; i < grid.n_scalars; i++)
		add_value(out, &samples->scalars.values[i]);
	for (size_t r = 0; r < grid.n_rows; r++) {
		vg_samplepack_index(out, samples->rows[r].index);
		for (size_t i = 0; i < grid.n_columns; i++)
			add_value(out, &samples->rows[r].values[i]);
	}
}

static void
read_head(struct vg_cursor *c, struct vg_samplegrid *grid)
{
	if (vg_cursor_u8(c) != 'K')
		vg_cursor_fail(c);
	grid->n_scalars = (size_t)read_number(c);
	grid->n_columns = (size_t)read_number(c);
	grid->n_rows = (size_t)read_number(c);
	if (grid->n_scalars > VG_SAMPLEPACK_OBJECTS ||
	    grid->n_columns > VG_SAMPLEPACK_OBJECTS ||
	    grid->n_rows > VG_SAMPLESET_MAX_ROWS)
		vg_cursor_fail(c);
}

static void
read_index(struct vg_cursor *c, char index[VG_SAMPLESET_INDEX_SIZE])
{
	size_t size = (size_t)read_number(c);
	const unsigned char *octets =
	    size < VG_SAMPLESET_INDEX_SIZE ? vg_cursor_take(c, size) : NULL;

	index[0] = '\0';
	if (!octets) {
		vg_cursor_fail(c);
		return;
	}
	memcpy(index, octets, size);
	index[size] = '\0';
}

int
vg_samplepack_each(const void *whole, size_t size, struct vg_samplegrid *grid,
    vg_samplepack_cb cb, void *cookie)
{
	struct vg_cursor c = vg_cursor_over(whole, size);
	char index[VG_SAMPLESET_INDEX_SIZE];
	struct vg_samplecell cell;

	read_head(&c, grid);
	for (size_t i = 0; i < grid->n_scalars && !c.failed; i++) {
		read_cell(&c, &cell);
		if (!c.failed)
			cb(NULL, i, &cell, cookie);
	}
	for (size_t r = 0; r < grid->n_rows && !c.failed; r++) {
		read_index(&c, index);
		for (size_t i = 0; i < grid->n_columns && !c.failed; i++) {
			read_cell(&c, &cell);
			if (!c.failed)
				cb(index, i, &cell, cookie);
		}
	}
	return c.failed || vg_cursor_left(&c) ? VG_EPARSE : VG_OK;
}

/* --- differences ------------------------------------------------------------------------- */

static bool
is_numeric(enum vg_samplecell_type type)
{
	return type == VG_SAMPLECELL_NUMBER || type == VG_SAMPLECELL_COUNTER32 ||
	    type == VG_SAMPLECELL_COUNTER64 || type == VG_SAMPLECELL_TICKS;
}

static uint64_t
bits_of(const struct vg_samplecell *cell)
{
	return cell->type == VG_SAMPLECELL_NUMBER ? (uint64_t)cell->number : cell->count;
}

/* A walk over a whole row's values, which says where each value's octets lie. */
struct walk {
	struct vg_cursor c;
	struct vg_samplegrid grid;
	size_t value, row;           /* next */
	const unsigned char *before; /* what lies between two values: head, index */
	size_t before_size;
};

static void
begin(struct walk *w, const void *data, size_t size)
{
	memset(w, 0, sizeof(*w));
	w->c = vg_cursor_over(data, size);
	read_head(&w->c, &w->grid);
	w->before = data;
}

/* The next value; false at the end or after a failure. */
static bool
step(struct walk *w, const unsigned char **octets, size_t *size,
    struct vg_samplecell *cell)
{
	char index[VG_SAMPLESET_INDEX_SIZE];
	size_t in_row = w->value < w->grid.n_scalars || w->grid.n_columns == 0
	    ? 1
	    : (w->value - w->grid.n_scalars) % w->grid.n_columns;

	if (w->c.failed ||
	    w->value >= w->grid.n_scalars + w->grid.n_columns * w->grid.n_rows)
		return false;
	if (in_row == 0)
		read_index(&w->c, index);
	w->before_size = (size_t)(w->c.at - w->before);
	*octets = w->c.at;
	read_cell(&w->c, cell);
	*size = (size_t)(w->c.at - *octets);
	w->value++;
	return !w->c.failed;
}

static bool
same_before(const struct walk *a, const struct walk *b)
{
	return a->before_size == b->before_size &&
	    memcmp(a->before, b->before, a->before_size) == 0;
}

static void
add_change(
    struct vg_buf *out, const struct vg_samplecell *old, const struct vg_samplecell *new)
{
	if (old->type != new->type || !is_numeric(new->type)) {
		vg_samplepack_cell(out, new);
		return;
	}
	vg_buf_add_u8(out, STEP);
	add_number(out, zigzag((int64_t)(bits_of(new) - bits_of(old))));
}

int
vg_samplepack_difference(struct vg_buf *out, const struct vg_buf *base,
    const struct vg_buf *row, int64_t passed_us)
{
	struct walk old, new;
	struct vg_samplecell was, is;
	const unsigned char *old_octets, *new_octets;
	size_t old_size, new_size, began = out->size, same = 0;

	begin(&old, base->data, base->size);
	begin(&new, row->data, row->size);
	vg_buf_add_u8(out, 'D');
	add_number(out, zigzag(passed_us));
	while (step(&old, &old_octets, &old_size, &was) &&
	    step(&new, &new_octets, &new_size, &is) && same_before(&old, &new)) {
		if (old_size == new_size &&
		    memcmp(old_octets, new_octets, old_size) == 0) {
			same++;
		} else {
			add_number(out, same);
			add_change(out, &was, &is);
			same = 0;
		}
		old.before = old.c.at;
		new.before = new.c.at;
	}
	if (!vg_cursor_left(&old.c) && !vg_cursor_left(&new.c) && !old.c.failed &&
	    !new.c.failed && old.value == new.value)
		return VG_OK;
	out->size = began;
	return VG_EINVAL;
}

/* One change on top of 'was'. */
static void
read_change(
    struct vg_cursor *c, const struct vg_samplecell *was, struct vg_samplecell *is)
{
	if (vg_cursor_peek(c) != STEP) {
		read_cell(c, is);
		return;
	}
	(void)vg_cursor_u8(c);
	uint64_t bits = bits_of(was) + (uint64_t)unzigzag(read_number(c));
	if (!is_numeric(was->type))
		vg_cursor_fail(c);
	*is = *was;
	is->number = (int64_t)bits;
	is->count = bits;
}

static int
apply(struct vg_buf *out, const struct vg_buf *base, struct vg_cursor *c)
{
	struct walk w;
	struct vg_samplecell was, is;
	const unsigned char *octets;
	size_t size;
	uint64_t skip = vg_cursor_left(c) ? read_number(c) : UINT64_MAX;

	begin(&w, base->data, base->size);
	while (step(&w, &octets, &size, &was)) {
		vg_buf_add(out, w.before, w.before_size);
		if (skip > 0) {
			vg_buf_add(out, octets, size);
			skip -= skip != UINT64_MAX;
		} else {
			read_change(c, &was, &is);
			if (!c->failed)
				vg_samplepack_cell(out, &is);
			skip = vg_cursor_left(c) ? read_number(c) : UINT64_MAX;
		}
		w.before = w.c.at;
	}
	vg_buf_add(out, w.before, (size_t)(w.c.at - w.before));
	return c->failed || w.c.failed || skip != UINT64_MAX || out->error ? VG_EPARSE
									   : VG_OK;
}

int
vg_samplepack_undo(struct vg_buf *out, const struct vg_buf *base, int64_t passed_us,
    const void *packed, size_t size)
{
	struct vg_cursor c = vg_cursor_over(packed, size);

	if (vg_cursor_peek(&c) == 'K') {
		vg_buf_add(out, packed, size);
		return VG_OK;
	}
	if (vg_cursor_u8(&c) != 'D')
		return VG_EPARSE;
	int64_t from_us = unzigzag(read_number(&c));
	if (c.failed)
		return VG_EPARSE;
	if (base->size == 0 || from_us != passed_us)
		return VG_ECONFLICT;
	return apply(out, base, &c);
}
