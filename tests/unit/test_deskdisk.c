/*
 * collector/desk/deskdisk: the states of a disk, and what could not be stored, in virtual time.
 */
#include "tests/unit/deskbench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define T0 INT64_C(1783560540000000)

static char folder[64], path[128];

/* --- the ladder of states ------------------------------------------------------------------ */

static void
a_state_is_left_an_eighth_above_its_mark(void **state)
{
	static const struct {
		enum vg_deskdisk_room before;
		int64_t available;
		enum vg_deskdisk_room now;
	} rows[] = {
	    {VG_DESKDISK_OK, 800, VG_DESKDISK_OK},
	    {VG_DESKDISK_OK, 799, VG_DESKDISK_LOW},
	    {VG_DESKDISK_LOW, 899, VG_DESKDISK_LOW},
	    {VG_DESKDISK_LOW, 900, VG_DESKDISK_OK},
	    {VG_DESKDISK_OK, 399, VG_DESKDISK_CRITICAL},
	    {VG_DESKDISK_LOW, 400, VG_DESKDISK_LOW},
	    {VG_DESKDISK_LOW, 399, VG_DESKDISK_CRITICAL},
	    {VG_DESKDISK_CRITICAL, 449, VG_DESKDISK_CRITICAL},
	    {VG_DESKDISK_CRITICAL, 450, VG_DESKDISK_LOW},
	    {VG_DESKDISK_CRITICAL, 900, VG_DESKDISK_OK},
	    {VG_DESKDISK_FULL, 0, VG_DESKDISK_CRITICAL},
	    {VG_DESKDISK_FULL, 449, VG_DESKDISK_CRITICAL},
	    {VG_DESKDISK_FULL, 899, VG_DESKDISK_LOW},
	    {VG_DESKDISK_FULL, 900, VG_DESKDISK_OK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    vg_deskdisk_judge(rows[i].before, rows[i].available, 800, 400),
		    rows[i].now);
	/* Marks of nothing: it is never low. */
	assert_int_equal(vg_deskdisk_judge(VG_DESKDISK_OK, 0, 0, 0), VG_DESKDISK_OK);
}

/* --- a desk on a disk ---------------------------------------------------------------------- */

static int
open_desk(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/vigie-test-disk.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/collector.db", folder);
	/* No disk of a test machine is that small: it stays ok by itself. */
	return begin_desk_of(path, "tests/play/base.json", false, (struct vg_wall){T0});
}

static int
close_desk(void **state)
{
	static const char *const tails[] = {"", "-wal", ".ballast", ".applying"};
	char name[160];

	(void)state;
	vg_desk_close(desk);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
	return rmdir(folder);
}

struct seen {
	enum vg_severity severity;
	bool stands;
	char text[VG_TEXT_SIZE];
};

static void
see(const struct vg_alarm_view *view, void *cookie)
{
	struct seen *seen = cookie;

	seen->stands = !view->cleared;
	seen->severity = view->severity;
	snprintf(seen->text, sizeof(seen->text), "%s", view->text);
}

static struct seen
alarm_of(const char *part, const char *kind)
{
	struct seen seen = {.text = ""};
	char resource[64];

	snprintf(resource, sizeof(resource), "collector/noc/%s", part);
	(void)vg_desk_alarm_of(desk, resource, kind, "", see, &seen);
	return seen;
}

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){T0 + seconds * VG_SECOND_US};
}

static void
what_could_not_be_stored_is_told_when_it_can_be(void **state)
{
	struct vg_deskdisk_view view;

	(void)state;
	vg_deskdisk_show(desk, at(1), &view);
	assert_int_equal(view.room, VG_DESKDISK_OK);
	assert_false(view.cannot_store);
	vg_deskdisk_outcome(desk, VG_EIO, 3, at(10));
	vg_deskdisk_outcome(desk, VG_EFULL, 4, at(20));
	/* Whoever looks sees it at once; nothing else has been told. */
	assert_true(desk->disk.cannot_store);
	assert_int_equal(desk->disk.unstored, 7);
	assert_false(alarm_of("store", "store-failing").stands);
	/* By itself, though nothing comes in. */
	vg_deskdisk_look(desk, at(30));
	struct seen seen = alarm_of("store", "store-failing");
	assert_true(seen.stands);
	assert_int_equal(seen.severity, VG_SEVERITY_CRITICAL);
	assert_non_null(
	    strstr(seen.text, "for 20 s: input or output failed; 7 messages"));
	vg_deskdisk_show(desk, at(31), &view);
	assert_false(view.cannot_store);
	/* A minute without a failure ends it, when its clear has lasted. */
	vg_deskdisk_look(desk, at(89));
	assert_true(alarm_of("store", "store-failing").stands);
	vg_deskdisk_look(desk, at(100));
	assert_int_equal(vg_desk_run_due(desk, at(300)), VG_OK);
	assert_false(alarm_of("store", "store-failing").stands);
}

static void
a_restart_ends_what_an_earlier_run_has_told(void **state)
{
	struct vg_detail detail = {0};
	struct vg_buf tree;
	struct vg_conf *conf = NULL;

	(void)state;
	desk->conf->storage.low_mib = INT32_MAX;
	vg_deskdisk_look(desk, at(1));
	assert_int_equal(alarm_of("disk", "disk-space-low").severity, VG_SEVERITY_MINOR);
	desk->conf->storage.critical_mib = INT32_MAX;
	vg_deskdisk_look(desk, at(20));
	assert_int_equal(alarm_of("disk", "disk-space-low").severity, VG_SEVERITY_MAJOR);
	desk->conf->storage.critical_mib = 0;
	vg_deskdisk_look(desk, at(40));
	assert_int_equal(alarm_of("disk", "disk-space-low").severity, VG_SEVERITY_MINOR);
	vg_desk_close(desk);
	vg_buf_init(&tree, 0);
	assert_int_equal(vg_file_read("tests/play/base.json", &tree, &detail), VG_OK);
	assert_int_equal(
	    vg_desktree_read(context, vg_buf_text(&tree), "base", NULL, &conf, &detail),
	    VG_OK);
	conf->storage.low_mib = conf->storage.critical_mib = 0;
	assert_int_equal(vg_desk_open(path, packs, at(60), &desk, &detail), VG_OK);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	assert_int_equal(vg_desk_set_conf(desk, conf, &revision, at(60), &detail), VG_OK);
	vg_buf_fini(&tree);
	vg_deskdisk_look(desk, at(70));
	assert_int_equal(vg_desk_run_due(desk, at(7200)), VG_OK);
	assert_false(alarm_of("disk", "disk-space-low").stands);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_state_is_left_an_eighth_above_its_mark),
	    cmocka_unit_test_setup_teardown(
		what_could_not_be_stored_is_told_when_it_can_be, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_restart_ends_what_an_earlier_run_has_told, open_desk, close_desk),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
