/*
 * Columns, indexes and statements of what case rules say of a case.
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
	VG_STOREFAMILY_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storefamily_rules[];
extern const struct vg_db_group vg_storefamily_group;

#endif
