/*
 * Where each batch of waiting cycles lies in the file, and which places may be written over.
 *
 * Pure.  Batches have numbers that only grow; a slot holds one at a time, and goes to another when
 * its batch is wanted no more.
 */
#ifndef VG_AGENT_HISTORY_SAMPLESLOTS_H
#define VG_AGENT_HISTORY_SAMPLESLOTS_H

#include <stddef.h>
#include <stdint.h>

/* All zero: there are none. */
struct vg_sampleslots {
	int64_t lowest;  /* batches before it are wanted no more */
	uint32_t *slots; /* owned; where each batch from 'lowest' on lies; 0: nowhere */
	size_t n_slots, slots_capacity;
	uint32_t *spare; /* owned; slots that may be written over */
	size_t n_spare, spare_capacity;
	uint32_t top; /* the last slot that there is */
};

void
vg_sampleslots_fini(struct vg_sampleslots *slots);

/* The batch 'number', not before 'lowest', lies in 'slot'. */
void
vg_sampleslots_set(struct vg_sampleslots *slots, int64_t number, uint32_t slot);

/* Where the batch 'number' lies; 0: nowhere. */
uint32_t
vg_sampleslots_find(const struct vg_sampleslots *slots, int64_t number);

/* A slot for another batch: the one that was spared first, so that none keeps what is long past. */
uint32_t
vg_sampleslots_take(struct vg_sampleslots *slots);

/* Batches before 'number' are wanted no more. */
void
vg_sampleslots_advance(struct vg_sampleslots *slots, int64_t number);

/* Batches from 'number' on were not written. */
void
vg_sampleslots_undo(struct vg_sampleslots *slots, int64_t number);

#endif
