/*
 * What vigie-web answers itself: RESTCONF's errors (RFC 8040 section 7) and small JSON.
 */
#ifndef VG_COLLECTOR_WEB_WEBREPLY_H
#define VG_COLLECTOR_WEB_WEBREPLY_H

#include "lib/base/buf.h"
#include "lib/http/httplater.h"

/* Adds the fields that every reply has. */
void
vg_webreply_fields(struct vg_http_later *later);

/*
 * Answers 'status' with an error body whose sentence is 'message' (borrowed), and ends 'later'.
 * 401 has WWW-Authenticate; 'retry_s' above 0 is told as Retry-After.
 */
void
vg_webreply_error(
    struct vg_http_later *later, int status, int64_t retry_s, const char *message);

/* Appends that body alone. */
void
vg_webreply_body(struct vg_buf *out, int status, const char *message);

/* Answers 'status' with 'json' (borrowed; NULL: no body), and ends 'later'. */
void
vg_webreply_json(struct vg_http_later *later, int status, const char *json);

/* How the collector's failure 'code' (of lib/fetch/fetchmany.h) is told, and ends 'later'. */
void
vg_webreply_upstream(struct vg_http_later *later, int code);

#endif
