/*
 * Slots of batches.
 */
#include "agent/history/sampleslots.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

void
vg_sampleslots_fini(struct vg_sampleslots *slots)
{
	free(slots->slots);
	free(slots->spare);
	*slots = (struct vg_sampleslots){0};
}

static void
spare_slot(struct vg_sampleslots *s, uint32_t slot)
{
	if (!slot)
		return;
	s->spare =
	    vg_mem_grow(s->spare, &s->spare_capacity, s->n_spare, sizeof(*s->spare));
	s->spare[s->n_spare++] = slot;
}

void
vg_sampleslots_set(struct vg_sampleslots *slots, int64_t number, uint32_t slot)
{
	struct vg_sampleslots *s = slots;
	size_t at = (size_t)(number - s->lowest);

	while (s->n_slots <= at) {
		s->slots = vg_mem_grow(
		    s->slots, &s->slots_capacity, s->n_slots, sizeof(*s->slots));
		s->slots[s->n_slots++] = 0;
	}
	s->slots[at] = slot;
}

uint32_t
vg_sampleslots_find(const struct vg_sampleslots *slots, int64_t number)
{
	size_t at = (size_t)(number - slots->lowest);

	return number < slots->lowest || at >= slots->n_slots ? 0 : slots->slots[at];
}

uint32_t
vg_sampleslots_take(struct vg_sampleslots *slots)
{
	if (slots->n_spare == 0)
		return ++slots->top;
	uint32_t slot = slots->spare[0];
	memmove(slots->spare, slots->spare + 1, --slots->n_spare * sizeof(*slots->spare));
	return slot;
}

void
vg_sampleslots_advance(struct vg_sampleslots *slots, int64_t number)
{
	struct vg_sampleslots *s = slots;

	if (number <= s->lowest)
		return;
	size_t n = (size_t)(number - s->lowest);
	n = n < s->n_slots ? n : s->n_slots;
	for (size_t i = 0; i < n; i++)
		spare_slot(s, s->slots[i]);
	s->n_slots -= n;
	if (n)
		memmove(s->slots, s->slots + n, s->n_slots * sizeof(*s->slots));
	s->lowest = number;
}

void
vg_sampleslots_undo(struct vg_sampleslots *slots, int64_t number)
{
	for (size_t i = (size_t)(number - slots->lowest); i < slots->n_slots; i++) {
		spare_slot(slots, slots->slots[i]);
		slots->slots[i] = 0;
	}
}
