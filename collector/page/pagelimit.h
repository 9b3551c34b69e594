/*
 * What keeps pages within what a person can bear: hours that are quiet, so many pages an hour, and
 * none again for a while to who said that he has it.
 *
 * W1 and W2 go out in quiet hours, too: that is what somebody is on duty for.
 *
 * Pure.  Source: states.md 2.1 as docs/policy.md tells it; numbers: policy/paging of the tree.
 */
#ifndef VG_COLLECTOR_PAGE_PAGELIMIT_H
#define VG_COLLECTOR_PAGE_PAGELIMIT_H

#include <stdbool.h>

#include "collector/page/pageladder.h"
#include "lib/time/zonetable.h"

/*
 * 'at', or the end of the quiet hours in which it falls: from 'from_s' to 'until_s' of the civil
 * day in 'zone' (borrowed, NULL: UTC), over midnight when they end before they begin; equal: none
 * are.
 */
struct vg_wall
vg_pagelimit_loud(const struct vg_zone *zone, int from_s, int until_s, struct vg_wall at);

/*
 * Whether one more page may go to a person who got 'n' as urgent ones within the last hour.  A case
 * that he knows already ('again') leaves the second half of the hour's pages to new ones.
 */
bool
vg_pagelimit_may(const struct vg_page_numbers *numbers, size_t n, bool again);

/* Whether who acknowledged at 'acknowledged' (unset: never) is left alone at 'now'. */
bool
vg_pagelimit_holds(const struct vg_page_numbers *numbers, struct vg_wall acknowledged,
    struct vg_wall now);

#endif
