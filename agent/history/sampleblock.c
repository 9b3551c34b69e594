/*
 * Putting an hour together.
 */
#include "agent/history/sampleblock.h"

#include <stdlib.h>

#include "agent/history/samplepack.h"
#include "agent/history/samplerows.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

struct vg_sampleblock {
	struct vg_sampledb *db;   /* borrowed */
	struct vg_rollup *rollup; /* owned */
	struct vg_buf raw, five, hour;
	struct vg_samplerows rows; /* for what is out of order */
	struct vg_wall begin;      /* of the hour under way */
	uint64_t rolled, left_out;
};

/* --- lists ------------------------------------------------------------------------------- */

void
vg_samplelist_init(struct vg_samplelist *list)
{
	*list = (struct vg_samplelist){.items = NULL};
	vg_buf_init(&list->octets, 0);
}

void
vg_samplelist_fini(struct vg_samplelist *list)
{
	vg_buf_fini(&list->octets);
	free(list->items);
	vg_samplelist_init(list);
}

void
vg_samplelist_add(
    struct vg_samplelist *list, uint64_t place, const void *packed, size_t size)
{
	size_t begin = list->octets.size;

	vg_buf_add(&list->octets, packed, size);
	if (list->octets.error)
		return;
	list->items =
	    vg_mem_grow(list->items, &list->capacity, list->n, sizeof(*list->items));
	list->items[list->n++] = (struct vg_sampleitem){place, begin, size};
}

void
vg_samplelist_turn(struct vg_samplelist *list)
{
	for (size_t i = 0; i < list->n / 2; i++) {
		struct vg_sampleitem item = list->items[i];
		list->items[i] = list->items[list->n - 1 - i];
		list->items[list->n - 1 - i] = item;
	}
}

static const unsigned char *
item(const struct vg_samplelist *list, size_t i)
{
	return list->octets.data + list->items[i].begin;
}

/* --- blocks ------------------------------------------------------------------------------ */

static void
take_roll(enum vg_samplespan span, struct vg_wall begin, const struct vg_buf *whole,
    void *cookie)
{
	struct vg_sampleblock *b = cookie;

	if (vg_rollup_floor(VG_SAMPLESPAN_HOUR, begin).us != b->begin.us)
		return;
	vg_samplerows_pack(
	    span == VG_SAMPLESPAN_FIVE ? &b->five : &b->hour, whole->data, whole->size);
	b->rolled++;
}

struct vg_sampleblock *
vg_sampleblock_new(struct vg_sampledb *db)
{
	struct vg_sampleblock *b = vg_mem_zero(sizeof(*b));

	b->db = db;
	b->rollup = vg_rollup_new(take_roll, b);
	vg_buf_init(&b->raw, 0);
	vg_buf_init(&b->five, 0);
	vg_buf_init(&b->hour, 0);
	vg_samplerows_init(&b->rows);
	return b;
}

void
vg_sampleblock_free(struct vg_sampleblock *block)
{
	if (!block)
		return;
	vg_rollup_free(block->rollup);
	vg_buf_fini(&block->raw);
	vg_buf_fini(&block->five);
	vg_buf_fini(&block->hour);
	vg_samplerows_fini(&block->rows);
	free(block);
}

/* The instant of a row, when the one before was at 'before'; unset when it is damaged. */
static struct vg_wall
instant_of(const struct vg_samplelist *list, size_t i, struct vg_wall before)
{
	struct vg_cursor c = vg_cursor_over(item(list, i), list->items[i].size);
	struct vg_samplehead head;

	vg_samplepack_read_head(&c, &head);
	if (c.failed || (!head.whole && !vg_instant_is_set(before)))
		return (struct vg_wall){0};
	return head.whole ? head.at : vg_instant_add(before, head.passed_us);
}

