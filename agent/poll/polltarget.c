/*
 * From the tree to the poll.
 */
#include "agent/poll/polltarget.h"

#include "lib/base/error.h"
#include "lib/os/credential.h"

struct vg_polldevice *
vg_polltarget_open(struct vg_engine *engine, const struct vg_agentconf *conf,
    const struct vg_agentconf_device *device, const char *state,
    struct vg_engine_target **target, struct vg_detail *detail)
{
	struct vg_credential credential;

	if (vg_credential_read(state, device->credential, &credential, detail) != VG_OK)
		return NULL;
	*target = vg_engine_target_new(engine, &device->address,
	    device->v3 ? device->user : NULL, &credential, detail);
	vg_credential_wipe(&credential);
	if (!*target)
		return NULL;
	vg_engine_target_also(*target, device->answers_from, device->n_answers_from);
	struct vg_polldevice *poll = vg_poll_new(engine, *target);
	vg_poll_limit(poll, &(struct vg_poll_limits){conf->batch, conf->reply_size});
	return poll;
}
