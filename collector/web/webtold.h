/*
 * Tells the collector, for the audit, whom vigie-web did not let in: a token that is none, a
 * session that is over, an order from a page of another origin, a log-in that has to wait.
 *
 * Anybody may be refused as often as he likes, so it is told as the audit keeps it: the first of a
 * kind and a user in a minute at once, how many more at the end of it; users beyond 60 in a minute
 * are nobody in particular.  Nothing of what he brought is told.
 */
#ifndef VG_COLLECTOR_WEB_WEBTOLD_H
#define VG_COLLECTOR_WEB_WEBTOLD_H

#include "collector/web/webforward.h"
#include "lib/time/instant.h"

/* NONE: nothing to tell of. */
enum vg_webtold_kind {
	VG_WEBTOLD_NONE,
	VG_WEBTOLD_BRAKED,
	VG_WEBTOLD_TOKEN,
	VG_WEBTOLD_SESSION,
	VG_WEBTOLD_ORIGIN,
	VG_WEBTOLD_KINDS
};

enum { VG_WEBTOLD_PLACES = 64 };

struct vg_webtold;

/* Gives one that tells by 'forward' (borrowed). */
struct vg_webtold *
vg_webtold_new(struct vg_webforward *forward);

/* Releases it (NULL is silent); what it has only counted is lost. */
void
vg_webtold_free(struct vg_webtold *told);

/* One of 'kind' at 'now', of 'user' (borrowed; "": nobody says who). */
void
vg_webtold_note(struct vg_webtold *told, enum vg_webtold_kind kind, const char *user,
    struct vg_mono now);

/* Tells what was counted in minutes that are over at 'now'; to be called every few seconds. */
void
vg_webtold_look(struct vg_webtold *told, struct vg_mono now);

#endif
