/*
 * Who a peer of the collector's socket is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/api/api.h"
#include "collector/desk/deskscope.h"
#include "lib/base/error.h"

static struct vg_conf_user users[] = {
    {.name = "claire", .role = VG_ROLE_NOC, .has_uid = true, .uid = 1000},
    {.name = "web", .role = VG_ROLE_VIEWER, .has_uid = true, .uid = 33, .proxy = true},
    {.name = "marc", .role = VG_ROLE_MANAGER},
};

static void
peers_become_users(void **state)
{
	static const struct {
		size_t n_users;
		uid_t uid;
		const char *named;
		const char *user, *through; /* NULL: refused */
		enum vg_role role;
	} rows[] = {
	    {3, 1000, NULL, "claire", "", VG_ROLE_NOC},
	    {3, 33, NULL, "web", "", VG_ROLE_VIEWER},
	    /* A proxy speaks for a user, with that user's role. */
	    {3, 33, "marc", "marc", "web", VG_ROLE_MANAGER},
	    {3, 33, "claire", "claire", "web", VG_ROLE_NOC},
	    {3, 33, "mallory", NULL, NULL, VG_ROLE_NONE},
	    {3, 33, "", NULL, NULL, VG_ROLE_NONE},
	    /* Nobody else does, whoever he is. */
	    {3, 1000, "marc", NULL, NULL, VG_ROLE_NONE},
	    {3, 1000, "claire", NULL, NULL, VG_ROLE_NONE},
	    {3, 0, "claire", NULL, NULL, VG_ROLE_NONE},
	    {0, 0, "claire", NULL, NULL, VG_ROLE_NONE},
	    {3, 1001, NULL, NULL, NULL, VG_ROLE_NONE},
	    /* Root and the collector itself are admin until somebody has a uid. */
	    {3, 0, NULL, NULL, NULL, VG_ROLE_NONE},
	    {0, 0, NULL, "admin", "", VG_ROLE_ADMIN},
	    {0, 700, NULL, "admin", "", VG_ROLE_ADMIN},
	    {0, 1000, NULL, NULL, NULL, VG_ROLE_NONE},
	    {0, (uid_t)-1, NULL, NULL, NULL, VG_ROLE_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_conf conf = {.users = users, .n_users = rows[i].n_users};
		struct vg_rest_caller caller = {0};
		struct vg_detail detail = {0};
		int err = vg_api_identify(
		    &conf, rows[i].uid, 700, rows[i].named, &caller, &detail);
		bool good = rows[i].user
		    ? err == VG_OK && strcmp(caller.user, rows[i].user) == 0 &&
			strcmp(caller.through, rows[i].through) == 0 &&
			caller.role == (int)rows[i].role
		    : err == VG_EACCESS && detail.text[0];
		if (!good)
			fail_msg("row %zu: %d %s %s %s", i, err, caller.user,
			    caller.through, detail.text);
	}
}

/* Whom the tree does not name sees nothing: the first to look alone, while nobody has a uid. */
static void
a_stranger_sees_nothing(void **state)
{
	struct vg_conf conf = {.users = users, .n_users = 3};
	struct vg_conf first = {.users = &users[2], .n_users = 1};

	(void)state;
	assert_true(vg_deskscope_of(&conf, "marc").all);
	assert_false(vg_deskscope_of(&conf, "mallory").all);
	assert_false(vg_deskscope_of(&conf, "").all);
	assert_false(vg_deskscope_of(&conf, "admin").all);
	assert_string_equal(vg_deskscope_of(&conf, "mallory").client, "");
	assert_true(vg_deskscope_of(&first, "admin").all);
	assert_false(vg_deskscope_of(&first, "mallory").all);
}

static void
a_user_without_uid_opens_no_door(void **state)
{
	/* Only marc, who has no uid: root may still look. */
	struct vg_conf conf = {.users = &users[2], .n_users = 1};
	struct vg_rest_caller caller = {0};
	struct vg_detail detail = {0};

	(void)state;
	assert_int_equal(vg_api_identify(&conf, 0, 700, NULL, &caller, &detail), VG_OK);
	assert_int_equal(caller.role, VG_ROLE_ADMIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(peers_become_users),
	    cmocka_unit_test(a_stranger_sees_nothing),
	    cmocka_unit_test(a_user_without_uid_opens_no_door),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
