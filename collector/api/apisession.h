/*
 * The sessions of NETCONF at the collector's door.  A session *is* a connection to the event
 * stream "session": the collector numbers it, says so in the first event, and forgets it with its
 * locks when the connection closes, whatever became of the program at its other end.
 *
 *   GET  /restconf/streams/session           begins one
 *   GET  vigie-tree:sessions
 *   POST vigie-tree:session-lock, session-unlock, session-kill, session-follow
 *
 * Nothing here is kept: after a restart there are no sessions, and no locks.
 *
 * Source: RFC 6241 sections 7.5, 7.6, 7.9.
 */
#ifndef VG_COLLECTOR_API_APISESSION_H
#define VG_COLLECTOR_API_APISESSION_H

#include "collector/desk/desk.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/rest/rest.h"
#include "lib/yang/context.h"

struct vg_apisession;

enum vg_apisession_store { VG_APISESSION_RUNNING, VG_APISESSION_CANDIDATE };
enum { VG_APISESSION_STORES = 2 };

/* Serves them at 'rest'; borrows all, which outlive it but 'rest', which is freed before. */
struct vg_apisession *
vg_apisession_new(struct vg_rest *rest, struct vg_loop *loop,
    const struct vg_context *context, struct vg_desk *desk);

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

/* Called with 'cookie' when a session that held the lock of 'store' gave it up or ended. */
typedef void (*vg_apisession_unlocked_cb)(
    uint32_t session, enum vg_apisession_store store, void *cookie);

/* Asked before 'store' is locked: 0, or the session (0xffffffff: nobody's) that stands in the way. */
typedef uint32_t (*vg_apisession_hinder_cb)(
    uint32_t session, enum vg_apisession_store store, void *cookie);

/* Called with 'cookie' when a session of 'user' (borrowed) has ended, its locks being gone. */
typedef void (*vg_apisession_over_cb)(uint32_t session, const char *user, void *cookie);

/* For the room that holds the candidate; each may be NULL. */
void
vg_apisession_set_hooks(struct vg_apisession *all, vg_apisession_hinder_cb hinder,
    vg_apisession_unlocked_cb unlocked, vg_apisession_over_cb over, void *cookie);

/* Whether the session 'id' is open. */
bool
vg_apisession_is_open(const struct vg_apisession *all, uint32_t id);

#endif
