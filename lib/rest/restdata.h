/*
 * A tree in the making, for rooms that answer a door and do not own libyang: containers, list
 * entries and leafs are written in order, as with a pen.
 *
 * A value that the model refuses is left out and told once in the log: a door that shows all
 * but one leaf serves better than one that shows nothing.
 */
#ifndef VG_LIB_REST_RESTDATA_H
#define VG_LIB_REST_RESTDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/time/instant.h"
#include "lib/yang/context.h"

struct vg_restdata;
struct lyd_node;
struct lysc_node;

/*
 * Gives a tree whose top is the container, RPC or notification 'top' ("vigie-cases:cases";
 * borrowed) with the pen inside it; 'output' when leafs of an RPC are those of its output.
 * NULL when the context has no such node.
 */
struct vg_restdata *
vg_restdata_new(const struct vg_context *context, const char *top, bool output);

/*
 * The same for what is to be text as it is written, as 'view' (borrowed for the call, its path
 * longer: lib/rest/restpen.h) says: no tree is made, vg_restdata_top is NULL.  While
 * vg_restdata_is_text, which vg_restdata_take ends, vg_restdata_give_text gives the text, to be
 * freed, or NULL: it is to be made as a tree.
 */
struct vg_restpen_view;
struct vg_restdata *
vg_restdata_new_text(const struct vg_context *context, const char *top,
    const struct vg_restpen_view *view);
bool
vg_restdata_is_text(const struct vg_restdata *data);
char *
vg_restdata_give_text(struct vg_restdata *data);

/* The same for the output of 'op' (borrowed), an action that was asked for. */
struct vg_restdata *
vg_restdata_new_reply(const struct lyd_node *op);

/*
 * Exchanges the whole for 'tree' (taken), a node of the same schema, the pen inside it: what was
 * built elsewhere.
 */
void
vg_restdata_take(struct vg_restdata *data, struct lyd_node *tree);

/* The data's entity tag, quotes and all, instead of a digest of what is printed. */
void
vg_restdata_set_etag(struct vg_restdata *data, const char *etag);
const char *
vg_restdata_etag(const struct vg_restdata *data);

/* Releases it (NULL is silent). */
void
vg_restdata_free(struct vg_restdata *data);

/* Goes into the container 'name', made here. */
void
vg_restdata_into(struct vg_restdata *data, const char *name);

/*
 * Goes into a new entry of list 'name' whose keys are the 'n' texts at 'keys', in the model's
 * order (all borrowed).  Identities are written "module:name".
 */
void
vg_restdata_entry(
    struct vg_restdata *data, const char *name, const char *const *keys, size_t n);

/* The same for a list whose only key is an instant. */
void
vg_restdata_entry_at(struct vg_restdata *data, const char *name, struct vg_wall key);

/*
 * What 'module' adds to where the pen is: goes into the container 'name' of it; writes its leaf
 * 'name' ("" and NULL write nothing).
 */
void
vg_restdata_into_of(struct vg_restdata *data, const char *module, const char *name);
void
vg_restdata_leaf_of(
    struct vg_restdata *data, const char *module, const char *name, const char *value);

/* Goes out of the container or entry again. */
void
vg_restdata_out(struct vg_restdata *data);

/* Writes a leaf or one more value of a leaf-list; NULL writes nothing ("" does). */
void
vg_restdata_leaf(struct vg_restdata *data, const char *name, const char *value);

/* The same, but an empty text writes nothing either. */
void
vg_restdata_text(struct vg_restdata *data, const char *name, const char *value);

/* The same for numbers, truth, and an instant (unset: nothing). */
void
vg_restdata_int(struct vg_restdata *data, const char *name, int64_t value);
void
vg_restdata_uint(struct vg_restdata *data, const char *name, uint64_t value);
void
vg_restdata_bool(struct vg_restdata *data, const char *name, bool value);
void
vg_restdata_time(struct vg_restdata *data, const char *name, struct vg_wall value);

/*
 * What the refusal that the callback returns is called, where its code alone says too little: the
 * error-tag of RFC 6241, its app-tag ("" none) and the data path of what is wrong ("" none).  All
 * borrowed for the call.
 */
void
vg_restdata_refuse(
    struct vg_restdata *data, const char *tag, const char *app_tag, const char *path);

/* The same for lib/rest, borrowed; "" each when nothing was said. */
struct vg_restdata_refusal {
	char tag[24], app_tag[40], path[512];
	char object[64]; /* what the request was about; "" unknown */
};

/* Says what it is about, for whoever keeps refusals: 'object' is borrowed for the call. */
void
vg_restdata_about(struct vg_restdata *data, const char *object);

const struct vg_restdata_refusal *
vg_restdata_refusal(const struct vg_restdata *data);

/* What vg_rest_aside was told, for lib/rest: 'work' NULL when it was not. */
struct vg_restdata_aside {
	int (*work)(void *job, struct vg_restdata *output, struct vg_detail *detail);
	void (*free_cb)(void *job);
	void *job;
};
struct vg_restdata_aside *
vg_restdata_aside(struct vg_restdata *data);

/* The tree's top, of an action the node itself (borrowed), for lib/rest. */
struct lyd_node *
vg_restdata_top(const struct vg_restdata *data);

/* The top's place in the models (borrowed). */
const struct lysc_node *
vg_restdata_schema(const struct vg_restdata *data);

#endif
