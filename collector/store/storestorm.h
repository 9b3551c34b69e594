/*
 * Tables and statements of storms: one row a storm, its counts by name and second, the messages
 * that show what it was made of.
 */
#ifndef VG_COLLECTOR_STORE_STORESTORM_H
#define VG_COLLECTOR_STORE_STORESTORM_H

#include "lib/sql/db.h"

enum vg_storestorm_statement {
	VG_STORESTORM_FIRST = 1700,
	/* source, device, resource, began */
	VG_STORESTORM_BEGIN = VG_STORESTORM_FIRST,
	VG_STORESTORM_TOTALS, /* id, last, folded, unread, passed, looked */
	VG_STORESTORM_NAME,   /* id, kind, oid: is there from now on */
	VG_STORESTORM_COUNT,  /* id, kind, oid, second, span, count: added */
	VG_STORESTORM_SAMPLE, /* id, number, at, blob: put in its place */
	VG_STORESTORM_END,    /* id, at */
	/*
	 * source -> id, began, last, folded, unread, passed, looked, cells, device, resource: of
	 * the one that is on
	 */
	VG_STORESTORM_OPEN_OF,
	VG_STORESTORM_OTHERS, /* resource, id -> count of other storms of it that are on */
	/* below id, limit -> id, source, device, resource, began, last, ended, folded, unread,
	 * passed */
	VG_STORESTORM_LIST,
	VG_STORESTORM_ONE, /* id -> the same */
	VG_STORESTORM_NAMES, /* id -> number, kind, oid, count: what was counted most first */
	VG_STORESTORM_SECONDS, /* name's number, limit -> second, span, count: the newest first */
	VG_STORESTORM_SAMPLES, /* id -> number, at, blob */
	VG_STORESTORM_WALK,    /* behind id, limit -> the last id of the slice, 0 */
	/* behind id, to id, ended before, limit: of the storms in between */
	VG_STORESTORM_DROP_SECONDS,
	VG_STORESTORM_DROP_SAMPLES,
	VG_STORESTORM_DROP_NAMES,
	VG_STORESTORM_DROP, /* when nothing of them is left */
	VG_STORESTORM_AFTER_LAST
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storestorm_tables[];
extern const struct vg_db_group vg_storestorm_group;

#endif
