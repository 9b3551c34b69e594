/*
 * What a gap swallowed is told again: faults whose last message is lost are raised anew, under a
 * number of today.
 */
#ifndef VG_AGENT_RETELL_H
#define VG_AGENT_RETELL_H

#include "agent/batch.h"
#include "agent/fault/fault.h"
#include "agent/notify/notify.h"
#include "agent/spool/spool.h"
#include "lib/loop/loop.h"

struct vg_retell;

/* What it works with; all borrowed, outlive it. */
struct vg_retell_tools {
	struct vg_loop *loop;
	struct vg_spool *spool;
	struct vg_faults *faults;
	struct vg_batch *batch;
	struct vg_notify *notify;
};

/* Gives one. */
struct vg_retell *
vg_retell_new(const struct vg_retell_tools *tools);

/* Releases it (NULL is silent). */
void
vg_retell_free(struct vg_retell *retell);

/* The numbers 'from' to 'to' became a gap: what they told is raised anew in the loop's next turn. */
void
vg_retell_gap(struct vg_retell *retell, uint64_t from, uint64_t to);

/* Raises all that stands anew at once. */
void
vg_retell_all(struct vg_retell *retell);

#endif
