/*
 * Rows of one run of a probe.
 *
 * Rows come column by column and mostly in order, so that the last row used is looked at first;
 * past that a table is searched from its end, which is short work at the sizes allowed.
 */
#include "agent/rule/sampleset.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_sampleset_init(
    struct vg_sampleset *set, const struct vg_probe *probe, struct vg_wall at)
{
	memset(set, 0, sizeof(*set));
	set->probe = probe;
	set->at = at;
	if (probe->n_scalars)
		set->scalars.values =
		    vg_mem_array(probe->n_scalars, sizeof(*set->scalars.values));
}

void
vg_sampleset_expect(struct vg_sampleset *set, size_t n_rows)
{
	if (set->n_rows || set->block || n_rows == 0 || set->probe->n_columns == 0)
		return;
	set->capacity = set->block_rows =
	    n_rows < VG_SAMPLESET_MAX_ROWS ? n_rows : VG_SAMPLESET_MAX_ROWS;
	set->rows = vg_mem_resize(set->rows, set->capacity, sizeof(*set->rows));
	set->block =
	    vg_mem_array(set->block_rows * set->probe->n_columns, sizeof(*set->block));
}

static void
release_values(struct vg_value *values, size_t n)
{
	for (size_t i = 0; values && i < n; i++) {
		if (values[i].octets || values[i].oid)
			vg_value_fini(&values[i]);
	}
}

/* Whether the values of the row are in the block. */
static bool
is_in_block(const struct vg_sampleset *set, const struct vg_samplerow *row)
{
	return set->block && row->values >= set->block &&
	    row->values < set->block + set->block_rows * set->probe->n_columns;
}

void
vg_sampleset_fini(struct vg_sampleset *set)
{
	if (set->probe) {
		release_values(set->scalars.values, set->probe->n_scalars);
		free(set->scalars.values);
		for (size_t i = 0; i < set->n_rows; i++) {
			struct vg_samplerow *row = &set->rows[i];
			release_values(row->values, set->probe->n_columns);
			if (!is_in_block(set, row))
				free(row->values);
		}
	}
	free(set->block);
	free(set->rows);
	memset(set, 0, sizeof(*set));
}

struct vg_samplerow *
vg_sampleset_row(struct vg_sampleset *set, const char *index)
{
	for (size_t i = set->n_rows; i > 0; i--) {
		if (strcmp(set->rows[i - 1].index, index) == 0)
			return &set->rows[i - 1];
	}
	if (set->n_rows >= VG_SAMPLESET_MAX_ROWS)
		return NULL;
	set->rows =
	    vg_mem_grow(set->rows, &set->capacity, set->n_rows, sizeof(*set->rows));
	size_t n_columns = set->probe->n_columns;
	struct vg_samplerow *row = &set->rows[set->n_rows];
	vg_text_copy(row->index, sizeof(row->index), index);
	row->uptime = 0;
	row->values = set->n_rows < set->block_rows
	    ? set->block + set->n_rows * n_columns
	    : vg_mem_array(n_columns, sizeof(*row->values));
	set->n_rows++;
	return row;
}

/* How many digits there are. */
static size_t
digits_of(const char *text)
{
	size_t n = 0;

	while (text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* Arcs are numbers without zeros before them: the longer one is the greater. */
static int
compare_rows(const void *a, const void *b)
{
	const struct vg_samplerow *left = a, *right = b;
	const char *l = left->index, *r = right->index;

	while (*l && *r) {
		size_t x = digits_of(l), y = digits_of(r);
		int order = memcmp(l, r, x < y ? x : y);
		/* A name is no number: from there on by its octets. */
		if (x == 0 || y == 0)
			return strcmp(l, r);
		if (x != y)
			return x < y ? -1 : 1;
		if (order)
			return order;
		l += l[x] == '.' ? x + 1 : x;
		r += r[y] == '.' ? y + 1 : y;
	}
	return (*l != '\0') - (*r != '\0');
}

void
vg_sampleset_sort(struct vg_sampleset *set)
{
	size_t i = 1;

	/* Most devices answer in order. */
	while (i < set->n_rows && compare_rows(&set->rows[i - 1], &set->rows[i]) <= 0)
		i++;
	if (i < set->n_rows)
		qsort(set->rows, set->n_rows, sizeof(*set->rows), compare_rows);
}

static const struct vg_value *
find_value(const struct vg_object *objects, size_t n, const struct vg_value *values,
    const char *name)
{
	for (size_t i = 0; values && i < n; i++) {
		if (strcmp(objects[i].name, name) == 0)
			return &values[i];
	}
	return NULL;
}

const struct vg_value *
vg_sampleset_value(
    const struct vg_sampleset *set, const struct vg_samplerow *row, const char *name)
{
	const struct vg_probe *probe = set->probe;
	const struct vg_value *found = NULL;

	if (row != &set->scalars)
		found = find_value(probe->columns, probe->n_columns, row->values, name);
	if (!found)
		found = find_value(
		    probe->scalars, probe->n_scalars, set->scalars.values, name);
	return found;
}
