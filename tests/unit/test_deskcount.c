/*
 * The number of applied messages: what is counted as they come is what a start counts again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskcount.h"
#include "collector/desk/record/deskmessage.h"
#include "lib/base/error.h"

static struct vg_desk desk;

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	vg_buf_init(&desk.blob, 0);
	if (vg_db_open(":memory:", &vg_schema_plan, &desk.db, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	return vg_deskcount_open(&desk);
}

static int
close_desk(void **state)
{
	(void)state;
	vg_db_close(desk.db);
	vg_buf_fini(&desk.blob);
	return 0;
}

/* Message 'sequence', stored as applied; its row. */
static int64_t
store(uint64_t sequence)
{
	struct vg_message_key key = {.agent = "a", .sequence = sequence};
	struct vg_trap trap = {.version = 3};
	const struct vg_deskmessage message = {
	    .trap = &trap, .key = &key, .state = "applied"};
	int64_t row = 0;

	assert_int_equal(
	    vg_deskmessage_store(&desk, &message, (struct vg_wall){1}, &row), VG_OK);
	return row;
}

static void
put(int64_t row, const char *state)
{
	assert_int_equal(vg_deskmessage_state(&desk, row, state), VG_OK);
}

static void
commit(void)
{
	assert_int_equal(vg_deskcount_write(&desk), VG_OK);
	assert_int_equal(vg_db_commit(desk.db), VG_OK);
	vg_deskcount_end(&desk, true);
}

/* The number, which a start must find too. */
static void
expect(int64_t n)
{
	assert_int_equal(vg_deskcount_applied(&desk), n);
	assert_int_equal(vg_deskcount_open(&desk), VG_OK);
	assert_int_equal(vg_deskcount_applied(&desk), n);
}

/* One of before is applied and one that comes waits: as many as were added, but not the same. */
static void
test_order(void **state)
{
	(void)state;
	assert_int_equal(vg_db_begin(desk.db), VG_OK);
	int64_t waits = store(2);
	put(waits, "waiting");
	commit();
	expect(0);
	assert_int_equal(vg_db_begin(desk.db), VG_OK);
	store(1);
	put(waits, "applied");
	put(store(4), "waiting");
	commit();
	expect(2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_order, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
