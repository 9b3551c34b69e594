/*
 * Leaves of the models, told.
 */
#include "lib/yang/leafabout.h"

#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { PATH_SIZE = 256 };

/* The leaf at 'path', whose predicates are passed over, or NULL. */
static const struct lysc_node_leaf *
find(const struct vg_context *context, const char *path)
{
	char schema[PATH_SIZE];
	size_t n = 0;
	bool inside = false;

	for (const char *c = path; *c && n + 1 < sizeof(schema); c++) {
		inside = inside || *c == '[';
		if (!inside)
			schema[n++] = *c;
		inside = inside && *c != ']';
	}
	schema[n] = '\0';
	const struct lysc_node *node =
	    lys_find_path(vg_context_ly(context), NULL, schema, 0);
	return node && (node->nodetype & (LYS_LEAF | LYS_LEAFLIST))
	    ? (const struct lysc_node_leaf *)node
	    : NULL;
}

static bool
add_choices(const struct lysc_node_leaf *leaf, struct vg_buf *out)
{
	const struct lysc_type_enum *type = (const struct lysc_type_enum *)leaf->type;

	if (leaf->type->basetype == LY_TYPE_BOOL)
		vg_buf_add_text(out, "true, false");
	if (leaf->type->basetype != LY_TYPE_ENUM)
		return leaf->type->basetype == LY_TYPE_BOOL;
	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(type->enums); i++)
		vg_buf_addf(out, "%s%s", i ? ", " : "", type->enums[i].name);
	return true;
}

bool
vg_leafabout_choices(
    const struct vg_context *context, const char *path, struct vg_buf *out)
{
	const struct lysc_node_leaf *leaf = find(context, path);

	return leaf && add_choices(leaf, out);
}

bool
vg_leafabout_input(const struct vg_context *context, const char *rpc, const char *leaf,
    struct vg_buf *out)
{
	char path[PATH_SIZE];
	const struct lysc_node_leaf *found;

	if (vg_text_format(path, sizeof(path), "/vigie-cases:%s/%s", rpc, leaf) != VG_OK)
		return false;
	found = find(context, path);
	if (!found)
		return false;
	bool chosen = add_choices(found, out);
	for (const char *at = found->dsc ? found->dsc : ""; *at;) {
		size_t size = strcspn(at, " \t\n");
		if (size) {
			vg_buf_add_text(out, chosen ? ": " : out->size ? " " : "");
			vg_buf_add(out, at, size);
			chosen = false;
		}
		at += size + (at[size] != '\0');
	}
	return true;
}
