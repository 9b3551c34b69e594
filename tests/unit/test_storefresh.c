/*
 * A new database is what all migrations leave: tables, indexes, triggers and rows, letter by
 * letter.
 *
 * test_storefresh --print writes what says so for tests/data/fresh_schema.py: the version, the
 * statements of the tables, an empty one, all others; each with a NUL behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/store/schema.h"
#include "collector/store/storefresh.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/sql/dbcore.h"

static void
run(sqlite3 *db, const char *sql)
{
	char *said = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s: %s", said, sql);
}

static sqlite3 *
open_empty(void)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	run(db, "PRAGMA foreign_keys = ON");
	return db;
}

static sqlite3 *
migrated(size_t version)
{
	sqlite3 *db = open_empty();

	for (size_t i = 0; i < version; i++)
		run(db, vg_schema_plan.migrations[i]);
	return db;
}

static sqlite3 *
made_new(void)
{
	sqlite3 *db = open_empty();

	for (size_t i = 0; i < vg_storefresh.n_tables; i++)
		run(db, vg_storefresh.tables[i]);
	for (size_t i = 0; i < vg_storefresh.n_rules; i++)
		run(db, vg_storefresh.rules[i]);
	return db;
}

static sqlite3_stmt *
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	return s;
}

/* Adds each first column of 'sql', with 'end' behind it. */
static void
add_texts(struct vg_buf *out, sqlite3 *db, const char *sql, char end)
{
	sqlite3_stmt *s = ask(db, sql);

	while (sqlite3_step(s) == SQLITE_ROW) {
		vg_buf_add_text(out, (const char *)sqlite3_column_text(s, 0));
		vg_buf_add(out, &end, 1);
	}
	sqlite3_finalize(s);
}

static void
add_value(struct vg_buf *out, sqlite3_stmt *s, int column)
{
	int type = sqlite3_column_type(s, column);

	/* What a migration leaves is a name or a number. */
	assert_true(type == SQLITE_INTEGER || type == SQLITE_TEXT || type == SQLITE_NULL);
	char *said = type == SQLITE_INTEGER
	    ? sqlite3_mprintf("%lld", sqlite3_column_int64(s, column))
	    : sqlite3_mprintf("%Q", sqlite3_column_text(s, column));
	vg_buf_addf(out, "%s%s", column ? ", " : "", said);
	sqlite3_free(said);
}

static void
add_rows_of(struct vg_buf *out, sqlite3 *db, const char *table, char end)
{
	char *sql = sqlite3_mprintf("SELECT * FROM %w ORDER BY 1", table);
	sqlite3_stmt *s = ask(db, sql);

	while (sqlite3_step(s) == SQLITE_ROW) {
		vg_buf_addf(out, "INSERT INTO %s VALUES (", table);
		for (int i = 0; i < sqlite3_column_count(s); i++)
			add_value(out, s, i);
		vg_buf_add_text(out, ")");
		vg_buf_add(out, &end, 1);
	}
	sqlite3_finalize(s);
	sqlite3_free(sql);
}

