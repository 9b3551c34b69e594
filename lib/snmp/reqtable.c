/*
 * Request numbers.
 */
#include "lib/snmp/reqtable.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/os/chance.h"

enum { MAX_SLOTS = 65536, NONE = -1 };

struct slot {
	void *item;   /* NULL: free */
	int32_t id;   /* of the item */
	int32_t next; /* free slots: the next one, or NONE */
};

struct vg_reqtable {
	struct slot *slots;
	size_t n_slots, capacity, count;
	int32_t free_slot; /* the first free one, or NONE */
};

struct vg_reqtable *
vg_reqtable_new(void)
{
	struct vg_reqtable *table = vg_mem_zero(sizeof(*table));

	table->free_slot = NONE;
	return table;
}

void
vg_reqtable_free(struct vg_reqtable *table)
{
	if (!table)
		return;
	free(table->slots);
	free(table);
}

int32_t
vg_reqtable_add(struct vg_reqtable *table, void *item)
{
	int32_t at = table->free_slot;

	if (at == NONE) {
		if (table->n_slots == MAX_SLOTS)
			return 0;
		table->slots = vg_mem_grow(table->slots, &table->capacity, table->n_slots,
		    sizeof(*table->slots));
		at = (int32_t)table->n_slots++;
	} else {
		table->free_slot = table->slots[at].next;
	}
	struct slot *slot = &table->slots[at];
	slot->item = item;
	slot->id =
	    (int32_t)(0x40000000u | (vg_chance_u32() & 0x3FFF0000u) | (uint32_t)at);
	table->count++;
	return slot->id;
}

static struct slot *
find(const struct vg_reqtable *table, int32_t id)
{
	size_t at = (uint32_t)id & 0xFFFFu;

	if (at >= table->n_slots || !table->slots[at].item || table->slots[at].id != id)
		return NULL;
	return &table->slots[at];
}

void *
vg_reqtable_find(const struct vg_reqtable *table, int32_t id)
{
	const struct slot *slot = find(table, id);

	return slot ? slot->item : NULL;
}

void
vg_reqtable_remove(struct vg_reqtable *table, int32_t id)
{
	struct slot *slot = find(table, id);

	if (!slot)
		return;
	slot->item = NULL;
	slot->next = table->free_slot;
	table->free_slot = (int32_t)(slot - table->slots);
	table->count--;
}

size_t
vg_reqtable_count(const struct vg_reqtable *table)
{
	return table->count;
}
