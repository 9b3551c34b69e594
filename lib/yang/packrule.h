/*
 * Rules, lines of notifications, what is withheld and returns of a pack, from the tree into memory.
 */
#ifndef VG_LIB_YANG_PACKRULE_H
#define VG_LIB_YANG_PACKRULE_H

#include "lib/yang/packleaf.h"

/* Each fills one entry, zeroed before, from 'node' (borrowed); failures stay in 'load'. */
void
vg_packrule_rule(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_rule *rule);
void
vg_packrule_trap(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_trap_rule *trap);
void
vg_packrule_withheld(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_withheld *withheld);
void
vg_packrule_subscriber(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_oid *subtree);
void
vg_packrule_return(
    struct vg_packleaf *load, const struct vg_node *node, struct vg_return_rule *rule);

/* Reads a line of `translation`; a place in what it says that its text has not fails the load. */
void
vg_packrule_translation(struct vg_packleaf *load, const struct vg_node *node,
    struct vg_translation *translation);

#endif
