/*
 * Learned addresses: asked for once, never older than the last inventory, never what was undone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collector/desk/record/desklearned.h"
#include "collector/store/storesender.h"
#include "lib/base/error.h"

static struct vg_desk desk;

static int
open_desk(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	memset(&desk, 0, sizeof(desk));
	desk.learned = vg_desklearned_new();
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
	vg_desklearned_free(desk.learned);
	return 0;
}

static void
put(const char *device, const char *address)
{
	assert_int_equal(vg_db_run(desk.db, VG_STORESENDER_ADDRESS_PUT, "tti", device,
			     address, (int64_t)1),
	    VG_OK);
}

static void
expect_at(const char *address, const char *first, const char *second)
{
	struct vg_desklearned_who who;

	assert_int_equal(vg_desklearned_at(&desk, address, &who), VG_OK);
	assert_string_equal(who.device[0], first);
	assert_string_equal(who.device[1], second);
}

static void
begin(void)
{
	assert_int_equal(vg_db_begin(desk.db), VG_OK);
}

/* What changes behind its back is not seen: it did not ask. */
static void
the_store_is_asked_once(void **state)
{
	(void)state;
	put("ne-7", "10.5.0.7");
	expect_at("10.5.0.7", "ne-7", "");
	expect_at("10.5.0.8", "", "");
	put("ne-1", "10.5.0.7");
	put("ne-1", "10.5.0.8");
	expect_at("10.5.0.7", "ne-7", "");
	expect_at("10.5.0.8", "", "");
	expect_at("10.5.0.9", "", "");
}

static void
a_change_is_seen_at_once_and_after(void **state)
{
	(void)state;
	expect_at("10.5.0.7", "", "");
	begin();
	vg_desklearned_touch(&desk);
	put("ne-7", "10.5.0.7");
	expect_at("10.5.0.7", "ne-7", "");
	put("ne-8", "10.5.0.7");
	expect_at("10.5.0.7", "ne-7", "ne-8");
	assert_int_equal(vg_db_commit(desk.db), VG_OK);
	vg_desklearned_end(&desk);
	expect_at("10.5.0.7", "ne-7", "ne-8");
}

static void
what_was_undone_is_not_kept(void **state)
{
	(void)state;
	begin();
	vg_desklearned_touch(&desk);
	put("ne-7", "10.5.0.7");
	expect_at("10.5.0.7", "ne-7", "");
	vg_db_rollback(desk.db);
	vg_desklearned_end(&desk);
	expect_at("10.5.0.7", "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_store_is_asked_once, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_change_is_seen_at_once_and_after, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		what_was_undone_is_not_kept, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
