/*
 * From a tree and a path to the data resource meant, as text; lib/rest's own affair.
 */
#ifndef VG_LIB_REST_RESTFIND_H
#define VG_LIB_REST_RESTFIND_H

#include <stdbool.h>

#include "lib/base/detail.h"
#include "lib/rest/restpath.h"

struct lyd_node;

/*
 * Finds what 'path' names below 'top' (both borrowed), which is its first step.  Returns VG_OK
 * and '*found' (borrowed from the tree); VG_ENOENT when there is no such node; VG_EINVAL when
 * a list's keys are too few or too many; the detail names the step.
 */
int
vg_restfind_target(struct lyd_node *top, const struct vg_restpath *path,
    struct lyd_node **found, struct vg_detail *detail);

/*
 * Cuts away what lies deeper than 'depth' levels, 'node' itself being the first; keys of list
 * entries stay.  0 cuts nothing.
 */
void
vg_restfind_prune(struct lyd_node *node, unsigned depth);

/*
 * 'node' (borrowed; defaults may be added to it) alone, the body of RFC 8040 section 4.3: as XML or
 * as JSON; the caller frees it.
 */
char *
vg_restfind_print(struct lyd_node *node, bool xml, enum vg_restpath_defaults defaults);

#endif
