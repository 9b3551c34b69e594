/*
 * Tables and statements of mails and messages.
 */
#ifndef VG_COLLECTOR_STORE_STOREMAIL_H
#define VG_COLLECTOR_STORE_STOREMAIL_H

#include "lib/sql/db.h"

enum vg_storemail_statement {
	VG_STOREMAIL_FIRST = 500,
	VG_STOREMAIL_END = VG_STOREMAIL_FIRST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storemail_tables[];
extern const struct vg_db_group vg_storemail_group;

#endif
