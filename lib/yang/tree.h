/*
 * A configuration tree: loaded from a file or from text, validated, walked, compared, printed.
 *
 * Strict: an unknown leaf, a wrong type, a broken must or leafref, a doubled key refuse the
 * whole; there is no partly loaded tree.  Rooms that turn a tree into structs use the walkers
 * here and need no libyang.  Nodes are borrowed from their tree and live as long as it.
 *
 * Sources: RFC 7950 (validation), RFC 7951 (JSON), libyang 2.1.
 */
#ifndef VG_LIB_YANG_TREE_H
#define VG_LIB_YANG_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/yang/context.h"

struct vg_tree;
struct vg_node;

#define VG_TREE_AGENT "vigie-agent:agent"
#define VG_TREE_COLLECTOR "vigie-collector:collector"
#define VG_TREE_WEB "vigie-web:web"
#define VG_TREE_COURIER "vigie-courier:courier"
#define VG_TREE_PACK "vigie-pack:pack"
#define VG_TREE_CALENDARS "vigie-calendar:calendars"

enum { VG_TREE_MAX_SIZE = 16 * 1024 * 1024 }; /* bytes of a file */

/*
 * Loads the file 'path' (borrowed), whose top must be 'top' (one of the names above), and gives
 * the validated tree in '*tree'.
 *
 * Returns VG_OK; VG_ENOENT or VG_EIO when the file cannot be read; VG_ELIMIT when it is larger
 * than VG_TREE_MAX_SIZE; VG_EPARSE for syntax; VG_EINVAL for everything the model refuses.  The
 * detail names file, line or data path, and value; '*tree' stays untouched.
 */
int
vg_tree_load(const struct vg_context *context, const char *path, const char *top,
    struct vg_tree **tree, struct vg_detail *detail);

/* The same from 'text' (borrowed, terminated); 'origin' (borrowed) stands for the file's name. */
int
vg_tree_parse(const struct vg_context *context, const char *text, const char *origin,
    const char *top, struct vg_tree **tree, struct vg_detail *detail);

enum vg_tree_format { VG_TREE_JSON, VG_TREE_XML };

/*
 * The same for a tree that may be none yet: names, types and keys are looked at, and nothing that
 * needs the whole (mandatory, must, leafref, unique).
 */
int
vg_tree_parse_draft(const struct vg_context *context, const char *text,
    const char *origin, const char *top, struct vg_tree **tree, struct vg_detail *detail);

/* What is wrong with a draft, as RFC 7950 section 15 calls it. */
struct vg_tree_fault {
	char tag[24];     /* "operation-failed" */
	char app_tag[32]; /* "must-violation"; "" when it has none */
	char path[512];   /* of what; "" when nobody says */
};

/*
 * Judges a draft as vg_tree_parse would, and puts defaults in.  VG_OK; VG_EINVAL and 'fault' and
 * what vg_tree_parse says, 'origin' (borrowed) in front.
 */
int
vg_tree_validate(struct vg_tree *tree, const char *origin, struct vg_tree_fault *fault,
    struct vg_detail *detail);

/* A tree of its own with the same nodes; the caller releases it.  NULL: libyang cannot. */
struct vg_tree *
vg_tree_copy(const struct vg_tree *tree);

/* Gives the top of 'tree' (taken) to a room that owns libyang too. */
struct lyd_node;
struct lyd_node *
vg_tree_give(struct vg_tree *tree);

/* Releases it with all its nodes (NULL is silent). */
void
vg_tree_free(struct vg_tree *tree);

/* The context it was loaded with, borrowed. */
const struct vg_context *
vg_tree_context(const struct vg_tree *tree);

/* The top container, borrowed. */
const struct vg_node *
vg_tree_top(const struct vg_tree *tree);

/* The tree as RFC 7951 JSON without defaults; the caller frees it. */
char *
vg_tree_print(const struct vg_tree *tree);

/* The same as RFC 7951 JSON or as XML; the caller frees it. */
char *
vg_tree_print_as(const struct vg_tree *tree, enum vg_tree_format format);

/* Whether the values of the leaf 'name' of a node called 'parent' are not to be told. */
typedef bool (*vg_tree_hide_cb)(const char *parent, const char *name);

/*
 * What changed from 'old' (NULL: from nothing) to 'new' (both borrowed), one line per leaf or
 * list entry: "+ PATH = value", "- PATH = value", "~ PATH = old -> new"; "" when nothing did.
 * Of leaves that 'hide' (NULL: none) names, the path alone.  The caller frees it.
 */
char *
vg_tree_diff(const struct vg_tree *old, const struct vg_tree *new, vg_tree_hide_cb hide);

/*
 * The first child of 'node' called 'name' (both borrowed): a container, a leaf, the first entry
 * of a list or of a leaf-list; NULL when there is none or 'node' is NULL.
 */
const struct vg_node *
vg_tree_child(const struct vg_node *node, const char *name);

/* The first child of 'node' whatever its name, the next after 'child', the name of 'node'. */
const struct vg_node *
vg_tree_first(const struct vg_node *node);
const struct vg_node *
vg_tree_sibling(const struct vg_node *child);
const char *
vg_tree_name(const struct vg_node *node);

/* The next entry of the same list or leaf-list, or NULL. */
const struct vg_node *
vg_tree_next(const struct vg_node *node);

/* How many children of that name there are. */
size_t
vg_tree_count(const struct vg_node *node, const char *name);

/* The entry of list 'name' whose first key is 'key' (all borrowed), or NULL. */
const struct vg_node *
vg_tree_entry(const struct vg_node *node, const char *name, const char *key);

/* The value of a leaf or leaf-list entry as text: "7", "true", an identity without its module. */
const char *
vg_tree_value(const struct vg_node *node);

/* The value of the leaf 'name' below 'node', or 'fallback' when it is absent. */
const char *
vg_tree_text(const struct vg_node *node, const char *name, const char *fallback);
int64_t
vg_tree_int(const struct vg_node *node, const char *name, int64_t fallback);
bool
vg_tree_bool(const struct vg_node *node, const char *name, bool fallback);

/* Whether the leaf 'name' stands below 'node' (NULL: false) and is no default that nobody wrote. */
bool
vg_tree_is_said(const struct vg_node *node, const char *name);

/* The value of a leaf-list entry or leaf as a number; 0 for what is none. */
int64_t
vg_tree_number(const struct vg_node *node);

/* The data path of 'node' written into 'path' of 'size' bytes, cut when longer; for messages. */
void
vg_tree_path(const struct vg_node *node, char *path, size_t size);

#endif
