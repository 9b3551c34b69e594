/*
 * The courier's round: take, send, tell; then wait for a happening.
 *
 * The key by which a message is taken stands in STATE/taken before the collector hears of it.  A
 * courier that died takes with that key again, which gives the same message: it sends the same letter
 * again under the same Message-ID, unless the collector knows already what became of it.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERRUN_H
#define VG_COLLECTOR_COURIER_COURIERRUN_H

#include "lib/base/detail.h"
#include "lib/os/daemon.h"

/* Reads the configuration as a start would, and nothing else. */
int
vg_courierrun_check(const struct vg_daemon *daemon, struct vg_detail *detail);

/* Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again.  VG_OK, or why it ended. */
int
vg_courierrun_run(const struct vg_daemon *daemon, struct vg_detail *detail);

#endif
