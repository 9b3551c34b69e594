/*
 * Every table of the database is in the mark that a replay begins with, or is left out for a
 * reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "collector/store/schema.h"
#include "collector/store/storereplay.h"

static sqlite3 *
open_schema(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < vg_schema_plan.n_migrations; i++)
		assert_int_equal(
		    sqlite3_exec(db, vg_schema_plan.migrations[i], NULL, NULL, NULL),
		    SQLITE_OK);
	return db;
}

static size_t
count_listed(const char *table)
{
	size_t n = 0;

	for (size_t i = 0; i < vg_storereplay_n; i++)
		n += strcmp(vg_storereplay_all[i].table, table) == 0;
	return n;
}

static void
test_no_table_is_forgotten(void **state)
{
	sqlite3 *db = open_schema();
	sqlite3_stmt *s;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    sqlite3_prepare_v2(
		db, "SELECT name FROM sqlite_master WHERE type = 'table'", -1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(s, 0);
		if (count_listed(table) != 1)
			fail_msg("table %s is %zu times in vg_storereplay_all", table,
			    count_listed(table));
		n++;
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
	assert_int_equal(n, vg_storereplay_n);
}

static void
test_what_is_left_out_has_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < vg_storereplay_n; i++) {
		const struct vg_storereplay_table *t = &vg_storereplay_all[i];
		assert_true((t->line == NULL) == (t->left != NULL));
		assert_true(t->line == NULL || (t->mark > 0 && t->put > t->mark));
		assert_true(t->line != NULL || t->left[0] != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_table_is_forgotten),
	    cmocka_unit_test(test_what_is_left_out_has_a_reason),
	};

	return cmocka_run_group_tests_name("storereplay", tests, NULL, NULL);
}
