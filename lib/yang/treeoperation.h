/*
 * NETCONF's edit of a configuration tree: each node of the content is merged, replaced, created,
 * deleted or removed, as its attribute nc:operation says or the nearest above it.
 *
 * The content may come from anybody: it is parsed strictly, never into opaque nodes.  What comes
 * out may be no valid tree: it is a draft, to be judged by vg_tree_validate.  When an edit fails
 * the tree is spoilt: edit a copy, or what can be read again.
 *
 * Choices: a container without presence is never missing and exists only with something in it.  A
 * leaf that is taken away needs no value in XML, in JSON it needs one of its type.
 *
 * Sources: RFC 6241 section 7.2, RFC 7950 sections 7.5 to 7.8 and 8.3, RFC 8040 section 4, RFC
 * 7952.
 */
#ifndef VG_LIB_YANG_TREEOPERATION_H
#define VG_LIB_YANG_TREEOPERATION_H

#include "lib/yang/tree.h"

enum vg_treeoperation {
	VG_TREEOPERATION_NONE,
	VG_TREEOPERATION_MERGE,
	VG_TREEOPERATION_REPLACE,
	VG_TREEOPERATION_CREATE,
	VG_TREEOPERATION_DELETE,
	VG_TREEOPERATION_REMOVE
};

enum { VG_TREEOPERATION_PATH_SIZE = 512, VG_TREEOPERATION_KEYS = 8 };

/* What an error is called in RFC 6241, appendix A; "" each when there is none. */
struct vg_treeoperation_error {
	char tag[24];     /* "data-exists" */
	char app_tag[32]; /* "missing-instance" */
	char path[VG_TREEOPERATION_PATH_SIZE];
};

/* The operation called 'name' ("merge"; borrowed) in '*operation'; VG_OK or VG_EINVAL. */
int
vg_treeoperation_named(const char *name, enum vg_treeoperation *operation);

/*
 * Applies 'content' (borrowed; of the top down, "" nothing) to 'tree', where no attribute says
 * otherwise by 'by_default': MERGE, REPLACE or NONE.  VG_OK; VG_EPARSE for what cannot be read;
 * VG_EEXIST for data-exists; VG_ENOENT for data-missing; VG_EINVAL for what the model has no place
 * for; with 'error' and detail.
 */
int
vg_treeoperation_apply(struct vg_tree *tree, const char *content,
    enum vg_tree_format format, enum vg_treeoperation by_default,
    struct vg_treeoperation_error *error, struct vg_detail *detail);

/* One step of a RESTCONF path; all borrowed. */
struct vg_treeoperation_step {
	const char *module; /* NULL or "": that of the step above */
	const char *name;
	const char *keys
	    [VG_TREEOPERATION_KEYS]; /* in the model's order; of a leaf-list its value */
	size_t n_keys;
};

/* An edit of what a path names. */
struct vg_treeoperation_place {
	const struct vg_treeoperation_step *steps; /* steps[0] is the top */
	size_t n_steps;
	/*
	 * CREATE: 'content' is one child of what the path names (POST); MERGE (PATCH), REPLACE
	 * (PUT): it is what the path names; DELETE: there is none.
	 */
	enum vg_treeoperation operation;
	/*
	 * Where in a list that its user orders (RFC 8040 4.8.5, 4.8.6): "first", "last", "before"
	 * or "after" the entry of the list that 'point' names; NULL each: not said.
	 */
	const char *insert;
	const struct vg_treeoperation_step *point;
};

/*
 * Applies 'content' (borrowed, read as the body of RFC 8040) at 'place' (borrowed) to 'tree'.  As
 * vg_treeoperation_apply, and VG_ENOENT when what must be there is not: what the path names for
 * CREATE, MERGE and DELETE, its parent for REPLACE.  '*created': it was not there before; 'made'
 * gets the data path of what the content named.
 */
int
vg_treeoperation_at(struct vg_tree *tree, const struct vg_treeoperation_place *place,
    const char *content, enum vg_tree_format format, bool *created,
    char made[VG_TREEOPERATION_PATH_SIZE], struct vg_treeoperation_error *error,
    struct vg_detail *detail);

/*
 * Takes of 'tree' (borrowed) what 'steps' name and the way to it, as a new top; of a list without
 * keys, and of what is not there, all that is above it.  The caller releases it; NULL when libyang
 * cannot.
 */
struct lyd_node;
struct lyd_node *
vg_treeoperation_take(const struct vg_tree *tree,
    const struct vg_treeoperation_step *steps, size_t n_steps);

#endif
