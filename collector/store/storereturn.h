/*
 * Tables and statements of returns: units, keys, numbers, shipments.
 */
#ifndef VG_COLLECTOR_STORE_STORERETURN_H
#define VG_COLLECTOR_STORE_STORERETURN_H

#include "lib/sql/db.h"

enum vg_storereturn_statement {
	VG_STORERETURN_FIRST = 300,
	VG_STORERETURN_END = VG_STORERETURN_FIRST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storereturn_tables[];
extern const struct vg_db_group vg_storereturn_group;

#endif
