/*
 * The tree in force as nodes.
 */
#include "collector/desk/tree/desktreenow.h"

#include <inttypes.h>
#include <stdlib.h>

#include "collector/desk/record/deskrevision.h"
#include "lib/base/error.h"

void
vg_desktreenow_forget(struct vg_desk *desk)
{
	vg_tree_free(desk->tree);
	desk->tree = NULL;
	desk->tree_revision = 0;
}

void
vg_desktreenow_keep(struct vg_desk *desk, struct vg_tree *tree)
{
	vg_desktreenow_forget(desk);
	desk->tree = tree;
	desk->tree_revision = desk->revision;
}

const struct vg_tree *
vg_desktreenow_known(const struct vg_desk *desk)
{
	return desk->tree_revision == desk->revision ? desk->tree : NULL;
}

int
vg_desktreenow_get(
    struct vg_desk *desk, const struct vg_tree **tree, struct vg_detail *detail)
{
	struct vg_tree *read = NULL;
	int code = VG_OK;

	if (!vg_desktreenow_known(desk)) {
		char *content =
		    desk->context ? vg_deskrevision_content(desk, desk->revision) : NULL;
		code = content
		    ? vg_tree_parse(desk->context, content, "the tree in force",
			  VG_TREE_COLLECTOR, &read, detail)
		    : vg_detail_set(detail, VG_EIO,
			  "the tree in force (revision %" PRId64
			  ") cannot be read from the store",
			  desk->revision);
		free(content);
		if (code == VG_OK)
			vg_desktreenow_keep(desk, read);
	}
	*tree = desk->tree;
	return code;
}
