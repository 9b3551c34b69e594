/*
 * Tables and statements of ways out: one row a way by which messages leave ("mail", or a way of the
 * tree), which remembers whether it works; and messages that stand, told again and again.
 */
#ifndef VG_COLLECTOR_STORE_STOREOUTWAY_H
#define VG_COLLECTOR_STORE_STOREOUTWAY_H

#include "lib/sql/db.h"

enum vg_storeoutway_statement {
	VG_STOREOUTWAY_FIRST = 3150,
	/* created, case, what, transition, way, target: told once */
	VG_STOREOUTWAY_ADD = VG_STOREOUTWAY_FIRST,
	/* now, what, channel, way: to be told again from now on, once more when it is under way */
	VG_STOREOUTWAY_STAND,
	/* now, how many of the mail, of each other way may be under way (0: any) -> message */
	VG_STOREOUTWAY_NEXT,
	VG_STOREOUTWAY_FREE,   /* message: its way is tried at once */
	VG_STOREOUTWAY_FAILED, /* message -> how often its way failed */
	VG_STOREOUTWAY_USED,   /* message, now: its way is used */
	VG_STOREOUTWAY_MEANT, /* way: a courier should take from it, whether it did or not */
	VG_STOREOUTWAY_UNMEANT, /* no tree names a courier: what none took from none should have */
	VG_STOREOUTWAY_WORKS, /* message, now: its way took something */
	VG_STOREOUTWAY_FAILS, /* message, now, since which it is tried no more until, fails */
	/* way -> used, failing since, fails, next try, sent, sent to a client or supplier */
	VG_STOREOUTWAY_GET,
	/* -> name, used, failing since, next try, sent, how many wait, the oldest of them */
	VG_STOREOUTWAY_LIST,
	VG_STOREOUTWAY_OLDEST, /* way, now -> created of the oldest that should have left, or 0 */
	VG_STOREOUTWAY_PENDING, /* way -> created of the oldest that waits, or 0 */
	/* severity at least, limit -> of open cases, the worst first: number, class, device,
	 * severity, state, opened, title, client, site, contract, owner, subject, 0 */
	VG_STOREOUTWAY_CASES,
	VG_STOREOUTWAY_PAGE,  /* message -> person, class, rung, page */
	VG_STOREOUTWAY_RETRY, /* message, now */
	VG_STOREOUTWAY_SELF,  /* case, resource -> alarms that it is stuck, and others */
	/* severity at least, limit, since -> of cases that ended since then: the same, and when */
	VG_STOREOUTWAY_ENDED,
	/* case, recipient -> last message that it began, that it ended; 0: none */
	VG_STOREOUTWAY_TOLD,
	/* now -> when the next one may be taken that may not be yet, of a way that is left alone or not */
	VG_STOREOUTWAY_SOONEST,
	VG_STOREOUTWAY_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeoutway_tables[], vg_storeoutway_taken[], vg_storeoutway_pages[],
    vg_storeoutway_outside[], vg_storeoutway_rounds[];
extern const struct vg_db_group vg_storeoutway_group;

#endif
