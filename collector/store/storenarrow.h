/*
 * Statements of lists of alarms that are narrowed: by an index, however many alarms there are of
 * others.
 */
#ifndef VG_COLLECTOR_STORE_STORENARROW_H
#define VG_COLLECTOR_STORE_STORENARROW_H

#include "lib/sql/db.h"

/*
 * cleared, changed and id of the last one, limit, which (0: those of VG_STOREALARM_LIST on no
 * shelf, 1: on one, 2: all of VG_STORELIST_ALARMS), then what stands behind each; a severity of 0
 * and a device of "" are any.
 */
enum vg_storenarrow_statement {
	VG_STORENARROW_FIRST = 3300,
	VG_STORENARROW_DEVICE = VG_STORENARROW_FIRST, /* device, severity */
	VG_STORENARROW_SEVERITY,                      /* severity */
	VG_STORENARROW_RESOURCE,                      /* resource, severity, device */
	VG_STORENARROW_END
};

/* One step of the database's version, and the statements. */
extern const char vg_storenarrow_indexes[];
extern const struct vg_db_group vg_storenarrow_group;

#endif
