/*
 * collector/backup: what becomes of a copy whose check hangs, or that cannot be given its name.
 * The check is this program's own: it does what VIGIE_TEST_CHECK says.
 */
#include "tests/unit/deskbench.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/backup/backup.h"

#define T0 INT64_C(1783560540000000)
#define LIMIT_US (20 * VG_SECOND_US) /* of a test */

static struct vg_loop *loop;
static struct vg_backup *backup;
static struct vg_timer *look, *late;
static char folder[64], path[128];

static int
act_as_check(void)
{
	const char *how = getenv("VIGIE_TEST_CHECK");

	if (how && strcmp(how, "hang") == 0)
		for (;;)
			pause();
	for (int i = 0; i < 64; i++)
		putchar('a');
	putchar('\n');
	return 0;
}

/* --- a desk and its backups ---------------------------------------------------------------- */

static void
on_look(void *cookie)
{
	struct vg_backup_view view;

	(void)cookie;
	vg_backup_show(backup, &view);
	if (view.state == VG_BACKUP_COPYING || view.state == VG_BACKUP_VERIFYING)
		vg_loop_timer_set(look, 1000);
	else
		vg_loop_stop(loop);
}

static void
on_late(void *cookie)
{
	(void)cookie;
	fail_msg("it does not end");
}

static int
open_desk(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/vigie-test-backup.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/collector.db", folder);
	int code =
	    begin_desk_of(path, "tests/play/base.json", false, (struct vg_wall){T0});
	if (code != VG_OK)
		return code;
	loop = vg_loop_new();
	look = vg_loop_timer(loop, on_look, NULL);
	late = vg_loop_timer(loop, on_late, NULL);
	backup = vg_backup_new(loop, desk, folder);
	return 0;
}

static int
remove_one(const char *name, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(name);
}

static int
close_desk(void **state)
{
	(void)state;
	vg_backup_free(backup);
	vg_loop_timer_free(look);
	vg_loop_timer_free(late);
	vg_loop_free(loop);
	vg_desk_close(desk);
	unsetenv("VIGIE_TEST_CHECK");
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Begins one by 'key' and runs it to its end. */
static enum vg_backup_state
make(const char *key, const char *in_its_way, struct vg_backup_view *view)
{
	const struct vg_actor actor = {
	    .user = "marc", .door = "test", .role = VG_ROLE_MANAGER};
	struct vg_detail detail = {0};
	char name[256];

	if (vg_backup_start(backup, &actor, key, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_backup_show(backup, view);
	if (in_its_way) {
		snprintf(name, sizeof(name), "%s/backup/%s", folder, view->name);
		assert_int_equal(mkdir(name, 0700), 0);
	}
	vg_loop_timer_set(look, 0);
	vg_loop_timer_set(late, LIMIT_US);
	vg_loop_run(loop);
	vg_loop_timer_stop(late);
	vg_backup_show(backup, view);
	return view->state;
}

/* --- tests --------------------------------------------------------------------------------- */

static void
a_check_has_a_limit_by_size(void **state)
{
	(void)state;
	assert_int_equal(vg_backup_check_us(0), 10 * VG_MINUTE_US);
	assert_int_equal(vg_backup_check_us((INT64_C(20) << 30) + 5), 30 * VG_MINUTE_US);
}

static void
one_that_hangs_is_killed_and_told(void **state)
{
	struct vg_backup_view view;

	(void)state;
	setenv("VIGIE_TEST_CHECK", "hang", 1);
	vg_backup_check_within(backup, VG_SECOND_US / 5);
	assert_int_equal(make("a", NULL, &view), VG_BACKUP_FAILED);
	assert_non_null(strstr(view.error, "killed"));
	/* The next one is made. */
	setenv("VIGIE_TEST_CHECK", "good", 1);
	vg_backup_check_within(backup, 0);
	assert_int_equal(make("b", NULL, &view), VG_BACKUP_DONE);
}

static void
two_of_one_second_have_two_names(void **state)
{
	struct vg_backup_view view;
	char first[64];

	(void)state;
	assert_int_equal(make("a", NULL, &view), VG_BACKUP_DONE);
	snprintf(first, sizeof(first), "%s", view.name);
	assert_int_equal(make("b", NULL, &view), VG_BACKUP_DONE);
	assert_true(strcmp(first, view.name) < 0);
	assert_int_equal(make("c", NULL, &view), VG_BACKUP_DONE);
}

static void
no_seal_without_its_file(void **state)
{
	struct vg_backup_view view;
	char seal[256];

	(void)state;
	assert_int_equal(make("a", "a folder", &view), VG_BACKUP_FAILED);
	snprintf(seal, sizeof(seal), "%s/backup/%s.sha256", folder, view.name);
	assert_int_not_equal(access(seal, F_OK), 0);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_check_has_a_limit_by_size),
	    ROW(one_that_hangs_is_killed_and_told),
	    ROW(two_of_one_second_have_two_names),
	    ROW(no_seal_without_its_file),
	};

	if (argc > 1 && strcmp(argv[1], "--verify-copy") == 0)
		return act_as_check();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
