/*
 * What is open, as SQL: partial indexes hold it, and what is asked in the same words is answered by
 * them.
 *
 * Comparisons, not a list: of a list SQLite makes a table each time that it asks, also for each
 * index of each row that is written.
 *
 * For the store's files, and for tests that ask the same.
 */
#ifndef VG_COLLECTOR_STORE_STOREOPEN_H
#define VG_COLLECTOR_STORE_STOREOPEN_H

/* A case, and one that is called c; a return.  Not in itself a term of an OR. */
#define VG_STOREOPEN_CASE "state <> 'closed' AND state <> 'merged' AND state <> 'void'"
#define VG_STOREOPEN_CASE_C                                                              \
	"c.state <> 'closed' AND c.state <> 'merged' AND c.state <> 'void'"
#define VG_STOREOPEN_RETURN                                                              \
	"state <> 'closed' AND state <> 'rejected' AND state <> 'cancelled'"

/* A migration: the indexes that are asked in these words. */
extern const char vg_storeopen_indexes[];

#endif
