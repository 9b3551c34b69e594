/*
 * The content of an edit: read strictly into nodes that are judged by themselves only, and the
 * words and tags by which it is refused.
 *
 * For the files of this room alone: it shows libyang's nodes.
 */
#ifndef VG_LIB_YANG_TREECONTENT_H
#define VG_LIB_YANG_TREECONTENT_H

#include "lib/yang/treeoperation.h"

struct lyd_node;

/* An edit on its way; all borrowed. */
struct vg_treecontent {
	const struct vg_context *context;
	struct vg_treeoperation_error *error;
	struct vg_detail *detail;
};

/* Notes 'tag' and where, and a sentence that ends in 'what'; returns 'code'. */
int
vg_treecontent_refuse_at(struct vg_treecontent *w, int code, const char *tag,
    const char *path, const char *what);
int
vg_treecontent_refuse(struct vg_treecontent *w, int code, const char *tag,
    const struct lyd_node *node, const char *what);

/*
 * The node among 'siblings' that is 'like' (both borrowed): the same entry, the same value of a
 * leaf-list, the leaf or container of that name whatever is in it; NULL when there is none.
 */
struct lyd_node *
vg_treecontent_find(const struct lyd_node *siblings, const struct lyd_node *like);

/* Takes what nobody wrote out of 'node'. */
void
vg_treecontent_drop_defaults(struct lyd_node *node);

/* Whether there is nothing but white space. */
bool
vg_treecontent_is_blank(const char *content);

/*
 * Reads 'content' (borrowed) into nodes that stand alone, or below 'parent' (NULL: none), and gives
 * the first in '*edit'.  VG_OK, or VG_EPARSE or VG_EINVAL, the error noted.
 */
int
vg_treecontent_parse(struct vg_treecontent *w, const char *content,
    enum vg_tree_format format, struct lyd_node *parent, struct lyd_node **edit);

#endif
