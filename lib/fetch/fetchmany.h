/*
 * Many requests at once to a vigie daemon's Unix socket, on the loop: libcurl's multi interface.
 *
 * Why libcurl rather than an own client: it reads replies of every framing, keeps and reuses
 * connections, and has no parser of ours in it; what evhttp offers as a client connects to no
 * Unix socket (libevent 2.1.12).  Replies come in pieces as they arrive, and nothing here holds
 * them back: who passes them on to somebody slow bounds what he keeps.
 */
#ifndef VG_LIB_FETCH_FETCHMANY_H
#define VG_LIB_FETCH_FETCHMANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/loop/loop.h"

struct vg_fetchmany;
struct vg_fetchmany_job;

/* Zero stands for the default in the comment. */
struct vg_fetchmany_limits {
	size_t connections; /* to the socket at a time; what is beyond waits; 32 */
	size_t jobs;        /* at a time, with those that wait; 512 */
};

/* All borrowed for the call. */
struct vg_fetchmany_ask {
	const char *method;
	const char *target;        /* path and query, encoded */
	const char *const *fields; /* "Name: value" */
	size_t n_fields;
	const void *body; /* NULL: none */
	size_t size;      /* its octets */
	int64_t limit_ms; /* for all of it; 0: no limit */
};

/*
 * What happens to a request, in this order; what is given is borrowed for the call.  Any of them
 * may cancel it.
 */
struct vg_fetchmany_hooks {
	void (*field)(const char *name, const char *value, void *cookie);
	void (*head)(int status, void *cookie); /* all fields have come */
	void (*data)(const void *data, size_t size, void *cookie);
	/*
	 * It is over, and its job gone: VG_OK when the reply was whole; VG_EUNREACH when nobody
	 * answers, VG_ETIMEOUT, VG_EIO for a reply that broke off or is none.
	 */
	void (*end)(int code, void *cookie);
};

/* Gives a client of the socket 'path' (copied) on 'loop' (borrowed, outlives it). */
struct vg_fetchmany *
vg_fetchmany_new(
    struct vg_loop *loop, const char *path, const struct vg_fetchmany_limits *limits);

/* Ends all requests with VG_EUNREACH and releases it (NULL is silent); not from a hook. */
void
vg_fetchmany_free(struct vg_fetchmany *many);

/*
 * Sends a request and tells 'hooks' (borrowed, static) with 'cookie' what comes of it; no hook is
 * called before this returns.  An order (any method but GET, HEAD and OPTIONS) is never sent
 * twice.  Gives the job, or NULL when there are too many.
 */
struct vg_fetchmany_job *
vg_fetchmany_start(struct vg_fetchmany *many, const struct vg_fetchmany_ask *ask,
    const struct vg_fetchmany_hooks *hooks, void *cookie);

/* Gives it up: no hook is called any more; also from a hook. */
void
vg_fetchmany_cancel(struct vg_fetchmany_job *job);

/* How many there are. */
size_t
vg_fetchmany_count(const struct vg_fetchmany *many);

#endif
