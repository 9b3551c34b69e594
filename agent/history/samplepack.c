/*
 * Packing.
 *
 * The whole row before is all that is held of a device; it is read beside the samples, value by
 * value, as they are written.
 */
#include "agent/history/samplepack.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum {
	HEAD_ROOM = 64,
	ROW_ROOM = VG_SAMPLESET_INDEX_SIZE + 8,
	HAS_UPTIME = 1,
	RESTARTED = 2
};

/* --- heads ------------------------------------------------------------------------------- */

static unsigned char *
put_whole_head(unsigned char *at, const struct vg_samplehead *head)
{
	*at++ = 'K';
	*at++ = (unsigned char)((head->has_uptime ? HAS_UPTIME : 0) |
	    (head->restarted ? RESTARTED : 0));
	at = vg_samplecell_store(at, (uint64_t)head->at.us, 8);
	at = vg_samplecell_store(at, head->uptime, 4);
	at = vg_samplecell_put_count(at, head->grid.n_scalars);
	at = vg_samplecell_put_count(at, head->grid.n_columns);
	return vg_samplecell_put_count(at, head->grid.n_rows);
}

void
vg_samplepack_head(struct vg_buf *out, const struct vg_samplehead *head)
{
	unsigned char *at = vg_buf_reserve(out, HEAD_ROOM);

	if (at)
		out->size += (size_t)(put_whole_head(at, head) - at);
}

void
vg_samplepack_head_difference(struct vg_buf *out, int64_t passed_us)
{
	unsigned char *room = vg_buf_reserve(out, HEAD_ROOM), *at = room;

	if (!at)
		return;
	*at++ = 'D';
	*at++ = 0;
	at = vg_samplecell_put_count(at, vg_samplecell_zigzag(passed_us));
	at = vg_samplecell_put_count(at, 0);
	out->size += (size_t)(at - room);
}

void
vg_samplepack_index(struct vg_buf *out, const char *index)
{
	size_t size = strnlen(index, VG_SAMPLESET_INDEX_SIZE - 1);

	vg_buf_add_u8(out, (uint8_t)size);
	vg_buf_add(out, index, size);
}

void
vg_samplepack_cell(struct vg_buf *out, const struct vg_samplecell *cell)
{
	unsigned char *at = vg_buf_reserve(out, VG_SAMPLECELL_ROOM);

	if (at)
		out->size += (size_t)(vg_samplecell_put(at, cell) - at);
}

static void
read_whole_head(struct vg_cursor *c, struct vg_samplehead *head)
{
	head->at.us = (int64_t)vg_samplecell_load(c, 8);
	head->uptime = (uint32_t)vg_samplecell_load(c, 4);
	head->grid.n_scalars = (size_t)vg_samplecell_read_count(c);
	head->grid.n_columns = (size_t)vg_samplecell_read_count(c);
	head->grid.n_rows = (size_t)vg_samplecell_read_count(c);
	if (head->grid.n_scalars > VG_SAMPLEPACK_OBJECTS ||
	    head->grid.n_columns > VG_SAMPLEPACK_OBJECTS ||
	    head->grid.n_rows > VG_SAMPLESET_MAX_ROWS)
		vg_cursor_fail(c);
}

void
vg_samplepack_read_head(struct vg_cursor *c, struct vg_samplehead *head)
{
	unsigned letter = vg_cursor_u8(c), flags = vg_cursor_u8(c);

	memset(head, 0, sizeof(*head));
	head->has_uptime = flags & HAS_UPTIME;
	head->restarted = flags & RESTARTED;
	if (letter == 'K') {
		head->whole = true;
		read_whole_head(c, head);
	} else if (letter == 'D') {
		head->passed_us = vg_samplecell_unzigzag(vg_samplecell_read_count(c));
		head->uptime = (uint32_t)vg_samplecell_read_count(c);
	} else {
		vg_cursor_fail(c);
	}
	if (flags > (HAS_UPTIME | RESTARTED))
		vg_cursor_fail(c);
}

struct vg_wall
vg_samplepack_at(const void *whole, size_t size)
{
	struct vg_cursor c = vg_cursor_over(whole, size);
	struct vg_samplehead head;

	vg_samplepack_read_head(&c, &head);
	return c.failed ? (struct vg_wall){0} : head.at;
}

