/*
 * A leaf's value as text of JSON or XML, without a tree.  It is lib/rest's own affair
 * (lib/rest/restpen.h writes through it).
 *
 * It knows less than libyang: patterns and what needs the whole are not looked at, since the
 * rooms that write know their values.  What it does not know, it does not write.
 */
#ifndef VG_LIB_REST_RESTVALUE_H
#define VG_LIB_REST_RESTVALUE_H

#include <stdbool.h>

#include "lib/base/buf.h"

struct lysc_node;
struct lys_module;

/*
 * Appends 'value' of the leaf 'node' to 'out' as RFC 7951 section 6 has it: a token.  False, with
 * something or nothing appended, for what the type does not take or is not known here.  All are
 * borrowed.  Identities are "module:name", or of the leaf's module.
 */
bool
vg_restvalue_json(struct vg_buf *out, const struct lysc_node *node, const char *value);

/*
 * The same as XML, from behind the start tag's name to the end tag, which is not written.  '*last'
 * (at first NULL) remembers the module of an identity for the next one.
 */
bool
vg_restvalue_xml(struct vg_buf *out, const struct lysc_node *node, const char *value,
    const struct lys_module **last);

#endif
