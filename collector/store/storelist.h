/*
 * Indexes and statements of lists.  Every list is read by its keys: a page begins behind the
 * last row of the one before, in the order of an index, and costs the same wherever it stands.
 *
 * The queue's order stands in the case's own columns: 'calm' (ten when it is neither worse nor
 * nobody's, and its priority: storefamily.c), 'next_due' (an index over the ledger, rebuilt at
 * start; the highest number: none runs) and 'ease' (minus its severity).  Triggers keep the first
 * and the last.
 */
#ifndef VG_COLLECTOR_STORE_STORELIST_H
#define VG_COLLECTOR_STORE_STORELIST_H

#include "lib/sql/db.h"

enum vg_storelist_statement {
	VG_STORELIST_FIRST = 1100,
	/* Those of keys give four columns: a text and three numbers, zero where there are less. */
	/* calm, next due, ease, number to begin behind; limit, owner (NULL: any), unowned
	 * -> number, calm, next due, ease */
	VG_STORELIST_QUEUE = VG_STORELIST_FIRST,
	VG_STORELIST_QUEUE_OF_OWNER,  /* the same, but the owner is one ("": nobody) */
	VG_STORELIST_QUEUE_OF_CLIENT, /* the same as the first, client */
	VG_STORELIST_CASES,           /* below, limit -> number */
	VG_STORELIST_CASES_OF_CLIENT, /* below, limit, client -> number */
	VG_STORELIST_CASES_OF_OWNER,  /* below, limit, owner, client ("") -> number */
	VG_STORELIST_NEXT_DUE,        /* number, next due: where it differs */
	VG_STORELIST_OPEN_CASES,      /* above, limit -> number */
	VG_STORELIST_WAITING_CASES,   /* above, limit -> number */
	VG_STORELIST_ALARMS, /* cleared, changed, id below, limit -> cleared, changed, id */
	VG_STORELIST_RETURNS,      /* opened, number below, limit -> number, opened */
	VG_STORELIST_RETURNS_OPEN, /* opened, number above, limit -> number, opened */
	VG_STORELIST_OUTBOX,       /* id below, limit -> a message's columns */
	VG_STORELIST_OUTBOX_OPEN,  /* the same of those that were not sent */
	VG_STORELIST_OUTBOX_ONE,   /* id -> the same */
	VG_STORELIST_JOURNAL,      /* case, id above, limit -> an entry's columns */
	VG_STORELIST_PLANNED, /* id above -> device, id, 0, 0 of what planned work holds */
	VG_STORELIST_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storelist_tables[];
extern const struct vg_db_group vg_storelist_group;

#endif
