/*
 * Which handler answers: method and path template, and why none does.
 *
 * A template is a path of segments: a word matches itself, "*" one segment, a last "**" the
 * rest, also an empty one.  Pure: knows nothing of requests.
 */
#ifndef VG_LIB_HTTP_ROUTER_H
#define VG_LIB_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

struct vg_router_row {
	const char *methods;  /* "GET HEAD": separated by one space */
	const char *template; /* "/restconf/data/" followed by ** */
	int target;           /* what the caller makes of it, 0 or more */
};

/* Whether 'path' (borrowed, still encoded, without query) fits 'template' (borrowed). */
bool
vg_router_match(const char *template, const char *path);

/*
 * Finds the first of 'n' 'rows' (borrowed) that fits.  Returns its target; VG_ENOENT when no
 * template fits; VG_EUNSUPPORTED when one does, but not for 'method': then 'allow' (of 'size'
 * octets) gets the methods that are allowed, as the field Allow wants them.
 */
int
vg_router_find(const struct vg_router_row *rows, size_t n, const char *method,
    const char *path, char *allow, size_t size);

#endif
