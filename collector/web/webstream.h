/*
 * Event streams of many clients over few of the collector's.
 *
 * Clients of one user who ask for the same stream share one connection to the collector (a
 * channel), which keeps its last events.  Who comes back with Last-Event-ID is served from there;
 * who missed more has a channel of his own, until that has caught up with another.  A client
 * that does not read is cut when his queue is full, and nobody waits for him.
 *
 * Source: RFC 8040 section 6; HTML standard, "Server-sent events".
 */
#ifndef VG_COLLECTOR_WEB_WEBSTREAM_H
#define VG_COLLECTOR_WEB_WEBSTREAM_H

#include <stddef.h>
#include <stdint.h>

#include "collector/web/webask.h"
#include "collector/web/webconf.h"
#include "lib/http/httplater.h"
#include "lib/loop/loop.h"

struct vg_webstreams;

/*
 * Gives an empty set of streams of the socket 'path' (borrowed for the call) by 'conf' (borrowed).
 */
struct vg_webstreams *
vg_webstream_new(struct vg_loop *loop, const char *path, const struct vg_webconf *conf);

/* Ends all streams and releases it (NULL is silent); before the HTTP server. */
void
vg_webstream_free(struct vg_webstreams *streams);

/* From now on by the limits of 'conf' (borrowed). */
void
vg_webstream_set_conf(struct vg_webstreams *streams, const struct vg_webconf *conf);

/*
 * Makes the client of 'later' a reader of the stream that 'ask' names, in the name of 'user'
 * (borrowed); takes both.  'bond' is the number of what proves him (0: none that ends).
 */
void
vg_webstream_join(struct vg_webstreams *streams, struct vg_http_later *later,
    struct vg_webask *ask, const char *user, uint64_t bond);

/* Ends the streams of all whose bond is over, as 'lives' says. */
void
vg_webstream_sweep(struct vg_webstreams *streams,
    bool (*lives)(uint64_t bond, void *cookie), void *cookie);

/* How many clients there are, and how many channels. */
size_t
vg_webstream_count(const struct vg_webstreams *streams, size_t *channels);

#endif
