/*
 * The gate before evhttp: every octet of a request passes it first.
 *
 * It lets through only what every reader of HTTP/1.1 reads alike, and knows where a request ends
 * without asking evhttp: what follows is another request for both or for neither.  Refused are
 * bare line feeds, folded lines, names with spaces behind them, two lengths, a length beside a
 * coding, a coding that is not chunked, chunk extensions, trailers, a body with GET, HEAD,
 * DELETE or OPTIONS (evhttp takes that of a HEAD for another request), a target with another
 * authority than Host, with dot segments, empty segments or %00.
 * Pure: no I/O, no memory but the line it is in.
 *
 * Sources: RFC 9112 2.2, 3, 5.1, 5.2, 6.1, 6.3, 7.1, 11.2; RFC 9110 7.2; RFC 3986 3.3, 6.2.2.3.
 */
#ifndef VG_LIB_HTTP_HTTPGATE_H
#define VG_LIB_HTTP_HTTPGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

enum vg_httpgate_state {
	VG_HTTPGATE_LINE,   /* in the request line */
	VG_HTTPGATE_FIELDS, /* in the header fields */
	VG_HTTPGATE_BODY,   /* in a body of a known length */
	VG_HTTPGATE_CHUNK,  /* in the line of a chunk's size */
	VG_HTTPGATE_DATA,   /* in a chunk */
	VG_HTTPGATE_AFTER,  /* in the end of line behind a chunk */
	VG_HTTPGATE_LAST,   /* in the line behind the last chunk */
	VG_HTTPGATE_DONE,   /* the request is whole */
	VG_HTTPGATE_REFUSED
};

struct vg_httpgate {
	enum vg_httpgate_state state;
	size_t header_limit; /* octets of request line and fields */
	size_t body_limit;   /* octets of a body, without the chunks' lines */
	struct vg_buf line;  /* the line that is being read, without its end */
	bool cr;             /* its CR has come */
	size_t header;       /* octets so far */
	size_t fields;       /* how many so far */
	uint64_t left;       /* of a body or chunk */
	size_t body;         /* octets of chunks so far */
	bool may_body;       /* the method has one */
	bool http10;
	bool host, authorization, length, coding; /* such a field has come */
	char authority[256]; /* of an absolute target, "" for "/..." */
	int status;          /* of a refusal: 400, 413, 414, 417, 431, 501, 505 */
	const char *why;     /* of a refusal: a short sentence, static */
};

/* Makes 'gate' ready for a first request; its limits are in octets. */
void
vg_httpgate_init(struct vg_httpgate *gate, size_t header_limit, size_t body_limit);

/* Makes it ready for the next request of the same connection. */
void
vg_httpgate_next(struct vg_httpgate *gate);

/* Releases what it holds. */
void
vg_httpgate_fini(struct vg_httpgate *gate);

/*
 * Reads up to 'size' octets at 'data' (borrowed) and returns how many of them it took: all, but
 * where a request ends (DONE) or is refused (REFUSED).  In these states it takes nothing.
 */
size_t
vg_httpgate_read(struct vg_httpgate *gate, const void *data, size_t size);

/*
 * Whether 'target' ("/path?query"; borrowed) is one that the gate lets through; if not, '*why'
 * is a static sentence.
 */
bool
vg_httpgate_target(const char *target, const char **why);

#endif
