/*
 * Statements about pages of a ladder that is over, and what begins one again whose case was quiet
 * because all of it was on a shelf.
 */
#ifndef VG_COLLECTOR_STORE_STOREPAGEOVER_H
#define VG_COLLECTOR_STORE_STOREPAGEOVER_H

#include "lib/sql/db.h"

enum vg_storepageover_statement {
	VG_STOREPAGEOVER_FIRST = 3430,
	/* message -> a row when each page of it is of a ladder that is over, or was begun anew since */
	VG_STOREPAGEOVER_STALE = VG_STOREPAGEOVER_FIRST,
	/* case -> each shelf that something of it stands on, before them "" when on none */
	VG_STOREPAGEOVER_SHELVES,
	VG_STOREPAGEOVER_END
};

/* One step of the database's version: shelves that begin and end, and what joins meanwhile. */
extern const char vg_storepageover_shelves[];
extern const struct vg_db_group vg_storepageover_group;

#endif
