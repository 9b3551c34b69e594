/*
 * Telling again.
 */
#include "agent/retell.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

struct vg_retell {
	struct vg_spool *spool;
	struct vg_faults *faults;
	struct vg_batch *batch;
	struct vg_notify *notify;
	struct vg_timer *timer; /* runs when a gap swallowed messages */
	uint64_t gap_from, gap_to;
};

void
vg_retell_gap(struct vg_retell *retell, uint64_t from, uint64_t to)
{
	if (!retell->gap_from || from < retell->gap_from)
		retell->gap_from = from;
	if (to > retell->gap_to)
		retell->gap_to = to;
	vg_loop_timer_set(retell->timer, 0);
}

/* Raises the faults whose last message is one of 'from' to 'to' under a number of today. */
static void
raise_anew(struct vg_retell *r, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < vg_fault_count(r->faults); i++) {
		const struct vg_event *standing = vg_fault_at(r->faults, i);
		if (standing->key.sequence < from || standing->key.sequence > to)
			continue;
		struct vg_event again = *standing;
		again.action = VG_ACTION_RAISE;
		again.agent_time = vg_clock_wall();
		vg_batch_add(r->batch, &again);
	}
	vg_batch_commit(r->batch, vg_clock_wall());
	vg_notify_wake(r->notify);
}

/* Faults whose last message a gap swallowed are raised again. */
static void
tell_again(void *cookie)
{
	struct vg_retell *r = cookie;
	uint64_t from = r->gap_from, to = r->gap_to;

	r->gap_from = r->gap_to = 0;
	vg_log(VG_LOG_WARNING, "spool", "", "%llu messages were given up since the start",
	    (unsigned long long)vg_spool_count(r->spool).lost);
	if (to)
		raise_anew(r, from, to);
	vg_notify_standing(r->notify);
}

void
vg_retell_all(struct vg_retell *retell)
{
	raise_anew(retell, 0, UINT64_MAX);
}

struct vg_retell *
vg_retell_new(struct vg_loop *loop, struct vg_spool *spool, struct vg_faults *faults,
    struct vg_batch *batch, struct vg_notify *notify)
{
	struct vg_retell *r = vg_mem_zero(sizeof(*r));

	r->spool = spool;
	r->faults = faults;
	r->batch = batch;
	r->notify = notify;
	r->timer = vg_loop_timer(loop, tell_again, r);
	return r;
}

void
vg_retell_free(struct vg_retell *retell)
{
	if (!retell)
		return;
	vg_loop_timer_free(retell->timer);
	free(retell);
}
