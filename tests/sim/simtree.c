/*
 * The tree of one family: a sorted array, searched by halves.
 */
#include "tests/sim/simtree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "tests/sim/simber.h"
#include "tests/sim/simdevice.h"

struct vg_simtree {
	struct vg_simleaf *leaves;
	size_t n_leaves, room;
};

struct vg_simtree *
vg_simtree_new(void)
{
	return vg_mem_zero(sizeof(struct vg_simtree));
}

struct vg_simleaf *
vg_simtree_add(struct vg_simtree *tree, const char *base, size_t n, const uint32_t *index)
{
	struct vg_simleaf *leaf;

	tree->leaves =
	    vg_mem_grow(tree->leaves, &tree->room, tree->n_leaves, sizeof(*tree->leaves));
	leaf = &tree->leaves[tree->n_leaves++];
	*leaf = (struct vg_simleaf){.tag = VG_SIMBER_INTEGER};
	if (vg_oid_parse(base, &leaf->oid) != VG_OK)
		abort(); /* a misspelt OID in a table of this program */
	leaf->n_object = n > 0 ? leaf->oid.n_arcs : leaf->oid.n_arcs - 1;
	for (size_t i = 0; i < n; i++)
		vg_oid_append(&leaf->oid, index[i]);
	return leaf;
}

static int
by_oid(const void *a, const void *b)
{
	const struct vg_simleaf *one = a, *other = b;

	return vg_oid_compare(&one->oid, &other->oid);
}

void
vg_simtree_sort(struct vg_simtree *tree)
{
	if (tree->n_leaves > 0)
		qsort(tree->leaves, tree->n_leaves, sizeof(*tree->leaves), by_oid);
}

const struct vg_simleaf *
vg_simtree_after(const struct vg_simtree *tree, const struct vg_oid *oid)
{
	size_t low = 0, high = tree->n_leaves;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (vg_oid_compare(&tree->leaves[middle].oid, oid) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tree->n_leaves ? &tree->leaves[low] : NULL;
}

const struct vg_simleaf *
vg_simtree_at(const struct vg_simtree *tree, const struct vg_oid *oid)
{
	const struct vg_simleaf *after = vg_simtree_after(tree, oid);
	const struct vg_simleaf *end = tree->leaves + tree->n_leaves;
	const struct vg_simleaf *last = (after ? after : end);

	if (last == tree->leaves || vg_oid_compare(&last[-1].oid, oid) != 0)
		return NULL;
	return last - 1;
}

static bool
is_object_of(const struct vg_simleaf *leaf, const struct vg_oid *oid)
{
	return oid->n_arcs >= leaf->n_object &&
	    memcmp(oid->arc, leaf->oid.arc, leaf->n_object * sizeof(*oid->arc)) == 0;
}

/* The instances of an object stand together: one of them is next to whatever lies below it. */
bool
vg_simtree_has_object(const struct vg_simtree *tree, const struct vg_oid *oid)
{
	const struct vg_simleaf *after = vg_simtree_after(tree, oid);
	const struct vg_simleaf *end = tree->leaves + tree->n_leaves;
	const struct vg_simleaf *next = after ? after : end;

	return (after != NULL && is_object_of(after, oid)) ||
	    (next > tree->leaves && is_object_of(next - 1, oid));
}

size_t
vg_simtree_size(const struct vg_simtree *tree)
{
	return tree->n_leaves;
}

void
vg_simtree_text(struct vg_simvalue *value, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf((char *)value->octets, sizeof(value->octets), format, list);
	va_end(list);
	value->size = strlen((const char *)value->octets);
	value->tag = VG_SIMBER_OCTETS;
}

static void
true_value(const struct vg_simdevice *device, const struct vg_simleaf *leaf,
    int64_t at_us, struct vg_simvalue *value)
{
	/* The octets and arcs beyond 'size' and 'n_arcs' are nobody's; zeroing them costs. */
	value->tag = leaf->tag;
	value->number = 0;
	value->count = 0;
	value->size = 0;
	value->oid.n_arcs = 0;
	if (leaf->give != NULL)
		leaf->give(device, leaf, at_us, value);
	else if (leaf->text != NULL)
		vg_simtree_text(value, "%s", leaf->text);
	else if (leaf->tag == VG_SIMBER_INTEGER)
		value->number = leaf->number;
	else
		value->count = (uint64_t)leaf->number;
}

/* COUNTER_WRAP: what was counted since it was set, from so far below the end. */
static void
move_counter(const struct vg_simdevice *device, const struct vg_simleaf *leaf,
    struct vg_simvalue *value)
{
	uint64_t now = value->count,
		 below = device->knobs.value[VG_SIMDEVICE_COUNTER_WRAP];

	true_value(device, leaf, device->knobs.counters_at_us, value);
	value->count = (uint32_t)(now - value->count - below);
}

void
vg_simtree_value(const struct vg_simdevice *device, const struct vg_simleaf *leaf,
    int64_t at_us, struct vg_simvalue *value)
{
	true_value(device, leaf, at_us, value);
	if (value->tag == VG_SIMBER_COUNTER32 &&
	    device->knobs.value[VG_SIMDEVICE_COUNTER_WRAP] > 0)
		move_counter(device, leaf, value);
}
