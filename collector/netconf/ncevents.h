/*
 * The collector's event streams, read by threads of their own (lib/fetch waits), as a queue for
 * the session: the stream session, which *is* the session, and that of a subscription.
 *
 * What is not taken waits, up to a limit; then the thread waits, and at last the collector ends
 * the stream: it is begun again behind the last event that was heard, so that none is missed.
 */
#ifndef VG_COLLECTOR_NETCONF_NCEVENTS_H
#define VG_COLLECTOR_NETCONF_NCEVENTS_H

#include <stdbool.h>
#include <stdint.h>

enum vg_ncevent_source { VG_NCEVENT_SESSION, VG_NCEVENT_STREAM, VG_NCEVENT_BASE };

struct vg_ncevent {
	enum vg_ncevent_source source;
	char *data; /* owned; NULL: the stream is over, 'text' says why */
	char *text; /* owned */
	uint64_t id;
	struct vg_ncevent *next;
};

struct vg_ncevents;

/* Gives a queue of what the socket 'path' (borrowed) streams. */
struct vg_ncevents *
vg_ncevents_new(const char *path);

/* A descriptor that can be read while something is in the queue. */
int
vg_ncevents_fd(const struct vg_ncevents *events);

/*
 * Begins to read the stream 'name' (borrowed), for 'source'.  With 'after' (-1: none) it
 * first gives what came after that event.  'again': it is begun anew when the other side ends it.
 */
void
vg_ncevents_begin(struct vg_ncevents *events, enum vg_ncevent_source source,
    const char *name, int64_t after, bool again);

/*
 * Ends the reading for 'source': what came of it and was not taken is dropped, and nothing more
 * comes.  The thread and its connection end within about a second.
 */
void
vg_ncevents_end(struct vg_ncevents *events, enum vg_ncevent_source source);

/* Whether so many are still ending that no more should be begun. */
bool
vg_ncevents_is_busy(struct vg_ncevents *events);

/* Takes the next event, to be freed by vg_ncevent_free; NULL when there is none. */
struct vg_ncevent *
vg_ncevents_take(struct vg_ncevents *events);

/* The same, and waits for it up to 'wait_ms'. */
struct vg_ncevent *
vg_ncevents_wait(struct vg_ncevents *events, int wait_ms);

/* Releases an event (NULL is silent). */
void
vg_ncevent_free(struct vg_ncevent *event);

#endif
