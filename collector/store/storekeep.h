/*
 * Tables and statements of the sweep: what is kept long enough goes.
 *
 * Rows of the audit go only in ranges that audit_gap tells with the chain's digest at their ends,
 * so that the rest verifies; the audit itself tells the digest of all gaps with each sweep, and the
 * table lets go of nothing else, nor of anything younger than the sweep says.
 */
#ifndef VG_COLLECTOR_STORE_STOREKEEP_H
#define VG_COLLECTOR_STORE_STOREKEEP_H

#include "lib/sql/db.h"

enum vg_storekeep_statement {
	VG_STOREKEEP_FIRST = 800,
	VG_STOREKEEP_BEGIN =
	    VG_STOREKEEP_FIRST, /* until: no act younger than that goes */
	VG_STOREKEEP_END,
	VG_STOREKEEP_CLAIMS_CLEAR, /* the contracts of which claims may come still */
	VG_STOREKEEP_CLAIMS_ADD,   /* contract */
	VG_STOREKEEP_CASES,        /* over before, limit -> number: texts not swept yet */
	VG_STOREKEEP_VOIDS,        /* void before, limit -> number: of no client */
	VG_STOREKEEP_CASE_ENTRIES, /* number */
	VG_STOREKEEP_CASE_MAILS,   /* number */
	VG_STOREKEEP_CASE_OUTS,    /* number */
	VG_STOREKEEP_CASE_LETTERS, /* number */
	VG_STOREKEEP_CASE_TITLE,   /* number */
	VG_STOREKEEP_CASE_SWEPT,   /* number, at */
	VG_STOREKEEP_LOOSE_MAILS,  /* recorded before, limit: of no case */
	VG_STOREKEEP_SENDERS,      /* seen before, limit, at: nothing of theirs is left */
	VG_STOREKEEP_TREE_TEXTS,   /* not in force since, limit */
	VG_STOREKEEP_ACTS,         /* before, limit -> id, chain */
	VG_STOREKEEP_ACT_DROP,     /* id */
	VG_STOREKEEP_GAP_ON,       /* last, chain, its last until now */
	VG_STOREKEEP_GAP_ADD,      /* first, last, chain */
	VG_STOREKEEP_GAP_JOIN,     /* id: the gap that ends there takes the one behind */
	VG_STOREKEEP_GAP_JOINED,   /* id */
	VG_STOREKEEP_GAPS,         /* -> first, last, chain */
	VG_STOREKEEP_GAP_TOLD,     /* -> the digest that the newest sweep told */
	VG_STOREKEEP_NEXT,         /* -> when the next sweep is due */
	VG_STOREKEEP_BACK,         /* kind, far, to: timers that lie beyond far */
	VG_STOREKEEP_END_OF
};

extern const char vg_storekeep_tables[];
extern const struct vg_db_group vg_storekeep_group;

#endif
