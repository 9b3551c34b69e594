/*
 * Claims of notifications in the agent's file: what an inform said is on disk before the inform is
 * acknowledged, also while the poll that shall confirm it is under way.
 */
#ifndef VG_AGENT_STATE_STATECLAIM_H
#define VG_AGENT_STATE_STATECLAIM_H

#include "agent/heard/heard.h"
#include "agent/state/state.h"

/* 'claim' is borrowed but for its notification, which the callee takes. */
typedef void (*vg_stateclaim_cb)(struct vg_claimed *claim, void *cookie);

/* Calls 'cb' with 'cookie' for each claim, in the order they came. */
void
vg_stateclaim_each(struct vg_state *state, vg_stateclaim_cb cb, void *cookie);

/* Keeps 'claim' (borrowed) in place of one with its key.  VG_OK, VG_EFULL or VG_EIO. */
int
vg_stateclaim_put(struct vg_state *state, const struct vg_claimed *claim);

/* Forgets the claim with the key of 'claim' (borrowed).  VG_OK, VG_EFULL or VG_EIO. */
int
vg_stateclaim_drop(struct vg_state *state, const struct vg_claimed *claim);

#endif
