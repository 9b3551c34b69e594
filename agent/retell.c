/*
 * Gaps are gathered, and told in the loop's next turn: what made one is still at work.
 */
#include "agent/retell.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

struct vg_retell {
	struct vg_retell_tools t;
	struct vg_timer *timer; /* runs when a gap swallowed messages */
	uint64_t from, to;
};

void
vg_retell_gap(struct vg_retell *retell, uint64_t from, uint64_t to)
{
	if (!retell->from || from < retell->from)
		retell->from = from;
	if (to > retell->to)
		retell->to = to;
	vg_loop_timer_set(retell->timer, 0);
}

/* Raises the faults whose last message is one of 'from' to 'to' under a number of today. */
static void
raise_anew(struct vg_retell *retell, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < vg_fault_count(retell->t.faults); i++) {
		const struct vg_event *standing = vg_fault_at(retell->t.faults, i);
		if (standing->key.sequence < from || standing->key.sequence > to)
			continue;
		struct vg_event again = *standing;
		again.action = VG_ACTION_RAISE;
		again.agent_time = vg_clock_wall();
		vg_batch_add(retell->t.batch, &again);
	}
	vg_batch_commit(retell->t.batch, vg_clock_wall());
	vg_notify_wake(retell->t.notify);
}

static void
tell_again(void *cookie)
{
	struct vg_retell *retell = cookie;
	uint64_t from = retell->from, to = retell->to;

	retell->from = retell->to = 0;
	vg_log(VG_LOG_WARNING, "spool", "", "%llu messages were given up since the start",
	    (unsigned long long)vg_spool_count(retell->t.spool).lost);
	if (to)
		raise_anew(retell, from, to);
	vg_notify_standing(retell->t.notify);
}

void
vg_retell_all(struct vg_retell *retell)
{
	raise_anew(retell, 0, UINT64_MAX);
}

struct vg_retell *
vg_retell_new(const struct vg_retell_tools *tools)
{
	struct vg_retell *retell = vg_mem_zero(sizeof(*retell));

	retell->t = *tools;
	retell->timer = vg_loop_timer(tools->loop, tell_again, retell);
	return retell;
}

void
vg_retell_free(struct vg_retell *retell)
{
	if (!retell)
		return;
	vg_loop_timer_free(retell->timer);
	free(retell);
}
