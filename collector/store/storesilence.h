/*
 * Tables and statements of agents' silence: one row from when an agent is silent until what stands
 * at its devices is known again, and what each agent's last heartbeat said.
 */
#ifndef VG_COLLECTOR_STORE_STORESILENCE_H
#define VG_COLLECTOR_STORE_STORESILENCE_H

#include "lib/sql/db.h"

enum vg_storesilence_statement {
	VG_STORESILENCE_FIRST = 2150,
	/* agent -> base, stage, deaf, back, missed, last */
	VG_STORESILENCE_GET = VG_STORESILENCE_FIRST,
	VG_STORESILENCE_PUT,    /* agent, base, last: stage 1 of a new silence */
	VG_STORESILENCE_STAGE,  /* agent, stage */
	VG_STORESILENCE_DEAF,   /* agent: a deaf collector does not hear it */
	VG_STORESILENCE_BACK,   /* agent, at: it is heard again */
	VG_STORESILENCE_MISSED, /* agent: its list has not come */
	VG_STORESILENCE_DROP,   /* agent */
	/* microseconds of silent-after, at -> agent, base, deaf, back: all that are silent then */
	VG_STORESILENCE_ALL,
	VG_STORESILENCE_AGENTS, /* -> agent: of the order's table, and of rows that wait */
	VG_STORESILENCE_FREE_DUE, /* at: those that a deaf collector held are looked at then */
	VG_STORESILENCE_FREE,       /* and are held no more */
	VG_STORESILENCE_EARLIER,    /* agent, at: it is awaited till then, or less */
	VG_STORESILENCE_LATER,      /* at: nothing is judged before */
	VG_STORESILENCE_LATER_DEAF, /* at, collector's resource: the same of its deafness */
	VG_STORESILENCE_STEP_DUE,   /* microseconds: the wall clock stepped by so much */
	VG_STORESILENCE_STEP_HEARD,
	VG_STORESILENCE_STEP_BASE,
	/* agent, instant: cases whose standing alarms are all not known; back again */
	VG_STORESILENCE_CASES_UNKNOWN,
	VG_STORESILENCE_CASES_KNOWN,
	VG_STORESILENCE_KNOWN_AGAIN, /* agent: its alarms that nobody saw are seen */
	VG_STORESILENCE_CASE,        /* number: the same for the one case */
	VG_STORESILENCE_CLEARS, /* agent, at: clears that waited are looked at then */
	VG_STORESILENCE_COUNT, /* agent -> standing alarms not known, the highest severity */
	/* agent -> resource, kind, qualifier, sequence: what stands there, in ascending order */
	VG_STORESILENCE_STANDING,
	/* subject, other subject, kind, raised from, to -> resource, case, raised: the oldest that
	 * stands in an open case */
	VG_STORESILENCE_PARENT,
	VG_STORESILENCE_PAGE, /* at, case, what, transition: once */
	/* agent -> at, offset, cycle age, cycle, digest, agrees, lost, held, interval */
	VG_STORESILENCE_BEAT_GET,
	VG_STORESILENCE_BEAT_PUT, /* agent and the same */
	VG_STORESILENCE_SUMMARY,  /* -> agents silent, agents awaited, alarms not known */
	VG_STORESILENCE_AFTER_LAST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storesilence_tables[];
extern const struct vg_db_group vg_storesilence_group;

#endif
