/*
 * Places in ordered lists.
 */
#include "lib/yang/treeinsert.h"

#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/treeoperationcore.h"

/* The predicates without prefixes: "[v:name='a']" is "[name='a']" here. */
static void
strip_prefixes(const char *text, struct vg_buf *out)
{
	for (const char *at = text; *at;) {
		size_t size = strcspn(at, "=");
		const char *colon = memchr(at, ':', size);
		const char *open = memchr(at, '[', size);
		if (open && colon) {
			vg_buf_add_u8(out, '[');
			at = colon + 1;
			continue;
		}
		const char quote = at[size] ? at[size + 1] : '\0';
		const char *end = quote ? strchr(at + size + 2, quote) : NULL;
		if (!end) {
			vg_buf_add_text(out, at);
			return;
		}
		end += strcspn(end, "[");
		vg_buf_add(out, at, (size_t)(end - at));
		at = end;
	}
}

/* The sibling that 'insert' before or after names; NULL when there is none. */
static struct lyd_node *
find_anchor(const struct lyd_node *edit, struct lyd_node *node)
{
	bool list = node->schema->nodetype == LYS_LIST;
	const char *said = vg_treeoperation_meta(edit, list ? "yang:key" : "yang:value");
	struct lyd_node *found = NULL;
	struct vg_buf key;

	if (!said)
		return NULL;
	vg_buf_init(&key, 0);
	if (list)
		strip_prefixes(said, &key);
	else
		vg_buf_add_text(&key, said);
	if (lyd_find_sibling_val(lyd_first_sibling(node), node->schema, vg_buf_text(&key),
		key.size, &found) != LY_SUCCESS)
		found = NULL;
	vg_buf_fini(&key);
	return found;
}

/* The first or the last entry of the list that 'node' is in. */
static struct lyd_node *
end_of_list(struct lyd_node *node, bool last)
{
	struct lyd_node *one, *found = NULL;

	LY_LIST_FOR(lyd_first_sibling(node), one)
	{
		if (one->schema == node->schema && (last || !found))
			found = one;
	}
	return found;
}

int
vg_treeinsert_move(struct vg_treecontent *w, const struct lyd_node *edit,
    struct lyd_node *node, const char *insert, struct lyd_node *anchor)
{
	bool before = strcmp(insert, "first") == 0 || strcmp(insert, "before") == 0;

	if (!lysc_is_userordered(node->schema))
		return vg_treecontent_refuse(w, VG_EINVAL, "bad-attribute", edit,
		    "insert is for what its user orders");
	if (strcmp(insert, "first") == 0 || strcmp(insert, "last") == 0) {
		anchor = end_of_list(node, !before);
	} else if (!anchor || anchor == node) {
		vg_text_copy(
		    w->error->app_tag, sizeof(w->error->app_tag), "missing-instance");
		return vg_treecontent_refuse(w, VG_EINVAL, "bad-attribute", edit,
		    "there is no such entry to stand before or after");
	}
	if (anchor != node)
		(void)(before ? lyd_insert_before(anchor, node)
			      : lyd_insert_after(anchor, node));
	return VG_OK;
}

/* RFC 7950 section 7.8.6: an entry of a list that its user orders. */
int
vg_treeinsert_place(
    struct vg_treecontent *w, const struct lyd_node *edit, struct lyd_node *node)
{
	const char *insert = vg_treeoperation_meta(edit, "yang:insert");

	return insert ? vg_treeinsert_move(w, edit, node, insert, find_anchor(edit, node))
		      : VG_OK;
}
