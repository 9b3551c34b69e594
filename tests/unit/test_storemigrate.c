/*
 * Databases that older versions have left (tests/data/older: of a play, as text, with its tree)
 * become ones of this version: the tables are those of a new one, no row is lost, the chains fit,
 * the desk goes on.
 *
 * A dump is made when a version leaves the house, and never written again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "collector/desk/desk.h"
#include "collector/desk/tree/desktree.h"
#include "collector/store/schema.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/file.h"
#include "lib/yang/packload.h"

#define OLDER "tests/data/older"

static char folder[64], path[96], tree[96];
static struct vg_context *context;
static struct vg_packset *packs;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	strcpy(folder, "/tmp/vigie-test-storemigrate.XXXXXX");
	if (!mkdtemp(folder) || vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	return 0;
}

static int
tear_down(void **state)
{
	char *command = vg_mem_format("rm -rf %s", folder);
	int code = system(command);

	(void)state;
	free(command);
	vg_packset_free(packs);
	vg_context_free(context);
	return code;
}

static sqlite3 *
open_raw(const char *file)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	return db;
}

/* Puts what the dump says into a new file at 'path'. */
static void
load(const char *name)
{
	struct vg_detail detail = {0};
	struct vg_buf sql;
	char *said = NULL;
	char *file = vg_mem_format(OLDER "/%s", name);

	snprintf(path, sizeof(path), "%s/%s.db", folder, name);
	unlink(path); /* one that a test before has brought to this version */
	vg_buf_init(&sql, 0);
	assert_int_equal(vg_file_read(file, &sql, &detail), VG_OK);
	assert_int_equal(sscanf(vg_buf_text(&sql), "-- of the tree %95s", tree), 1);
	sqlite3 *db = open_raw(path);
	if (sqlite3_exec(db, vg_buf_text(&sql), NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s: %s", file, said);
	sqlite3_close(db);
	vg_buf_fini(&sql);
	free(file);
}

/* Each first column of what 'sql' asks of 'file', a line each; to be freed. */
static char *
told(const char *file, const char *sql)
{
	sqlite3 *db = open_raw(file);
	sqlite3_stmt *s = NULL;
	struct vg_buf out;

	vg_buf_init(&out, 1 << 20);
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW)
		vg_buf_addf(&out, "%s\n", (const char *)sqlite3_column_text(s, 0));
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	sqlite3_close(db);
	char *text = vg_mem_text(vg_buf_text(&out));
	vg_buf_fini(&out);
	return text;
}

static int64_t
count_of(sqlite3 *db, const char *table)
{
	/* Replies are looked at since a version that gives each that waits a row. */
	char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"%s", table,
	    strcmp(table, "due") == 0 ? " WHERE kind <> 'told'" : "");
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	int64_t n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_free(sql);
	return n;
}

/*
 * "TABLE ROWS" of 'tables', names in lines; to be freed.  Not of meta: some of what it keeps began
 * later.
 */
static char *
count_rows(const char *file, const char *tables)
{
	sqlite3 *db = open_raw(file);
	struct vg_buf out;
	char *names = vg_mem_text(tables), *rest = names;

	vg_buf_init(&out, 1 << 16);
	for (char *name; (name = strsep(&rest, "\n")) && *name;) {
		if (strcmp(name, "meta") != 0)
			vg_buf_addf(
			    &out, "%s %lld\n", name, (long long)count_of(db, name));
	}
	sqlite3_close(db);
	free(names);
	char *text = vg_mem_text(vg_buf_text(&out));
	vg_buf_fini(&out);
	return text;
}

#define WHOLE                                                                            \
	"SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '')"      \
	" FROM sqlite_schema ORDER BY type, name"
#define TABLES                                                                            \
	"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'" \
	" ORDER BY name"

