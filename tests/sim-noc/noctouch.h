/*
 * What a step has touched: the cases, alarms and messages whose rows SQLite is about to change, by
 * its pre-update hook, so that only those need to be checked after it.  What is rolled back was
 * touched too.
 */
#ifndef VG_TESTS_SIMNOC_NOCTOUCH_H
#define VG_TESTS_SIMNOC_NOCTOUCH_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vg_noclist {
	int64_t *items; /* owned */
	size_t n, room;
};

struct vg_noctouch {
	struct vg_noclist cases;  /* 2026-000012 as 2026000012 */
	struct vg_noclist opened; /* of those the ones that are new */
	struct vg_noclist
	    moved; /* that are new, or whose state, subject or class changes */
	struct vg_noclist promised; /* of whose targets and ledgers a row changes */
	struct vg_noclist alarms;   /* row ids */
};

/* Notes from now on what 'db' changes. */
void
vg_noctouch_watch(struct vg_noctouch *touch, sqlite3 *db);

/* Each once, in order. */
void
vg_noctouch_sort(struct vg_noclist *list);

/* Whether 'list', which is sorted, has 'item'. */
bool
vg_noctouch_has(const struct vg_noclist *list, int64_t item);

/* Forgets all. */
void
vg_noctouch_reset(struct vg_noctouch *touch);

void
vg_noctouch_fini(struct vg_noctouch *touch);

/* "2026-000012". */
enum { VG_NOCTOUCH_NUMBER = 32 };
void
vg_noctouch_number(int64_t item, char number[VG_NOCTOUCH_NUMBER]);

#endif
