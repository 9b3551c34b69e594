/*
 * Users of received messages: two keys, one engine or any, levels.
 */
#include "tests/unit/receivebench.h"

/* --- users: two keys, engines, levels -------------------------------------------------------- */

static enum vg_receive_result
result_of_trap(struct vg_usm *set, struct vg_usm_user *sender, const char **text)
{
	struct vg_usm *kept = usm;
	struct vg_buf message;
	struct outcome o;

	make_v3(&message, TRAP, sender, bench_sender, 1, 1);
	usm = set;
	handle(&message, at(0), &o);
	usm = kept;
	if (text)
		*text = o.text;
	forget(&o);
	vg_buf_fini(&message);
	return o.result;
}

static void
both_keys_are_valid_and_the_last_good_one_is_tried_first(void **state)
{
	struct vg_usm *set = vg_usm_new();
	struct vg_usm_user *both = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	struct vg_usm_user *third = bench_user(BENCH_USER, "a-third-secret", BENCH_PRIV);

	(void)state;
	vg_usm_user_also(both, bench_user(BENCH_USER, "other-secret", BENCH_PRIV));
	vg_usm_add(set, both);
	assert_ptr_equal(vg_usm_user_first(both), both);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_ptr_equal(vg_usm_user_first(both), both);
	assert_int_equal(result_of_trap(set, other_auth, NULL), VG_RECEIVE_TRAP);
	assert_ptr_not_equal(vg_usm_user_first(both), both);
	assert_ptr_equal(vg_usm_user_second(both), both);
	assert_int_equal(result_of_trap(set, third, NULL), VG_RECEIVE_DIGEST);
	assert_ptr_equal(vg_usm_user_second(both), both);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_ptr_equal(vg_usm_user_first(both), both);
	vg_usm_user_free(third);
	vg_usm_free(set);
}

/* Nobody has verified a digest where libsnmp misses a key. */
static void
keys_without_privacy_are_not_put_first_by_strangers(void **state)
{
	struct vg_usm *set = vg_usm_new();
	struct vg_secret auth = {0}, priv = {0}, none = {0};
	struct vg_usm_user *third = bench_user(BENCH_USER, "a-third-secret", BENCH_PRIV);
	struct vg_detail detail;

	(void)state;
	assert_int_equal(vg_secret_set(&auth, BENCH_AUTH, strlen(BENCH_AUTH)), VG_OK);
	assert_int_equal(vg_secret_set(&priv, BENCH_PRIV, strlen(BENCH_PRIV)), VG_OK);
	struct vg_usm_user *both =
	    vg_usm_user_at(BENCH_USER, VG_USM_AUTH, &auth, &priv, &detail);
	assert_int_equal(vg_secret_set(&auth, "other-secret", 12), VG_OK);
	vg_usm_user_also(
	    both, vg_usm_user_at(BENCH_USER, VG_USM_AUTH, &auth, &none, &detail));
	vg_usm_add(set, both);
	assert_int_equal(result_of_trap(set, third, NULL), VG_RECEIVE_DIGEST);
	assert_ptr_equal(vg_usm_user_first(both), both);
	/* And they do not keep those with privacy from being tried. */
	vg_usm_user_swap(both);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	vg_secret_wipe(&auth);
	vg_secret_wipe(&priv);
	vg_usm_user_free(third);
	vg_usm_free(set);
}

static void
a_user_of_one_engine_is_none_of_another(void **state)
{
	struct vg_usm *set = vg_usm_new();
	struct vg_usm_user *bound = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	unsigned char other[sizeof(bench_sender)];
	const char *text;

	(void)state;
	memcpy(other, bench_sender, sizeof(other));
	other[sizeof(other) - 1] ^= 1;
	vg_usm_user_bind(bound, other, sizeof(other));
	vg_usm_add(set, bound);
	assert_int_equal(result_of_trap(set, right(), &text), VG_RECEIVE_ENGINE);
	assert_non_null(strstr(text, "which is none of that user's"));
	struct vg_usm_user *mine = bench_user(BENCH_USER, BENCH_AUTH, BENCH_PRIV);
	vg_usm_user_bind(mine, bench_sender, sizeof(bench_sender));
	vg_usm_add(set, mine);
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	/* The line of the engine goes before that of any. */
	vg_usm_add(set, bench_user(BENCH_USER, "other-secret", BENCH_PRIV));
	assert_int_equal(result_of_trap(set, right(), NULL), VG_RECEIVE_TRAP);
	assert_int_equal(result_of_trap(set, other_auth, NULL), VG_RECEIVE_DIGEST);
	vg_usm_free(set);
}

static struct vg_usm_user *
user_at(enum vg_usm_level minimum)
{
	struct vg_secret auth = {0}, priv = {0};
	struct vg_detail detail;

	vg_secret_set(&auth, BENCH_AUTH, strlen(BENCH_AUTH));
	vg_secret_set(&priv, BENCH_PRIV, strlen(BENCH_PRIV));
	struct vg_usm_user *user =
	    vg_usm_user_at(BENCH_USER, minimum, &auth, &priv, &detail);
	assert_non_null(user);
	return user;
}

static void
a_level_below_the_minimum_is_refused(void **state)
{
	static const char *const recorded[] = {
	    "v3-trap-noAuthNoPriv-1", "v3-trap-authNoPriv-1", "v3-trap-authPriv-1"};

	(void)state;
	for (int minimum = VG_USM_NOAUTH; minimum <= VG_USM_PRIV; minimum++) {
		struct vg_usm *set = vg_usm_new();
		vg_usm_add(set, user_at((enum vg_usm_level)minimum));
		for (int level = VG_USM_NOAUTH; level <= VG_USM_PRIV; level++) {
			struct vg_usm *kept = usm;
			struct outcome o;
			usm = set;
			handle_recorded(recorded[level], &o);
			usm = kept;
			if (o.result !=
			    (level < minimum ? VG_RECEIVE_LEVEL : VG_RECEIVE_TRAP))
				fail_msg("level %d at minimum %d: %d", level, minimum,
				    (int)o.result);
			assert_int_equal(o.trap.authentic,
			    o.result == VG_RECEIVE_TRAP && level >= VG_USM_AUTH);
			forget(&o);
		}
		vg_usm_free(set);
	}
}

static void
phrases_are_needed_as_the_level_says(void **state)
{
	struct vg_secret none = {0}, good = {0}, brief = {0};
	struct vg_detail d;
	struct vg_usm_user *made;

	(void)state;
	vg_secret_set(&good, BENCH_AUTH, strlen(BENCH_AUTH));
	vg_secret_set(&brief, "seven77", 7);
	assert_null(vg_usm_user_at("u", VG_USM_PRIV, &good, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_AUTH, &none, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_AUTH, &brief, &none, &d));
	assert_null(vg_usm_user_at("u", VG_USM_NOAUTH, &none, &good, &d));
	made = vg_usm_user_at("u", VG_USM_AUTH, &good, &none, &d);
	assert_non_null(made);
	assert_int_equal(vg_usm_user_minimum(made), VG_USM_AUTH);
	vg_usm_user_free(made);
	made = vg_usm_user_at("u", VG_USM_NOAUTH, &none, &none, &d);
	assert_non_null(made);
	vg_usm_user_free(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(both_keys_are_valid_and_the_last_good_one_is_tried_first),
	    TEST(keys_without_privacy_are_not_put_first_by_strangers),
	    TEST(a_user_of_one_engine_is_none_of_another),
	    TEST(a_level_below_the_minimum_is_refused),
	    TEST(phrases_are_needed_as_the_level_says),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
