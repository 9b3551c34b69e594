/*
 * Whom a ladder calls when one of its rungs is due, and by which of his channels: the owner of what
 * became worse, who is on duty, the teams lead and manager, and behind them all the last resort.
 *
 * Who did not answer is told again by another channel that rings; what no channel takes in time
 * goes on to the person's next one, and then to the next person; so does what is too much for one
 * hour.  Where each has enough, a case that he knows not yet is told by a message that waits a while
 * and has all that comes meanwhile.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGEWHO_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGEWHO_H

#include "collector/conf/confpage.h"
#include "collector/desk/deskcore.h"
#include "collector/page/pageladder.h"

/* What is kept of a case's ladder. */
struct vg_deskpage_ladder {
	bool exists;
	enum vg_page_class class, floor;
	enum vg_severity severity;
	struct vg_wall begun, first, last, ended;
	unsigned told;
	char what[VG_TEXT_SIZE];
};

/* One case at hand. */
struct vg_deskpage_work {
	struct vg_desk *desk;
	struct vg_case_row row;
	struct vg_deskpage_ladder ladder;
	struct vg_wall now;
	enum vg_page_class class;
	int rung;
	bool anybody; /* this look has paged somebody, or somebody has it already */
	bool nobody;  /* there was nobody who could be called */
	bool held;    /* whoever could be called has enough for this hour */
	bool began;   /* a message of its own was begun: others may go with it */
};

/*
 * '*rides' is whether a message waits to leave by which the ladder of 'w' would tell the first person
 * again, who has not answered.  VG_OK or the database's.
 */
int
vg_deskpagewho_rides(const struct vg_deskpage_work *w, bool *rides);

/* Calls 'whom' (bits of vg_page_whom) at the moment of 'w'.  VG_OK or the database's. */
int
vg_deskpagewho_call(struct vg_deskpage_work *w, unsigned whom);

/*
 * What no channel took in time goes on; '*next' becomes when the next page will have waited too
 * long, when that is before it (unset: never).  VG_OK or the database's.
 */
int
vg_deskpagewho_channels(struct vg_deskpage_work *w, struct vg_wall *next);

/* The person of who owns the case, which became worse (borrowed); NULL: nobody owns it. */
const struct vg_conf_person *
vg_deskpagewho_owner(const struct vg_deskpage_work *w);

/* Who is called number 'n' (0 the first) at 'at': the owner, then who is on duty; NULL: nobody. */
const struct vg_conf_person *
vg_deskpagewho_nth(const struct vg_deskpage_work *w, struct vg_wall at, size_t n);

#endif
