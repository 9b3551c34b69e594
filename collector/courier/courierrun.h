/*
 * The courier: keeps its workers (courierwork.h), and wakes one when something happened, or when it
 * is time to look.
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
