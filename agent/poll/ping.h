/*
 * Whether a host answers ping: a hint beside SNMP's silence, never a verdict of its own.
 *
 * A ping socket of the kernel is taken (net.ipv4.ping_group_range), or a raw one; where neither is
 * allowed the answer is "unknown", at once.  An echo counts as answered when its source and its 16
 * octets of chance come back.
 *
 * Sources: RFC 792, RFC 4443 section 4.
 */
#ifndef VG_AGENT_POLL_PING_H
#define VG_AGENT_POLL_PING_H

#include "lib/loop/loop.h"
#include "lib/os/net.h"

struct vg_ping;
struct vg_ping_ask;

enum vg_ping_result {
	VG_PING_UNKNOWN, /* not asked, or no right to ask */
	VG_PING_ANSWERS,
	VG_PING_SILENT
};

/* Called once, never before vg_ping_ask has returned; may ask again. */
typedef void (*vg_ping_cb)(enum vg_ping_result result, void *cookie);

/* Gives pings on 'loop' (borrowed, outlives it); 'allowed' false: all are unknown. */
struct vg_ping *
vg_ping_new(struct vg_loop *loop, bool allowed);

/* Releases it; what was asked is forgotten without a call (NULL is silent). */
void
vg_ping_free(struct vg_ping *ping);

/*
 * Asks 'address' (borrowed; its port does not count) with two echoes, a second for each.  Gives
 * what vg_ping_forget takes, until 'cb' is called with 'cookie'.
 */
struct vg_ping_ask *
vg_ping_ask(
    struct vg_ping *ping, const struct vg_address *address, vg_ping_cb cb, void *cookie);

/* Forgets it without a call (NULL is silent). */
void
vg_ping_forget(struct vg_ping_ask *ask);

/* For people: "ping answers", "ping is silent", "ping unknown" (static). */
const char *
vg_ping_text(enum vg_ping_result result);

#endif
