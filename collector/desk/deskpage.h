/*
 * Pages of lists: the cursor that says where a page ended.
 *
 * A cursor is opaque to those who carry it: the list's name and the last row's keys, so that rows
 * which come or go meanwhile neither repeat nor hide another.  Pure.
 */
#ifndef VG_COLLECTOR_DESK_DESKPAGE_H
#define VG_COLLECTOR_DESK_DESKPAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"

enum {
	VG_DESKPAGE_NORMAL = 100, /* rows of a page whose size nobody named */
	VG_DESKPAGE_MAX = 1000,   /* rows of a page at most, where a door asks */
	VG_DESKPAGE_CURSOR_SIZE = 128,
	VG_DESKPAGE_TEXT_SIZE = 32
};

struct vg_deskscope;

/* Which page is wanted; what follows it. */
struct vg_deskpage {
	size_t limit;      /* rows at most; 0: VG_DESKPAGE_NORMAL */
	const char *after; /* a cursor, borrowed; NULL or "": from the beginning */
	/* Of alarms and returns: whose rows there are (borrowed); NULL: everybody's. */
	const struct vg_deskscope *scope;
	char next
	    [VG_DESKPAGE_CURSOR_SIZE]; /* written: the next page's; "" there is none */
};

/* The keys of a row, in the order of its list. */
struct vg_deskpage_key {
	int64_t n[3];
	char text[VG_DESKPAGE_TEXT_SIZE]; /* of letters, digits and '-' */
};

/* How many rows the page has at most. */
size_t
vg_deskpage_limit(const struct vg_deskpage *page);

/*
 * Reads the page's cursor, one of 'list' (borrowed: "queue"), into 'key'; without one 'key' stays
 * as it is: where the list begins.  Clears what follows.  VG_OK, or VG_EINVAL for a cursor that
 * 'list' never gave.
 */
int
vg_deskpage_begin(
    struct vg_deskpage *page, const char *list, struct vg_deskpage_key *key);

/* Says that rows follow the one with 'key'. */
void
vg_deskpage_more(
    struct vg_deskpage *page, const char *list, const struct vg_deskpage_key *key);

#endif
