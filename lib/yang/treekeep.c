/*
 * Parsed texts that are kept.
 */
#include "lib/yang/treekeep.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

struct kept {
	char *text; /* owned; NULL: the place is free */
	char top[64];
	struct vg_tree *tree; /* owned */
};

/* The one that was asked for last stands first. */
struct shelf {
	struct kept kept[VG_TREEKEEP_TEXTS];
};

static void
drop(struct kept *kept)
{
	vg_tree_free(kept->tree);
	free(kept->text);
	*kept = (struct kept){.text = NULL};
}

static void
release(void *what)
{
	struct shelf *shelf = what;

	for (size_t i = 0; i < VG_TREEKEEP_TEXTS; i++)
		drop(&shelf->kept[i]);
	free(shelf);
}

static struct shelf *
shelf_of(const struct vg_context *context)
{
	struct vg_contextnote *note = vg_context_note(context, VG_CONTEXT_TREES);

	if (!note->what)
		*note =
		    (struct vg_contextnote){vg_mem_zero(sizeof(struct shelf)), release};
	return note->what;
}

/* Puts the one at 'i' first. */
static void
bring_forward(struct shelf *shelf, size_t i)
{
	const struct kept kept = shelf->kept[i];

	memmove(&shelf->kept[1], &shelf->kept[0], i * sizeof(kept));
	shelf->kept[0] = kept;
}

static const struct vg_tree *
find(struct shelf *shelf, const char *text, const char *top)
{
	for (size_t i = 0; i < VG_TREEKEEP_TEXTS; i++) {
		const struct kept *k = &shelf->kept[i];
		if (k->text && strcmp(k->top, top) == 0 && strcmp(k->text, text) == 0) {
			bring_forward(shelf, i);
			return shelf->kept[0].tree;
		}
	}
	return NULL;
}

static void
keep(struct shelf *shelf, const char *text, const char *top, const struct vg_tree *tree)
{
	struct kept kept = {.text = NULL};

	if (strlen(text) > VG_TREEKEEP_MAX_SIZE ||
	    vg_text_copy(kept.top, sizeof(kept.top), top) != VG_OK ||
	    !(kept.tree = vg_tree_copy(tree)))
		return;
	kept.text = vg_mem_text(text);
	drop(&shelf->kept[VG_TREEKEEP_TEXTS - 1]);
	shelf->kept[VG_TREEKEEP_TEXTS - 1] = kept;
	bring_forward(shelf, VG_TREEKEEP_TEXTS - 1);
}

int
vg_treekeep_parse(const struct vg_context *context, const char *text, const char *origin,
    const char *top, struct vg_tree **tree, struct vg_detail *detail)
{
	struct shelf *shelf = shelf_of(context);
	const struct vg_tree *known = find(shelf, text, top);
	struct vg_tree *copy = known ? vg_tree_copy(known) : NULL;

	if (copy) {
		*tree = copy;
		return VG_OK;
	}
	int code = vg_tree_parse(context, text, origin, top, tree, detail);
	if (code == VG_OK)
		keep(shelf, text, top, *tree);
	return code;
}
