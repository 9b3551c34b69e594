/*
 * SQL for a wall clock that was set back.
 */
#include "collector/store/storesetback.h"

#define AT(name) [VG_STORESETBACK_##name - VG_STORESETBACK_FIRST]

/* It was 'by' (?1) before the clock of now (?2) says; nothing was later than now. */
#define WAS(column)                                                                      \
	column " = CASE WHEN " column " > ?2 THEN min(" column " - ?1, ?2) ELSE " column \
	       " END"
/* It is to come as much later as it was. */
#define COMES(column)                                                                    \
	column " = CASE WHEN " column " > ?2 THEN max(" column " - ?1, ?2) ELSE " column \
	       " END"

#define WAITS "state IN ('waiting','taken')"

static const char *const statements[] = {
    AT(DUE) = "UPDATE due SET at = max(at - ?2, ?3) WHERE kind = ?1 AND at > ?3",
    AT(DUE_AT_MOST) = "UPDATE due SET at = ?2 WHERE kind = ?1 AND at > ?2",
    AT(LADDERS) = "UPDATE paging SET " WAS("begun") ", " WAS("first") ", " WAS(
	"last") ", " WAS("ended") " WHERE max(begun, first, last, ended) > ?2",
    AT(PAGES) = "UPDATE page SET " WAS("queued") ", " WAS("acknowledged") ", " WAS(
	"ended") " WHERE max(queued, acknowledged, ended) > ?2",
    AT(IDLE) = "UPDATE idle SET " WAS("acted") " WHERE acted > ?2",
    AT(UNKNOWN) =
	"UPDATE mail_unknown SET " WAS("opened") " WHERE opened > 0 AND opened > ?2",
    AT(CONFIRM) = "UPDATE confirming SET " COMES("until") " WHERE until > ?2",
    /* What was made later than now was made by a clock that was ahead by as much at the least. */
    AT(OUTBOX) = "UPDATE outbox SET " WAS(
	"created") ","
		   " next_try = CASE WHEN next_try > ?2"
		   "  THEN max(next_try - max(?1, created - ?2), ?2) ELSE next_try END"
		   " WHERE " WAITS " AND max(created, next_try) > ?2",
    AT(OUTBOX_AT_MOST) =
	"UPDATE outbox SET next_try = CASE WHEN state = 'taken' THEN ?2"
	" WHEN tries = 0 THEN ?3 ELSE ?1 END WHERE " WAITS " AND next_try >"
	" CASE WHEN state = 'taken' THEN ?2 WHEN tries = 0 THEN ?3 ELSE ?1 END",
    AT(WAYS) =
	"UPDATE outway SET " COMES("next_try") ", " WAS("sent") ", " WAS("failing") ", " WAS(
	    "used") ", " WAS("outside") " WHERE max(next_try, sent, failing, used, outside) > ?2",
    AT(WAYS_AT_MOST) = "UPDATE outway SET next_try = ?1 WHERE next_try > ?1",
};

const struct vg_db_group vg_storesetback_group = {
    VG_STORESETBACK_FIRST, VG_STORESETBACK_END - VG_STORESETBACK_FIRST, statements};
