/*
 * Columns, indexes and statements of what case rules say of a case; tables and statements of
 * families of faults and of the supplier problems that they make.
 */
#ifndef VG_COLLECTOR_STORE_STOREFAMILY_H
#define VG_COLLECTOR_STORE_STOREFAMILY_H

#include "lib/sql/db.h"

enum vg_storefamily_statement {
	VG_STOREFAMILY_FIRST = 2350,
	/* case, rule, priority, queue: of one that opens; of one that an alarm joins */
	VG_STOREFAMILY_RULE_PUT = VG_STOREFAMILY_FIRST,
	VG_STOREFAMILY_RULE_JOIN,
	VG_STOREFAMILY_ALARM_CLASS, /* alarm, class */
	VG_STOREFAMILY_DUE_SOONER,  /* kind, object, at: no later than it is */
	/* (changed, id) of the alarm before -> changed, id: what stands */
	VG_STOREFAMILY_STANDING,
	/* as VG_STORELIST_QUEUE; then queue, client ("": any), priority (0: any) */
	VG_STOREFAMILY_QUEUE,
	VG_STOREFAMILY_PRIORITY, /* the same without a queue ('') */
	/* case, kind, supplier, model, software, client, device, when it opened */
	VG_STOREFAMILY_ENTER,
	/* a family (supplier, model, software, kind), since, most -> case, client, device */
	VG_STOREFAMILY_NEAR,
	VG_STOREFAMILY_OPEN_OF,   /* a family -> its problem, 0 */
	VG_STOREFAMILY_CLOSED_OF, /* a family -> '', when its last problem ended */
	VG_STOREFAMILY_ADD,       /* problem, state, a family, now */
	VG_STOREFAMILY_LINK,      /* problem, case, client, device, now: once */
	VG_STOREFAMILY_END_IT,    /* problem, state, outcome, now */
	/* problem -> number, state, family, outcome, opened, changed, closed, its span */
	VG_STOREFAMILY_ONE,
	VG_STOREFAMILY_LIST, /* number of the row before, limit -> number, 0, 0, 0 */
	VG_STOREFAMILY_LIST_OPEN,
	VG_STOREFAMILY_CASES,   /* problem -> case, client, device, state, linked */
	VG_STOREFAMILY_OF_CASE, /* case -> its last problem, cases of other devices there */
	VG_STOREFAMILY_LIFE, /* problem -> whether a case is open, when the last closed */
	VG_STOREFAMILY_SWEEP,  /* before, how many cases: entries that are older go */
	VG_STOREFAMILY_OLDEST, /* -> a row when there is an entry */
	VG_STOREFAMILY_END
};

/* Two steps of the database's version, and the statements over their tables. */
extern const char vg_storefamily_rules[], vg_storefamily_tables[];
extern const struct vg_db_group vg_storefamily_group;

#endif
