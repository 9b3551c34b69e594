/*
 * The last events of a stream, so that who comes back is told from here what he missed: a bounded
 * queue of frames.  Knows of an event its frame and its id, and no more; ids are compared, not
 * counted.  Pure.
 *
 * Source: HTML standard, "Server-sent events".
 */
#ifndef VG_COLLECTOR_WEB_WEBRING_H
#define VG_COLLECTOR_WEB_WEBRING_H

#include <stdbool.h>
#include <stddef.h>

enum { VG_WEBRING_ID_SIZE = 64 };

struct vg_webring;

/* Gives an empty one that keeps at most 'frames' frames of 'size' octets together. */
struct vg_webring *
vg_webring_new(size_t frames, size_t size);

/* Releases it (NULL is silent). */
void
vg_webring_free(struct vg_webring *ring);

/*
 * Reads octets of the stream (borrowed): calls 'cb' with 'cookie' for each whole frame, its blank
 * line included.  A frame with an id is kept before 'cb' is called.  False, and nothing more is to
 * be read, when a frame is larger than the ring.
 */
typedef void (*vg_webring_cb)(const char *frame, size_t size, void *cookie);
bool
vg_webring_read(struct vg_webring *ring, const void *data, size_t size, vg_webring_cb cb,
    void *cookie);

/* The id of the last event kept; "" when there is none. */
const char *
vg_webring_last(const struct vg_webring *ring);

/* Whether event 'id' (borrowed) is kept: what came after it is kept too. */
bool
vg_webring_has(const struct vg_webring *ring, const char *id);

/* Whether all events that ever came are kept. */
bool
vg_webring_is_whole(const struct vg_webring *ring);

/* Calls 'cb' for what is kept after event 'id' (borrowed; NULL: for all). */
void
vg_webring_after(
    const struct vg_webring *ring, const char *id, vg_webring_cb cb, void *cookie);

#endif
