/*
 * Tables and statements of decisions: one row for each event that the ladder judged, but for mere
 * repeats, with what the rung used.
 *
 * A decision's number tells the message it is of: the message's row times 2^20, and which of its
 * decisions it is.  What the desk decides without a message stands behind the last message, from
 * 2^19 on.  So the numbers ascend with time as near as a sweep needs it, and no index by message
 * is written.  Nor is one by alarm: the alarm names its last decision, each decision the one
 * before it of the same alarm ('previous'; one that is gone ends the chain).  'way' and 'flags'
 * are those of collector/correl/why.h.
 */
#ifndef VG_COLLECTOR_STORE_STOREDECISION_H
#define VG_COLLECTOR_STORE_STOREDECISION_H

#include "lib/sql/db.h"

/* Decisions of one message at most; the desk's own stand behind them. */
#define VG_STOREDECISION_SHIFT 20
#define VG_STOREDECISION_OWN (INT64_C(1) << 19)

enum vg_storedecision_statement {
	VG_STOREDECISION_FIRST = 2450,
	/* id, and the columns of the table in their order */
	VG_STOREDECISION_ADD = VG_STOREDECISION_FIRST,
	VG_STOREDECISION_NEXT_OWN, /* -> the id of the next one without a message */
	VG_STOREDECISION_HIGHEST,  /* -> id */
	VG_STOREDECISION_TAKEN,    /* from id, below id -> whether one is there */
	VG_STOREDECISION_SAID,     /* alarm, id: the last decision about it */
	VG_STOREDECISION_LAST, /* below id, limit -> a decision's columns, newest first */
	VG_STOREDECISION_ONE,  /* id -> the same */
	VG_STOREDECISION_STEP, /* id -> the alarm's one before, case, way */
	VG_STOREDECISION_HEAD, /* alarm -> the last decision about it */
	VG_STOREDECISION_OF_MESSAGE, /* first id, last id -> a decision's columns, in order */
	VG_STOREDECISION_MEMBERS, /* case -> alarm: of it now, or before they left it */
	VG_STOREDECISION_WALK,    /* as VG_STORESWEEP_..._WALK and DROP */
	VG_STOREDECISION_DROP,
	VG_STOREDECISION_DROP_LEFT, /* as VG_STORESWEEP_ALARM_RAISES */
	VG_STOREDECISION_MESSAGE, /* id -> id, agent, sequence, type, source, received, state, alarm, body */
	VG_STOREDECISION_MESSAGES, /* below id, limit -> the same, newest first */
	VG_STOREDECISION_NUMBER, /* agent, sequence -> id, of the spool that is newest */
	VG_STOREDECISION_ALARM,  /* resource, kind, qualifier -> id */
	VG_STOREDECISION_HOLE,   /* agent -> due at of its hole, applied */
	VG_STOREDECISION_OF_ALARM, /* id, alarm: it is about that one, and led to its first */
	VG_STOREDECISION_BEHIND, /* id, alarm: that alarm's last one stands behind it */
	VG_STOREDECISION_END
};

/* Steps of the database's version, and the statements over its tables. */
extern const char vg_storedecision_tables[];
extern const char vg_storedecision_told[];
extern const struct vg_db_group vg_storedecision_group;

#endif
