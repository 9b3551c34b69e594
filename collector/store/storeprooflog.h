/*
 * Statements about what stood and was done in a case.
 */
#ifndef VG_COLLECTOR_STORE_STOREPROOFLOG_H
#define VG_COLLECTOR_STORE_STOREPROOFLOG_H

#include "lib/sql/db.h"

enum vg_storeprooflog_statement {
	VG_STOREPROOFLOG_FIRST = 3460,
	/* case -> id, kind, resource, severity, text, serial, raised, cleared: the oldest first */
	VG_STOREPROOFLOG_ALARMS = VG_STOREPROOFLOG_FIRST,
	VG_STOREPROOFLOG_CHANGES, /* alarm -> at, severity (0: cleared) */
	VG_STOREPROOFLOG_CHECKS,  /* case -> happened, resource, what, result */
	VG_STOREPROOFLOG_RETURNS, /* case -> opened, number, state, part, serial, new serial */
	VG_STOREPROOFLOG_ENTRIES, /* case -> happened, kind, side, text of the desk's own; "" */
	VG_STOREPROOFLOG_END
};

extern const struct vg_db_group vg_storeprooflog_group;

#endif
