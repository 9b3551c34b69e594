/*
 * Refusals in the audit: the first of each kind has its row whatever came before, the rest is
 * counted, and what was counted is told.
 */
#include "tests/unit/sqlbench.h"

#include <stdio.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskrecent.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/persons/deskrefused.h"
#include "collector/desk/record/desklearned.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static struct vg_desk desk;
static struct vg_deskrefused *refused;

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	desk.repeats = vg_deskrepeat_new();
	desk.learned = vg_desklearned_new();
	desk.recent = vg_deskrecent_new();
	refused = vg_deskrefused_new();
	if (vg_db_open(":memory:", &vg_schema_plan, &desk.db, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_deskrefused_free(refused);
	vg_deskrepeat_free(desk.repeats);
	vg_desklearned_free(desk.learned);
	vg_deskrecent_free(desk.recent);
	vg_db_close(desk.db);
	return 0;
}

static int64_t
ask(const char *condition)
{
	char sql[256];

	vg_text_format(
	    sql, sizeof(sql), "SELECT COUNT(*) FROM audit WHERE %s", condition);
	return ask_at(desk.db, sql);
}

static void
refuse(int minute, const char *user, const char *what, const char *object)
{
	const struct vg_actor actor = {.user = user, .door = "web", .proxy = "web"};
	const struct vg_wall now = {VG_DAY_US + minute * VG_MINUTE_US};

	assert_int_equal(vg_deskrefused_note(
			     refused, &desk, &actor, what, object, "access-denied", now),
	    VG_OK);
}

/* Thirty of one kind buy no blind minute for another. */
static void
test_first_of_each_kind(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		refuse(0, "vera", "tree-get", "");
	refuse(0, "vera", "take", "");
	refuse(0, "vera", "take", "2026-000001");
	assert_int_equal(ask("what = 'tree-get'"), 1);
	assert_int_equal(ask("what = 'take' AND result = 'refused: access-denied'"), 2);
	refuse(1, "vera", "note", "");
	assert_int_equal(
	    ask("what = 'tree-get' AND result = 'refused: 99 more, counted only'"), 1);
	assert_int_equal(ask("1"), 5);
}

/* Objects of one kind are bounded, and another kind is heard behind them. */
static void
test_objects_are_bounded(void **state)
{
	char object[24];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		vg_text_format(object, sizeof(object), "2026-%06d", i);
		refuse(0, "vera", "take", object);
	}
	assert_int_equal(ask("1"), VG_DESKREFUSED_EACH + 1);
	refuse(0, "vera", "close", "2026-000001");
	assert_int_equal(ask("what = 'close'"), 1);
	refuse(1, "vera", "close", "2026-000001");
	assert_int_equal(ask("result = 'refused: 969 more, counted only'"), 1);
}

/* What was counted of one whose place is wanted is told, under his name. */
static void
test_evicted_is_told(void **state)
{
	char user[24];

	(void)state;
	refuse(0, "vera", "take", "");
	refuse(0, "vera", "take", "");
	for (int i = 1; i < VG_DESKREFUSED_PLACES + 1; i++) {
		vg_text_format(user, sizeof(user), "user-%d", i);
		refuse(1, user, "take", "");
	}
	assert_int_equal(ask("who = 'vera' AND proxy = 'web' AND door = 'web' AND "
			     "result = 'refused: 1 more, counted only'"),
	    1);
	assert_int_equal(ask("1"), VG_DESKREFUSED_PLACES + 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_first_of_each_kind, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		test_objects_are_bounded, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(test_evicted_is_told, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
