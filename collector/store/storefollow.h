/*
 * Statements of who follows the happenings: where in them an instant is.
 */
#ifndef VG_COLLECTOR_STORE_STOREFOLLOW_H
#define VG_COLLECTOR_STORE_STOREFOLLOW_H

#include "lib/sql/db.h"

enum vg_storefollow_statement {
	VG_STOREFOLLOW_FIRST = 2750,
	VG_STOREFOLLOW_ENDS =
	    VG_STOREFOLLOW_FIRST, /* -> the first one's instant, the newest one's number, the first one's */
	VG_STOREFOLLOW_END_OF
};

extern const struct vg_db_group vg_storefollow_group;

#endif
