/*
 * What RFC 8632 remembers of an alarm beside its row: how its status changed, what operators said
 * of it, whether it was purged from the list; and the purges that are under way.
 *
 * Triggers write all of it, in the transaction of the change itself, so that whoever changes an
 * alarm or a case needs not know: a status change when severity or clearance change (its time is
 * the alarm's 'changed', later by a microsecond where two were the same), operator entries when a
 * case is taken or closed, a shelf holds or lets go, what was closed is raised again, what was
 * acknowledged gets worse.  The lists hold the newest changes of an alarm (storealarmkin.h) and the
 * newest 32 words; the events hold all, and the audit.
 *
 * Source: RFC 8632 (status-change, operator-state-change, purge); docs/INTERFACES.md, Alarms.
 */
#ifndef VG_COLLECTOR_STORE_STOREALARM_H
#define VG_COLLECTOR_STORE_STOREALARM_H

#include "lib/sql/db.h"

enum vg_storealarm_statement {
	VG_STOREALARM_FIRST = 2700,
	VG_STOREALARM_CHANGES =
	    VG_STOREALARM_FIRST, /* alarm, limit -> at, severity (0: cleared), text */
	VG_STOREALARM_OPERATORS, /* alarm -> at, operator, state, text; the newest first */
	/* alarm -> last operator state, when purged (0: never), the first change since or 0 */
	VG_STOREALARM_STATE,
	VG_STOREALARM_SAY,      /* alarm, at, operator, state, text */
	VG_STOREALARM_PURGE,    /* alarm, at */
	VG_STOREALARM_COMPRESS, /* alarm: all changes but the newest go */
	/* -> severity, cleared, closed, resource of each that is on no shelf and not purged */
	VG_STOREALARM_SUMMARY,
	VG_STOREALARM_SHELVED, /* -> resource of each that a shelf holds */
	VG_STOREALARM_COUNTS, /* -> when one changed last, when something was said last */
	/* cleared, changed, id below, limit, on a shelf (1) or not -> '', cleared, changed, id */
	VG_STOREALARM_LIST,
	/* number above, limit -> number, alarm, at, severity (0: cleared), text, shelved */
	VG_STOREALARM_NEWS,
	VG_STOREALARM_NEWS_FROM, /* at -> the number of the first change of then or later */
	VG_STOREALARM_WORDS, /* as NEWS, of operators -> number, alarm, at, operator, state, text */
	VG_STOREALARM_OLDEST, /* -> the oldest number of changes; 0: none */
	VG_STOREALARM_LAST,   /* -> the newest number of changes, of operators' words */
	/* alarm -> its case's number and owner, "" none; whether a shelf holds it, whether the
	   case is open, whether it is in the list */
	VG_STOREALARM_OWNER,
	/* what, shelved, cleared, standing, before, least, most, state, operator, kind,
	   qualifier, resource, at once, at, who, proxy, door */
	VG_STOREALARM_TASK_ADD,
	/* task -> what, resource, at once, at, who, proxy, door, shelved, n */
	VG_STOREALARM_TASK,
	VG_STOREALARM_TASK_PICK, /* task, limit (-1: all) -> alarm, resource of what it means */
	VG_STOREALARM_TASK_NEXT, /* task, the last alarm it looked at, how many more it did */
	VG_STOREALARM_TASK_DROP, /* task */
	VG_STOREALARM_END
};

/* Steps of the database's version, and the statements over its tables. */
extern const char vg_storealarm_tables[], vg_storealarm_rules[], vg_storealarm_again[],
    vg_storealarm_said[], vg_storealarm_tasks[];
extern const struct vg_db_group vg_storealarm_group;

#endif
