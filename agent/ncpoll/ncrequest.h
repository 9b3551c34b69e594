/*
 * What the agent asks for, as read from its pipe, and the subtree filters that say so.
 *
 * Source: RFC 6241 section 6.2.
 */
#ifndef VG_AGENT_NCPOLL_NCREQUEST_H
#define VG_AGENT_NCPOLL_NCREQUEST_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/model/event.h"

enum {
	VG_NCREQUEST_PROBES = 64,
	VG_NCREQUEST_OBJECTS = 64,
	VG_NCREQUEST_PATH = 256,
	VG_NCREQUEST_KEYS = 4
};

/* Paths are names joined by slashes; a list of paths or names is separated by blanks. */
struct vg_ncrequest_probe {
	char module[VG_NAME_SIZE];
	char ns[VG_NCREQUEST_PATH];
	char table[VG_NCREQUEST_PATH]; /* path of the rows from the root; "": no table */
	char keys[VG_NCREQUEST_PATH];  /* names of the row's keys */
	char scalars[VG_NCREQUEST_OBJECTS]
		    [VG_NCREQUEST_PATH]; /* each one to four paths */
	size_t n_scalars;
	char columns[VG_NCREQUEST_OBJECTS][VG_NCREQUEST_PATH];
	size_t n_columns;
};

struct vg_ncrequest {
	struct vg_ncrequest_probe probes[VG_NCREQUEST_PROBES];
	size_t n;
	long seconds; /* the session may last */
};

/*
 * Reads a request from 'fd' (borrowed) up to its end.  VG_OK; VG_EPARSE, VG_ELIMIT or VG_EIO
 * when it is not whole, in 'detail'.
 */
int
vg_ncrequest_read(int fd, struct vg_ncrequest *request, struct vg_detail *detail);

/* Appends the subtree filter of 'probe' (borrowed) to 'xml', whose error tells a lack of room. */
void
vg_ncrequest_filter(const struct vg_ncrequest_probe *probe, struct vg_buf *xml);

#endif
