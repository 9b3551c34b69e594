/*
 * The candidate as nodes.
 */
#include "collector/desk/record/deskdraft.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/digest.h"
#include "lib/base/mem.h"

struct vg_deskdraft {
	struct vg_tree *tree; /* owned */
	struct vg_digest digest;
	int64_t revision;
	bool judged;
};

void
vg_deskdraft_forget(struct vg_desk *desk)
{
	if (!desk->draft)
		return;
	vg_tree_free(desk->draft->tree);
	free(desk->draft);
	desk->draft = NULL;
}

void
vg_deskdraft_keep(
    struct vg_desk *desk, struct vg_tree *tree, const char *content, bool judged)
{
	vg_deskdraft_forget(desk);
	desk->draft = vg_mem_zero(sizeof(*desk->draft));
	*desk->draft = (struct vg_deskdraft){
	    tree, vg_digest_of(content, strlen(content)), desk->revision, judged};
}

struct vg_tree *
vg_deskdraft_take(struct vg_desk *desk, const char *content, bool *judged)
{
	struct vg_deskdraft *draft = desk->draft;
	struct vg_tree *tree = NULL;

	*judged = false;
	if (!draft)
		return NULL;
	const struct vg_digest digest = vg_digest_of(content, strlen(content));
	if (draft->revision == desk->revision &&
	    vg_digest_same(&draft->digest, &digest)) {
		tree = draft->tree;
		*judged = draft->judged;
		draft->tree = NULL;
	}
	vg_deskdraft_forget(desk);
	return tree;
}
