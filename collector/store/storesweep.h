/*
 * Statements by which what is old goes in slices.
 *
 * The ids of these tables ascend with time, so that none of them needs an index by age: a slice
 * is so many rows behind the last one looked at, whether they go or stay, and costs the same
 * wherever it lies.
 */
#ifndef VG_COLLECTOR_STORE_STORESWEEP_H
#define VG_COLLECTOR_STORE_STORESWEEP_H

#include "lib/sql/db.h"

enum vg_storesweep_statement {
	VG_STORESWEEP_FIRST = 1300,
	/* Each WALK: id behind, limit -> last id of the slice (NULL: none left), oldest time. */
	/* Each DROP: id behind, last id, before: those of the slice that may go. */
	VG_STORESWEEP_MESSAGE_WALK = VG_STORESWEEP_FIRST,
	VG_STORESWEEP_MESSAGE_DROP_OTHERS,
	VG_STORESWEEP_MESSAGE_DROP,
	VG_STORESWEEP_HAPPENING_WALK,
	VG_STORESWEEP_HAPPENING_DROP,
	VG_STORESWEEP_RAISE_WALK,
	VG_STORESWEEP_RAISE_DROP,
	VG_STORESWEEP_EVIDENCE_WALK,
	VG_STORESWEEP_EVIDENCE_DROP,
	VG_STORESWEEP_ALARM_WALK,
	VG_STORESWEEP_ALARM_DROP,
	VG_STORESWEEP_ALARM_RAISES, /* as ALARM_DROP: the raises of those that may go */
	VG_STORESWEEP_KEEP_CLEAR,
	VG_STORESWEEP_KEEP_ADD, /* alarm behind, last alarm: the messages that they name stay */
	VG_STORESWEEP_MESSAGE_HIGHEST, /* agent, spool -> the highest number that waits */
	VG_STORESWEEP_END
};

extern const char vg_storesweep_tables[];
extern const struct vg_db_group vg_storesweep_group;

#endif
