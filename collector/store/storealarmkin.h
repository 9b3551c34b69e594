/*
 * What alarms of RFC 8632 say of each other, and how one stood before it changed.
 *
 * Source: RFC 8632 (related-alarm, notify-status-changes); docs/INTERFACES.md, Alarms.
 */
#ifndef VG_COLLECTOR_STORE_STOREALARMKIN_H
#define VG_COLLECTOR_STORE_STOREALARMKIN_H

#include "lib/sql/db.h"

enum vg_storealarmkin_statement {
	VG_STOREALARMKIN_FIRST = 3350,
	/* case -> resource, kind, qualifier of its causes, 8 at most */
	VG_STOREALARMKIN_CAUSES = VG_STOREALARMKIN_FIRST,
	VG_STOREALARMKIN_SYMPTOMS, /* case -> the same of its symptoms, 32 at most */
	VG_STOREALARMKIN_BEFORE,   /* alarm, at -> its severity before (0: cleared) */
	VG_STOREALARMKIN_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storealarmkin_more[];
extern const struct vg_db_group vg_storealarmkin_group;

#endif
