/*
 * What follows a move of a return: clocks, keys, numbers, the ball.  The second half of
 * collector/rma/returnstate.h, which says what each effect means; nobody else calls it.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_RMA_RETURNAFTER_H
#define VG_COLLECTOR_RMA_RETURNAFTER_H

#include "collector/rma/returnstate.h"

/* Fills '*outcome' for an allowed 'fact' that leads from 'guard' (borrowed) to 'next'. */
void
vg_returnafter_tell(const struct vg_return_guard *guard, enum vg_return_fact fact,
    enum vg_return_state next, struct vg_return_outcome *outcome);

#endif