void
vg_samplepack_read_index(struct vg_cursor *c, char index[VG_SAMPLESET_INDEX_SIZE])
{
	size_t size = vg_cursor_u8(c);
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

/* --- packing ----------------------------------------------------------------------------- */

/* A cycle as it is packed: where the next octets go, and where the row before is read. */
struct packing {
	unsigned char *whole, *change;
	struct vg_cursor base;
	size_t same;  /* values that stay, since the last change */
	bool follows; /* so far it has the shape of 'base' */
};

/* Of what is a number its type; MISSING for all else. */
static const unsigned char kinds[VG_VALUE_END_OF_VIEW + 1] = {
    [VG_VALUE_INTEGER] = VG_SAMPLECELL_NUMBER,
    [VG_VALUE_UNSIGNED] = VG_SAMPLECELL_NUMBER,
    [VG_VALUE_COUNTER32] = VG_SAMPLECELL_COUNTER32,
    [VG_VALUE_COUNTER64] = VG_SAMPLECELL_COUNTER64,
    [VG_VALUE_TIMETICKS] = VG_SAMPLECELL_TICKS};

/* What the octets of a number say. */
static inline uint64_t
bits_of(const struct vg_value *value, unsigned type)
{
	uint64_t bits =
	    value->type == VG_VALUE_INTEGER ? (uint64_t)value->integer : value->number;

	return type == VG_SAMPLECELL_NUMBER ? vg_samplecell_zigzag((int64_t)bits) : bits;
}

unsigned char *
vg_samplepack_put_control(unsigned char *at, size_t same, unsigned low)
{
	if (same < VG_SAMPLEPACK_MORE) {
		*at++ = (unsigned char)(same << 4 | low);
		return at;
	}
	*at++ = (unsigned char)(VG_SAMPLEPACK_MORE << 4 | low);
	return vg_samplecell_put_count(at, same - VG_SAMPLEPACK_MORE);
}

/*
 * A text, or none.  Octets that are the text before show as they did, so that a text that stays
 * is compared and not made anew.
 */
static void
pack_other(struct packing *p, const struct vg_value *value)
{
	struct vg_samplecell was = {.type = VG_SAMPLECELL_MISSING}, cell = was;
	char text[VG_SAMPLECELL_TEXT_SIZE + 1];

	if (p->follows)
		vg_samplecell_read(&p->base, &was);
	if (!vg_value_is_missing(value)) {
		cell = (struct vg_samplecell){.type = VG_SAMPLECELL_TEXT};
		if (value->type == VG_VALUE_OCTETS && was.type == cell.type &&
		    value->size == was.size && was.size < VG_SAMPLECELL_TEXT_SIZE &&
		    (was.size == 0 || memcmp(value->octets, was.text, was.size) == 0)) {
			cell.text = was.text;
			cell.size = was.size;
		} else {
			vg_value_text(value, text, sizeof(text));
			cell.text = text;
			cell.size = strlen(text);
		}
	}
	p->whole = vg_samplecell_put(p->whole, &cell);
	if (!p->follows)
		return;
	if (cell.type == was.type && cell.size == was.size &&
	    (cell.size == 0 || memcmp(cell.text, was.text, cell.size) == 0)) {
		p->same++;
		return;
	}
	p->change = vg_samplecell_put(
	    vg_samplepack_put_control(p->change, p->same, VG_SAMPLEPACK_WHOLE), &cell);
	p->same = 0;
}

/* A number on top of the value before, whatever that was. */
static void
follow_number(struct packing *p, unsigned type, uint64_t bits)
{
	struct vg_samplecell was;
	unsigned tag = p->base.at < p->base.end ? *p->base.at : 0;

	if ((tag & 15) == type) {
		p->base.at++;
		uint64_t old = vg_samplecell_load(&p->base, tag >> 4);
		if (old == bits) {
			p->same++;
			return;
		}
		uint64_t step = vg_samplecell_step(type, old, bits);
		unsigned width = vg_samplecell_width(step);
		p->change = vg_samplepack_put_control(p->change, p->same, width);
		p->change = vg_samplecell_store(p->change, step, width);
	} else {
		vg_samplecell_read(&p->base, &was);
		p->change =
		    vg_samplepack_put_control(p->change, p->same, VG_SAMPLEPACK_WHOLE);
		p->change = vg_samplecell_put_bits(p->change, type, bits);
	}
	p->same = 0;
}

static void
pack_value(struct packing *p, const struct vg_value *value)
{
	unsigned type = kinds[value->type];

	if (type == VG_SAMPLECELL_MISSING) {
		pack_other(p, value);
		return;
	}
	uint64_t bits = bits_of(value, type);
	p->whole = vg_samplecell_put_bits(p->whole, type, bits);
	if (p->follows)
		follow_number(p, type, bits);
}

/* Numbers on top of numbers of their type, as most are; gives how many at the head are. */
static size_t
pack_numbers(struct packing *p, const struct vg_value *values, size_t n)
{
	/* Apart from what octets are written to, so that they are kept in registers. */
	unsigned char *whole = p->whole, *change = p->change;
	const unsigned char *base = p->base.at;
	size_t same = p->same, i = 0;

	for (; i < n && p->base.end - base > 8; i++) {
		unsigned tag = *base, type = kinds[values[i].type];
		if (type == VG_SAMPLECELL_MISSING || (tag & 15) != type || tag >> 4 > 8)
			break;
		uint64_t bits = bits_of(&values[i], type);
		uint64_t old = vg_samplecell_peek(base + 1, tag >> 4);
		base += 1 + (tag >> 4);
		whole = vg_samplecell_put_bits(whole, type, bits);
		if (old == bits) {
			same++;
			continue;
		}
		uint64_t step = vg_samplecell_step(type, old, bits);
		unsigned width = vg_samplecell_width(step);
		if (same < VG_SAMPLEPACK_MORE)
			*change++ = (unsigned char)(same << 4 | width);
		else
			change = vg_samplepack_put_control(change, same, width);
		change = vg_samplecell_store(change, step, width);
		same = 0;
	}
	p->whole = whole;
	p->change = change;
	p->base.at = base;
	p->same = same;
	return i;
}

static void
pack_values(struct packing *p, const struct vg_value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p->follows && !p->base.failed)
			i += pack_numbers(p, values + i, n - i);
		if (i < n)
			pack_value(p, &values[i]);
	}
}

