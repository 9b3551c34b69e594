/*
 * Tables and statements of persons and what they wrote.
 */
#ifndef VG_COLLECTOR_STORE_STOREPERSON_H
#define VG_COLLECTOR_STORE_STOREPERSON_H

#include "lib/sql/db.h"

enum vg_storeperson_statement {
	VG_STOREPERSON_FIRST = 600,
	VG_STOREPERSON_END = VG_STOREPERSON_FIRST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeperson_tables[];
extern const struct vg_db_group vg_storeperson_group;

#endif
