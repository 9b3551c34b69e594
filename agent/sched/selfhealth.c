/*
 * Three troubles and how long they stand.
 */
#include "agent/sched/selfhealth.h"

#include <stdio.h>
#include <string.h>

void
vg_selfhealth_init(struct vg_selfhealth *health,
    const struct vg_selfhealth_limits *limits, uint64_t drops)
{
	memset(health, 0, sizeof(*health));
	health->limits = *limits;
	health->drops = drops;
}

/* Notes when troubles began: the first of a run that never ended. */
static void
begin(struct vg_selfhealth *health, unsigned before, struct vg_mono now)
{
	if (before == 0)
		health->since = now;
}

void
vg_selfhealth_drops(struct vg_selfhealth *health, uint64_t drops, struct vg_mono now)
{
	unsigned before = vg_selfhealth_troubles(health, now);

	if (drops <= health->drops)
		return;
	health->drops = drops;
	health->until[0] = vg_instant_mono_add(now, health->limits.period_us);
	begin(health, before, now);
}

void
vg_selfhealth_tick(struct vg_selfhealth *health, int64_t late_us, struct vg_mono now)
{
	unsigned before = vg_selfhealth_troubles(health, now);

	if (late_us <= health->limits.late_us)
		return;
	health->until[1] = vg_instant_mono_add(now, health->limits.period_us);
	begin(health, before, now);
}

void
vg_selfhealth_devices(
    struct vg_selfhealth *health, size_t failing, size_t devices, struct vg_mono now)
{
	unsigned before = vg_selfhealth_troubles(health, now);
	bool many = failing >= health->limits.least &&
	    failing * 100 > devices * health->limits.percent;

	health->failing = failing;
	health->devices = devices;
	if (!many) {
		health->network = (struct vg_mono){0};
	} else if (!health->network.us) {
		health->network = now;
		begin(health, before, now);
	} else if (vg_instant_mono_since(now, health->network) >=
	    health->limits.hold_us) {
		health->network = (struct vg_mono){0};
	}
}

struct vg_mono
vg_selfhealth_from(
    const struct vg_selfhealth *health, int64_t cycle_us, struct vg_mono now)
{
	return vg_instant_mono_add(health->network.us ? health->network : now, -cycle_us);
}

unsigned
vg_selfhealth_troubles(const struct vg_selfhealth *health, struct vg_mono now)
{
	unsigned troubles = 0;

	if (health->until[0].us > now.us)
		troubles |= VG_SELFHEALTH_DROPS;
	if (health->until[1].us > now.us)
		troubles |= VG_SELFHEALTH_LATE;
	if (health->network.us)
		troubles |= VG_SELFHEALTH_NETWORK;
	return troubles;
}

bool
vg_selfhealth_holds(const struct vg_selfhealth *health, struct vg_mono now)
{
	return vg_selfhealth_troubles(health, now) != 0 &&
	    vg_instant_mono_since(now, health->since) < health->limits.hold_us;
}

void
vg_selfhealth_text(
    const struct vg_selfhealth *health, struct vg_mono now, char *text, size_t size)
{
	unsigned troubles = vg_selfhealth_troubles(health, now);

	text[0] = '\0';
	if (troubles & VG_SELFHEALTH_NETWORK)
		snprintf(text, size,
		    "%zu of %zu devices stopped answering together: the network, or this "
		    "agent's way into it",
		    health->failing, health->devices);
	else if (troubles & VG_SELFHEALTH_DROPS)
		snprintf(text, size,
		    "replies were lost in this host's receive buffer (net.core.rmem_max)");
	else if (troubles & VG_SELFHEALTH_LATE)
		snprintf(
		    text, size, "polls ran late: this host has no time for the agent");
}