static void
migrate(const char *file)
{
	struct vg_detail detail = {0};
	struct vg_db *db = NULL;

	if (vg_db_open(file, &vg_schema_plan, &db, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_db_close(db);
}

static void
expect_equal_schema(void)
{
	char *fresh_path = vg_mem_format("%s/fresh.db", folder);

	migrate(fresh_path);
	char *fresh = told(fresh_path, WHOLE), *old = told(path, WHOLE);
	assert_string_equal(old, fresh);
	free(fresh);
	free(old);
	unlink(fresh_path);
	free(fresh_path);
}

static void
set_tree(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf text;

	vg_buf_init(&text, 0);
	assert_int_equal(vg_file_read(tree, &text, &detail), VG_OK);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&text), "file", "vigie", ""};
	if (vg_desktree_read(context, vg_buf_text(&text), tree, NULL, &conf, &detail) !=
		VG_OK ||
	    vg_desk_set_conf(desk, conf, &revision, now, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_buf_fini(&text);
}

/*
 * A day later: what is due is done, the chains fit, with the rows of the new version behind them.
 */
static void
expect_goes_on(void)
{
	struct vg_detail detail = {0};
	struct vg_desk *desk = NULL;
	struct vg_wall now;

	char *last = told(path, "SELECT max(at) FROM happening");
	now.us = strtoll(last, NULL, 10) + VG_DAY_US;
	free(last);
	if (vg_desk_verify_file(path, &detail) != VG_OK ||
	    vg_desk_open(path, packs, now, &desk, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_desk_set_context(desk, context);
	set_tree(desk, now);
	assert_int_equal(vg_desk_run_due(desk, now), VG_OK);
	if (vg_desk_verify(desk, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_desk_close(desk);
}

static void
check(const char *name)
{
	load(name);
	char *tables = told(path, TABLES);
	char *before = count_rows(path, tables);
	assert_true(strlen(before) > 200);
	migrate(path);
	char *after = count_rows(path, tables);
	assert_string_equal(after, before);
	char *wrong = told(path, "PRAGMA foreign_key_check");
	assert_string_equal(wrong, "");
	free(wrong);
	wrong = told(path, "PRAGMA integrity_check");
	assert_string_equal(wrong, "ok\n");
	expect_equal_schema();
	expect_goes_on();
	free(wrong);
	free(tables);
	free(before);
	free(after);
}

static void
what_older_versions_left_becomes_this_ones(void **state)
{
	DIR *all = opendir(OLDER);
	struct dirent *entry;
	size_t n = 0;

	(void)state;
	assert_non_null(all);
	while ((entry = readdir(all)) != NULL) {
		if (!strstr(entry->d_name, ".sql"))
			continue;
		print_message("%s\n", entry->d_name);
		check(entry->d_name);
		n++;
	}
	closedir(all);
	assert_true(n >= 5);
}

/* P6: what a reply met runs on where no relay has it; a case that was closed long ago stays closed. */
static void
replies_that_waited_are_looked_at(void **state)
{
	static const char states[] = "SELECT number || ' ' || state FROM support_case"
				     " WHERE subject <> 'collector/noc' ORDER BY number";
	/* The last act of a ledger: 4 meets, 6 lets run again. */
	static const char acts[] =
	    "SELECT case_number || ' ' || act || ' ' || cause FROM ledger l"
	    " WHERE name IN ('first-reply','client-told') AND id = (SELECT max(id)"
	    " FROM ledger WHERE case_number = l.case_number AND name = l.name)"
	    " ORDER BY case_number";

	(void)state;
	load("v67-replies-that-wait.sql");
	char *was = told(path, states);
	assert_string_equal(
	    was, "2026-000001 closed\n2026-000002 in-hand\n2026-000003 closed\n");
	migrate(path);
	expect_goes_on();
	char *is = told(path, states);
	assert_string_equal(
	    is, "2026-000001 closed\n2026-000002 in-hand\n2026-000003 in-hand\n");
	char *ledgers = told(path, acts);
	assert_string_equal(ledgers,
	    "2026-000001 4 the client was told: message 3\n"
	    "2026-000002 6 message 10 has not left\n"
	    "2026-000003 6 message 11 has not left\n");
	free(was);
	free(is);
	free(ledgers);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_older_versions_left_becomes_this_ones),
	    cmocka_unit_test(replies_that_waited_are_looked_at),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
