/*
 * What a daemon tells systemd: that it is ready, that it reads its configuration anew, that it is
 * alive.  Apart from lib/os/daemon.h, so that a program that systemd does not watch need not load
 * its library.
 */
#ifndef VG_LIB_OS_SERVICE_H
#define VG_LIB_OS_SERVICE_H

#include <stdint.h>

/* Tells systemd that the program is ready, and a line of status; nothing without it. */
void
vg_service_ready(const char *status);

/* Tells systemd that a new configuration is being read, and that it was or was not taken. */
void
vg_service_reloading(void);

/*
 * How often vg_service_alive is to be called so that systemd's watchdog stays content, in
 * microseconds; 0: there is none.
 */
int64_t
vg_service_watchdog_us(void);

/* Tells the watchdog that the program is alive, with a line of status. */
void
vg_service_alive(const char *status);

#endif
