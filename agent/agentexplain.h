/*
 * Why a device is polled as it is: its family and how it was found, probes, rules, notifications.
 *
 * Asks no device and no daemon: reads the configuration, the packs, and what the agent kept of
 * the device.
 */
#ifndef VG_AGENT_AGENTEXPLAIN_H
#define VG_AGENT_AGENTEXPLAIN_H

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/os/daemon.h"

/*
 * Writes what is known of 'device' by the configuration, packs and state of 'daemon' (all
 * borrowed) into 'out', as text for people or as JSON.
 * VG_OK; VG_ENOENT when the configuration does not have it, and errors of loading, with detail.
 */
int
vg_agentexplain_device(const struct vg_daemon *daemon, const char *device, bool json,
    struct vg_buf *out, struct vg_detail *detail);

#endif
