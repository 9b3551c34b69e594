/*
 * What sessions of NETCONF count, and the sums of all that there were: each session is a process of
 * its own and tells (vigie-tree:session-count) what it has counted, a few seconds after it did,
 * when it is asked, and at its end.
 *
 * Source: RFC 6022 section 2.1.5 (statistics), common-counters.
 */
#ifndef VG_COLLECTOR_API_APICOUNT_H
#define VG_COLLECTOR_API_APICOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/rest/restdata.h"
#include "lib/yang/tree.h"

/* In the order of the counters below; each wraps at 2^32. */
enum { VG_APICOUNT_COUNTERS = 4 };

/* Of one session, as it told last. */
struct vg_apicount {
	uint32_t n[VG_APICOUNT_COUNTERS];
	bool bad_hello; /* its client's was none */
};

/* Of all, since the collector's start. */
struct vg_apicounts {
	struct vg_wall since;
	uint32_t sessions; /* begun */
	uint32_t bad_hellos, dropped;
	uint32_t n[VG_APICOUNT_COUNTERS];
};

/* Takes what a session told ('input' of session-count, borrowed) into 'of' and 'all'. */
void
vg_apicount_take(
    struct vg_apicounts *all, struct vg_apicount *of, const struct vg_node *input);

/* Writes the counters of one session; all, in a container of their own. */
void
vg_apicount_write(const struct vg_apicount *of, struct vg_restdata *data);
void
vg_apicount_write_all(const struct vg_apicounts *all, struct vg_restdata *data);

#endif
