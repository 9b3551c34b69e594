/*
 * Errors as RESTCONF tells them: status, error-tag and body (RFC 8040 section 7), and the
 * reverse for clients: the code that a reply stands for.
 */
#ifndef VG_LIB_REST_RESTERROR_H
#define VG_LIB_REST_RESTERROR_H

#include "lib/base/buf.h"

struct vg_resterror {
	int status;          /* HTTP status */
	const char *type;    /* error-type */
	const char *tag;     /* error-tag */
	const char *app_tag; /* error-app-tag, "" when none */
};

/* What the VG_E... 'code' of a callback becomes.  Pure. */
struct vg_resterror
vg_resterror_of(int code);

/*
 * The status that RFC 8040 section 7 has for the error-tag 'tag' (borrowed) of what was wrong with
 * a request; 500 for one that it has not.  Where it has two, the client's: operation-failed is 412.
 */
int
vg_resterror_status(const char *tag);

/*
 * Appends the body {"ietf-restconf:errors": ...} to 'out' with 'message' and 'path' (borrowed;
 * NULL: none).
 */
void
vg_resterror_body(struct vg_buf *out, const struct vg_resterror *error, const char *path,
    const char *message);

/* Appends 'text' (borrowed) as a JSON string with its quotes; bytes that are no UTF-8 as "?". */
void
vg_resterror_quote(struct vg_buf *out, const char *text);

#endif
