/*
 * collector/store: what the tables refuse, and the journal's chain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/store/record.h"
#include "collector/store/schema.h"
#include "lib/base/error.h"

static char path[64];
static struct vg_db *db;

static int
add_case(const char *number, const char *subject, const char *state)
{
	return vg_db_run(db, VG_SQL_CASE_ADD, "tttttittttttttiii", number, state, "title",
	    subject, "power", (int64_t)4, "clinique-a", "lyon-2", "ne-7", "allot",
	    "c-2026-7", "delegated", "in-force", "P2", (int64_t)1, (int64_t)1000,
	    (int64_t)16);
}

static int
add_entry(const char *text)
{
	const struct vg_record_entry e = {
	    "2026-000001", {1}, {2}, "note", "claire", "integrator", "client", text};

	return vg_record_journal(db, &e);
}

static int
open_db(void **state)
{
	struct vg_detail detail = {0};
	int fd;

	(void)state;
	strcpy(path, "/tmp/vigie-test-store.XXXXXX");
	fd = mkstemp(path);
	close(fd);
	if (vg_db_open(path, &vg_schema_plan, &db, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	return add_case("2026-000001", "device/ne-7", "new");
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

/* Runs SQL that no statement of ours holds, the way a careless hand would. */
static int
by_hand(const char *sql)
{
	struct vg_detail detail;
	sqlite3 *raw = NULL;

	vg_db_close(db);
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	sqlite3_exec(raw, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	int result = sqlite3_exec(raw, sql, NULL, NULL, NULL);
	sqlite3_close(raw);
	assert_int_equal(vg_db_open(path, &vg_schema_plan, &db, &detail), VG_OK);
	return result & 0xFF;
}

static void
one_open_case_for_subject_and_class(void **state)
{
	(void)state;
	assert_int_equal(add_case("2026-000002", "device/ne-7", "in-hand"), VG_ECONFLICT);
	assert_int_equal(add_case("2026-000002", "device/ne-8", "new"), VG_OK);
	assert_int_equal(add_case("2026-000003", "device/ne-7", "closed"), VG_OK);
	assert_int_equal(
	    vg_db_run(db, VG_SQL_CASE_STATE, "tti", "2026-000001", "closed", (int64_t)5),
	    VG_OK);
	assert_int_equal(add_case("2026-000004", "device/ne-7", "new"), VG_OK);
}

static void
unknown_words_are_refused(void **state)
{
	(void)state;
	assert_int_equal(
	    add_case("2026-000009", "device/ne-9", "sleeping"), VG_ECONFLICT);
	assert_int_equal(
	    vg_db_run(db, VG_SQL_CASE_FAULT, "tti", "2026-000001", "gone", (int64_t)5),
	    VG_ECONFLICT);
	assert_int_equal(
	    by_hand("UPDATE support_case SET ball = 'nobody'"), SQLITE_CONSTRAINT);
}

static void
a_case_and_its_record_stay(void **state)
{
	static const char *const refused[] = {"DELETE FROM support_case",
	    "UPDATE journal SET who = 'marc'", "DELETE FROM journal",
	    "UPDATE audit SET who = 'marc'", "DELETE FROM audit",
	    "UPDATE ledger SET at = 0", "DELETE FROM ledger"};
	const struct vg_record_act act = {
	    {1}, "claire", "", "socket", "take", "2026-000001", "x"};

	(void)state;
	assert_int_equal(add_entry("seen"), VG_OK);
	assert_int_equal(vg_record_audit(db, &act), VG_OK);
	assert_int_equal(
	    vg_db_run(db, VG_SQL_TARGET_ADD, "ttt", "2026-000001", "client-told", ""),
	    VG_OK);
	assert_int_equal(
	    vg_db_run(db, VG_SQL_LEDGER_ADD, "tttiiittiiiii", "2026-000001",
		"client-told", "", (int64_t)1, (int64_t)1, (int64_t)1, "vigie", "P7",
		(int64_t)0, (int64_t)0, (int64_t)1, (int64_t)0, (int64_t)0),
	    VG_OK);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_int_equal(by_hand(refused[i]), SQLITE_CONSTRAINT);
}

static void
a_ledger_needs_its_target(void **state)
{
	(void)state;
	assert_int_equal(
	    vg_db_run(db, VG_SQL_LEDGER_ADD, "tttiiittiiiii", "2026-000001", "watch", "",
		(int64_t)1, (int64_t)1, (int64_t)1, "vigie", "P5", (int64_t)0, (int64_t)0,
		(int64_t)1, (int64_t)0, (int64_t)0),
	    VG_ECONFLICT);
}

static void
a_message_counts_once(void **state)
{
	const char spool[8] = "spool-01";
	int code = VG_OK;

	(void)state;
	for (int i = 0; i < 2; i++)
		code = vg_db_run(db, VG_SQL_MESSAGE_ADD, "tbiibtitbi", "lyon-2", spool,
		    sizeof(spool), (int64_t)7, (int64_t)1, "d", (size_t)1, "127.0.0.1",
		    (int64_t)1, "applied", "b", (size_t)1, (int64_t)0);
	assert_int_equal(code, VG_ECONFLICT);
	/* Foreign traps have no such key. */
	for (int i = 0; i < 2; i++)
		code = vg_db_run(db, VG_SQL_MESSAGE_ADD, "tbiibtitbi", "", spool,
		    sizeof(spool), (int64_t)0, (int64_t)0, "d", (size_t)1, "127.0.0.1",
		    (int64_t)1, "applied", "b", (size_t)1, (int64_t)0);
	assert_int_equal(code, VG_OK);
}

static void
the_chain_tells_a_change(void **state)
{
	int64_t broken = -1;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(add_entry("entry"), VG_OK);
	assert_int_equal(vg_record_verify_journal(db, &broken), VG_OK);
	assert_int_equal(broken, 0);
	/* What a person wrote can be erased, by an erasure only; the chain still verifies. */
	assert_int_equal(
	    by_hand("DELETE FROM journal_text WHERE id = 2"), SQLITE_CONSTRAINT);
	assert_int_equal(
	    by_hand("UPDATE journal_text SET text = '' WHERE id = 2"), SQLITE_CONSTRAINT);
	assert_int_equal(by_hand("INSERT INTO erasing VALUES (1);"
				 "DELETE FROM journal_text WHERE id = 2;"
				 "DELETE FROM erasing"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_journal(db, &broken), VG_OK);
	assert_int_equal(by_hand("DROP TRIGGER journal_stays;"
				 "UPDATE journal SET happened = 99 WHERE id = 3"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_journal(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 3);
}

static void
a_row_left_out_breaks_the_chain(void **state)
{
	int64_t broken = -1;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(add_entry("entry"), VG_OK);
	assert_int_equal(
	    by_hand("DROP TRIGGER journal_is_kept; INSERT INTO erasing VALUES (1);"
		    "DELETE FROM journal_text WHERE id = 3; DELETE FROM erasing;"
		    "DELETE FROM journal WHERE id = 3"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_journal(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 4);
}

/* The audit's chain as the journal's: a change and a row left out are told. */
static void
the_audit_is_a_chain(void **state)
{
	const struct vg_record_act act = {
	    {1}, "claire", "web", "socket", "take", "2026-000001", "in-hand"};
	int64_t broken = -1;

	(void)state;
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(vg_record_audit(db, &act), VG_OK);
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_OK);
	assert_int_equal(broken, 0);
	assert_int_equal(
	    by_hand("DROP TRIGGER audit_stays; UPDATE audit SET proxy = '' WHERE id = 4"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 4);
	assert_int_equal(by_hand("UPDATE audit SET proxy = 'web' WHERE id = 4;"
				 "DROP TRIGGER audit_is_kept; DELETE FROM audit "
				 "WHERE id = 2"),
	    SQLITE_OK);
	assert_int_equal(vg_record_verify_audit(db, &broken), VG_ECORRUPT);
	assert_int_equal(broken, 3);
}

/* Two groups that share a number would bind each other's statements. */
static void
groups_stand_apart(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;

	(void)state;
	for (size_t i = 0; i < plan->n_groups; i++) {
		const struct vg_db_group *a = plan->groups[i];
		assert_true(a->first >= plan->n_statements);
		for (size_t j = 0; j < i; j++) {
			const struct vg_db_group *b = plan->groups[j];
			if (a->first < b->first + b->n && b->first < a->first + a->n)
				fail_msg(
				    "groups at %zu and %zu overlap", a->first, b->first);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(groups_stand_apart),
	    cmocka_unit_test_setup_teardown(
		one_open_case_for_subject_and_class, open_db, close_db),
	    cmocka_unit_test_setup_teardown(unknown_words_are_refused, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_case_and_its_record_stay, open_db, close_db),
	    cmocka_unit_test_setup_teardown(a_ledger_needs_its_target, open_db, close_db),
	    cmocka_unit_test_setup_teardown(a_message_counts_once, open_db, close_db),
	    cmocka_unit_test_setup_teardown(the_chain_tells_a_change, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_row_left_out_breaks_the_chain, open_db, close_db),
	    cmocka_unit_test_setup_teardown(the_audit_is_a_chain, open_db, close_db),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
