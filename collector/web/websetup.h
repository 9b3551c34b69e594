/*
 * vigie-web put together: configuration, listener, door, signals.
 */
#ifndef VG_COLLECTOR_WEB_WEBSETUP_H
#define VG_COLLECTOR_WEB_WEBSETUP_H

#include "lib/base/detail.h"
#include "lib/os/daemon.h"

/*
 * Reads the configuration of 'daemon' (borrowed), its certificate and key, and says whether a start
 * would take them: VG_OK or an error with its sentence.
 */
int
vg_websetup_check(const struct vg_daemon *daemon, struct vg_detail *detail);

/* Runs until SIGTERM or SIGINT.  VG_OK, or an error with its sentence when it cannot start. */
int
vg_websetup_run(const struct vg_daemon *daemon, struct vg_detail *detail);

#endif