static void
add_rows(struct vg_buf *out, sqlite3 *db, char end)
{
	sqlite3_stmt *s =
	    ask(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");

	while (sqlite3_step(s) == SQLITE_ROW)
		add_rows_of(out, db, (const char *)sqlite3_column_text(s, 0), end);
	sqlite3_finalize(s);
}

static const char tables[] = "SELECT sql FROM sqlite_schema WHERE type = 'table'"
			     " AND name NOT LIKE 'sqlite%' ORDER BY rowid";
static const char rules[] = "SELECT sql FROM sqlite_schema WHERE type <> 'table'"
			    " AND sql IS NOT NULL ORDER BY rowid";
static const char whole[] =
    "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '')"
    " FROM sqlite_schema ORDER BY type, name";

/* All there is in 'db' (taken). */
static char *
told(sqlite3 *db)
{
	struct vg_buf out;

	vg_buf_init(&out, 1 << 20);
	add_texts(&out, db, whole, '\n');
	add_rows(&out, db, '\n');
	assert_int_equal(out.error, VG_OK);
	char *text = strdup(vg_buf_text(&out));
	vg_buf_fini(&out);
	sqlite3_close(db);
	return text;
}

static void
a_new_one_is_what_migrations_leave(void **state)
{
	size_t at = 0;

	(void)state;
	assert_in_range(vg_storefresh.version, 60, vg_schema_plan.n_migrations);
	char *fresh = told(made_new()), *old = told(migrated(vg_storefresh.version));
	assert_true(strlen(fresh) > 50000);
	while (fresh[at] && fresh[at] == old[at])
		at++;
	if (fresh[at] != old[at]) {
		at = at > 200 ? at - 200 : 0;
		fail_msg("other than migrated (`make fresh-schema`):\n%.400s\n\n%.400s",
		    fresh + at, old + at);
	}
	free(fresh);
	free(old);
}

static void
opening_makes_one_and_migrates_the_rest(void **state)
{
	struct vg_db_fresh early = vg_storefresh;
	struct vg_db_plan plan = vg_schema_plan;
	const char *const more[] = {"CREATE TABLE early (k)",
	    "ALTER TABLE early ADD COLUMN v", "INSERT INTO early VALUES (1, 2)"};
	const char *const statements[] = {
	    "SELECT v FROM early WHERE k = 1", "SELECT v FROM late"};
	struct vg_detail detail = {0};
	struct vg_db *db;

	(void)state;
	assert_int_equal(vg_db_open(":memory:", &plan, &db, &detail), VG_OK);
	vg_db_close(db);
	/* It knows the first of three. */
	early = (struct vg_db_fresh){.version = 1, .tables = more, .n_tables = 1};
	plan = (struct vg_db_plan){.migrations = more,
	    .n_migrations = 3,
	    .fresh = &early,
	    .statements = statements,
	    .n_statements = 2};
	assert_int_equal(vg_db_open(":memory:", &plan, &db, &detail), VG_OK);
	/* A statement is prepared when it is asked. */
	vg_db_done(db, 0);
	assert_null(db->statements[0]);
	assert_int_equal(vg_db_query(db, 0, ""), VG_OK);
	assert_true(vg_db_next(db, 0));
	assert_int_equal(vg_db_int(db, 0, 0), 2);
	vg_db_done(db, 0);
	assert_int_not_equal(vg_db_run(db, 1, ""), VG_OK);
	assert_int_not_equal(vg_db_query(db, 1, ""), VG_OK);
	assert_false(vg_db_next(db, 1));
	vg_db_close(db);
	/* It is of a version that is none yet: all are migrated. */
	early.version = 4;
	plan.n_statements = 1;
	assert_int_equal(vg_db_open(":memory:", &plan, &db, &detail), VG_OK);
	vg_db_close(db);
	/* What it says is wrong: the sentence names the file. */
	early.version = 3;
	early.tables = &statements[0];
	assert_int_not_equal(vg_db_open(":memory:", &plan, &db, &detail), VG_OK);
	assert_non_null(strstr(detail.text, ":memory:: made new: no such table: early"));
}

/* What opened it says of the statement that does not fit. */
static void
expect_opens(const char *path, const struct vg_db_plan *plan)
{
	struct vg_detail detail = {0};
	struct vg_db *db = NULL;

	if (vg_db_open(path, plan, &db, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_db_close(db);
}

/*
 * In a new file each statement is prepared when it is asked first: here all are, by opening it
 * again.
 */
static void
every_statement_fits_the_tables(void **state)
{
	struct vg_db_plan migrated_plan = vg_schema_plan;
	char folder[] = "/tmp/vigie-test-storefresh.XXXXXX", path[64], command[64];

	(void)state;
	for (size_t i = 0; i < vg_schema_plan.n_statements; i++)
		assert_non_null(vg_schema_plan.statements[i]);
	for (size_t g = 0; g < vg_schema_plan.n_groups; g++) {
		for (size_t i = 0; i < vg_schema_plan.groups[g]->n; i++)
			assert_non_null(vg_schema_plan.groups[g]->statements[i]);
	}
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/new.db", folder);
	expect_opens(path, &vg_schema_plan);
	expect_opens(path, &vg_schema_plan);
	snprintf(path, sizeof(path), "%s/migrated.db", folder);
	migrated_plan.fresh = NULL;
	expect_opens(path, &migrated_plan);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
}

static int
print(void)
{
	sqlite3 *db = migrated(vg_schema_plan.n_migrations);
	struct vg_buf out;

	vg_buf_init(&out, 1 << 20);
	vg_buf_addf(&out, "%zu", vg_schema_plan.n_migrations);
	vg_buf_add(&out, "", 1);
	add_texts(&out, db, tables, 0);
	vg_buf_add(&out, "", 1);
	add_texts(&out, db, rules, 0);
	add_rows(&out, db, 0);
	fwrite(out.data, 1, out.size, stdout);
	vg_buf_fini(&out);
	sqlite3_close(db);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_one_is_what_migrations_leave),
	    cmocka_unit_test(opening_makes_one_and_migrates_the_rest),
	    cmocka_unit_test(every_statement_fits_the_tables),
	};

	if (argc == 2 && strcmp(argv[1], "--print") == 0)
		return print();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
