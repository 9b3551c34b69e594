/*
 * Statements of lists that are narrowed to one device: by its index, however many alarms there are of others.
 */
#ifndef VG_COLLECTOR_STORE_STORENARROW_H
#define VG_COLLECTOR_STORE_STORENARROW_H

#include "lib/sql/db.h"

enum vg_storenarrow_statement {
	VG_STORENARROW_FIRST = 3300,
	/* cleared, changed and id of the last one, limit, on a shelf, device: as VG_STOREALARM_LIST */
	VG_STORENARROW_ALARMS = VG_STORENARROW_FIRST,
	VG_STORENARROW_END
};

extern const struct vg_db_group vg_storenarrow_group;

#endif
