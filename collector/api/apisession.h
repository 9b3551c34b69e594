/*
 * The sessions of NETCONF at the collector's door.  A session *is* a connection to the event
 * stream "session": the collector numbers it, says so in the first event, and forgets it with its
 * locks when the connection closes, whatever became of the program at its other end.
 *
 *   GET  /restconf/streams/session           begins one
 *   GET  vigie-tree:sessions
 *   POST vigie-tree:session-lock, session-unlock, session-kill, session-close, session-count,
 *        session-follow
 *
 * Nothing here is kept: after a restart there are no sessions, and no locks.
 *
 * Source: RFC 6241 sections 7.5, 7.6, 7.9.
 */
#ifndef VG_COLLECTOR_API_APISESSION_H
#define VG_COLLECTOR_API_APISESSION_H

#include "collector/api/apibase.h"
#include "collector/desk/desk.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/rest/rest.h"
#include "lib/yang/context.h"

struct vg_apisession;

enum vg_apisession_store { VG_APISESSION_RUNNING, VG_APISESSION_CANDIDATE };
enum { VG_APISESSION_STORES = 2 };

/*
 * Serves them at 'rest' and tells 'base' of them; borrows all, which outlive it.  'cb' (NULL: none)
 * is called with 'cookie' when the end of a session has changed the tree.
 */
struct vg_apisession *
vg_apisession_new(struct vg_rest *rest, struct vg_loop *loop,
    const struct vg_context *context, struct vg_desk *desk, struct vg_apibase *base,
    void (*cb)(void *cookie), void *cookie);

/* Releases it (NULL is silent); before 'rest'. */
void
vg_apisession_free(struct vg_apisession *all);

/*
 * Whether 'caller' may change 'store' as far as locks go: VG_OK; VG_ECONFLICT with a sentence
 * when a session that is not his holds it.
 */
int
vg_apisession_check(const struct vg_apisession *all, const struct vg_rest_caller *caller,
    enum vg_apisession_store store, struct vg_detail *detail);

/*
 * By which door 'caller' (borrowed) has come, for the audit: "netconf" in a session, "web" by
 * vigie-web, else "socket".
 */
const char *
vg_apisession_door(const struct vg_rest_caller *caller);

/* Whether the session 'id' is open. */
bool
vg_apisession_is_open(const struct vg_apisession *all, uint32_t id);

#endif
