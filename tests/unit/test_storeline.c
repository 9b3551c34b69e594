/*
 * Databases of before, made by the migrations of then, and what the last ones make of their rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "collector/store/schema.h"
#include "collector/store/storeline.h"
#include "collector/store/storemention.h"

static void
run(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s\n    of: %.200s", why, sql);
}

/* Runs the migrations from number '*at' on, up to 'until' (NULL: all) and without it. */
static void
migrate(sqlite3 *db, size_t *at, const char *until)
{
	const struct vg_db_plan *plan = &vg_schema_plan;

	for (; *at < plan->n_migrations && plan->migrations[*at] != until; ++*at)
		run(db, plan->migrations[*at]);
	if (until)
		assert_true(*at < plan->n_migrations);
}

/* One row: its columns, joined by a bar. */
static void
expect(sqlite3 *db, const char *sql, const char *wanted)
{
	char got[512] = "";
	sqlite3_stmt *s = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	for (int i = 0; i < sqlite3_column_count(s); i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s",
		    i ? "|" : "", (const char *)sqlite3_column_text(s, i));
	sqlite3_finalize(s);
	if (strcmp(got, wanted) != 0)
		fail_msg("%s\n    gives %s, not %s", sql, got, wanted);
}

static const char messages[] =
    "INSERT INTO outbox (id, created, what, role, transition, recipient, template, next_try)"
    " VALUES (1, 1, 'opened', 'noc', 'opened@1', 'role:noc', 'opened', 1),"
    " (2, 1, 'page W2: Zebulon is down', 'duty', 'page@1', 'anne', 'page', 1),"
    " (3, 1, 'opened: Zebulon: a request', 'noc', 'opened@9', 'way:hook', 'event', 1),"
    " (4, 1, 'closed: ', 'noc', 'closed@9', 'way:hook', 'event', 1),"
    " (5, 1, 'message 2 to the client was not sent: no', 'noc', 'not-sent@2', 'role:noc',"
    "  'target', 1);";

static void
check_messages(sqlite3 *db)
{
	static const char *const rows[] = {"opened|", "page|page W2: Zebulon is down",
	    "opened|Zebulon: a request", "closed|",
	    "target|message 2 to the client was not sent: no"};
	char sql[96];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(sql, sizeof(sql), "SELECT what, line FROM outbox WHERE id = %zu",
		    i + 1);
		expect(db, sql, rows[i]);
	}
}

/* Label, event and words stood in one string. */
static void
what_happened_and_what_is_said_part(void **state)
{
	sqlite3 *db = NULL;
	size_t at = 0;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	migrate(db, &at, vg_storeline_tables);
	run(db, messages);
	migrate(db, &at, NULL);
	check_messages(db);
	/* What is queued from now on comes out the same. */
	run(db, "DELETE FROM outbox");
	run(db, messages);
	check_messages(db);
	sqlite3_close(db);
}

/* A mail of before has no copies, and its domain nobody kept. */
static void
mails_of_before_stay(void **state)
{
	sqlite3 *db = NULL;
	size_t at = 0;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	migrate(db, &at, vg_storemention_tables);
	run(db,
	    "INSERT INTO mail (id, case_number, taken, recorded, message_id, person, side,"
	    " automatic, rung, opened, body_digest) VALUES (7, '2026-000001', 1, 1, 'a@b',"
	    " 'sender-1', 'client', 0, 8, 1, x'00');"
	    "INSERT INTO mail_text (id, salt, sender, recipient, subject, text) VALUES"
	    " (7, x'00', 'zoe@b.example', 'support@a.example', 'Zebulon', 'x');");
	migrate(db, &at, NULL);
	expect(db,
	    "SELECT m.person, m.domain, t.subject, t.cc FROM mail m"
	    " JOIN mail_text t ON t.id = m.id",
	    "sender-1||Zebulon|");
	/* What a mail says goes with its text, whoever takes that away. */
	run(db,
	    "INSERT INTO erasing (one) VALUES (1);"
	    "UPDATE mail SET domain = 'b.example' WHERE id = 7;"
	    "INSERT INTO mail_party VALUES (7, 'client', 'clinique-a', 'cc');"
	    "DELETE FROM mail_text WHERE id = 7;");
	expect(db, "SELECT domain, (SELECT count(*) FROM mail_party) FROM mail", "|0");
	sqlite3_close(db);
}

/* The page names a case by its title, which its sender wrote. */
static void
lines_go_with_their_person(void **state)
{
	sqlite3 *db = NULL;
	size_t at = 0;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	migrate(db, &at, NULL);
	run(db,
	    "INSERT INTO mail (case_number, taken, recorded, message_id, person, side,"
	    " automatic, rung, opened, body_digest) VALUES ('2026-000001', 1, 1, '',"
	    " 'sender-1', 'client', 0, 8, 1, x'00');"
	    "INSERT INTO outbox (id, created, case_number, what, role, transition,"
	    " recipient, template, next_try) VALUES"
	    " (1, 1, '2026-000001', 'page W2: it hums', 'duty', 'a', 'x', 'page', 1),"
	    " (2, 1, '2026-000002', 'page W2: ask Zebulon', 'duty', 'b', 'x', 'page', 1),"
	    " (3, 1, '2026-000002', 'page W2: it is hot', 'duty', 'c', 'x', 'page', 1);"
	    "INSERT INTO sought (kind, text) VALUES ('ref', 'sender-1'), ('word', 'zebulon')");
	run(db, vg_storeline_group.statements[VG_STORELINE_DROP - VG_STORELINE_FIRST]);
	expect(db, "SELECT group_concat(what || ':' || line) FROM outbox",
	    "page:,page:,page:page W2: it is hot");
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_happened_and_what_is_said_part),
	    cmocka_unit_test(mails_of_before_stay),
	    cmocka_unit_test(lines_go_with_their_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
