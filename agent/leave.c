/*
 * Clearing what stands of devices that left.
 */
#include "agent/leave.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"

/* Whether 'device' is polled, and no management board of it any more. */
static bool
lacks_board(const struct vg_agentconf *conf, const char *device)
{
	bool enabled = false;

	for (size_t i = 0; i < conf->n_devices; i++)
		enabled = enabled || vg_text_same(conf->devices[i].name, device);
	for (size_t i = 0; i < conf->n_bmcs; i++) {
		if (vg_text_same(conf->bmcs[i].name, device))
			return false;
	}
	return enabled;
}

/* Whether an alarm 'part' came from a managing device that 'conf' does not name. */
static bool
lacks_manager(const struct vg_agentconf *conf, const char *part)
{
	char manager[VG_RESOURCE_SIZE];

	if (!vg_text_starts(part, "via/"))
		return false;
	part += strlen("via/");
	vg_text_format(manager, sizeof(manager), "%.*s", (int)strcspn(part, "/"), part);
	return !vg_agentconf_names(conf, manager);
}

/* Why nobody can tell any more whether 'standing' is over; NULL: somebody can. */
static const char *
reason_of(const struct vg_agentconf *conf, const struct vg_event *standing)
{
	const char *part = vg_resource_split(standing->resource, NULL, NULL);

	if (!standing->device[0])
		return NULL;
	if (!vg_agentconf_names(conf, standing->device))
		return "the device was removed from the agent's configuration";
	if (strcmp(part, "management/bmc") == 0 && lacks_board(conf, standing->device))
		return "its management board was removed from the agent's configuration";
	if (lacks_manager(conf, part))
		return "the device that told it was removed from the agent's configuration";
	return NULL;
}

/* The clear of 'standing', which then stands no more. */
static void
clear_one(struct vg_faults *faults, const struct vg_event *standing, const char *reason,
    struct vg_wall now, struct vg_message *message)
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
		const char *reason = reason_of(conf, standing);
		if (!reason)
			i++;
		else
			clear_one(faults, standing, reason, now, &messages[n++]);
	}
	/* What the disk refuses waits in the spool's memory. */
	(void)vg_spool_put(spool, messages, n);
	for (size_t i = 0; i < n; i++) {
		if (!vg_agentconf_names(conf, messages[i].event.device))
			(void)vg_state_forget_device(state, messages[i].event.device);
	}
	free(messages);
	return n;
}