static void
pack_index(struct packing *p, const char *index)
{
	size_t size = strnlen(index, VG_SAMPLESET_INDEX_SIZE - 1);

	*p->whole++ = (unsigned char)size;
	memcpy(p->whole, index, size);
	p->whole += size;
	if (!p->follows)
		return;
	const unsigned char *old = vg_cursor_take(&p->base, size + 1);
	p->follows = old && *old == size && memcmp(old + 1, index, size) == 0;
}

/* The heads of both; whether the difference has a base of its shape. */
static void
pack_heads(struct packing *p, const struct vg_samplehead *head)
{
	struct vg_samplehead old;

	vg_samplepack_read_head(&p->base, &old);
	p->whole = put_whole_head(p->whole, head);
	p->follows = !p->base.failed && old.whole &&
	    old.grid.n_scalars == head->grid.n_scalars &&
	    old.grid.n_columns == head->grid.n_columns &&
	    old.grid.n_rows == head->grid.n_rows;
	if (!p->follows)
		return;
	*p->change++ = 'D';
	*p->change++ = (unsigned char)((head->has_uptime ? HAS_UPTIME : 0) |
	    (head->restarted ? RESTARTED : 0));
	p->change = vg_samplecell_put_count(
	    p->change, vg_samplecell_zigzag(vg_instant_since(head->at, old.at)));
	p->change = vg_samplecell_put_count(p->change, head->uptime - old.uptime);
}

/* Room for 'n' values in both, with their row's index. */
static bool
make_room(struct packing *p, struct vg_buf *whole, struct vg_buf *difference, size_t n)
{
	size_t room = HEAD_ROOM + ROW_ROOM + n * (VG_SAMPLECELL_ROOM + 16);

	if (p->whole)
		whole->size = (size_t)(p->whole - whole->data);
	if (p->change)
		difference->size = (size_t)(p->change - difference->data);
	p->whole = vg_buf_reserve(whole, room);
	p->change = vg_buf_reserve(difference, room);
	return p->whole && p->change;
}

int
vg_samplepack_add(struct vg_buf *whole, struct vg_buf *difference, const void *base,
    size_t base_size, const struct vg_sampleset *samples)
{
	const struct vg_probe *probe = samples->probe;
	const struct vg_samplehead head = {.whole = true,
	    .at = samples->at,
	    .has_uptime = samples->clock.has_uptime,
	    .restarted = samples->restart == VG_RESTART_YES,
	    .uptime = samples->clock.uptime,
	    .grid = {samples->scalars.values ? probe->n_scalars : 0, probe->n_columns,
		probe->n_columns ? samples->n_rows : 0}};
	struct packing p = {.base = vg_cursor_over(base, base_size)};

	if (!make_room(&p, whole, difference, head.grid.n_scalars))
		return VG_ELIMIT;
	pack_heads(&p, &head);
	pack_values(&p, samples->scalars.values, head.grid.n_scalars);
	for (size_t r = 0; r < head.grid.n_rows; r++) {
		if (!make_room(&p, whole, difference, head.grid.n_columns))
			return VG_ELIMIT;
		pack_index(&p, samples->rows[r].index);
		pack_values(&p, samples->rows[r].values, head.grid.n_columns);
	}
	(void)make_room(&p, whole, difference, 0);
	return p.follows && !p.base.failed ? VG_OK : VG_EINVAL;
}

/* --- reading ----------------------------------------------------------------------------- */

