/*
 * What stands, told again: after a gap swallowed its message, and to a collector that has lost what
 * it acknowledged.
 */
#ifndef VG_AGENT_RETELL_H
#define VG_AGENT_RETELL_H

#include "agent/batch.h"
#include "agent/fault/fault.h"
#include "agent/notify/notify.h"
#include "agent/spool/spool.h"
#include "lib/loop/loop.h"

struct vg_retell;

/*
 * Gives one that puts the messages of what stands in 'faults' into 'batch' and 'spool' anew (all
 * borrowed, outlive it).
 */
struct vg_retell *
vg_retell_new(struct vg_loop *loop, struct vg_spool *spool, struct vg_faults *faults,
    struct vg_batch *batch, struct vg_notify *notify);

/* Releases it (NULL is silent). */
void
vg_retell_free(struct vg_retell *retell);

/* The numbers 'from' to 'to' became a gap (0 and 0: others, that told nothing that stands). */
void
vg_retell_gap(struct vg_retell *retell, uint64_t from, uint64_t to);

/* Raises all that stands under new numbers. */
void
vg_retell_all(struct vg_retell *retell);

#endif
