/*
 * Request numbers: a slot in the low 16 bits, chance above, so that a reply finds its request
 * at once and a guessed number seldom does.  Numbers run from 0x40000000 to 0x7FFFFFFF.
 */
#ifndef VG_LIB_SNMP_REQTABLE_H
#define VG_LIB_SNMP_REQTABLE_H

#include <stddef.h>
#include <stdint.h>

struct vg_reqtable;

/* Gives an empty table; free takes it, not what is in it (NULL is silent). */
struct vg_reqtable *
vg_reqtable_new(void);
void
vg_reqtable_free(struct vg_reqtable *table);

/* Puts 'item' (borrowed) in and gives its number; 0 when 65,536 are in. */
int32_t
vg_reqtable_add(struct vg_reqtable *table, void *item);

/* The item with the number 'id' (borrowed), or NULL. */
void *
vg_reqtable_find(const struct vg_reqtable *table, int32_t id);

/* Takes the item with the number 'id' out; nothing when it is not in. */
void
vg_reqtable_remove(struct vg_reqtable *table, int32_t id);

/* How many are in. */
size_t
vg_reqtable_count(const struct vg_reqtable *table);

#endif
