/*
 * What is kept of a device: when its inventory is told.
 */
#include "tests/unit/spoolbench.h"

#include "agent/kept.h"

static struct vg_wall
at(int64_t hours)
{
	return (struct vg_wall){(495441 + hours) * VG_HOUR_US};
}

/* A poll at an hour with a digest: is it told?  "": the agent starts anew. */
static const struct {
	int64_t hour;
	const char *digest;
	bool told;
} polls[] = {
    {0, "aa", true},                                      /* at the start */
    {1, "aa", false},                                     /* nothing new */
    {2, "bb", true},                                      /* on change */
    {25, "bb", false},                                    /* not a day yet */
    {26, "bb", true},                                     /* daily */
    {27, "bb", false}, {28, "", false}, {28, "bb", true}, /* at the start, though known */
    {29, "bb", false},
    {20, "bb", true}, /* the clock stepped back: rather twice than not at all */
};

static void
an_inventory_is_told_at_start_on_change_and_daily(void **state)
{
	struct vg_packset *packs = NULL;
	struct vg_state *file = NULL;
	struct vg_kept *kept = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(polls) / sizeof(polls[0]); i++) {
		if (!kept || !polls[i].digest[0]) {
			vg_kept_free(kept);
			vg_state_close(file);
			assert_int_equal(vg_state_open(path, &file, NULL), VG_OK);
			struct vg_rulestate *rules = vg_rule_new(packs, NULL);
			kept = vg_kept_new(file, "ne-7", NULL, rules);
			vg_rule_free(rules);
		}
		if (!polls[i].digest[0])
			continue;
		bool news = vg_kept_is_news(kept, polls[i].digest, at(polls[i].hour));
		if (news != polls[i].told)
			fail_msg("row %zu", i);
		if (news)
			vg_kept_told(kept, "ssg", polls[i].digest, at(polls[i].hour));
	}
	vg_kept_free(kept);
	vg_state_close(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		an_inventory_is_told_at_start_on_change_and_daily, make_folder,
		remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
