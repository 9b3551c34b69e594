/*
 * Rows in the order of time.
 */
#include "agent/history/samplerows.h"

#include <stdlib.h>
#include <string.h>

#include "agent/history/samplepack.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define OCTETS_MOST ((size_t)1 << 30)

void
vg_samplerows_init(struct vg_samplerows *rows)
{
	memset(rows, 0, sizeof(*rows));
	vg_buf_init(&rows->octets, OCTETS_MOST);
	vg_buf_init(&rows->last, 0);
}

void
vg_samplerows_fini(struct vg_samplerows *rows)
{
	free(rows->rows);
	vg_buf_fini(&rows->octets);
	vg_buf_fini(&rows->last);
	vg_samplerows_init(rows);
}

void
vg_samplerows_reset(struct vg_samplerows *rows)
{
	rows->n = 0;
	vg_buf_reset(&rows->octets);
	vg_buf_reset(&rows->last);
}

void
vg_samplerows_pack(struct vg_buf *block, const void *packed, size_t size)
{
	unsigned char count[10];

	vg_buf_add(block, count, (size_t)(vg_samplecell_put_count(count, size) - count));
	vg_buf_add(block, packed, size);
}

void
vg_samplerows_add(struct vg_samplerows *rows, const void *packed, size_t size)
{
	size_t begin = rows->octets.size;

	if (vg_samplepack_undo(&rows->octets, &rows->last, packed, size) != VG_OK ||
	    rows->octets.error) {
		rows->octets.size = begin;
		vg_buf_reset(&rows->last);
		return;
	}
	const unsigned char *whole = rows->octets.data + begin;
	size = rows->octets.size - begin;
	rows->rows =
	    vg_mem_grow(rows->rows, &rows->capacity, rows->n, sizeof(*rows->rows));
	rows->rows[rows->n] = (struct vg_samplerow_whole){
	    vg_samplepack_at(whole, size), rows->n, begin, size};
	rows->n++;
	vg_buf_reset(&rows->last);
	vg_buf_add(&rows->last, whole, size);
}

void
vg_samplerows_add_block(struct vg_samplerows *rows, const void *block, size_t size)
{
	struct vg_cursor c = vg_cursor_over(block, size);

	vg_buf_reset(&rows->last);
	while (vg_cursor_left(&c)) {
		size_t one = (size_t)vg_samplecell_read_count(&c);
		const unsigned char *packed = vg_cursor_take(&c, one);
		if (packed)
			vg_samplerows_add(rows, packed, one);
	}
	vg_buf_reset(&rows->last);
}

static int
compare(const void *a, const void *b)
{
	const struct vg_samplerow_whole *left = a, *right = b;

	if (left->at.us != right->at.us)
		return left->at.us < right->at.us ? -1 : 1;
	return left->turn < right->turn ? -1 : left->turn > right->turn;
}

void
vg_samplerows_sort(struct vg_samplerows *rows)
{
	size_t n = 0;

	if (rows->n)
		qsort(rows->rows, rows->n, sizeof(*rows->rows), compare);
	for (size_t i = 0; i < rows->n; i++) {
		if (i + 1 < rows->n && rows->rows[i].at.us == rows->rows[i + 1].at.us)
			continue;
		rows->rows[n++] = rows->rows[i];
	}
	rows->n = n;
}

struct vg_buf
vg_samplerows_whole(const struct vg_samplerows *rows, size_t i)
{
	return (struct vg_buf){
	    .data = rows->octets.data + rows->rows[i].begin, .size = rows->rows[i].size};
}
