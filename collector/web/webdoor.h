/*
 * The door: takes requests, finds out who sends them, passes them on.
 *
 *   POST /login    user and password, as JSON or as a form: a session begins
 *   POST /logout   it ends
 *   GET  /session  who one is, and by which proof
 *   /restconf/..., /.well-known/host-meta: the collector's, in the name of the user
 */
#ifndef VG_COLLECTOR_WEB_WEBDOOR_H
#define VG_COLLECTOR_WEB_WEBDOOR_H

#include "collector/web/webconf.h"
#include "lib/base/detail.h"
#include "lib/http/httptls.h"
#include "lib/loop/loop.h"

struct vg_webdoor;

/*
 * Gives the door of the collector's 'socket' (borrowed for the call) on 'loop' by 'conf', with
 * 'tls' (NULL: plain); all are borrowed and outlive it.  It listens on 'fd' (taken).  NULL when the
 * loop does not take that.
 */
struct vg_webdoor *
vg_webdoor_new(struct vg_loop *loop, const struct vg_webconf *conf, const char *socket,
    struct vg_httptls *tls, int fd);

/*
 * Takes no request any more (503), and calls 'ended' with 'cookie' when the collector has answered
 * all that it was told for the audit: at once, or later.
 */
void
vg_webdoor_end(struct vg_webdoor *door, void (*ended)(void *cookie), void *cookie);

/* Closes all connections and releases it (NULL is silent). */
void
vg_webdoor_free(struct vg_webdoor *door);

/*
 * From now on 'conf' and 'tls' (borrowed, outlive it) are in force for what is new; sessions go on
 * by the limits they had, and so do listener, connections and queues.
 */
void
vg_webdoor_set(
    struct vg_webdoor *door, const struct vg_webconf *conf, struct vg_httptls *tls);

/* A line that tells how it goes. */
void
vg_webdoor_status(const struct vg_webdoor *door, char *text, size_t size);

#endif
