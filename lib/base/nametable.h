/*
 * What has a name, by its name: open addressing over hash.h, at most half full.
 *
 * Pure.  Names and what they stand for are borrowed and stay where they are as long as the table.
 * Entries come from what was read and checked: who chooses the names chooses how they collide.
 */
#ifndef VG_LIB_BASE_NAMETABLE_H
#define VG_LIB_BASE_NAMETABLE_H

#include <stddef.h>
#include <stdint.h>

struct vg_nametable_place;

struct vg_nametable {                      /* all zero: an empty one */
	struct vg_nametable_place *places; /* owned, 'room' of them, a power of two */
	size_t room, n;
};

/*
 * Adds 'what' (borrowed, not NULL) under the 'size' octets at 'name' (borrowed); of two with one
 * name the first stays.
 */
void
vg_nametable_put(
    struct vg_nametable *table, const void *name, size_t size, const void *what);

/* What stands under the 'size' octets at 'name' (borrowed), or NULL; borrowed. */
const void *
vg_nametable_find(const struct vg_nametable *table, const void *name, size_t size);

/* The same for texts (borrowed), without their NUL. */
void
vg_nametable_put_text(struct vg_nametable *table, const char *name, const void *what);
const void *
vg_nametable_find_text(const struct vg_nametable *table, const char *name);

/* Releases what it owns and leaves it empty. */
void
vg_nametable_fini(struct vg_nametable *table);

#endif
