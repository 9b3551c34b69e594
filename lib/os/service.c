/*
 * What systemd is told.
 */
#include "lib/os/service.h"

#include <systemd/sd-daemon.h>

#include "lib/os/clock.h"

void
vg_service_ready(const char *status)
{
	sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void
vg_service_reloading(void)
{
	struct vg_mono now = vg_clock_mono();

	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)now.us);
}

int64_t
vg_service_watchdog_us(void)
{
	uint64_t us = 0;

	/* A third of it: two calls may come late. */
	return sd_watchdog_enabled(0, &us) > 0 ? (int64_t)(us / 3) : 0;
}

void
vg_service_alive(const char *status)
{
	sd_notifyf(0, "WATCHDOG=1\nSTATUS=%s", status);
}
