/*
 * Whose turn it is among mails of strangers, and that the store's states are ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/mailguard/mailturn.h"
#include "collector/store/schema.h"
#include "collector/store/storewaiting.h"

static void
a_house_is_what_was_registered(void **state)
{
	static const struct {
		const char *domain, *registered;
	} rows[] = {{"evil.example", "evil.example"}, {"a.evil.example", "evil.example"},
	    {"a.b.c.evil.example", "evil.example"}, {"house.co.uk", "house.co.uk"},
	    {"a.house.co.uk", "house.co.uk"}, {"chu.gouv.fr", "chu.gouv.fr"},
	    /* whoever has three letters of a country has not all below them */
	    {"x.abc.fr", "abc.fr"}, {"a.co.com", "co.com"}, {"co.uk", "co.uk"},
	    {"localhost", "localhost"}, {"", ""}, {".", "."}, {"a.", "a."},
	    {"..uk", ".uk"}, {".co.uk", ".co.uk"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    vg_mailturn_registered(rows[i].domain), rows[i].registered);
}

static void
who_is_vouched_for_waits_apart(void **state)
{
	static const struct {
		struct vg_mailturn_mail mail;
		enum vg_mailturn_lane lane;
		const char *house;
	} rows[] = {{{"a.evil.example", "sender-1", false, true, false},
			VG_MAILTURN_VOUCHED, "proved evil.example"},
	    /* everybody's domain: the person, where he is proved */
	    {{"gmail.com", "sender-2", true, true, false}, VG_MAILTURN_VOUCHED,
		"proved sender-2"},
	    {{"gmail.com", "sender-3", true, false, true}, VG_MAILTURN_STRANGER,
		"said gmail.com"},
	    {{"heard.example", "sender-4", false, false, true}, VG_MAILTURN_VOUCHED,
		"said heard.example"},
	    {{"x.heard.example", "sender-5", false, false, false}, VG_MAILTURN_STRANGER,
		"said heard.example"},
	    {{"", "sender-6", false, false, false}, VG_MAILTURN_STRANGER, "said "}};
	char house[VG_MAILTURN_HOUSE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(vg_mailturn_place(&rows[i].mail, house), rows[i].lane);
		assert_string_equal(house, rows[i].house);
	}
}

static void
every_turn_is_somebodys(void **state)
{
	int n[VG_MAILTURN_WHOSE_N] = {0};

	(void)state;
	for (int64_t i = -400; i < 400; i++)
		n[vg_mailturn_whose(i)]++;
	assert_int_equal(n[VG_MAILTURN_VOUCHED_FIRST], 400);
	assert_int_equal(n[VG_MAILTURN_NEWEST], 200);
	assert_int_equal(n[VG_MAILTURN_OLDEST], 200);
	/* Who finds none there finds any that waits. */
	for (int i = 0; i < VG_MAILTURN_WHOSE_N; i++)
		assert_int_not_equal(vg_mailturn_otherwise((enum vg_mailturn_whose)i), i);
	assert_int_equal(
	    vg_mailturn_otherwise(VG_MAILTURN_VOUCHED_FIRST), VG_MAILTURN_OLDEST);
	assert_int_equal(
	    vg_mailturn_otherwise(VG_MAILTURN_NEWEST), VG_MAILTURN_VOUCHED_FIRST);
}

static void
the_stores_states_are_ours(void **state)
{
	static const struct {
		const char *row;
		enum vg_mailturn_state is;
	} rows[] = {{"1, 9, 0, 's', ''", VG_MAILTURN_OPENED},
	    {"2, 0, 0, 's', ''", VG_MAILTURN_WAITS},
	    {"3, 0, 2, 's', ''", VG_MAILTURN_BEHIND},
	    {"4, 0, 0, 's', '2026-000001'", VG_MAILTURN_FILES},
	    {"5, 0, 0, 's', '-'", VG_MAILTURN_AHEAD}};
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	char sql[256];

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++)
		assert_int_equal(
		    sqlite3_exec(db, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sqlite3_snprintf(sizeof(sql), sql,
		    "INSERT INTO mail_unknown (mail, opened, behind, person, case_number)"
		    " VALUES (%s) RETURNING state",
		    rows[i].row);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(s), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(s, 0), rows[i].is);
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
}

/* What waited before there were lanes waits on: of a house, and with the policy's clock. */
static void
what_waits_already_has_its_turn(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++) {
		if (plan->migrations[i] == vg_storewaiting_turns)
			assert_int_equal(
			    sqlite3_exec(db,
				"INSERT INTO mail (id, case_number, taken, recorded, message_id,"
				" person, side, automatic, rung, body_digest, domain) VALUES"
				" (7, '', 1000, 1000, '', 's', 'client', 0, 8, x'', 'a.example');"
				"INSERT INTO mail_unknown (mail, opened, behind, person)"
				" VALUES (7, 0, 0, 's')",
				NULL, NULL, NULL),
			    SQLITE_OK);
		assert_int_equal(
		    sqlite3_exec(db, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT state, lane, turn, house, reply_due, warn_1"
			     " FROM mail_unknown",
			     -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(s, 0), VG_MAILTURN_WAITS);
	assert_int_equal(sqlite3_column_int(s, 1), VG_MAILTURN_STRANGER);
	assert_int_equal(sqlite3_column_int(s, 2), 1);
	assert_string_equal(sqlite3_column_text(s, 3), "said a.example");
	assert_int_equal(sqlite3_column_int64(s, 4), 1000 + INT64_C(14400000000));
	assert_int_equal(sqlite3_column_int64(s, 5), 1000 + INT64_C(7200000000));
	sqlite3_finalize(s);
	sqlite3_close(db);
}

/* What was answered before that was a column is answered. */
static void
what_was_answered_is_known(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++) {
		if (plan->migrations[i] == vg_storewaiting_heads)
			assert_int_equal(
			    sqlite3_exec(db,
				"INSERT INTO mail (id, case_number, taken, recorded, message_id,"
				" person, side, automatic, rung, opened, body_digest) VALUES"
				" (1, 'a', 1, 1, '', 's', 'client', 0, 8, 1, x''),"
				" (2, 'a', 1, 1, '', 's', 'client', 0, 8, 0, x''),"
				" (3, 'b', 1, 1, '', 's', 'client', 0, 8, 1, x'');"
				"INSERT INTO journal (case_number, happened, recorded, kind,"
				" who, side, ball, text_digest, chain) VALUES"
				" ('a', 1, 1, 'reply', 'c', '', '', x'', x''),"
				" ('b', 1, 1, 'note', 'c', '', '', x'', x'')",
				NULL, NULL, NULL),
			    SQLITE_OK);
		assert_int_equal(
		    sqlite3_exec(db, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT group_concat(answered, '') FROM (SELECT answered FROM mail ORDER BY id)",
		-1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(s, 0), "100");
	sqlite3_finalize(s);
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_house_is_what_was_registered),
	    cmocka_unit_test(who_is_vouched_for_waits_apart),
	    cmocka_unit_test(every_turn_is_somebodys),
	    cmocka_unit_test(the_stores_states_are_ours),
	    cmocka_unit_test(what_waits_already_has_its_turn),
	    cmocka_unit_test(what_was_answered_is_known)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
