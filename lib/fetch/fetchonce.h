/*
 * One request over a vigie daemon's Unix socket, without libcurl: for programs that are started for
 * each message, whose start libcurl's libraries would double.
 *
 * It speaks HTTP/1.0: each request has a connection of its own, whose end is the end of the answer.
 *
 * Source: RFC 9112 sections 2.3, 6.3 and 9.6.
 */
#ifndef VG_LIB_FETCH_FETCHONCE_H
#define VG_LIB_FETCH_FETCHONCE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"

struct vg_fetchonce {
	const char *path;            /* of the socket */
	int64_t timeout_ms;          /* for all of it */
	const char *method, *target; /* "PUT", path and query, encoded */
	const char *door;            /* the field Vigie-Door */
	const char *type;            /* of the body */
	const void *body;
	size_t size; /* octets of it */
};

struct vg_fetchonce_reply {
	long status; /* HTTP status, 100..599 */
	char *body;  /* owned, terminated; "" when empty */
};

/*
 * Sends 'ask' (all of it borrowed) and gives the reply, whatever its status.
 *
 * Returns VG_OK; VG_EUNREACH when nobody answers or the answer is not whole, VG_EACCESS when the
 * socket may not be opened, VG_ETIMEOUT, VG_ELIMIT for a reply over 1 MiB, VG_EIO for a broken one;
 * the detail names socket and cause, and '*reply' is empty then.
 */
int
vg_fetchonce_send(const struct vg_fetchonce *ask, struct vg_fetchonce_reply *reply,
    struct vg_detail *detail);

/* Frees what 'reply' holds and empties it. */
void
vg_fetchonce_fini(struct vg_fetchonce_reply *reply);

#endif
