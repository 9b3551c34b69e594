/*
 * What the models say about a leaf, for people: its choices and its description.  Reads the schema
 * only, never data.
 */
#ifndef VG_LIB_YANG_LEAFABOUT_H
#define VG_LIB_YANG_LEAFABOUT_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/yang/context.h"

/*
 * Appends "a, b, c" to 'out' (borrowed): what the leaf at 'path' (of data, keys are passed over)
 * may be when it is an enumeration or a boolean.  Returns false, appending nothing, when it is none
 * or there is no such leaf.
 */
bool
vg_leafabout_choices(
    const struct vg_context *context, const char *path, struct vg_buf *out);

/*
 * Appends the choices of the leaf 'leaf' of the input of 'rpc' of vigie-cases, and its description
 * on one line: "call, mail, person: How it came."  Returns false, appending nothing, when there is
 * no such leaf.
 */
bool
vg_leafabout_input(const struct vg_context *context, const char *rpc, const char *leaf,
    struct vg_buf *out);

#endif
