/*
 * Leaves of a pack.
 */
#include "lib/yang/packleaf.h"

#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

void
vg_packleaf_fail(struct vg_packleaf *load, const struct vg_node *node, const char *what,
    const char *value)
{
	char place[256];

	if (load->err != VG_OK)
		return;
	vg_tree_path(node, place, sizeof(place));
	load->err = vg_detail_set(load->detail, VG_EINVAL, "%s: %s: %s (value \"%s\")",
	    load->path, place, what, value);
}

void
vg_packleaf_text(struct vg_packleaf *load, const struct vg_node *node, const char *name,
    char *target, size_t size)
{
	const char *text = vg_tree_text(node, name, "");

	if (vg_text_copy(target, size, text) != VG_OK)
		vg_packleaf_fail(load, node, "too long", text);
}

uint32_t
vg_packleaf_u32(const struct vg_node *node, const char *name)
{
	return (uint32_t)vg_tree_int(node, name, 0);
}

void
vg_packleaf_oid(struct vg_packleaf *load, const struct vg_node *node, const char *name,
    struct vg_oid *oid)
{
	const char *text = vg_tree_text(node, name, NULL);

	oid->n_arcs = 0;
	if (text && vg_oid_parse(text, oid) != VG_OK)
		vg_packleaf_fail(
		    load, node, "no object identifier of at most 128 arcs", text);
}

enum vg_severity
vg_packleaf_severity(const struct vg_node *node, const char *name)
{
	enum vg_severity severity = VG_SEVERITY_CLEARED;
	const char *text = vg_tree_text(node, name, NULL);

	if (text)
		vg_severity_parse(text, &severity);
	return severity;
}

int
vg_packleaf_enum(
    const struct vg_node *node, const char *name, const char *const *names, int n)
{
	const char *text = vg_tree_text(node, name, "");

	for (int i = 0; i < n; i++) {
		if (strcmp(names[i], text) == 0)
			return i;
	}
	return 0;
}

size_t
vg_packleaf_values(const struct vg_node *node, const char *name, int64_t *values)
{
	size_t n = 0;

	for (const struct vg_node *value = vg_tree_child(node, name);
	     value && n < VG_PACK_MATCH_VALUES; value = vg_tree_next(value))
		values[n++] = vg_tree_number(value);
	return n;
}

void *
vg_packleaf_names(
    struct vg_packleaf *load, const struct vg_node *node, const char *name, size_t *n)
{
	char(*names)[VG_NAME_SIZE] = NULL;
	size_t count = vg_tree_count(node, name);
	size_t i = 0;

	*n = count;
	if (count)
		names = vg_mem_array(count, sizeof(*names));
	for (const struct vg_node *item = vg_tree_child(node, name); item && names;
	     item = vg_tree_next(item)) {
		if (vg_text_copy(names[i++], VG_NAME_SIZE, vg_tree_value(item)) != VG_OK)
			vg_packleaf_fail(load, item, "too long", vg_tree_value(item));
	}
	return names;
}

_Static_assert(
    VG_KIND_SIZE == VG_NAME_SIZE, "get_names fills lists of kinds and of names");
