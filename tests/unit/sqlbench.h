/*
 * Statements of a test's own at a database that is open.
 */
#ifndef VG_TESTS_UNIT_SQLBENCH_H
#define VG_TESTS_UNIT_SQLBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "lib/sql/dbcore.h"

/* Runs 'sql', which may be several statements. */
static inline void
run_at(const struct vg_db *db, const char *sql)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db->handle));
}

/* The number that the first row of 'sql' begins with; there must be one. */
static inline int64_t
ask_at(const struct vg_db *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db->handle));
	int64_t number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

#endif
