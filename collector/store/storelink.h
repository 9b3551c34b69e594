/*
 * Tables and statements of what ties cases together: merges, splits, links, reminders.
 */
#ifndef VG_COLLECTOR_STORE_STORELINK_H
#define VG_COLLECTOR_STORE_STORELINK_H

#include "lib/sql/db.h"

enum vg_storelink_statement {
	VG_STORELINK_FIRST = 200,
	VG_STORELINK_END = VG_STORELINK_FIRST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storelink_tables[];
extern const struct vg_db_group vg_storelink_group;

#endif
