/*
 * Gaps in the audit: old acts go, the rest verifies, and nothing else goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "collector/store/auditgap.h"
#include "collector/store/auditsweep.h"
#include "collector/store/record.h"
#include "collector/store/schema.h"
#include "collector/store/storekeep.h"
#include "lib/base/error.h"

static char path[64];
static struct vg_db *db;

/* Ten acts, at 1 ... 10; those on the open case are the 3rd and the 6th. */
static int
open_db(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	strcpy(path, "/tmp/vigie-test-auditgap.XXXXXX");
	close(mkstemp(path));
	if (vg_db_open(path, &vg_schema_plan, &db, &detail) != VG_OK)
		return -1;
	int code = vg_db_run(db, VG_SQL_CASE_ADD, "tttttittttttttiii", "2026-000001",
	    "new", "title", "device/ne-7", "power", (int64_t)4, "a", "s", "ne-7", "allot",
	    "c", "delegated", "in-force", "P2", (int64_t)1, (int64_t)1000, (int64_t)16);
	for (int64_t i = 1; code == VG_OK && i <= 10; i++) {
		const struct vg_record_act act = {{i}, "claire", "", "socket", "note",
		    i == 3 || i == 6 ? "2026-000001" : "x", "done"};
		code = vg_record_audit(db, &act);
	}
	return code == VG_OK ? 0 : -1;
}

static int
close_db(void **state)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".ballast"};
	char name[96];

	(void)state;
	vg_db_close(db);
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
	return 0;
}

static int
by_hand(const char *sql)
{
	struct vg_detail detail;
	sqlite3 *raw = NULL;

	vg_db_close(db);
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	int result = sqlite3_exec(raw, sql, NULL, NULL, NULL);
	sqlite3_close(raw);
	assert_int_equal(vg_db_open(path, &vg_schema_plan, &db, &detail), VG_OK);
	return result & 0xFF;
}

static size_t
sweep(int64_t until, size_t limit)
{
	size_t n = 0;

	assert_int_equal(vg_db_begin(db), VG_OK);
	assert_int_equal(vg_auditsweep_run(db, (struct vg_wall){until}, limit,
			     (struct vg_wall){90}, &n),
	    VG_OK);
	assert_int_equal(vg_db_commit(db), VG_OK);
	return n;
}

static void
assert_gaps(const char *wanted)
{
	struct vg_auditgaps gaps;
	char text[128] = "";

	assert_int_equal(vg_auditgap_load(db, &gaps), VG_OK);
	for (size_t i = 0; i < gaps.n; i++) {
		size_t used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s%d-%d", used ? " " : "",
		    (int)gaps.gap[i].first, (int)gaps.gap[i].last);
	}
	vg_auditgap_fini(&gaps);
	assert_string_equal(text, wanted);
}

static int
verify(void)
{
	int64_t broken;

	return vg_record_verify_audit(db, &broken);
}

static void
old_acts_go_and_the_rest_verifies(void **state)
{
	(void)state;
	assert_int_equal(sweep(1, 500), 0);
	assert_gaps("");
	assert_int_equal(sweep(9, 500), 6);
	assert_gaps("1-2 4-5 7-8");
	assert_int_equal(verify(), VG_OK);
	/* In slices, each joined with what went before. */
	assert_int_equal(sweep(11, 1), 1);
	assert_int_equal(sweep(11, 1), 1);
	assert_int_equal(sweep(11, 1), 0);
	assert_gaps("1-2 4-5 7-10");
	assert_int_equal(verify(), VG_OK);
	/* When the texts of the case have gone, its acts do. */
	assert_int_equal(
	    vg_db_run(db, VG_STOREKEEP_CASE_SWEPT, "ti", "2026-000001", (int64_t)2000),
	    VG_OK);
	assert_int_equal(sweep(11, 500), 2);
	assert_gaps("1-10");
	assert_int_equal(verify(), VG_OK);
	/* The acts that told the first sweeps go in their time, but the last of them. */
	assert_int_equal(sweep(91, 500), 4);
	assert_gaps("1-14");
	assert_int_equal(verify(), VG_OK);
	assert_int_equal(sweep(91, 500), 1);
	assert_int_equal(verify(), VG_OK);
}

static void
nothing_else_goes(void **state)
{
	(void)state;
	assert_int_equal(sweep(5, 500), 3);
	assert_int_equal(by_hand("DELETE FROM audit WHERE id = 7"), SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("INSERT INTO audit_gap VALUES (7, 7, zeroblob(32))"),
	    SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("UPDATE audit_gap SET first = 1"), SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("DELETE FROM audit_gap"), SQLITE_CONSTRAINT);
	/* Not even a sweep: what is not told, told wrongly, or too young. */
	assert_int_equal(by_hand("INSERT INTO sweeping VALUES (1, 8);"
				 "DELETE FROM audit WHERE id = 7"),
	    SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("INSERT INTO audit_gap VALUES (7, 7, zeroblob(32));"
				 "DELETE FROM audit WHERE id = 7"),
	    SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("DELETE FROM audit_gap WHERE first = 7;"
				 "INSERT INTO audit_gap SELECT 7, 9, chain FROM audit"
				 " WHERE id = 9; DELETE FROM audit WHERE id = 9"),
	    SQLITE_CONSTRAINT);
}

static void
a_gap_that_no_sweep_told_is_found(void **state)
{
	int64_t broken = -1;

	(void)state;
	assert_int_equal(sweep(3, 500), 2);
	assert_int_equal(by_hand("INSERT INTO sweeping VALUES (1, 99);"
				 "INSERT INTO audit_gap SELECT 7, 7, chain FROM audit"
				 " WHERE id = 7; DELETE FROM audit WHERE id = 7;"
				 "DELETE FROM sweeping"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 0);
}

static void
a_row_left_out_is_found_beside_gaps(void **state)
{
	int64_t broken = -1;

	(void)state;
	assert_int_equal(sweep(3, 500), 2);
	assert_int_equal(
	    by_hand("DROP TRIGGER audit_is_kept; DELETE FROM audit WHERE id = 5"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 6);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_db, close_db)
	const struct CMUnitTest tests[] = {
	    TEST(old_acts_go_and_the_rest_verifies),
	    TEST(nothing_else_goes),
	    TEST(a_gap_that_no_sweep_told_is_found),
	    TEST(a_row_left_out_is_found_beside_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
