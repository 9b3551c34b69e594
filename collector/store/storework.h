/*
 * Tables and statements of visits, work orders.
 *
 * The tables refuse what the rooms above should never ask: a visit on order without an order
 * that stands, a rung that is skipped, anything deleted.
 */
#ifndef VG_COLLECTOR_STORE_STOREWORK_H
#define VG_COLLECTOR_STORE_STOREWORK_H

#include "lib/sql/db.h"

enum vg_storework_statement {
	VG_STOREWORK_FIRST = 400,
	/* number, case, return, order, kind, when, who, at */
	VG_STOREWORK_VISIT_ADD = VG_STOREWORK_FIRST,
	VG_STOREWORK_VISIT_GET,   /* number -> the columns of a row */
	VG_STOREWORK_VISIT_STATE, /* number, state, at */
	VG_STOREWORK_VISIT_WHEN,  /* number, when */
	VG_STOREWORK_VISIT_FOUND, /* number, found, finding */
	VG_STOREWORK_VISIT_OF,    /* order -> number: visits that are not over */
	VG_STOREWORK_ORDER_ADD,   /* number, case, what, who, at */
	VG_STOREWORK_ORDER_GET,   /* number -> the columns of a row */
	VG_STOREWORK_ORDER_STATE, /* number, state, at */
	/* number, technical, commercial, reference, valid until */
	VG_STOREWORK_ORDER_PROPOSED,
	VG_STOREWORK_ORDER_ORDERED, /* number, reference, by whom, by quote */
	VG_STOREWORK_MOVES, /* old, new state of an order -> a row when its table has it */
	VG_STOREWORK_VISIT_LIST, /* whether the ended ones too -> the columns of a row */
	VG_STOREWORK_ORDER_LIST, /* likewise */
	VG_STOREWORK_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storework_tables[];
extern const struct vg_db_group vg_storework_group;

#endif
