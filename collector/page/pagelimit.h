/*
 * What keeps pages within what a person can bear: hours that are quiet, so many messages a minute
 * and an hour, and none again for a while to who said that he has it.  Pages that go together are
 * one message; what is too much waits for the next one, and is never left out.
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
 * Whether one more message may go to a person who got 'n' as urgent ones within the last hour.  A
 * case that he knows already ('again') leaves the second half of the hour's to new ones.
 */
bool
vg_pagelimit_may(const struct vg_page_numbers *numbers, size_t n, bool again);

/*
 * The messages that a person got, or is about to, which are as urgent as the next one: each at the
 * moment that it left, or leaves.
 */
struct vg_pagelimit_got {
	size_t in_hour;
	struct vg_wall last;  /* the newest of them; unset: none */
	size_t lately;        /* of the last VG_PAGELIMIT_LATELY_S */
	struct vg_wall since; /* the oldest of those; unset: none */
};

/* So many messages may go to a person within so many seconds; then one has the rest. */
enum { VG_PAGELIMIT_AT_ONCE = 3, VG_PAGELIMIT_LATELY_S = 60 };

/* What waits for a message that is held back is collected for so long at least. */
enum { VG_PAGELIMIT_GATHER_S = 10 };

/*
 * When the next message to who got 'got' leaves, with all that falls due until then: at 'now', or as
 * soon as what he got within a minute is a minute old; within a minute, whatever the clock was.
 */
struct vg_wall
vg_pagelimit_leaves(const struct vg_pagelimit_got *got, struct vg_wall now);

/*
 * When the next one leaves to who has enough for this hour, since nobody else is left: so long
 * behind the last one as a page of 'class' is told again; no later than so long behind 'now'.
 */
struct vg_wall
vg_pagelimit_anyway(const struct vg_page_numbers *numbers, enum vg_page_class class,
    const struct vg_pagelimit_got *got, struct vg_wall now);

/* Whether who acknowledged at 'acknowledged' (unset: never) is left alone at 'now'. */
bool
vg_pagelimit_holds(const struct vg_page_numbers *numbers, struct vg_wall acknowledged,
    struct vg_wall now);

#endif
