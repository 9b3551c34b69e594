/*
 * What a message of the outbox says beside what happened, and of which domain a mail came: columns
 * that hold what persons wrote, apart from those that stay.
 */
#ifndef VG_COLLECTOR_STORE_STORELINE_H
#define VG_COLLECTOR_STORE_STORELINE_H

#include "lib/sql/db.h"

enum vg_storeline_statement {
	VG_STORELINE_FIRST = 3500,
	VG_STORELINE_DROP = VG_STORELINE_FIRST, /* lines of whoever is sought */
	VG_STORELINE_CASE,                      /* number: those of a case */
	/* domain, since, client ("" nobody's) -> how many cases it opened, the last of them */
	VG_STORELINE_OPENED,
	VG_STORELINE_RECEIPTS, /* domain, since, not from this message on -> count */
	VG_STORELINE_END
};

/* One step of the database's version. */
extern const char vg_storeline_tables[];
extern const struct vg_db_group vg_storeline_group;

#endif
