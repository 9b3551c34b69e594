/*
 * What a step has touched.
 */
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include "tests/sim-noc/noctouch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

static void
add(struct vg_noclist *list, int64_t item)
{
	/* Mostly the same as the last one. */
	if (list->n && list->items[list->n - 1] == item)
		return;
	list->items = vg_mem_grow(list->items, &list->room, list->n, sizeof(int64_t));
	list->items[list->n++] = item;
}

/* The case whose number stands in 'column' of the row at hand; 0: none. */
static int64_t
case_at(sqlite3 *db, int op, int column)
{
	sqlite3_value *value = NULL;
	int result = op == SQLITE_DELETE ? sqlite3_preupdate_old(db, column, &value)
					 : sqlite3_preupdate_new(db, column, &value);
	const char *text =
	    result == SQLITE_OK ? (const char *)sqlite3_value_text(value) : NULL;
	long year, number;

	if (!text || strlen(text) != 11 || text[4] != '-')
		return 0;
	year = strtol(text, NULL, 10);
	number = strtol(text + 5, NULL, 10);
	return (int64_t)year * 1000000 + number;
}

/* Of the table of cases: number, state, before, fault, title, subject, class ... */
enum { STATE = 1, SUBJECT = 5, CLASS = 6 };

static bool
changes(sqlite3 *db, int column)
{
	sqlite3_value *old = NULL, *new = NULL;

	if (sqlite3_preupdate_old(db, column, &old) != SQLITE_OK ||
	    sqlite3_preupdate_new(db, column, &new) != SQLITE_OK)
		return true;
	const char *was = (const char *)sqlite3_value_text(old);
	const char *is = (const char *)sqlite3_value_text(new);
	return !was || !is || strcmp(was, is) != 0;
}

static bool
moves(sqlite3 *db, int op)
{
	return op != SQLITE_UPDATE || changes(db, STATE) || changes(db, SUBJECT) ||
	    changes(db, CLASS);
}

/* A table and where it names a case; of the alarm it is the case that it leaves, too. */
static const struct {
	const char *table;
	int column;
	bool promises;
} tables[] = {{"support_case", 0, false}, {"ledger", 1, true}, {"target", 0, true},
    {"outbox", 2, false}, {"due", 1, false}, {"journal", 1, false}};

static void
about_to(void *cookie, sqlite3 *db, int op, char const *schema, char const *table,
    sqlite3_int64 before, sqlite3_int64 after)
{
	struct vg_noctouch *touch = cookie;
	int64_t number = 0;

	(void)schema;
	/*
	 * A timer that gets another time is there as before: what is asked is whether there is one.
	 */
	if (op == SQLITE_UPDATE && strcmp(table, "due") == 0)
		return;
	if (strcmp(table, "alarm") == 0) {
		add(&touch->alarms, op == SQLITE_DELETE ? before : after);
		number = case_at(db, op, 12);
		if (number)
			add(&touch->cases, number);
		number = op == SQLITE_UPDATE ? case_at(db, SQLITE_DELETE, 12) : 0;
	} else {
		for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
			if (strcmp(table, tables[i].table) != 0)
				continue;
			number = case_at(db, op, tables[i].column);
			if (i == 0 && op == SQLITE_INSERT && number)
				add(&touch->opened, number);
			if (i == 0 && number && moves(db, op))
				add(&touch->moved, number);
			if (tables[i].promises && number)
				add(&touch->promised, number);
			break;
		}
	}
	if (number)
		add(&touch->cases, number);
}

void
vg_noctouch_watch(struct vg_noctouch *touch, sqlite3 *db)
{
	sqlite3_preupdate_hook(db, about_to, touch);
}

static int
by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void
vg_noctouch_sort(struct vg_noclist *list)
{
	size_t kept = 0;

	if (list->n > 1)
		qsort(list->items, list->n, sizeof(int64_t), by_value);
	for (size_t i = 0; i < list->n; i++) {
		if (kept == 0 || list->items[kept - 1] != list->items[i])
			list->items[kept++] = list->items[i];
	}
	list->n = kept;
}

bool
vg_noctouch_has(const struct vg_noclist *list, int64_t item)
{
	return list->n &&
	    bsearch(&item, list->items, list->n, sizeof(int64_t), by_value) != NULL;
}

void
vg_noctouch_reset(struct vg_noctouch *touch)
{
	touch->cases.n = touch->opened.n = touch->alarms.n = 0;
	touch->moved.n = touch->promised.n = 0;
}

void
vg_noctouch_fini(struct vg_noctouch *touch)
{
	free(touch->cases.items);
	free(touch->opened.items);
	free(touch->alarms.items);
	free(touch->moved.items);
	free(touch->promised.items);
	memset(touch, 0, sizeof(*touch));
}

void
vg_noctouch_number(int64_t item, char number[VG_NOCTOUCH_NUMBER])
{
	snprintf(number, VG_NOCTOUCH_NUMBER, "%04lld-%06lld", (long long)(item / 1000000),
	    (long long)(item % 1000000));
}
