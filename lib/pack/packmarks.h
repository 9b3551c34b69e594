/*
 * What all packs of a set withhold, in one list: it is looked at for each notification, and nearly
 * all of them carry nothing of it.
 *
 * Pure.
 */
#ifndef VG_LIB_PACK_PACKMARKS_H
#define VG_LIB_PACK_PACKMARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/pack/pack.h"

/* A line of `withheld`, or a subtree of subscriber data; borrowed from its pack. */
struct vg_packmark {
	const struct vg_oid *notification; /* at or below it; NULL: in all */
	const struct vg_oid *object; /* varbinds at or below it; NULL: all but numbers */
	unsigned position;           /* the one varbind, from 1; 0: any */
	bool hashed;                 /* octets are kept as a keyed hash */
	bool
	    subtree; /* both stand for one: notifications below it, and varbinds anywhere */
};

struct vg_packmarks {
	struct vg_packmark *marks; /* owned */
	size_t n, room;
	/* Objects of standard modules that packs poll, without instances; borrowed from them. */
	const struct vg_oid **objects; /* owned */
	size_t n_objects, objects_room;
};

/* Adds what 'pack' (borrowed; its lists outlive 'marks') withholds. */
void
vg_packmarks_add(struct vg_packmarks *marks, const struct vg_pack *pack);

/*
 * How many arcs of 'name' (borrowed), which is no mark's own, say what it is and not of whom: up
 * to the object where packs know a standard one, of all others the maker or the module.
 */
size_t
vg_packmarks_arcs(const struct vg_packmarks *marks, const struct vg_oid *name);

/* Frees what it owns and empties it. */
void
vg_packmarks_fini(struct vg_packmarks *marks);

/* Whether 'oid' is 'root' (which has arcs) or lies below it: mostly not, which one arc tells. */
static inline bool
vg_packmarks_under(const struct vg_oid *oid, const struct vg_oid *root)
{
	size_t last = root->n_arcs - 1;

	return oid->n_arcs > last && oid->arc[last] == root->arc[last] &&
	    vg_oid_under(oid, root);
}

#endif
