/*
 * Statements about messages that are not taken: what the noc was told of, once each and several at a
 * time, and what did not leave on purpose.
 */
#ifndef VG_COLLECTOR_STORE_STOREHELD_H
#define VG_COLLECTOR_STORE_STOREHELD_H

#include "lib/sql/db.h"

/* Of a row of the outbox: an automatic answer that was one too many, and left nobody waiting. */
#define VG_STOREHELD_SILENT(o)                                                           \
	"(" o "state = 'failed' AND " o "template = 'receipt'"                           \
	" AND substr(" o "reason, 1, 10) = 'RFC 3834: ')"

enum vg_storeheld_statement {
	VG_STOREHELD_FIRST = 3700,
	/* message, now: no row is changed where it was noted before */
	VG_STOREHELD_HELD = VG_STOREHELD_FIRST,
	VG_STOREHELD_REFUSED,
	/* from, until -> how many were noted, the first, the last, how many of them are still to leave */
	VG_STOREHELD_HELD_ALL,
	VG_STOREHELD_REFUSED_ALL,
	/* from, until -> what was said of the last of them of which anything is known */
	VG_STOREHELD_HELD_WHY,
	VG_STOREHELD_REFUSED_WHY,
	VG_STOREHELD_ADD, /* created, what, transition, when it leaves: to the noc, once each */
	VG_STOREHELD_WORDS, /* message, line: while its letter is not made */
	VG_STOREHELD_SILENT_N, /* at most -> how many automatic answers were not sent on purpose */
	VG_STOREHELD_END
};

/* Steps of the database's version. */
extern const char vg_storeheld_columns[];
extern const char vg_storeheld_silent[];
extern const struct vg_db_group vg_storeheld_group;

#endif
