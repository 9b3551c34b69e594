/*
 * What the desk has taken and no disk has yet: what may be said of it, and how much may be told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/sql/dbcore.h"
#include "lib/sql/dbsync.h"
#include "lib/yang/packload.h"
#include "tests/unit/slowdisk.h"

#define T0 INT64_C(1788339600000000)

static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;

static int64_t
last_happening(void)
{
	return vg_db_ask(desk->db, "SELECT max(id) FROM happening");
}

static int
open_desk(void **state)
{
	const struct vg_wall now = {T0};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf tree;

	if (make_folder(state) != 0)
		return -1;
	vg_buf_init(&tree, 0);
	int code = vg_context_new(&context, &detail);
	if (code == VG_OK)
		code = vg_packload_folder(context, NULL, NULL, 0, &packs, &detail);
	if (code == VG_OK)
		code = vg_file_read("tests/play/two-agents.json", &tree, &detail);
	if (code == VG_OK)
		code = vg_desktree_read(
		    context, vg_buf_text(&tree), "tree", NULL, &conf, &detail);
	if (code == VG_OK)
		code = vg_desk_open(path, packs, now, &desk, &detail);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	if (code == VG_OK)
		code = vg_desk_set_conf(desk, conf, &revision, now, &detail);
	vg_buf_fini(&tree);
	if (code != VG_OK)
		fprintf(stderr, "%s\n", detail.text);
	return code;
}

static int
close_desk(void **state)
{
	be_slow(false, 0);
	vg_desk_close(desk);
	vg_packset_free(packs);
	vg_context_free(context);
	return remove_folder(state);
}

/* A notification that nobody knows, another for each 'value'. */
static int
try_to_take(int64_t value, enum vg_intake_result *result, uint64_t *number)
{
	struct vg_varbind varbind = {
	    .value = {.type = VG_VALUE_INTEGER, .integer = value}};
	struct vg_trap trap = {
	    .version = 2, .received = {T0}, .varbinds = &varbind, .n_varbinds = 1};
	char oid[64];

	snprintf(oid, sizeof(oid), "1.3.6.1.4.1.99999.0.%d", (int)value);
	assert_int_equal(vg_oid_parse(oid, &trap.oid), VG_OK);
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.99999.1.0", &varbind.oid), VG_OK);
	vg_text_copy(trap.source, sizeof(trap.source), "127.0.0.7");
	return vg_desk_intake_written(
	    desk, &trap, 1, (struct vg_wall){T0}, result, NULL, number);
}

/* What came of it is as expected; gives the number to wait for. */
static uint64_t
take(int64_t value, enum vg_intake_result expected)
{
	enum vg_intake_result result;
	uint64_t number = 99;

	assert_int_equal(try_to_take(value, &result, &number), VG_OK);
	assert_int_equal(result, expected);
	return number;
}

/* A copy of what is still on its way may not be said to be on disk either. */
static void
a_copy_waits_for_what_it_is_a_copy_of(void **state)
{
	int code;

	(void)state;
	be_slow(true, 0);
	assert_int_equal(take(1, VG_INTAKE_STORED), 1);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 1);
	assert_int_equal(take(2, VG_INTAKE_STORED), 2);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 2);
	be_slow(false, 0);
	assert_int_equal(vg_dbsync_wait(vg_desk_sync(desk), &code), 2);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 0);
}

/*
 * What a stream told and no disk had: its number is not given again, whoever goes on misses
 * nothing.
 */
static void
a_start_gives_no_number_again_that_a_stream_may_have_told(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	take(1, VG_INTAKE_STORED);
	int64_t told = last_happening();
	assert_true(told > 0);
	vg_desk_close(desk);
	desk = NULL;
	assert_int_equal(
	    vg_desk_open(path, packs, (struct vg_wall){T0}, &desk, &detail), VG_OK);
	assert_int_equal(
	    vg_desk_tell(desk, (struct vg_wall){T0}, "agent-changed", "", "agent/a", "x"),
	    VG_OK);
	assert_true(last_happening() > told + VG_DESK_AHEAD_MAX);
}

static int64_t last_told;

static void
hear(const struct vg_happening *happening, void *cookie)
{
	(void)cookie;
	last_told = happening->sequence;
}

/* As many as may be ahead of the disk, so that the next one would be one too many. */
static void
be_far_ahead(void)
{
	desk->ahead.on_disk = desk->ahead.told - VG_DESK_AHEAD_MAX;
}

/* A start skips so many numbers: before one beyond them is told, the others are on disk. */
static void
no_more_is_told_ahead_of_the_disk_than_a_start_skips(void **state)
{
	int64_t told;

	(void)state;
	vg_desk_set_listener(desk, hear, NULL);
	take(1, VG_INTAKE_STORED);
	be_slow(true, 0);
	take(2, VG_INTAKE_STORED);
	told = last_told;
	assert_int_equal(desk->ahead.told, told);
	be_slow(false, 0);
	be_far_ahead();
	take(3, VG_INTAKE_STORED);
	assert_true(last_told > told);
	assert_int_equal(desk->ahead.on_disk, last_told);
}

static void
what_waits_for_the_disk_and_is_refused_is_not_told(void **state)
{
	enum vg_intake_result result;
	uint64_t number;
	int64_t told;

	(void)state;
	vg_desk_set_listener(desk, hear, NULL);
	take(1, VG_INTAKE_STORED);
	told = last_told;
	be_slow(false, EIO);
	be_far_ahead();
	assert_int_equal(try_to_take(2, &result, &number), VG_EIO);
	assert_int_equal(result, VG_INTAKE_FAILED);
	assert_int_equal(last_told, told);
}

int
main(void)
{
#define OF(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
	const struct CMUnitTest tests[] = {
	    OF(a_copy_waits_for_what_it_is_a_copy_of),
	    OF(a_start_gives_no_number_again_that_a_stream_may_have_told),
	    OF(no_more_is_told_ahead_of_the_disk_than_a_start_skips),
	    OF(what_waits_for_the_disk_and_is_refused_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
