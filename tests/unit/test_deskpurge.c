/*
 * Purge and compress of RFC 8632, slice by slice.
 */
#include "tests/unit/sqlbench.h"

#include <stdio.h>
#include "collector/desk/deskcore.h"
#include "collector/desk/view/deskpurge.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/base/error.h"

enum { ALARMS = 1200, CLEARED = 1000, SLICE = 100 };

static struct vg_db *db;
static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;
static const struct vg_actor marc = {
    .user = "marc", .door = "netconf", .role = VG_ROLE_MANAGER};

static void
run(const char *sql)
{
	run_at(db, sql);
}

static int64_t
ask(const char *sql)
{
	return ask_at(db, sql);
}

/* CLEARED alarms that are over and some that stand; each changed its status twice. */
static int
open_db(void **state)
{
	struct vg_detail detail = {0};
	char sql[512];

	(void)state;
	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK ||
	    vg_desk_open(":memory:", packs, (struct vg_wall){500}, &desk, &detail) !=
		VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	db = desk->db;
	run("DELETE FROM due");
	for (int i = 1; i <= ALARMS; i++) {
		snprintf(sql, sizeof(sql),
		    "INSERT INTO alarm (id, resource, kind, qualifier, device, agent,"
		    " severity, created, raised, changed, text, rung, class, cause,"
		    " source, serial) VALUES (%d, 'device/%c/%d', 'x', '', 'a', '', 4,"
		    " 100, 100, 100, '', 16, 'x', 0, 'poll', '');"
		    "UPDATE alarm SET severity = 5, changed = 200, cleared = %d"
		    " WHERE id = %d",
		    i, i % 2 ? 'a' : 'b', i, i <= CLEARED, i);
		run(sql);
	}
	return 0;
}

static int
close_db(void **state)
{
	(void)state;
	vg_desk_close(desk);
	vg_packset_free(packs);
	vg_context_free(context);
	return 0;
}

static uint32_t
begin(const struct vg_deskpurge_order *order)
{
	struct vg_detail detail = {0};
	uint32_t n = 0;

	if (vg_deskpurge_begin(desk, &marc, order, (struct vg_wall){1000}, &n, &detail) !=
	    VG_OK)
		fail_msg("%s", detail.text);
	return n;
}

/* Does the slice that is due, as collector/desk/front/deskdue does; false: none is. */
static bool
next_slice(void)
{
	char object[24];

	if (ask("SELECT count(*) FROM due WHERE kind = 'purge'") == 0)
		return false;
	snprintf(object, sizeof(object), "%lld",
	    (long long)ask("SELECT min(object) FROM due WHERE kind = 'purge'"));
	assert_int_equal(vg_db_begin(db), VG_OK);
	run("DELETE FROM due WHERE object = (SELECT min(object) FROM due)");
	assert_int_equal(vg_deskpurge_due(desk, object, (struct vg_wall){2000}), VG_OK);
	assert_int_equal(vg_db_commit(db), VG_OK);
	return true;
}

#define PURGED "SELECT count(*) FROM alarm_state WHERE purged > 0"

static void
a_purge_is_done_slice_by_slice(void **state)
{
	const struct vg_deskpurge_order order = {.purge = true,
	    .cleared = true,
	    .least = VG_SEVERITY_WARNING,
	    .most = VG_SEVERITY_CRITICAL,
	    .at_once = SLICE};
	int64_t slices = 1;

	(void)state;
	assert_int_equal(begin(&order), CLEARED);
	assert_int_equal(ask(PURGED), SLICE);
	/* What is raised and over again since then is not meant. */
	run("UPDATE alarm SET cleared = 0, changed = 1100 WHERE id = 1000;"
	    "UPDATE alarm SET cleared = 1, changed = 1200 WHERE id = 1000");
	for (; slices <= CLEARED && next_slice(); slices++)
		assert_true(ask(PURGED) <= (slices + 1) * SLICE);
	assert_in_range(slices, CLEARED / SLICE, CLEARED / SLICE + 1);
	assert_int_equal(ask(PURGED), CLEARED - 1);
	assert_int_equal(ask("SELECT count(*) FROM alarm_task"), 0);
	assert_int_equal(ask("SELECT count(*) FROM audit WHERE what = 'purge-alarms' AND"
			     " result IN ('1000', 'done: 999') AND who = 'marc'"),
	    2);
	/* Once is enough. */
	assert_int_equal(begin(&order), 1);
}

/*
 * An order has no key (RFC 8632): who had no answer gives it again, and a second one goes beside
 * the first.  What one has done the other leaves alone.
 */
static void
a_purge_that_is_ordered_twice_has_the_same_end(void **state)
{
	const struct vg_deskpurge_order order = {.purge = true,
	    .cleared = true,
	    .least = VG_SEVERITY_WARNING,
	    .most = VG_SEVERITY_CRITICAL,
	    .at_once = SLICE};

	(void)state;
	assert_int_equal(begin(&order), CLEARED);
	assert_int_equal(begin(&order), CLEARED - SLICE);
	assert_int_equal(ask(PURGED), 2 * SLICE);
	for (int slices = 0; slices <= CLEARED && next_slice();)
		slices++;
	assert_int_equal(ask(PURGED), CLEARED);
	assert_int_equal(ask("SELECT count(*) FROM alarm_task"), 0);
	/* Each once, and each by one of both. */
	assert_int_equal(ask("SELECT sum(substr(result, 7)) FROM audit"
			     " WHERE what = 'purge-alarms' AND result LIKE 'done: %'"),
	    CLEARED);
	assert_int_equal(ask("SELECT count(*) FROM audit WHERE what = 'purge-alarms'"
			     " AND result IN ('1000', '900')"),
	    2);
}

/* Those that the pattern leaves out end no slice and are not counted. */
static void
a_compress_goes_by_its_resource(void **state)
{
	struct vg_deskpurge_order order = {.least = VG_SEVERITY_WARNING,
	    .most = VG_SEVERITY_CRITICAL,
	    .kind = "x",
	    .at_once = SLICE};
	struct vg_confpattern *pattern = NULL;
	struct vg_detail detail;

	(void)state;
	assert_int_equal(vg_confpattern_new("device/b/.*", &pattern, &detail), VG_OK);
	order.resource = pattern;
	assert_int_equal(begin(&order), ALARMS / 2);
	vg_confpattern_free(pattern);
	int slices = 0;
	while (slices <= ALARMS && next_slice())
		slices++;
	/* A slice is so many alarms that are looked at. */
	assert_in_range(slices, ALARMS / 2 / SLICE - 1, ALARMS / SLICE);
	assert_int_equal(ask("SELECT count(*) FROM alarm_change"), ALARMS / 2 * 3);
	assert_int_equal(ask("SELECT max(n) FROM (SELECT count(*) n FROM alarm_change"
			     " WHERE alarm % 2 = 0 GROUP BY alarm)"),
	    1);
	assert_int_equal(ask("SELECT count(*) FROM alarm_task"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_purge_is_done_slice_by_slice, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_purge_that_is_ordered_twice_has_the_same_end, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		a_compress_goes_by_its_resource, open_db, close_db),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
