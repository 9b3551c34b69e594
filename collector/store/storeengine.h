/*
 * Table and statements of foreign SNMP engines: how far each has counted, so that a restart does
 * not make an old trap new.
 */
#ifndef VG_COLLECTOR_STORE_STOREENGINE_H
#define VG_COLLECTOR_STORE_STOREENGINE_H

#include "lib/sql/db.h"

enum vg_storeengine_statement {
	VG_STOREENGINE_FIRST = 1950,
	/* engine, boots, time, heard: never back */
	VG_STOREENGINE_PUT = VG_STOREENGINE_FIRST,
	VG_STOREENGINE_BOUND, /* how many stay: those that were heard last */
	VG_STOREENGINE_LIST,  /* -> engine, boots, time, heard: the last heard last */
	VG_STOREENGINE_DROP,  /* engine */
	VG_STOREENGINE_END_OF
};

/* One step of the database's version, and the statements over its table. */
extern const char vg_storeengine_tables[];
extern const struct vg_db_group vg_storeengine_group;

#endif
