/*
 * Leaves of a pack: from the tree into fields of fixed size, for lib/yang/packload and packrule.
 * What does not fit is refused, never cut.
 */
#ifndef VG_LIB_YANG_PACKLEAF_H
#define VG_LIB_YANG_PACKLEAF_H

#include "lib/base/detail.h"
#include "lib/pack/pack.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

/* Where a load stands: the first failure is kept, what follows does nothing.  All borrowed. */
struct vg_packleaf {
	const struct vg_context *context;
	const char *path; /* the file */
	struct vg_pack *pack;
	struct vg_detail *detail;
	int err;
};

/* The load failed at 'node': 'what' is wrong with 'value' (all borrowed). */
void
vg_packleaf_fail(struct vg_packleaf *load, const struct vg_node *node, const char *what,
    const char *value);

/* Copies the leaf 'name' of 'node' into 'target' of 'size' octets; "" when it is absent. */
void
vg_packleaf_text(struct vg_packleaf *load, const struct vg_node *node, const char *name,
    char *target, size_t size);
#define GET_TEXT(load, node, name, field)                                                \
	vg_packleaf_text(load, node, name, field, sizeof(field))

/* The leaf as a number, 0 when it is absent. */
uint32_t
vg_packleaf_u32(const struct vg_node *node, const char *name);

/* Reads the leaf as an object identifier; no arcs when it is absent. */
void
vg_packleaf_oid(struct vg_packleaf *load, const struct vg_node *node, const char *name,
    struct vg_oid *oid);

/* The leaf as a severity; absent: CLEARED, which stands for "the kind's own". */
enum vg_severity
vg_packleaf_severity(const struct vg_node *node, const char *name);

/* The place of the leaf's value among the 'n' 'names' (borrowed), 0 when it is none of them. */
int
vg_packleaf_enum(
    const struct vg_node *node, const char *name, const char *const *names, int n);
#define GET_ENUM(node, name, names)                                                      \
	vg_packleaf_enum(node, name, names, (int)(sizeof(names) / sizeof((names)[0])))

/* Fills 'values' from the leaf-list 'name', VG_PACK_MATCH_VALUES at most; how many. */
size_t
vg_packleaf_values(const struct vg_node *node, const char *name, int64_t *values);

/*
 * Gives the entries of the leaf-list 'name' as an array of names of VG_NAME_SIZE, which the
 * caller frees, in '*n' their number; NULL for none.
 */
void *
vg_packleaf_names(
    struct vg_packleaf *load, const struct vg_node *node, const char *name, size_t *n);

#endif
