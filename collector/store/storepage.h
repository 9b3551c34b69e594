/*
 * Tables and statements of pages: one row a case whose ladder runs or ran (paging), one a page to a
 * person (page), which names him by reference and holds no address.
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
	VG_STOREPAGE_FAULTS, /* case -> kind, severity: each of what stands once */
	/* case or "", person, whom, class, rung, channel, queued */
	VG_STOREPAGE_ADD,
	/* now, case or "", what, role, transition, person, way: a message for it */
	VG_STOREPAGE_OUT,
	VG_STOREPAGE_PLACE, /* page, message */
	/* case -> id, person, whom, channel, queued, class, rung, whether its channel took it */
	VG_STOREPAGE_OPEN,
	VG_STOREPAGE_END,        /* page, now, reason */
	VG_STOREPAGE_END_PERSON, /* case, person, now, reason */
	VG_STOREPAGE_STOP,       /* case, reason: what has not left yet never leaves */
	VG_STOREPAGE_END_CASE,   /* case, now, reason */
	VG_STOREPAGE_ACK,        /* page, now, user: the first time */
	VG_STOREPAGE_CLOSED,     /* case, now: who was paged is told that it is closed */
	/* id -> id, case, person, whom, class, rung, channel, queued, accepted, acknowledged, who,
	 * ended, reason, message, its state */
	VG_STOREPAGE_ONE,
	VG_STOREPAGE_LIST,   /* before id, limit, 1 the open ones alone -> the same */
	VG_STOREPAGE_PROOF,  /* -> person, acknowledged: of the last test that was */
	VG_STOREPAGE_SWEEP,  /* before, limit */
	VG_STOREPAGE_BEHIND, /* now, limit -> objects of other rows that are due */
	VG_STOREPAGE_END_OF
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storepage_tables[];
extern const struct vg_db_group vg_storepage_group;

#endif
