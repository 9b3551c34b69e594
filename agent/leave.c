/*
 * Clearing what stands of devices that left.
 */
#include "agent/leave.h"

#include <stdlib.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"

static const char reason[] = "the device was removed from the agent's configuration";

/* The clear of 'standing', which then stands no more. */
static void
clear_one(struct vg_faults *faults, const struct vg_event *standing, struct vg_wall now,
    struct vg_message *message)
{
	const struct vg_event was = *standing;
	struct vg_kind kind = {.cause = was.cause};
	const struct vg_finding finding = {.device = was.device,
	    .serial = was.serial,
	    .resource = was.resource,
	    .kind = &kind,
	    .qualifier = was.qualifier,
	    .origin = VG_ORIGIN_SELF,
	    .bad = false,
	    .text = reason};

	vg_text_copy(kind.name, sizeof(kind.name), was.kind);
	message->type = VG_MESSAGE_CLEARED;
	message->part = message->parts = 1;
	(void)vg_fault_tell(faults, &finding, now, &message->event);
	vg_log(VG_LOG_INFO, "fault", was.resource, "%s clear: %s", was.kind, reason);
}

size_t
vg_leave_clear(struct vg_faults *faults, struct vg_spool *spool, struct vg_state *state,
    const struct vg_agentconf *conf, struct vg_wall now)
{
	size_t most = vg_fault_count(faults), n = 0;
	struct vg_message *messages = vg_mem_array(most + 1, sizeof(*messages));

	for (size_t i = 0; i < vg_fault_count(faults);) {
		const struct vg_event *standing = vg_fault_at(faults, i);
		if (!standing->device[0] || vg_agentconf_names(conf, standing->device))
			i++;
		else
			clear_one(faults, standing, now, &messages[n++]);
	}
	/* What the disk refuses waits in the spool's memory. */
	(void)vg_spool_put(spool, messages, n);
	for (size_t i = 0; i < n; i++)
		(void)vg_state_forget_device(state, messages[i].event.device);
	free(messages);
	return n;
}
