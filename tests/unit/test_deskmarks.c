/*
 * When a mark is made, which rows are its own, and what goes with it.
 */
#include "tests/unit/sqlbench.h"

#include <stdio.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/store/storereplay.h"
#include "lib/base/error.h"

#define DAY(n) ((struct vg_wall){(n)*VG_DAY_US})

static struct vg_desk desk;

static int64_t
ask(const char *sql)
{
	return ask_at(desk.db, sql);
}

static void
run(const char *sql)
{
	run_at(desk.db, sql);
}

/* A database of thirty devices, with its first mark. */
static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	if (vg_db_open(":memory:", &vg_schema_plan, &desk.db, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	run("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
	    " INSERT INTO device SELECT 'ne-' || i, '', '', '', '', '', 1 FROM n");
	return vg_deskrecorded_boot(&desk, DAY(100));
}

static int
close_desk(void **state)
{
	(void)state;
	vg_db_close(desk.db);
	return 0;
}

static void
look(int64_t day)
{
	assert_int_equal(vg_deskrecorded_mark(&desk, DAY(day)), VG_OK);
}

static void
expect_marks(int64_t n)
{
	assert_int_equal(ask("SELECT count(*) FROM mark"), n);
}

static void
hear(unsigned n)
{
	while (n-- > 0)
		run("INSERT INTO message (agent, spool, sequence, type, digest, source,"
		    " received, state, body) VALUES ('', x'', 0, 1, x'', '', 1, 'applied',"
		    " x'')");
}

static void
a_mark_is_made_when_as_much_came_as_it_has_rows(void **state)
{
	(void)state;
	assert_int_equal(ask("SELECT last_row - first_row + 1 FROM mark"), 30);
	hear(29);
	look(101);
	expect_marks(1);
	hear(1);
	look(102);
	expect_marks(2);
}

static void
a_mark_is_made_each_tenth_day_whatever_came(void **state)
{
	(void)state;
	look(101);
	look(109);
	expect_marks(1);
	look(110);
	expect_marks(2);
}

static void
a_clock_that_was_set_back_does_not_keep_marks_away(void **state)
{
	(void)state;
	look(60);
	expect_marks(2);
}

/* How many rows mark 'id' tells, behind row 'after'; all of them must be its own. */
static unsigned
tell(int64_t id, int64_t after)
{
	const size_t q = VG_STOREREPLAY_ROWS;
	unsigned n = 0;

	assert_int_equal(vg_db_query(desk.db, q, "iii", id, after, (int64_t)100), VG_OK);
	while (vg_db_next(desk.db, q)) {
		char sql[80];
		snprintf(sql, sizeof(sql), "SELECT mark FROM mark_row WHERE id = %lld",
		    (long long)vg_db_int(desk.db, q, 0));
		assert_int_equal(ask(sql), id);
		n++;
	}
	return n;
}

static void
rows_of_a_mark_stand_together_and_go_with_it(void **state)
{
	bool more = false;

	(void)state;
	run("INSERT INTO device VALUES ('ne-31', '', '', '', '', '', 1)");
	look(110);
	look(120);
	assert_int_equal(tell(1, 0), 30);
	assert_int_equal(tell(2, 0), 31);
	assert_int_equal(tell(2, 31), 30);
	assert_int_equal(tell(3, 0), 31);
	assert_int_equal(vg_deskrecorded_sweep(&desk, DAY(111), 40, &more), VG_OK);
	assert_true(more);
	assert_int_equal(ask("SELECT min(id) FROM mark_row"), 41);
	more = false;
	assert_int_equal(vg_deskrecorded_sweep(&desk, DAY(111), 40, &more), VG_OK);
	assert_false(more);
	expect_marks(1);
	assert_int_equal(ask("SELECT count(*) FROM mark_row"), 31);
	assert_int_equal(tell(3, 0), 31);
	/* The last one stays, however old it is. */
	assert_int_equal(vg_deskrecorded_sweep(&desk, DAY(200), 40, &more), VG_OK);
	assert_int_equal(tell(3, 0), 31);
}

/* A database of before knew by an index which rows were whose. */
static void
marks_of_an_older_version_keep_their_rows(void **state)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < vg_schema_plan.n_migrations; i++) {
		const char *step = vg_schema_plan.migrations[i];
		if (step == vg_storereplay_ranges)
			assert_int_equal(
			    sqlite3_exec(db,
				"INSERT INTO mark (at, message, act, revision) VALUES"
				" (1, 0, 0, 1), (2, 0, 0, 1), (3, 0, 0, 1);"
				"INSERT INTO mark_row (mark, line) VALUES (1, 'a'),"
				" (1, 'b'), (3, 'c')",
				NULL, NULL, NULL),
			    SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, step, NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT group_concat(first_row || '-' || last_row) FROM mark", -1, &s,
		NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(s, 0), "1-2,0--1,3-3");
	sqlite3_finalize(s);
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_mark_is_made_when_as_much_came_as_it_has_rows, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_mark_is_made_each_tenth_day_whatever_came, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_clock_that_was_set_back_does_not_keep_marks_away, open_desk,
		close_desk),
	    cmocka_unit_test_setup_teardown(
		rows_of_a_mark_stand_together_and_go_with_it, open_desk, close_desk),
	    cmocka_unit_test(marks_of_an_older_version_keep_their_rows),
	};

	return cmocka_run_group_tests_name("deskmarks", tests, NULL, NULL);
}
