/*
 * Statements about pages of a ladder that is over.
 */
#ifndef VG_COLLECTOR_STORE_STOREPAGEOVER_H
#define VG_COLLECTOR_STORE_STOREPAGEOVER_H

#include "lib/sql/db.h"

enum vg_storepageover_statement {
	VG_STOREPAGEOVER_FIRST = 3430,
	/* message -> a row when it is a page of a ladder that is over, or was begun anew since */
	VG_STOREPAGEOVER_STALE = VG_STOREPAGEOVER_FIRST,
	VG_STOREPAGEOVER_END
};

extern const struct vg_db_group vg_storepageover_group;

#endif
