/*
 * What RFC 8632 remembers of an alarm: what is purged and comes back, and what a shelf that lets go
 * says.
 */
#include "tests/unit/sqlbench.h"

#include <stdio.h>
#include "collector/desk/deskcore.h"
#include "collector/desk/view/deskoperator.h"
#include "collector/store/schema.h"
#include "collector/store/storealarm.h"
#include "collector/store/storeshelf.h"
#include "lib/base/error.h"

#define ALARM                                                                             \
	"INSERT INTO alarm (id, resource, kind, qualifier, device, agent, severity,"      \
	" created, raised, changed, text, rung, class, cause, source, serial) VALUES (1," \
	" 'device/a', 'x', '', 'a', '', 4, 100, 100, 100, '', 16, 'x', 0, 'poll', '');"
#define SHELF "INSERT INTO alarm_shelf (alarm, shelf, at) VALUES (1, 's', 100);"

static struct vg_db *db;

static int64_t
ask(const char *sql)
{
	return ask_at(db, sql);
}

static void
run(const char *sql)
{
	run_at(db, sql);
}

static int
open_db(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_db_open(":memory:", &vg_schema_plan, &db, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	run(ALARM);
	return 0;
}

static int
close_db(void **state)
{
	(void)state;
	vg_db_close(db);
	return 0;
}

static int64_t
count_listed(void)
{
	int64_t n = 0;

	assert_int_equal(vg_db_query(db, VG_STOREALARM_LIST, "iiiii", (int64_t)0,
			     INT64_MAX, (int64_t)0, (int64_t)9, (int64_t)0),
	    VG_OK);
	while (vg_db_next(db, VG_STOREALARM_LIST))
		n++;
	assert_int_equal(vg_db_failed(db), VG_OK);
	return n;
}

static void
purge(int64_t at)
{
	assert_int_equal(vg_db_run(db, VG_STOREALARM_PURGE, "ii", (int64_t)1, at), VG_OK);
	assert_int_equal(count_listed(), 0);
}

/* A message that waited in a spool, or a device that says since when. */
static void
what_is_raised_of_before_the_purge_is_listed(void **state)
{
	(void)state;
	run("UPDATE alarm SET cleared = 1, changed = 200");
	purge(500);
	run("UPDATE alarm SET cleared = 0, raised = 300, changed = 300");
	assert_int_equal(count_listed(), 1);
	/* Its time-created is that of the change. */
	assert_int_equal(vg_db_query(db, VG_STOREALARM_STATE, "i", (int64_t)1), VG_OK);
	assert_true(vg_db_next(db, VG_STOREALARM_STATE));
	assert_int_equal(vg_db_int(db, VG_STOREALARM_STATE, 2), 300);
	vg_db_done(db, VG_STOREALARM_STATE);
	purge(600);
	run("UPDATE alarm SET severity = 5, changed = 700");
	assert_int_equal(count_listed(), 1);
}

static void
what_a_clock_ahead_dated_is_purged(void **state)
{
	(void)state;
	purge(50);
	run("UPDATE alarm SET severity = 5, changed = 90");
	assert_int_equal(count_listed(), 1);
}

/* What a message that comes late is dated hides none behind it. */
static void
a_follower_begins_before_the_first_that_is_as_young(void **state)
{
	struct vg_desk desk = {.db = db};
	char change[128];

	(void)state;
	run("DELETE FROM alarm_change");
	for (int i = 1; i <= 40; i++) {
		snprintf(change, sizeof(change),
		    "INSERT INTO alarm_change VALUES (%d, 1, %d, 4, '')", i,
		    i % 4 ? 1000 + i : i);
		run(change);
	}
	for (int i = 10; i <= 40; i++) {
		int64_t before =
		    vg_deskoperator_before(&desk, (struct vg_wall){1000 + i});
		/* Of every fourth there is none as young: the next one is. */
		assert_int_equal(before, i == 40 ? 40 : i % 4 ? i - 1 : i);
	}
}

static void
of_what_is_said_the_newest_stays(void **state)
{
	(void)state;
	for (int64_t at = 1; at <= 200; at++)
		assert_int_equal(vg_db_run(db, VG_STOREALARM_SAY, "iittt", (int64_t)1, at,
				     "claire", "ack", ""),
		    VG_OK);
	assert_int_equal(ask("SELECT count(*) FROM alarm_operator"), 32);
	assert_int_equal(ask("SELECT min(at) FROM alarm_operator"), 169);
}

static void
a_shelf_lets_go_when_it_ends(void **state)
{
	(void)state;
	run(SHELF);
	assert_int_equal(
	    vg_db_run(db, VG_STORESHELF_ENDS, "ii", (int64_t)1, (int64_t)900), VG_OK);
	assert_int_equal(vg_db_run(db, VG_STORESHELF_DROP, "i", (int64_t)1), VG_OK);
	assert_int_equal(
	    ask("SELECT at FROM alarm_operator WHERE state = 'un-shelved'"), 900);
}

static void
an_alarm_goes_with_its_shelf(void **state)
{
	(void)state;
	run(SHELF "DELETE FROM alarm;");
	assert_int_equal(ask("SELECT count(*) FROM alarm_shelf"), 0);
	assert_int_equal(ask("SELECT count(*) FROM alarm_operator"), 0);
}

/* A database of before, with an alarm on a shelf. */
static void
what_was_on_a_shelf_before_goes_too(void **state)
{
	const struct vg_db_plan *plan = &vg_schema_plan;
	sqlite3 *old = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &old), SQLITE_OK);
	for (size_t i = 0; i < plan->n_migrations; i++) {
		if (plan->migrations[i] == vg_storealarm_again)
			assert_int_equal(
			    sqlite3_exec(old, ALARM SHELF, NULL, NULL, NULL), SQLITE_OK);
		assert_int_equal(
		    sqlite3_exec(old, plan->migrations[i], NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(sqlite3_exec(old, "PRAGMA foreign_keys = ON; DELETE FROM alarm",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(old);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		what_is_raised_of_before_the_purge_is_listed, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		what_a_clock_ahead_dated_is_purged, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_follower_begins_before_the_first_that_is_as_young, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		of_what_is_said_the_newest_stays, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_shelf_lets_go_when_it_ends, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		an_alarm_goes_with_its_shelf, open_db, close_db),
	    cmocka_unit_test(what_was_on_a_shelf_before_goes_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
