/*
 * A device of the configuration as the poll asks it: address, credential, limits.
 */
#ifndef VG_AGENT_POLL_POLLTARGET_H
#define VG_AGENT_POLL_POLLTARGET_H

#include "agent/conf/agentconf.h"
#include "agent/poll/poll.h"

/*
 * Gives 'device' of 'conf' over 'engine' (borrowed, outlives it), with its credential of the state
 * folder 'state' (the rest borrowed), and in '*target' its target, which it owns.  NULL with
 * 'detail' when the credential cannot be used.
 */
struct vg_polldevice *
vg_polltarget_open(struct vg_engine *engine, const struct vg_agentconf *conf,
    const struct vg_agentconf_device *device, const char *state,
    struct vg_engine_target **target, struct vg_detail *detail);

#endif
