/*
 * Calendars as the desk finds them: shipped ones that no tree names, and those of a contract
 * that names zone and holidays once for all of them.
 */
#include "tests/unit/contextbench.h"

#include <string.h>

#include "collector/conf/conf.h"
#include "lib/time/workday.h"

#define DAY(name) "{\"day\":\"" name "\",\"from\":\"00:00\",\"until\":\"24:00\"}"
#define WEEK                                                                             \
	"\"slot\":[" DAY("monday") "," DAY("tuesday") "," DAY("wednesday") "," DAY(      \
	    "thursday") "," DAY("friday") "," DAY("saturday") "," DAY("sunday") "]"

/* A tree with the contract c1, which has 'leaves' more than it needs. */
static int
read_conf(const char *leaves, struct vg_conf **conf, struct vg_detail *detail)
{
	char text[8192];
	struct vg_tree *tree;

	snprintf(text, sizeof(text),
	    "{\"vigie-collector:collector\":{\"name\":\"noc\","
	    "\"integrator\":{\"name\":\"Merisac\"},"
	    "\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\"}],"
	    "\"supplier\":[{\"name\":\"allot\"}],\"client\":[{\"name\":\"a\"}],"
	    "\"calendar\":[{\"name\":\"office\",\"closed\":[{\"date\":\"2027-12-15\"}]},"
	    "{\"name\":\"silent\"," WEEK "},"
	    "{\"name\":\"firm\",\"holidays\":\"none\"," WEEK "}],"
	    "\"contract\":[{\"name\":\"c1\",\"client\":\"a\",\"supplier\":\"allot\","
	    "\"from\":\"2026-01-01\",\"until\":\"2028-12-31\",\"calendar\":\"office\","
	    "\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"direct\"}]%s}]}}",
	    leaves);
	*conf = NULL;
	int code = vg_tree_parse(context, text, "test", VG_TREE_COLLECTOR, &tree, detail);
	if (code != VG_OK)
		return code;
	code = vg_conf_read(tree, conf, detail);
	vg_tree_free(tree);
	return code;
}

static struct vg_conf *
good(const char *leaves)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf;

	if (read_conf(leaves, &conf, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return conf;
}

static void
shipped_calendars_need_no_tree(void **state)
{
	struct vg_conf *conf = good("");
	const struct vg_calendar *days = vg_conf_calendar(conf, "ouvrables");

	(void)state;
	assert_string_equal(days->name, "ouvrables");
	assert_true(vg_workday_is(days, vg_instant_days(2026, 7, 11)));
	assert_false(vg_workday_is(days, vg_instant_days(2026, 7, 14)));
	assert_string_equal(vg_conf_calendar(conf, "ouvres")->name, "ouvrés");
	assert_true(vg_conf_calendar(conf, "nobody's")->always);
	assert_ptr_equal(vg_conf_contract_calendar(conf, "c1", "ouvrables"), days);
	assert_ptr_equal(vg_conf_contract_calendar(conf, "", "ouvrables"), days);
	vg_conf_free(conf);
}

/* Policy section 6: the example of 14 December 2027, and closures that stay what they are. */
static void
a_contract_names_zone_and_holidays_for_all_its_calendars(void **state)
{
	struct vg_conf *conf =
	    good(",\"zone\":\"Indian/Reunion\",\"holidays\":\"fr-reunion\"");
	const struct vg_calendar *days =
	    vg_conf_contract_calendar(conf, "c1", "ouvrables");
	const struct vg_calendar *office =
	    vg_conf_contract_calendar(conf, "c1", "office");
	const struct vg_calendar *always =
	    vg_conf_contract_calendar(conf, "c1", "nobody's");
	struct vg_workday_due due;
	struct vg_wall from;

	(void)state;
	vg_instant_parse("2027-12-14T12:00:00+04:00", &from);
	assert_int_equal(
	    vg_workday_add(days, from, 6, VG_WORKDAY_COUNTED, &due, NULL), VG_OK);
	assert_int_equal(due.last_day, vg_instant_days(2027, 12, 22));
	assert_string_equal(days->zone->name, "Indian/Reunion");
	assert_false(vg_workday_is(office, vg_instant_days(2027, 12, 15)));
	assert_false(vg_workday_is(office, vg_instant_days(2027, 12, 20)));
	/* Every hour of every day stays so, in the contract's zone. */
	assert_true(always->always);
	assert_string_equal(always->zone->name, "Indian/Reunion");
	assert_true(vg_workday_is(always, vg_instant_days(2027, 12, 20)));
	/* One that says nothing of holidays takes the contract's, one that says none does not. */
	assert_true(vg_conf_calendar(conf, "silent")->always);
	assert_false(vg_workday_is(vg_conf_contract_calendar(conf, "c1", "silent"),
	    vg_instant_days(2027, 12, 20)));
	assert_true(vg_workday_is(vg_conf_contract_calendar(conf, "c1", "firm"),
	    vg_instant_days(2027, 12, 20)));
	/* Nobody else's clocks change. */
	assert_true(vg_workday_is(
	    vg_conf_calendar(conf, "ouvrables"), vg_instant_days(2027, 12, 20)));
	vg_conf_free(conf);
}

static void
a_contract_may_name_one_of_the_two(void **state)
{
	struct vg_conf *conf = good(",\"holidays\":\"none\"");
	const struct vg_calendar *days =
	    vg_conf_contract_calendar(conf, "c1", "ouvrables");

	(void)state;
	assert_string_equal(days->zone->name, "Europe/Paris");
	assert_true(vg_workday_is(days, vg_instant_days(2026, 7, 14)));
	assert_false(vg_workday_is(days, vg_instant_days(2026, 7, 12)));
	vg_conf_free(conf);
}

static void
a_contract_is_refused_what_nobody_knows(void **state)
{
	static const struct {
		const char *leaves, *words;
	} rows[] = {
	    {",\"zone\":\"Indian/Reunio\"",
		"contract c1: time zone 'Indian/Reunio' is not known here"},
	    {",\"holidays\":\"fr-corse\"",
		"contract c1: holidays 'fr-corse' are neither in this tree nor shipped"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		struct vg_conf *conf;
		assert_int_equal(read_conf(rows[i].leaves, &conf, &detail), VG_EINVAL);
		assert_string_equal(detail.text, rows[i].words);
		assert_null(conf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shipped_calendars_need_no_tree),
	    cmocka_unit_test(a_contract_names_zone_and_holidays_for_all_its_calendars),
	    cmocka_unit_test(a_contract_may_name_one_of_the_two),
	    cmocka_unit_test(a_contract_is_refused_what_nobody_knows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
