/*
 * Table and statements of notifications that nothing was made of: no pack knows them, or their
 * sender is no device of the tree.  One row for each notification and sender; its PDU is that of
 * the last one, in the rows of messages or of evidence.
 */
#ifndef VG_COLLECTOR_STORE_STOREUNKNOWN_H
#define VG_COLLECTOR_STORE_STOREUNKNOWN_H

#include "lib/sql/db.h"

/* Rows at most: who sends ever other numbers drives out what was not heard for longest. */
#define VG_STOREUNKNOWN_MOST "10000"

/* Alarms of one device that stand: nothing but a person ends them. */
#define VG_STOREUNKNOWN_ALARMS "20"

enum vg_storeunknown_statement {
	VG_STOREUNKNOWN_FIRST = 1450,
	VG_STOREUNKNOWN_AGAIN = VG_STOREUNKNOWN_FIRST, /* as ADD */
	VG_STOREUNKNOWN_ADD, /* oid, device, source, agent, now, message, text */
	VG_STOREUNKNOWN_BOUND, /* drops the one that was not heard for longest, if too many */
	VG_STOREUNKNOWN_PROOF, /* oid, device, agent, spool, sequence: its evidence is there */
	/* (last, id) of the row before, limit, device or "" -> the columns of a row */
	VG_STOREUNKNOWN_LIST,
	/* device, oid -> whether so many others of the device stand, and this one does not */
	VG_STOREUNKNOWN_CROWDED,
	VG_STOREUNKNOWN_ONE,  /* id -> the same */
	VG_STOREUNKNOWN_BODY, /* message -> body */
	/* evidence -> bodies of its parts */
	VG_STOREUNKNOWN_PARTS,
	/* an id, or an oid -> oid, device, agent of what stands; a row of none has no device */
	VG_STOREUNKNOWN_OF_ID,
	VG_STOREUNKNOWN_OF_OID,
	VG_STOREUNKNOWN_STANDING, /* -> the same of all that stand */
	VG_STOREUNKNOWN_END
};

/* One step of the database's version, and the statements over its table. */
extern const char vg_storeunknown_tables[];
extern const struct vg_db_group vg_storeunknown_group;

#endif
