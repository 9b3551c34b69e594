/*
 * Tables and statements of pages: one row a case whose ladder runs or ran (paging), one a page to a
 * person (page), which names him by reference and holds no address, one for each time that somebody
 * who was paged had the case then (intervention).
 */
#ifndef VG_COLLECTOR_STORE_STOREPAGE_H
#define VG_COLLECTOR_STORE_STOREPAGE_H

#include "lib/sql/db.h"

enum vg_storepage_statement {
	VG_STOREPAGE_FIRST = 3100,
	/* case -> class, floor, severity, begun, told, first, last, ended, what */
	VG_STOREPAGE_CASE_GET = VG_STOREPAGE_FIRST,
	/* case, class, floor, severity, begun, told, first, last, ended, what */
	VG_STOREPAGE_CASE_PUT,
	VG_STOREPAGE_FAULTS, /* case -> kind, severity: each of what stands on no shelf, once */
	/* case or "", person, whom, class, rung, channel, queued */
	VG_STOREPAGE_ADD,
	/*
	 * now, case or "", what, role, transition, person, channel, template, way: a message for it
	 */
	VG_STOREPAGE_OUT,
	VG_STOREPAGE_PLACE, /* page, message */
	/* case -> id, person, whom, channel, since when it may leave, class, rung, whether its channel
	 * took it, whether it never will */
	VG_STOREPAGE_OPEN,
	VG_STOREPAGE_END,        /* page, now, reason */
	VG_STOREPAGE_END_PERSON, /* case, person, now, reason */
	/* case, reason, person or "": what has not left yet, and is its alone, never leaves */
	VG_STOREPAGE_STOP,
	VG_STOREPAGE_END_CASE, /* case, now, reason */
	VG_STOREPAGE_ACK,      /* page, now, user, by what: the first time */
	/* case, behind person and channel, limit -> person, channel: who was told, by what, since
	 * he was told of an end of it by that */
	VG_STOREPAGE_CLOSED,
	/* id -> id, case, person, whom, class, rung, channel, queued, accepted, acknowledged, who,
	 * ended, reason, message, its state, by what it was acknowledged */
	VG_STOREPAGE_ONE,
	VG_STOREPAGE_LIST,        /* before id, limit -> the same; the newest first */
	VG_STOREPAGE_LIST_OPEN,   /* of ladders that run */
	VG_STOREPAGE_LIST_PERSON, /* before id, limit, person -> the same */
	VG_STOREPAGE_LIST_PERSON_OPEN,
	/* person, channel, his user ("": he has none) -> when it was tested last, when it
	 * was proved last; 0 never */
	VG_STOREPAGE_PROOF,
	VG_STOREPAGE_SWEEP, /* before, limit */
	/* case, person, since -> channel, acknowledged, whether it is on its way: the last one that
	 * asked for him */
	VG_STOREPAGE_LAST,
	/*
	 * person, since, class, lately, now -> how many as urgent messages asked for him, when the
	 * last of them left or leaves, how many lately, when the first of those did (0: none)
	 */
	VG_STOREPAGE_HOUR,
	/*
	 * case, behind person and channel, limit, since -> person, channel: who was told, by what
	 */
	VG_STOREPAGE_TOLD,
	/* case, person, since -> a row when something that asked for him reached him */
	VG_STOREPAGE_REACHED,
	/* message -> page, person, channel, whom, class, rung, acknowledged, case: its first one */
	VG_STOREPAGE_OF_MESSAGE,
	VG_STOREPAGE_OF_MAIL, /* Message-ID -> page, person, case, acknowledged: its first one */
	VG_STOREPAGE_RUNNING,    /* behind case, limit -> case, told, class: ladders */
	VG_STOREPAGE_BEGIN_WORK, /* person, case, class, now */
	VG_STOREPAGE_OPEN_WORK,  /* case -> id, person, begun */
	VG_STOREPAGE_END_WORK,   /* id, now, reason */
	VG_STOREPAGE_SWEEP_WORK, /* before, limit */
	VG_STOREPAGE_ACTED,      /* case -> when anybody wrote an entry last */
	VG_STOREPAGE_IDLE_GET,   /* case -> acted, told */
	VG_STOREPAGE_IDLE_PUT,   /* case, acted, told */
	VG_STOREPAGE_IDLE_DROP,  /* case */
	VG_STOREPAGE_OWNED, /* user, behind case, limit -> case: open, not resolved */
	/* behind severity, id, limit -> kind, severity, resource, text, raised, case */
	VG_STOREPAGE_STANDING,
	/* of who is sought -> id, case, queued, what, how it was accepted, why it ended */
	VG_STOREPAGE_SOUGHT,
	VG_STOREPAGE_SOUGHT_WORK, /* of who is sought -> id, case, begun, class, until, why */
	VG_STOREPAGE_DROP,        /* of who is sought */
	VG_STOREPAGE_DROP_WORK,
	VG_STOREPAGE_BEHIND, /* now, limit -> objects of other rows that are due */
	/* case, person, channel: what waits to leave to him by it never leaves */
	VG_STOREPAGE_SUPERSEDE,
	VG_STOREPAGE_END_OF
};

/* Steps of the database's version, and the statements over its tables. */
extern const char vg_storepage_tables[];
extern const char vg_storepage_more[];
extern const char vg_storepage_listed[];
extern const struct vg_db_group vg_storepage_group;

#endif
