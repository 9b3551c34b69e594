/*
 * Names that many holders share: one copy of each, counted.  A thousand devices of one family have
 * the same thousand parts, and a name per device would be most of what a device costs.
 */
#ifndef VG_LIB_BASE_NAMES_H
#define VG_LIB_BASE_NAMES_H

#include <stddef.h>

struct vg_names;

/* Gives an empty pool.  vg_names_free releases it with what is still held (NULL is silent). */
struct vg_names *
vg_names_new(void);
void
vg_names_free(struct vg_names *names);

/*
 * The pool's copy of 'text' (borrowed), the same pointer for the same octets; it stays until each
 * vg_names_hold has its vg_names_drop.
 */
const char *
vg_names_hold(struct vg_names *names, const char *text);

/* Gives up one hold of 'name', which the pool gave (NULL is silent). */
void
vg_names_drop(struct vg_names *names, const char *name);

/* How many names there are. */
size_t
vg_names_count(const struct vg_names *names);

#endif
