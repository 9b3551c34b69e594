/*
 * The input of an operation as XML (RFC 8040 section 3.6.1); lib/rest's own affair.
 *
 * As with JSON, libyang wants the operation's own name where RFC 8040 has <input>: the name is
 * exchanged in both tags, and nothing else is touched.  What a parser should not see
 * (lib/netconf/ncmessage) is refused before.
 */
#ifndef VG_LIB_REST_RESTOPXML_H
#define VG_LIB_REST_RESTOPXML_H

#include "lib/base/detail.h"

struct lysc_node;
struct vg_restpath;

/*
 * Gives 'body' (borrowed) with its root <input> called 'name' (borrowed), without what stands
 * around it, in '*text', which the caller frees.  VG_OK; VG_EPARSE, VG_ELIMIT with the sentence.
 */
int
vg_restopxml_rename(
    const char *body, const char *name, char **text, struct vg_detail *detail);

/*
 * Gives the action 'inner' (borrowed; "": without input) in what the steps of 'path' name, the keys
 * in each entry, whose schemas are 'schemas' (all borrowed); the caller frees it.
 */
char *
vg_restopxml_dress(const struct vg_restpath *path, const struct lysc_node *const *schemas,
    const char *inner);

/* 'printed' (taken), an operation as XML, with <output> for its name; the caller frees it. */
char *
vg_restopxml_output(char *printed);

#endif
