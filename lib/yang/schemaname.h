/*
 * What a name means at a place in the models, found once: whoever writes the same leafs of
 * hundreds of entries asks for each name each time, and libyang goes through all children of the
 * place by their names.
 */
#ifndef VG_LIB_YANG_SCHEMANAME_H
#define VG_LIB_YANG_SCHEMANAME_H

#include "lib/yang/context.h"

struct vg_schemaname;
struct lysc_node;

/* The names of 'context', which keeps them; borrowed. */
struct vg_schemaname *
vg_schemaname_of(const struct vg_context *context);

/*
 * The node 'name' of 'module' (NULL: that of 'parent') below 'parent'; NULL when there is none.
 * All are borrowed.  A name is found again by where it stands in memory, so that literals are
 * found soonest; what it says is looked at all the same.
 */
const struct lysc_node *
vg_schemaname_find(struct vg_schemaname *names, const struct lysc_node *parent,
    const char *module, const char *name);

/* The node at the top that 'top' ("vigie-cases:cases"; borrowed) names; NULL: none. */
const struct lysc_node *
vg_schemaname_top(const struct vg_context *context, const char *top);

#endif
