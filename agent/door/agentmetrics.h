/*
 * The agent's metrics page, in Prometheus' text format, on a loopback port: GET /metrics.
 *
 * Tells numbers and the names of devices, no addresses and no credentials; whoever may connect to
 * the loopback address may read it, so it is off until a port is given.
 *
 * Source: Prometheus exposition formats, text format 0.0.4.
 */
#ifndef VG_AGENT_DOOR_AGENTMETRICS_H
#define VG_AGENT_DOOR_AGENTMETRICS_H

#include <stdint.h>

#include "agent/door/agentdoor.h"
#include "lib/base/buf.h"

struct vg_agentmetrics;

/*
 * Opens the page on 'port' (0: any) and writes its address to STATE/metrics.addr; 'tools' as for
 * vg_agentdoor_open, 'state' is borrowed.  NULL with detail when it cannot.
 */
struct vg_agentmetrics *
vg_agentmetrics_open(const struct vg_agentdoor_tools *tools, uint16_t port,
    const char *state, struct vg_detail *detail);

/* Shows 'tools' (borrowed, copied) from now on. */
void
vg_agentmetrics_change(
    struct vg_agentmetrics *metrics, const struct vg_agentdoor_tools *tools);

/* Closes it (NULL is silent). */
void
vg_agentmetrics_close(struct vg_agentmetrics *metrics);

/* Appends the page of 'tools' (borrowed) to 'page'. */
void
vg_agentmetrics_write(const struct vg_agentdoor_tools *tools, struct vg_buf *page);

#endif
