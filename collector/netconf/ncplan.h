/*
 * What a filter needs to be read: which top containers, and how much of them can be asked of the
 * collector alone, so that the filter is run over little.
 *
 * A plan reads too much rather than too little: the filter is run over what was read.
 */
#ifndef VG_COLLECTOR_NETCONF_NCPLAN_H
#define VG_COLLECTOR_NETCONF_NCPLAN_H

#include <libyang/libyang.h>
#include <stdbool.h>
#include <stddef.h>

enum { VG_NCPLAN_WANTS = 128, VG_NCPLAN_KEYS = 1024, VG_NCPLAN_QUERY = 1024 };

struct vg_ncwant {
	const struct lysc_node *top; /* a container */
	const char *inner;           /* the one container of it that is wanted, or "" */
	char keys[VG_NCPLAN_KEYS];   /* "/case=2026-000001", or "" */
	char
	    query[VG_NCPLAN_QUERY]; /* "device=ne-7", "resource=a&severity=major" or "" */
	bool whole;                 /* the filter takes all of it */
};

struct vg_ncplan {
	struct vg_ncwant want[VG_NCPLAN_WANTS];
	size_t n;
	bool all; /* nobody named them: what may not be read is left out */
};

/* Whether the socket gives the container page by page: it says so by a cursor, the leaf next. */
bool
vg_ncplan_is_paged(const struct lysc_node *top);

/* Without a filter: everything. */
void
vg_ncplan_all(const struct ly_ctx *ly, struct vg_ncplan *plan);

/* For the subtree filter in 'filter' (borrowed; NULL: an empty one) and its siblings. */
void
vg_ncplan_subtree(
    const struct ly_ctx *ly, const struct lyd_node *filter, struct vg_ncplan *plan);

/* For an XPath (borrowed) whose names have modules for prefixes. */
void
vg_ncplan_xpath(const struct ly_ctx *ly, const char *xpath, struct vg_ncplan *plan);

#endif
