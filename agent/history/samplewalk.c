/*
 * Reading rows.
 */
#include "agent/history/samplewalk.h"

#include "agent/history/samplerows.h"

struct reading {
	struct vg_samplerows rows;
	enum vg_samplespan span;
};

static void
read_block(int64_t number, const void *data, size_t size, void *cookie)
{
	struct reading *r = cookie;

	(void)number;
	vg_samplerows_add_block(&r->rows, data, size);
}

static void
read_roll(enum vg_samplespan span, struct vg_wall begin, const struct vg_buf *whole,
    void *cookie)
{
	struct reading *r = cookie;

	(void)begin;
	if (span == r->span)
		vg_samplerows_add(&r->rows, whole->data, whole->size);
}

/* What is in no block yet, as it is or as it rolls up so far. */
static void
read_waiting(struct vg_samplestage *s, int64_t track, struct reading *r)
{
	struct reading raw = {.span = VG_SAMPLESPAN_RAW};
	struct vg_samplerows *rows = r->span == VG_SAMPLESPAN_RAW ? &r->rows : &raw.rows;

	const struct vg_samplelist *list = vg_samplestage_list(s, track);

	vg_samplerows_init(&raw.rows);
	for (size_t i = 0; i < list->n; i++)
		vg_samplerows_add(
		    rows, list->octets.data + list->items[i].begin, list->items[i].size);
	if (r->span != VG_SAMPLESPAN_RAW) {
		struct vg_rollup *rollup = vg_rollup_new(read_roll, r);
		vg_samplerows_sort(rows);
		for (size_t i = 0; i < rows->n; i++) {
			struct vg_buf whole = vg_samplerows_whole(rows, i);
			(void)vg_rollup_add(rollup, whole.data, whole.size);
		}
		vg_rollup_free(rollup);
	}
	vg_samplerows_fini(&raw.rows);
}

void
vg_samplewalk_rows(struct vg_samplestage *stage, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_samplewalk_cb cb, void *cookie)
{
	struct reading r = {.span = span};
	struct vg_sampledb *db = vg_samplestage_db(stage);
	struct vg_wall hour = vg_rollup_floor(VG_SAMPLESPAN_HOUR, from);
	size_t i = 0;

	vg_samplerows_init(&r.rows);
	/* What held at 'from' may be in the block before, when its own begins later. */
	(void)vg_sampledb_block_before(db, track, span, hour, read_block, &r);
	vg_sampledb_each_block(db, track, span, hour, until, read_block, &r);
	read_waiting(stage, track, &r);
	vg_samplerows_sort(&r.rows);
	while (i + 1 < r.rows.n && vg_instant_compare(r.rows.rows[i + 1].at, from) <= 0)
		i++;
	for (; i < r.rows.n && vg_instant_compare(r.rows.rows[i].at, until) < 0; i++) {
		struct vg_buf whole = vg_samplerows_whole(&r.rows, i);
		if (!cb(r.rows.rows[i].at, &whole, cookie))
			break;
	}
	vg_samplerows_fini(&r.rows);
}
