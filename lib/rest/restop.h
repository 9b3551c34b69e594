/*
 * The input and the output of an operation (RFC 8040 section 3.6); lib/rest's own affair.
 */
#ifndef VG_LIB_REST_RESTOP_H
#define VG_LIB_REST_RESTOP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/detail.h"
#include "lib/yang/context.h"

enum { VG_RESTOP_PATH_SIZE = 512 }; /* as VG_REST_WRONG_SIZE */

struct lyd_node;

/*
 * Parses 'body' (borrowed; 'xml', else JSON) as the input of the RPC 'name' ("vigie-cases:take";
 * borrowed) and validates it.  Returns VG_OK and '*rpc' (given; lyd_free_all); VG_EPARSE or
 * VG_EINVAL with a sentence and, as far as libyang tells it, 'path' of what is wrong.
 *
 * Strict: unknown leafs, a second top-level member and an empty body are refused.
 */
int
vg_restop_parse(const struct vg_context *context, const char *name, const char *body,
    bool xml, struct lyd_node **rpc, char path[VG_RESTOP_PATH_SIZE],
    struct vg_detail *detail);

/*
 * Parses 'body' (borrowed; "" is an empty input) as the input of the action that 'path' (borrowed)
 * names, and validates it.  Returns VG_OK, '*tree' (given; lyd_free_all) and '*op', the action in
 * it; errors as above, and VG_ENOENT when the model has no such action, VG_EINVAL for keys that
 * are too few or too many.
 */
struct vg_restpath;
int
vg_restop_parse_action(const struct vg_context *context, const struct vg_restpath *path,
    const char *body, bool xml, struct lyd_node **tree, struct lyd_node **op,
    char wrong[VG_RESTOP_PATH_SIZE], struct vg_detail *detail);

/*
 * The output of the action 'op' (borrowed) as {"MODULE:output": ...} or <output>; NULL when it has
 * none.
 */
char *
vg_restop_print_action(const struct lyd_node *op, bool xml);

/* The same of the tree (borrowed) of RPC 'name'. */
char *
vg_restop_print(const char *name, const struct lyd_node *rpc, bool xml);

#endif
