/*
 * Log-in by pass phrase: the collector is asked for the hash of one user, a child compares, and a
 * session begins.
 *
 * Whoever is not known, and whoever has no pass phrase, costs the same comparison as another:
 * neither the answer nor its time tells them apart.
 */
#ifndef VG_COLLECTOR_WEB_WEBLOGIN_H
#define VG_COLLECTOR_WEB_WEBLOGIN_H

#include "collector/web/webconf.h"
#include "collector/web/webforward.h"
#include "collector/web/websession.h"
#include "collector/web/webtold.h"
#include "lib/loop/loop.h"

struct vg_weblogin;

/*
 * Gives one that asks by 'forward' and begins sessions in 'sessions', and notes who has to wait in
 * 'told' (all borrowed).
 */
struct vg_weblogin *
vg_weblogin_new(struct vg_loop *loop, struct vg_webforward *forward,
    struct vg_websessions *sessions, struct vg_webtold *told);

/* Releases it (NULL is silent), after 'forward'. */
void
vg_weblogin_free(struct vg_weblogin *login);

/* Answers 'request', a POST of /login, which is not to be used any more; by 'conf' (borrowed). */
void
vg_weblogin_take(struct vg_weblogin *login, const struct vg_webconf *conf,
    struct vg_http_request *request);

/*
 * Asks the collector about users with sessions, ten seconds after it was asked last: who has
 * another pass phrase than he logged in with, or none, or is no user any more, has no session any
 * more.
 */
void
vg_weblogin_look(struct vg_weblogin *login);

/* Tells the collector that 'user' (borrowed) has logged out; nothing waits for it. */
void
vg_weblogin_ended(struct vg_weblogin *login, const char *user);

#endif
