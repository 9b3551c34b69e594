/*
 * Walking columns side by side.
 */
#include "agent/poll/walk.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

void
vg_walk_init(struct vg_walk *walk, const struct vg_probe *probe)
{
	memset(walk, 0, sizeof(*walk));
	walk->probe = probe;
	/* Each is written below as far as it is read. */
	walk->at = vg_mem_resize(
	    NULL, probe->n_columns ? probe->n_columns : 1, sizeof(*walk->at));
	walk->ended =
	    vg_mem_array(probe->n_columns ? probe->n_columns : 1, sizeof(*walk->ended));
	walk->n_cells =
	    vg_mem_array(probe->n_columns ? probe->n_columns : 1, sizeof(*walk->n_cells));
	walk->asked =
	    vg_mem_array(probe->n_columns ? probe->n_columns : 1, sizeof(*walk->asked));
	walk->index = vg_mem_resize(NULL, 1, sizeof(*walk->index));
	for (size_t i = 0; i < probe->n_columns; i++)
		vg_oid_copy(&walk->at[i], &probe->columns[i].oid);
	walk->row = SIZE_MAX;
}

void
vg_walk_fini(struct vg_walk *walk)
{
	free(walk->at);
	free(walk->ended);
	free(walk->n_cells);
	free(walk->asked);
	free(walk->index);
	memset(walk, 0, sizeof(*walk));
}

size_t
vg_walk_next(
    const struct vg_walk *walk, struct vg_oid *oids, size_t *columns, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < walk->probe->n_columns && n < room; i++) {
		if (walk->ended[i])
			continue;
		vg_oid_copy(&oids[n], &walk->at[i]);
		columns[n++] = i;
	}
	return n;
}

/*
 * The row of 'oid' below 'column': mostly that of the cell before.  NULL when there are too many,
 * or the index does not fit.
 */
static struct vg_samplerow *
row_of(struct vg_walk *walk, const struct vg_oid *oid, const struct vg_oid *column,
    struct vg_sampleset *samples)
{
	const uint32_t *arcs = oid->arc + column->n_arcs;
	size_t n = oid->n_arcs - column->n_arcs;
	char text[VG_SAMPLESET_INDEX_SIZE];
	struct vg_samplerow *row;

	if (walk->row != SIZE_MAX && walk->index->n_arcs == n &&
	    memcmp(walk->index->arc, arcs, n * sizeof(*arcs)) == 0)
		return &samples->rows[walk->row];
	walk->row = SIZE_MAX;
	if (vg_oid_set(walk->index, arcs, n) != VG_OK ||
	    vg_oid_text(walk->index, text, sizeof(text)) != VG_OK)
		return NULL;
	row = vg_sampleset_row(samples, text);
	if (row)
		walk->row = (size_t)(row - samples->rows);
	return row;
}

/* Takes one varbind of column 'c'; false when the column is over. */
static bool
take_one(struct vg_walk *walk, size_t c, struct vg_varbind *varbind, uint32_t uptime,
    struct vg_sampleset *samples)
{
	const struct vg_oid *column = &walk->probe->columns[c].oid;

	if (vg_value_is_missing(&varbind->value) || !vg_oid_under(&varbind->oid, column))
		return false;
	/* In circles: nobody knows what would have come. */
	if (vg_oid_compare(&varbind->oid, &walk->at[c]) <= 0) {
		walk->cut = true;
		return false;
	}
	vg_oid_copy(&walk->at[c], &varbind->oid);
	walk->n_cells[c]++;
	struct vg_samplerow *row = row_of(walk, &varbind->oid, column, samples);
	if (!row) {
		walk->cut = true;
		return samples->n_rows < VG_SAMPLESET_MAX_ROWS;
	}
	if (row->uptime == 0)
		row->uptime = uptime;
	vg_value_move(&row->values[c], &varbind->value);
	return true;
}

bool
vg_walk_take(struct vg_walk *walk, const size_t *columns, size_t n_columns,
    struct vg_varbind *varbinds, size_t n, uint32_t uptime, struct vg_sampleset *samples)
{
	bool news = false;

	walk->rounds++;
	for (size_t i = 0; i < n; i++) {
		size_t c = columns[i % n_columns];
		if (walk->ended[c])
			continue;
		news = true;
		if (!take_one(walk, c, &varbinds[i], uptime, samples))
			walk->ended[c] = true;
	}
	return news;
}

bool
vg_walk_has(const struct vg_walk *walk, size_t n)
{
	for (size_t i = 0; i < walk->probe->n_columns; i++) {
		if (!walk->ended[i] && walk->n_cells[i] != n)
			return false;
	}
	return !walk->cut;
}

bool
vg_walk_whole(const struct vg_walk *walk)
{
	for (size_t i = 0; i < walk->probe->n_columns; i++) {
		if (!walk->ended[i])
			return false;
	}
	return !walk->cut;
}

void
vg_walk_give_up(struct vg_walk *walk, size_t column)
{
	walk->ended[column] = true;
	walk->cut = true;
}
