/*
 * No statement of the collector walks a table that grows, and none of a list sorts it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/store/schema.h"
#include "collector/store/storealarmkin.h"
#include "collector/store/storefamily.h"
#include "collector/store/storelist.h"
#include "collector/store/storenarrow.h"
#include "collector/store/storeperson.h"
#include "collector/store/storewaiting.h"
#include "lib/base/text.h"

/* Tables that grow with the years, or with what breaks. */
static const char *const big[] = {"message", "alarm", "raise", "support_case", "target",
    "ledger", "suggestion", "journal", "journal_text", "audit", "due", "outbox",
    "outbox_text", "outbox_letter", "happening", "evidence", "idempotency", "mail",
    "mail_text", "mail_unknown", "rma", "rma_key", "rma_number", "rma_shipment",
    "rma_unit", "rma_step", "tie", "supplier_ticket", "visit", "work_order", "proof"};

/* What is meant to read a whole table, by how it begins. */
static const struct {
	const char *begins, *why;
} meant[] = {
    {"SELECT id, chain, case_number", "the journal's chain is verified"},
    {"SELECT id, chain, at, who", "the audit's chain is verified"},
    {"SELECT chain FROM", "the last row: one step from the end"},
    {"SELECT digest, received,", "the newest rows, till they are older than 150 s"},
    {"SELECT t.revision, '', r.at", "persons are looked for in every text there is"},
    {"DELETE FROM revision_text WHERE (revision, mark)", "revisions are few; r is one"},
    {"SELECT p.number, p.state, p.supplier", "one problem's cases, counted"},
    {"SELECT a.severity, a.cleared <> 0", "alarms are counted for whoever asks"},
    {"UPDATE outbox SET line = ''", "a person is looked for in every line there is"},
    {"WITH RECURSIVE went", "one subject's cases that were merged away"},
};

static bool
is_meant(const char *sql)
{
	for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++) {
		if (vg_text_starts(sql, meant[i].begins))
			return true;
	}
	return false;
}

/*
 * Whether a line of a plan walks a big table from end to end; what is asked for each entry of a
 * list ('each') goes into an index by what it names, and walks no stretch of one.
 */
static bool
walks(const char *line, bool each)
{
	char table[64];

	if (each && (vg_text_starts(line, "SCAN") || vg_text_starts(line, "SEARCH")))
		return !strstr(line, "=?");
	if (sscanf(line, "SCAN %63s", table) != 1 || strstr(line, "USING"))
		return false;
	for (size_t i = 0; i < sizeof(big) / sizeof(big[0]); i++) {
		if (strcmp(table, big[i]) == 0)
			return true;
	}
	/* Aliases are one letter. */
	return table[1] == '\0';
}

/*
 * Counts what is wrong with the plan of 'sql': big tables that are walked; of a list also rows
 * that are sorted, for then all of them are read before the first is given.
 */
static size_t
check_plan(sqlite3 *db, const char *sql, bool list, bool each)
{
	char explain[4096];
	sqlite3_stmt *s = NULL;
	size_t wrong = 0;

	assert_null(strstr(sql, "OFFSET"));
	vg_text_format(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &s, NULL), SQLITE_OK);
	/* The queue's filters are answered by its indexes alone. */
	bool queue = strstr(sql, "ORDER BY calm") != NULL;
	while (!is_meant(sql) && sqlite3_step(s) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(s, 3);
		if (!walks(line, each) && !(list && strstr(line, "TEMP B-TREE")) &&
		    !(queue && !strstr(line, "COVERING INDEX case_queue")))
			continue;
		fprintf(stderr, "%s\n    of: %s\n", line, sql);
		wrong++;
	}
	sqlite3_finalize(s);
	return wrong;
}

