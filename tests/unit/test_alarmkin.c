/*
 * Status changes of RFC 8632: which are told, and how many an alarm shows.
 */
#include "tests/unit/sqlbench.h"

#include <stdio.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/view/deskalarmkin.h"
#include "collector/desk/view/deskoperator.h"
#include "collector/store/schema.h"
#include "lib/base/error.h"

#define ALARM                                                                             \
	"INSERT INTO alarm (id, resource, kind, qualifier, device, agent, severity,"      \
	" created, raised, changed, text, rung, class, cause, source, serial) VALUES (1," \
	" 'device/a', 'x', '', 'a', '', 4, 1, 1, 1, '', 16, 'x', 0, 'poll', '');"

static struct vg_conf conf;
static struct vg_desk desk;

static void
run(const char *sql)
{
	run_at(desk.db, sql);
}

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	memset(&conf, 0, sizeof(conf));
	conf.alarms.most_changes = 32;
	desk.conf = &conf;
	if (vg_db_open(":memory:", &vg_schema_plan, &desk.db, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_db_close(desk.db);
	return 0;
}

/* RFC 8632: the example of notify-status-changes, T1 to T8, and a raise after it. */
static const struct {
	enum vg_severity severity;
	bool at_major, at_raise;
} changes[] = {
    {VG_SEVERITY_MAJOR, true, true},
    {VG_SEVERITY_MINOR, true, false},
    {VG_SEVERITY_WARNING, false, false},
    {VG_SEVERITY_MINOR, false, false},
    {VG_SEVERITY_MAJOR, true, false},
    {VG_SEVERITY_CRITICAL, true, false},
    {VG_SEVERITY_MAJOR, true, false},
    {VG_SEVERITY_CLEARED, true, true},
    {VG_SEVERITY_WARNING, false, true},
    {VG_SEVERITY_CLEARED, true, true},
};

enum { N = sizeof(changes) / sizeof(changes[0]) };

static void
change(int at, enum vg_severity severity)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "UPDATE alarm SET changed = %d, cleared = %d", at,
	    severity == VG_SEVERITY_CLEARED);
	run(sql);
	if (severity == VG_SEVERITY_CLEARED)
		return;
	snprintf(sql, sizeof(sql), "UPDATE alarm SET changed = %d, severity = %d", at,
	    (int)severity);
	run(sql);
}

static void
the_rfc_s_example_is_told_as_it_says(void **state)
{
	(void)state;
	run(ALARM);
	for (int i = 1; i < N; i++)
		change(i + 1, changes[i].severity);
	for (int i = 0; i < N; i++) {
		const struct vg_wall at = {i + 1};
		conf.alarms.notify = VG_CONF_NOTIFY_ALL;
		assert_true(vg_deskalarmkin_is_told(&desk, 1, at, changes[i].severity));
		conf.alarms.notify = VG_CONF_NOTIFY_RAISE;
		assert_int_equal(
		    vg_deskalarmkin_is_told(&desk, 1, at, changes[i].severity),
		    changes[i].at_raise);
		conf.alarms.notify = VG_CONF_NOTIFY_SEVERITY;
		conf.alarms.level = VG_SEVERITY_MAJOR;
		if (vg_deskalarmkin_is_told(&desk, 1, at, changes[i].severity) !=
		    changes[i].at_major)
			fail_msg("T%d", i + 1);
		conf.alarms.level = VG_SEVERITY_INDETERMINATE;
		assert_true(vg_deskalarmkin_is_told(&desk, 1, at, changes[i].severity));
	}
}

static void
count(const struct vg_alarm_change *one, void *cookie)
{
	size_t *n = cookie;

	(void)one;
	++*n;
}

static size_t
shown(uint32_t most)
{
	size_t n = 0;

	conf.alarms.most_changes = most;
	assert_int_equal(vg_deskoperator_changes(&desk, 1, count, &n), VG_OK);
	return n;
}

/* As many are kept as the tree may ask for, and no more. */
static void
so_many_changes_are_shown_as_the_tree_says(void **state)
{
	(void)state;
	run(ALARM);
	for (int i = 2; i <= 300; i++)
		change(i, i % 2 ? VG_SEVERITY_MAJOR : VG_SEVERITY_MINOR);
	assert_int_equal(shown(1), 1);
	assert_int_equal(shown(32), 32);
	assert_int_equal(shown(128), 128);
	assert_int_equal(shown(1000), 128);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_rfc_s_example_is_told_as_it_says, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		so_many_changes_are_shown_as_the_tree_says, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
