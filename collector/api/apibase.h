/*
 * What NETCONF tells of itself (RFC 6470): sessions that begin and end, changes of the tree in
 * force, commits that wait to be confirmed.  The stream "netconf" has them as they happen; nobody
 * remembers them.
 *
 * netconf-capability-change is never told: what this door can do is settled when it is built.  A
 * change is told with the top of the tree and without what it changed, which is not everybody's.
 */
#ifndef VG_COLLECTOR_API_APIBASE_H
#define VG_COLLECTOR_API_APIBASE_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"
#include "lib/yang/context.h"

struct vg_apibase;

/* Serves the stream at 'rest'; borrows all, which outlive it. */
struct vg_apibase *
vg_apibase_new(struct vg_rest *rest, struct vg_desk *desk);
void
vg_apibase_free(struct vg_apibase *base);

/*
 * Notes that 'caller' asks to have 'name' done (both borrowed for the call): what changes until
 * then is his.
 */
void
vg_apibase_asks(
    struct vg_apibase *base, const struct vg_rest_caller *caller, const char *name);

/* The session 'id' of 'user' (borrowed) has begun. */
void
vg_apibase_began(struct vg_apibase *base, uint32_t id, const char *user);

/*
 * It has ended: 'why' is a termination-reason of RFC 6470 (borrowed), 'killer' the session that
 * ended it (0: none).
 */
void
vg_apibase_ended(struct vg_apibase *base, uint32_t id, const char *user, const char *why,
    uint32_t killer);

/* Tells 'happening' (borrowed) when it is a change of the tree. */
void
vg_apibase_happened(struct vg_apibase *base, const struct vg_happening *happening);

/* Looks whether a commit waits now, or waits no more. */
void
vg_apibase_look(struct vg_apibase *base);

#endif