int
vg_samplepack_each(const void *whole, size_t size, struct vg_samplegrid *grid,
    vg_samplepack_cb cb, void *cookie)
{
	struct vg_cursor c = vg_cursor_over(whole, size);
	char index[VG_SAMPLESET_INDEX_SIZE];
	struct vg_samplehead head;
	struct vg_samplecell cell;

	vg_samplepack_read_head(&c, &head);
	if (!head.whole)
		vg_cursor_fail(&c);
	*grid = head.grid;
	for (size_t i = 0; i < grid->n_scalars && !c.failed; i++) {
		vg_samplecell_read(&c, &cell);
		if (!c.failed)
			cb(NULL, i, &cell, cookie);
	}
	for (size_t r = 0; r < grid->n_rows && !c.failed; r++) {
		vg_samplepack_read_index(&c, index);
		for (size_t i = 0; i < grid->n_columns && !c.failed; i++) {
			vg_samplecell_read(&c, &cell);
			if (!c.failed)
				cb(index, i, &cell, cookie);
		}
	}
	return c.failed || vg_cursor_left(&c) ? VG_EPARSE : VG_OK;
}

void
vg_samplepack_read_large(
    struct vg_cursor *c, struct vg_samplechange *change, unsigned control)
{
	change->skip = control >> 4;
	if (change->skip == VG_SAMPLEPACK_MORE)
		change->skip += (size_t)vg_samplecell_read_count(c);
	change->is_step = (control & 15) != VG_SAMPLEPACK_WHOLE;
	if (change->is_step)
		change->step = vg_samplecell_load(c, control & 15);
	else
		vg_samplecell_read(c, &change->cell);
}

/* One change on top of the value at 'base'. */
static void
apply_change(struct vg_buf *out, struct vg_cursor *base, struct vg_cursor *c,
    const struct vg_samplechange *change)
{
	struct vg_samplecell was;
	unsigned char *room = vg_buf_reserve(out, VG_SAMPLECELL_ROOM), *at = room;
	unsigned tag = vg_cursor_left(base) ? *base->at : 0;

	if (!room)
		return;
	if (!change->is_step) {
		vg_samplecell_read(base, &was);
		at = vg_samplecell_put(room, &change->cell);
	} else if (vg_samplecell_is_numeric(tag & 15)) {
		base->at++;
		uint64_t old = vg_samplecell_load(base, tag >> 4);
		at = vg_samplecell_put_bits(
		    room, tag & 15, vg_samplecell_stepped(tag & 15, old, change->step));
	} else {
		vg_cursor_fail(c);
	}
	out->size += (size_t)(at - room);
}

/* The next change, or none any more. */
static size_t
next_change(struct vg_cursor *c, struct vg_samplechange *change)
{
	if (!vg_cursor_left(c))
		return SIZE_MAX;
	vg_samplepack_read_change(c, change);
	return change->skip;
}

static int
apply(struct vg_buf *out, const struct vg_buf *base, const struct vg_samplehead *step,
    struct vg_cursor *c)
{
	struct vg_cursor b = vg_cursor_over(base->data, base->size);
	struct vg_samplehead head;
	struct vg_samplechange change;
	struct vg_samplecell was;

	vg_samplepack_read_head(&b, &head);
	if (b.failed || !head.whole)
		return VG_EPARSE;
	head.at.us = (int64_t)((uint64_t)head.at.us + (uint64_t)step->passed_us);
	head.uptime += step->uptime;
	head.has_uptime = step->has_uptime;
	head.restarted = step->restarted;
	vg_samplepack_head(out, &head);
	size_t n = head.grid.n_scalars + head.grid.n_columns * head.grid.n_rows;
	size_t skip = next_change(c, &change);
	for (size_t i = 0; i < n && !b.failed && !c->failed && !out->error; i++) {
		const unsigned char *began = b.at;
		if (i >= head.grid.n_scalars &&
		    (i - head.grid.n_scalars) % head.grid.n_columns == 0)
			(void)vg_cursor_take(&b, (size_t)vg_cursor_u8(&b));
		if (skip > 0) {
			vg_samplecell_read(&b, &was);
			vg_buf_add(out, began, (size_t)(b.at - began));
			skip -= skip != SIZE_MAX;
			continue;
		}
		vg_buf_add(out, began, (size_t)(b.at - began));
		apply_change(out, &b, c, &change);
		skip = next_change(c, &change);
	}
	/* Rows without columns have indexes only, and those stand in no difference. */
	return c->failed || b.failed || vg_cursor_left(&b) || skip != SIZE_MAX ||
		out->error
	    ? VG_EPARSE
	    : VG_OK;
}

int
vg_samplepack_undo(
    struct vg_buf *out, const struct vg_buf *base, const void *packed, size_t size)
{
	struct vg_cursor c = vg_cursor_over(packed, size);
	struct vg_samplehead head;

	vg_samplepack_read_head(&c, &head);
	if (c.failed)
		return VG_EPARSE;
	if (head.whole) {
		vg_buf_add(out, packed, size);
		return out->error ? VG_EPARSE : VG_OK;
	}
	return base->size ? apply(out, base, &head, &c) : VG_ECONFLICT;
}
