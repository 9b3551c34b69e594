/*
 * Requests passed on to the collector, and its replies passed back as they come.
 *
 * The collector's socket is never held up by a client who reads slowly: replies are read at once
 * and queued, and beyond the tree's limit for all of them together the slow one is cut.
 */
#ifndef VG_COLLECTOR_WEB_WEBFORWARD_H
#define VG_COLLECTOR_WEB_WEBFORWARD_H

#include "collector/web/webask.h"
#include "collector/web/webconf.h"
#include "lib/http/httplater.h"
#include "lib/loop/loop.h"

struct vg_webforward;

/*
 * Gives one for the socket 'path' (borrowed for the call) on 'loop', with the limits of 'conf' and
 * the queues of 'http' (borrowed, outlive it).
 */
struct vg_webforward *
vg_webforward_new(struct vg_loop *loop, const char *path, const struct vg_webconf *conf,
    struct vg_http *http);

/* Gives up what is under way and releases it (NULL is silent). */
void
vg_webforward_free(struct vg_webforward *forward);

/* From now on by the limits of 'conf' (borrowed, outlives it). */
void
vg_webforward_set_conf(struct vg_webforward *forward, const struct vg_webconf *conf);

/*
 * Passes 'ask' on in the name of 'user' (borrowed; NULL: in our own) and answers 'later' with what
 * comes; takes both.
 */
void
vg_webforward_send(struct vg_webforward *forward, struct vg_http_later *later,
    struct vg_webask *ask, const char *user);

/*
 * Asks the collector for 'target' (borrowed) in our own name.  'cb' gets the status and the body
 * (borrowed, terminated, wiped after), or a status of 0 and a code of lib/fetch/fetchmany.h.  It is
 * called once, unless the forwarder is released before, never before this returns; VG_ELIMIT, and
 * then not at all, when too much waits.
 */
typedef void (*vg_webforward_cb)(int code, int status, const char *body, void *cookie);
int
vg_webforward_ask(
    struct vg_webforward *forward, const char *target, vg_webforward_cb cb, void *cookie);

/* The same for POST of 'body' (borrowed, JSON) to 'target'. */
int
vg_webforward_tell(struct vg_webforward *forward, const char *target, const char *body,
    vg_webforward_cb cb, void *cookie);

/*
 * Calls 'told' with 'cookie' as soon as nothing that was told (vg_webforward_tell) is under way any
 * more: at once, or later, and then each time.
 */
void
vg_webforward_when_told(
    struct vg_webforward *forward, void (*told)(void *cookie), void *cookie);

/* Whether a field of the collector's reply is passed back: all but those of the connection. */
bool
vg_webforward_passes(const char *name);

#endif
