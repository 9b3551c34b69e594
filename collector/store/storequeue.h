/*
 * Statements of messages of the outbox that are about no case.
 */
#ifndef VG_COLLECTOR_STORE_STOREQUEUE_H
#define VG_COLLECTOR_STORE_STOREQUEUE_H

#include "lib/sql/db.h"

enum vg_storequeue_statement {
	VG_STOREQUEUE_FIRST = 3400,
	/* created, what, role, transition, recipient, template: once each */
	VG_STOREQUEUE_ADD = VG_STOREQUEUE_FIRST,
	VG_STOREQUEUE_TOLD, /* transition, recipient -> one that is there */
	VG_STOREQUEUE_END
};

extern const struct vg_db_group vg_storequeue_group;

#endif
