/*
 * Tables and statements of visits, work orders.
 */
#ifndef VG_COLLECTOR_STORE_STOREWORK_H
#define VG_COLLECTOR_STORE_STOREWORK_H

#include "lib/sql/db.h"

enum vg_storework_statement {
	VG_STOREWORK_FIRST = 400,
	VG_STOREWORK_END = VG_STOREWORK_FIRST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storework_tables[];
extern const struct vg_db_group vg_storework_group;

#endif
