/*
 * The tree with its revisions.
 */
#include "collector/desk/tree/desktree.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskscope.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/deskcommit.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/evidence/veil.h"
#include "collector/store/storerevision.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/yang/treekeep.h"

int
vg_desktree_read(const struct vg_context *context, const char *content,
    const char *origin, struct vg_tree **tree, struct vg_conf **conf,
    struct vg_detail *detail)
{
	struct vg_tree *parsed = NULL;
	struct vg_conf *read = NULL;
	int code = vg_treekeep_parse(
	    context, content, origin, VG_TREE_COLLECTOR, &parsed, detail);

	if (code != VG_OK)
		return code;
	code = vg_conf_read(parsed, &read, detail);
	if (code != VG_OK) {
		vg_tree_free(parsed);
		return vg_detail_prefix(detail, "%s", origin);
	}
	if (conf)
		*conf = read;
	else
		vg_conf_free(read);
	if (tree)
		*tree = parsed;
	else
		vg_tree_free(parsed);
	return VG_OK;
}

void
vg_desktree_keep(struct vg_desk *desk, struct vg_tree *tree)
{
	vg_desktreenow_keep(desk, tree);
}

char *
vg_desktree_diff(
    struct vg_desk *desk, const struct vg_context *context, const struct vg_tree *tree)
{
	char *before = vg_desk_last_tree(desk);
	struct vg_tree *old = NULL;
	struct vg_detail detail;

	/* A tree of an older model may be none of today's: then all of it is new. */
	if (before)
		(void)vg_treekeep_parse(context, before, "the revision before",
		    VG_TREE_COLLECTOR, &old, &detail);
	char *diff = vg_tree_diff(old, tree, vg_veil_covers);
	vg_tree_free(old);
	free(before);
	return diff;
}

char *
vg_desktree_loaded(struct vg_desk *desk, const char *file)
{
	char door[16];
	char *content = vg_deskrevision_is_last_file(desk, file)
	    ? vg_deskrevision_newest(desk, door, sizeof(door))
	    : NULL;

	if (content && strcmp(door, "file") != 0)
		return content;
	free(content);
	return NULL;
}

/* --- a load ------------------------------------------------------------------------------- */

static int
may_load(const struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_desktree_load *load, struct vg_detail *detail)
{
	if (!vg_deskscope_may(desk->conf, actor->user, actor->role, "tree-load"))
		return vg_detail_set(detail, VG_EACCESS,
		    "%s: role %s may not load a tree: that is an admin's", actor->user,
		    vg_conf_role_text(actor->role));
	if (load->if_revision && load->if_revision != desk->revision)
		return vg_detail_set(detail, VG_ECONFLICT,
		    "the tree was changed meanwhile: revision %" PRId64
		    " is in force, not %" PRId64 "; begin again from it",
		    desk->revision, load->if_revision);
	return VG_OK;
}

int
vg_desktree_load(struct vg_desk *desk, const struct vg_context *context,
    const struct vg_actor *actor, const struct vg_desktree_load *load, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	int code = may_load(desk, actor, load, detail);

	if (code == VG_OK)
		code = vg_desktree_read(
		    context, load->content, "tree", &tree, &conf, detail);
	if (code != VG_OK)
		return code;
	return vg_deskcommit_load(desk, actor, tree, conf, now, outcome, detail);
}

int
vg_desktree_may(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_desktree_load *load, struct vg_detail *detail)
{
	const struct vg_tree *now = NULL;
	struct vg_detail unused;
	int code = may_load(desk, actor, load, detail);

	/* A tree of an older model may be none of today's: then all of it is new. */
	if (code == VG_OK)
		(void)vg_desktreenow_get(desk, &now, &unused);
	return code;
}

int
vg_desktree_try(const struct vg_desk *desk, const struct vg_context *context,
    const struct vg_desktree_load *load, struct vg_desktree_outcome *outcome,
    struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	int code = vg_desktree_read(context, load->content, "tree", &tree, NULL, detail);

	if (code != VG_OK)
		return code;
	char *changes = vg_tree_diff(vg_desktreenow_known(desk), tree, vg_veil_covers);
	if (!changes)
		changes = vg_mem_text("");
	*outcome =
	    (struct vg_desktree_outcome){desk->revision, changes[0] != '\0', changes};
	vg_tree_free(tree);
	return VG_OK;
}

/* --- history ------------------------------------------------------------------------------ */

int
vg_desktree_history(struct vg_desk *desk, vg_revision_cb cb, void *cookie)
{
	const size_t q = VG_STOREREVISION_LIST;

	if (vg_db_query(desk->db, q, "") != VG_OK)
		return VG_EIO;
	while (vg_db_next(desk->db, q)) {
		const struct vg_revision_view view = {.number = vg_db_int(desk->db, q, 0),
		    .sha256 = vg_db_text(desk->db, q, 1),
		    .door = vg_db_text(desk->db, q, 2),
		    .at = {vg_db_int(desk->db, q, 3)},
		    .who = vg_db_text(desk->db, q, 4),
		    .changes = vg_db_text(desk->db, q, 5),
		    .comment = vg_db_text(desk->db, q, 6)};
		cb(&view, cookie);
	}
	return vg_db_failed(desk->db);
}

int64_t
vg_desktree_revision(const struct vg_desk *desk)
{
	return desk->revision;
}
