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
	/*
	 * Each WALK: id behind, limit, before -> last id of the slice, last that is older; or NULL.
	 */
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
	VG_STORESWEEP_ALARM_DROP,   /* before, limit: those that are forgotten */
	VG_STORESWEEP_ALARM_RAISES, /* as ALARM_DROP: the raises of those that may go */
	VG_STORESWEEP_KEEP_CLEAR,
	VG_STORESWEEP_KEEP_ADD, /* alarm behind, last alarm: the messages that they name stay */
	VG_STORESWEEP_KEEP_COUNT, /* limit -> how many alarms name a message that stays */
	VG_STORESWEEP_KEEP_FEW,   /* the messages that those name stay */
	VG_STORESWEEP_MESSAGE_HIGHEST, /* agent, spool -> the highest number that waits */
	VG_STORESWEEP_END
};

/*
 * An alarm that is over and that no case names: as the partial index says it, word for word.  Those
 * of them that are over since before ?1, the oldest first, ?2 of them.
 */
#define VG_STORESWEEP_OF_NO_CASE                                                         \
	"cleared = 1 AND held = 0 AND pending = 0 AND coalesce(case_number, '') = ''"
#define VG_STORESWEEP_FORGOTTEN                                                           \
	"SELECT id FROM alarm INDEXED BY alarm_forgotten WHERE " VG_STORESWEEP_OF_NO_CASE \
	" AND changed < ?1 ORDER BY changed, id LIMIT ?2"

extern const char vg_storesweep_tables[];
extern const char vg_storesweep_forgotten[];
extern const struct vg_db_group vg_storesweep_group;

#endif