static sqlite3 *
open_empty(void)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++)
		assert_int_equal(
		    sqlite3_exec(db, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	return db;
}

/* Of storenarrow: what a resource has is few, and sorted. */
static bool
is_few(size_t i)
{
	return i == VG_STORENARROW_RESOURCE - VG_STORENARROW_FIRST;
}

/* Each narrowed list goes by an index of what narrows it. */
static void
narrowed_lists_go_by_what_narrows(void **state)
{
	static const struct {
		size_t statement;
		const char *by;
	} rows[] = {
	    {VG_STORENARROW_DEVICE, "USING INDEX alarm_device (device=? AND cleared=?"},
	    {VG_STORENARROW_SEVERITY,
		"USING INDEX alarm_severe (severity=? AND cleared=?"},
	    {VG_STORENARROW_RESOURCE, "(resource=?)"},
	};
	sqlite3 *db = open_empty();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *sql =
		    vg_storenarrow_group
			.statements[rows[i].statement - VG_STORENARROW_FIRST];
		char explain[4096];
		sqlite3_stmt *s = NULL;
		vg_text_format(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql);
		assert_int_equal(
		    sqlite3_prepare_v2(db, explain, -1, &s, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(s), SQLITE_ROW);
		const char *line = (const char *)sqlite3_column_text(s, 3);
		if (!vg_text_starts(line, "SEARCH a ") || !strstr(line, rows[i].by))
			fail_msg("%s", line);
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
}

static void
no_statement_walks_a_big_table(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3 *db = open_empty();
	size_t wrong = 0, n = 0;

	(void)state;
	for (size_t i = 0; i < plan->n_statements; i++, n++)
		wrong += check_plan(db, plan->statements[i], false, false);
	for (size_t g = 0; g < plan->n_groups; g++) {
		const struct vg_db_group *group = plan->groups[g];
		/* Persons are looked for in every text there is. */
		if (group == &vg_storeperson_group)
			continue;
		for (size_t i = 0; i < group->n; i++, n++)
			wrong += check_plan(db, group->statements[i],
			    group == &vg_storelist_group ||
				(group == &vg_storenarrow_group && !is_few(i)) ||
				group == &vg_storefamily_group,
			    group == &vg_storealarmkin_group);
	}
	sqlite3_close(db);
	assert_true(n > 150);
	assert_int_equal(wrong, 0);
}

/* Mails that wait: of thousands behind one nothing is read to find whose turn or warning is next. */
static void
mails_that_wait_go_by_their_indexes(void **state)
{
	static const struct {
		size_t statement;
		const char *by;
	} rows[] = {
	    {VG_STOREWAITING_VOUCHED, "mail_unknown_turn (lane=?)"},
	    {VG_STOREWAITING_NEWEST, "mail_unknown_turn (lane=? AND turn=?)"},
	    {VG_STOREWAITING_OLDEST, "mail_unknown_state"},
	    {VG_STOREWAITING_ANSWERED, "mail_answered (domain=?)"},
	    {VG_STOREWAITING_CLOCKS, "mail_unknown_due (reply_due>?"},
	    {VG_STOREWAITING_WARNED, "mail_unknown_warn_1 (warn_1>?)"},
	    {VG_STOREWAITING_WARNED, "mail_unknown_warn_2 (warn_2>?)"},
	    {VG_STOREWAITING_WARNED, "mail_unknown_warn_3 (warn_3>?)"},
	    {VG_STOREWAITING_FELL, "mail_unknown_warn_1 (warn_1>? AND warn_1<?)"},
	    {VG_STOREWAITING_ALONE, "mail_unknown_house (lane=? AND house=?)"},
	    {VG_STOREWAITING_ADD, "mail_unknown_house (lane=? AND house=?)"},
	    {VG_STOREWAITING_INHERIT, "mail_unknown_behind (behind=?)"},
	    {VG_STOREWAITING_FOLLOW, "mail_unknown_behind (behind=?)"},
	};
	sqlite3 *db = open_empty();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char explain[4096];
		sqlite3_stmt *s = NULL;
		bool by = false;
		vg_text_format(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s",
		    vg_storewaiting_group
			.statements[rows[i].statement - VG_STOREWAITING_FIRST]);
		assert_int_equal(
		    sqlite3_prepare_v2(db, explain, -1, &s, NULL), SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW) {
			const char *line = (const char *)sqlite3_column_text(s, 3);
			by = by || strstr(line, rows[i].by);
			if (strstr(line, "TEMP B-TREE"))
				fail_msg("%s: %s", line, explain);
		}
		if (!by)
			fail_msg("not by %s: %s", rows[i].by, explain);
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(narrowed_lists_go_by_what_narrows),
	    cmocka_unit_test(no_statement_walks_a_big_table),
	    cmocka_unit_test(mails_that_wait_go_by_their_indexes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