size_t
vg_sampleblock_hour(const struct vg_samplelist *list, struct vg_wall *hour)
{
	struct vg_wall at = {0};
	size_t i = 0;

	*hour = (struct vg_wall){0};
	for (; i < list->n; i++) {
		at = instant_of(list, i, at);
		if (!vg_instant_is_set(at))
			continue;
		struct vg_wall begin = vg_rollup_floor(VG_SAMPLESPAN_HOUR, at);
		if (!vg_instant_is_set(*hour))
			*hour = begin;
		else if (hour->us != begin.us)
			break;
	}
	return i;
}

static bool
is_in_order(const struct vg_samplelist *list, size_t n)
{
	struct vg_wall last = {0};

	for (size_t i = 0; i < n; i++) {
		struct vg_wall at = instant_of(list, i, last);
		if (vg_instant_compare(at, last) <= 0)
			return false;
		last = at;
	}
	return true;
}

static void
add_old(int64_t number, const void *data, size_t size, void *cookie)
{
	struct vg_sampleblock *b = cookie;

	(void)number;
	vg_samplerows_add_block(&b->rows, data, size);
}

/* All rows of the hour in the order of time, those there were and those that came. */
static void
put_in_order(
    struct vg_sampleblock *b, int64_t track, const struct vg_samplelist *list, size_t n)
{
	vg_samplerows_reset(&b->rows);
	vg_sampledb_each_block(b->db, track, VG_SAMPLESPAN_RAW, b->begin,
	    vg_instant_add(b->begin, 1), add_old, b);
	for (size_t i = 0; i < n; i++)
		vg_samplerows_add(&b->rows, item(list, i), list->items[i].size);
	vg_samplerows_sort(&b->rows);
	for (size_t i = 0; i < b->rows.n; i++) {
		struct vg_buf whole = vg_samplerows_whole(&b->rows, i);
		vg_samplerows_pack(&b->raw, whole.data, whole.size);
		(void)vg_rollup_add(b->rollup, whole.data, whole.size);
	}
}

static void
take_as_they_are(struct vg_sampleblock *b, const struct vg_samplelist *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		vg_samplerows_pack(&b->raw, item(list, i), list->items[i].size);
		(void)vg_rollup_add(b->rollup, item(list, i), list->items[i].size);
	}
}

static int
put_all(struct vg_sampleblock *b, int64_t track, bool replace)
{
	const struct {
		enum vg_samplespan span;
		const struct vg_buf *block;
	} blocks[] = {{VG_SAMPLESPAN_RAW, &b->raw}, {VG_SAMPLESPAN_FIVE, &b->five},
	    {VG_SAMPLESPAN_HOUR, &b->hour}};
	int err = VG_OK;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]) && err == VG_OK; i++) {
		if (blocks[i].block->size)
			err = vg_sampledb_put_block(b->db, track, blocks[i].span,
			    b->begin, blocks[i].block, replace);
	}
	return err;
}

static void
make(struct vg_sampleblock *b, int64_t track, const struct vg_samplelist *list, size_t n,
    bool as_they_are)
{
	vg_buf_reset(&b->raw);
	vg_buf_reset(&b->five);
	vg_buf_reset(&b->hour);
	b->rolled = 0;
	vg_rollup_begin(b->rollup, b);
	if (as_they_are)
		take_as_they_are(b, list, n);
	else
		put_in_order(b, track, list, n);
	if (n == list->n ||
	    vg_rollup_add(b->rollup, item(list, n), list->items[n].size) != VG_OK)
		vg_rollup_end(b->rollup);
}

int
vg_sampleblock_put(struct vg_sampleblock *block, int64_t track,
    const struct vg_samplelist *list, size_t n, struct vg_wall begin, uint64_t *rolled)
{
	bool as_they_are = is_in_order(list, n);
	int err;

	block->begin = begin;
	make(block, track, list, n, as_they_are);
	err = put_all(block, track, !as_they_are);
	if (err == VG_ECONFLICT && as_they_are) {
		make(block, track, list, n, false);
		err = put_all(block, track, true);
	}
	*rolled += block->rolled;
	block->left_out += vg_rollup_left_out(block->rollup);
	return err;
}

uint64_t
vg_sampleblock_left_out(const struct vg_sampleblock *block)
{
	return block->left_out;
}
