/*
 * Calendars of a tree beside the shipped ones: what is put over what, and what is refused with
 * which words.
 */
#include "tests/unit/contextbench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/time/workday.h"
#include "lib/yang/calendarload.h"

/* Reads 'lists' over the shipped calendars; '*set' is NULL when they are refused. */
static int
read_over(const char *lists, struct vg_calendarset **set, struct vg_detail *detail)
{
	char text[2048];
	struct vg_tree *tree;

	*set = NULL;
	snprintf(text, sizeof(text), "{\"vigie-calendar:calendars\":{%s}}", lists);
	int code = vg_tree_parse(context, text, "test", VG_TREE_CALENDARS, &tree, detail);
	if (code != VG_OK)
		return code;
	code = vg_calendarload_folder(context, NULL, set, detail);
	if (code == VG_OK)
		code = vg_calendarload_add(
		    *set, vg_tree_top(tree), "America/Martinique", detail);
	vg_tree_free(tree);
	if (code != VG_OK) {
		vg_calendarset_free(*set);
		*set = NULL;
	}
	return code;
}

static struct vg_calendarset *
good(const char *lists)
{
	struct vg_detail detail = {0};
	struct vg_calendarset *set;

	if (read_over(lists, &set, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return set;
}

#define SLOT "{\"day\":\"monday\",\"from\":\"08:00\",\"until\":\"12:00\"}"

static void
refusals_name_object_and_cause(void **state)
{
	static const struct {
		const char *lists;
		const char *words[2];
	} rows[] = {
	    {"\"calendar\":[{\"name\":\"hot\"}]",
		{"calendar hot:", "needs at least one slot"}},
	    {"\"calendar\":[{\"name\":\"hot\",\"zone\":\"Europe/Pariss\","
	     "\"slot\":[" SLOT "]}]",
		{"calendar hot: time zone 'Europe/Pariss'", "not known"}},
	    {"\"calendar\":[{\"name\":\"hot\",\"holidays\":\"fr-corse\","
	     "\"slot\":[" SLOT "]}]",
		{"calendar hot: holidays 'fr-corse'", "neither in this tree nor"}},
	    {"\"calendar\":[{\"name\":\"office\",\"closed\":[{\"date\":\"--02-30\"}]}]",
		{"calendar office: closed: '--02-30'", "never exists"}},
	    {"\"calendar\":[{\"name\":\"office\",\"opened\":[{\"date\":"
	     "\"2026-05-24\"}]}]",
		{"calendar office: opened 2026-05-24", "weekday has no slot"}},
	    {"\"calendar\":[{\"name\":\"office\",\"opened\":[{\"date\":\"2026-05-24\","
	     "\"from\":\"09:00\"}]}]",
		{"opened[date='2026-05-24']", "have from and until"}},
	    {"\"calendar\":[{\"name\":\"hot\",\"slot\":[" SLOT
	     ",{\"day\":\"monday\",\"from\":\"11:00\",\"until\":\"13:00\"}]}]",
		{"calendar[name='hot']", "two slots of one day overlap"}},
	    {"\"calendar\":[{\"name\":\"hot\",\"slot\":[{\"day\":\"monday\","
	     "\"from\":\"12:00\",\"until\":\"08:00\"}]}]",
		{"calendar[name='hot']", "a slot ends after it begins"}},
	    {"\"calendar\":[{\"name\":\"hot\",\"slot\":[" SLOT
	     ",{\"day\":\"monday\",\"from\":\"13:00\",\"until\":\"14:00\"}"
	     ",{\"day\":\"monday\",\"from\":\"15:00\",\"until\":\"16:00\"}"
	     ",{\"day\":\"monday\",\"from\":\"17:00\",\"until\":\"18:00\"}"
	     ",{\"day\":\"monday\",\"from\":\"19:00\",\"until\":\"20:00\"}]}]",
		{"calendar hot:", "monday has more than 4 slots"}},
	    {"\"calendar\":[{\"name\":\"ouvres\",\"zone\":\"UTC\"},"
	     "{\"name\":\"ouvrés\",\"zone\":\"UTC\"}]",
		{"calendar ouvres:", "ouvrés written otherwise"}},
	    {"\"calendar\":[{\"name\":\"été\",\"slot\":[" SLOT "]}]",
		{"a name holds letters", "été"}},
	    {"\"holiday-set\":[{\"name\":\"x\"}]",
		{"holiday-set[name='x']", "has days or includes a set"}},
	    {"\"holiday-set\":[{\"name\":\"none\",\"includes\":[\"fr\"]}]",
		{"holiday-set[name='none']", "has neither"}},
	    {"\"holiday-set\":[{\"name\":\"x\",\"includes\":[\"x\"]}]",
		{"holiday-set[name='x']", "does not include itself"}},
	    {"\"holiday-set\":[{\"name\":\"x\",\"includes\":[\"y\"]},"
	     "{\"name\":\"y\",\"includes\":[\"x\"]}]",
		{"holiday-set x:", "in a ring"}},
	    {"\"holiday-set\":[{\"name\":\"fr\",\"includes\":[\"fr-reunion\"]}]",
		{"holiday-set fr:", "in a ring"}},
	    {"\"holiday-set\":[{\"name\":\"x\",\"includes\":[\"fr-corse\"]}]",
		{"holiday-set x: includes 'fr-corse'", "neither in this tree nor"}},
	    {"\"holiday-set\":[{\"name\":\"x\",\"day\":[{\"date\":\"easter+251\"}]}]",
		{"holiday-set x: 'easter+251'", "further from Easter"}},
	    {"\"holiday-set\":[{\"name\":\"x\",\"day\":[{\"date\":\"1 May\"}]}]",
		{"a day is written", "1 May"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		struct vg_calendarset *set;
		int code = read_over(rows[i].lists, &set, &detail);
		if (code != VG_EINVAL || !strstr(detail.text, rows[i].words[0]) ||
		    !strstr(detail.text, rows[i].words[1]))
			fail_msg("%s: %s '%s'", rows[i].lists, vg_error_name(code),
			    detail.text);
		vg_calendarset_free(set);
	}
}

/* What a tree does not say of a shipped calendar stays as shipped. */
static void
a_shipped_calendar_changes_only_where_told(void **state)
{
	struct vg_calendarset *set =
	    good("\"calendar\":[{\"name\":\"ouvres\",\"holidays\":\"fr-reunion\"},"
		 "{\"name\":\"always\",\"zone\":\"Pacific/Noumea\"},"
		 "{\"name\":\"office\",\"slot\":[" SLOT "],\"closed\":[{\"date\":"
		 "\"2026-08-17\",\"description\":\"inventory\"}]}]");
	const struct vg_calendar *ouvres = vg_calendarset_find(set, "ouvrés");
	const struct vg_calendar *always = vg_calendarset_find(set, "always");
	const struct vg_calendar *office = vg_calendarset_find(set, "office");

	(void)state;
	assert_string_equal(ouvres->holidays->name, "fr-reunion");
	assert_string_equal(ouvres->zone->name, "Europe/Paris");
	assert_int_equal(ouvres->n_slots[4], 1);
	assert_int_equal(ouvres->n_slots[5], 0);
	assert_string_equal(always->zone->name, "Pacific/Noumea");
	assert_true(always->always);
	assert_string_equal(office->holidays->name, "fr");
	assert_int_equal(office->n_slots[0], 1);
	assert_int_equal(office->n_slots[1], 0);
	struct vg_calendar_day day =
	    vg_calendar_judge(office, vg_instant_days(2026, 8, 17));
	assert_int_equal(day.why, VG_TALLY_CLOSED);
	assert_string_equal(day.reason, "inventory");
	vg_calendarset_free(set);
}

/* Open every hour no more, once a day of it is closed. */
static void
always_with_a_closure_is_not_always(void **state)
{
	struct vg_calendarset *set = good(
	    "\"calendar\":[{\"name\":\"always\",\"closed\":[{\"date\":\"--05-01\"}]}]");
	const struct vg_calendar *c = vg_calendarset_find(set, "always");

	(void)state;
	assert_false(c->always);
	assert_false(vg_workday_is(c, vg_instant_days(2026, 5, 1)));
	assert_true(vg_workday_is(c, vg_instant_days(2026, 5, 3)));
	vg_calendarset_free(set);
}

static void
a_new_calendar_has_the_zone_given_and_no_holidays(void **state)
{
	struct vg_calendarset *set =
	    good("\"calendar\":[{\"name\":\"hot\",\"slot\":["
		 "{\"day\":\"monday\",\"from\":\"13:00\",\"until\":"
		 "\"14:00\"}," SLOT "]}]");
	const struct vg_calendar *c = vg_calendarset_find(set, "hot");

	(void)state;
	assert_string_equal(c->zone->name, "America/Martinique");
	assert_null(c->holidays);
	assert_int_equal(c->n_slots[0], 2);
	assert_int_equal(c->slots[0][0].from_s, 8 * 3600); /* in the order of time */
	vg_calendarset_free(set);
}

/* The sets that include it and the calendars that use it see the new one. */
static void
a_set_of_a_shipped_name_replaces_it_everywhere(void **state)
{
	struct vg_calendarset *set =
	    good("\"holiday-set\":[{\"name\":\"fr\",\"day\":[{\"date\":\"--09-03\","
		 "\"label\":\"our day\"}]}]");

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct vg_calendar *c =
		    vg_calendarset_find(set, i ? "ouvrables-fr-reunion" : "ouvrables");
		assert_false(vg_workday_is(c, vg_instant_days(2026, 9, 3)));
		assert_true(vg_workday_is(c, vg_instant_days(2026, 7, 14)));
		assert_int_equal(!vg_workday_is(c, vg_instant_days(2027, 12, 20)), i);
	}
	vg_calendarset_free(set);
}

/* The four rungs above the weekday's slots, each against the next. */
static void
a_day_is_judged_by_its_ladder(void **state)
{
	struct vg_calendarset *set =
	    good("\"calendar\":[{\"name\":\"office\",\"closed\":[{\"date\":"
		 "\"2026-05-25\",\"description\":\"move\"}],\"opened\":["
		 "{\"date\":\"easter+50\",\"description\":\"stocktaking\"},"
		 "{\"date\":\"--07-12\",\"description\":\"no hours\"},"
		 "{\"date\":\"2026-11-01\",\"from\":\"10:00\",\"until\":\"12:00\"}]}]");
	static const struct {
		int y, m, d;
		enum vg_tally_why why;
		const char *reason;
		size_t n_slots;
	} rows[] = {
	    {2026, 5, 25, VG_TALLY_CLOSED, "move", 0},
	    {2027, 5, 17, VG_TALLY_OPENED, "stocktaking", 2},
	    {2026, 11, 1, VG_TALLY_OPENED, "", 1}, /* a Sunday and a holiday */
	    {2026, 7, 12, VG_TALLY_WEEKLY, "", 0}, /* a Sunday opened without hours */
	    {2026, 8, 15, VG_TALLY_WEEKLY, "", 0}, /* a Saturday and a holiday */
	    {2026, 7, 14, VG_TALLY_HOLIDAY, "14 July", 0},
	    {2026, 7, 15, VG_TALLY_OPEN, "", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_calendar_day day =
		    vg_calendar_judge(vg_calendarset_find(set, "office"),
			vg_instant_days(rows[i].y, rows[i].m, rows[i].d));
		if (day.why != rows[i].why || strcmp(day.reason, rows[i].reason) != 0 ||
		    day.n_slots != rows[i].n_slots)
			fail_msg("%d-%d-%d: %d '%s' %zu", rows[i].y, rows[i].m, rows[i].d,
			    (int)day.why, day.reason, day.n_slots);
	}
	vg_calendarset_free(set);
}

static void
a_folder_without_calendars_is_refused(void **state)
{
	char folder[] = "/tmp/vigie-calendars-XXXXXX", path[64];
	struct vg_detail detail = {0};
	struct vg_calendarset *set = NULL;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(
	    vg_calendarload_folder(context, folder, &set, &detail), VG_ENOENT);
	assert_non_null(strstr(detail.text, folder));
	snprintf(path, sizeof(path), "%s/x.json", folder);
	FILE *file = fopen(path, "w");
	fputs("{\"vigie-calendar:calendars\":{\"calendar\":[{\"name\":\"x\"}]}}", file);
	fclose(file);
	assert_int_equal(
	    vg_calendarload_folder(context, folder, &set, &detail), VG_EINVAL);
	assert_non_null(strstr(detail.text, "calendar x: "));
	assert_null(set);
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(refusals_name_object_and_cause),
	    cmocka_unit_test(a_shipped_calendar_changes_only_where_told),
	    cmocka_unit_test(always_with_a_closure_is_not_always),
	    cmocka_unit_test(a_new_calendar_has_the_zone_given_and_no_holidays),
	    cmocka_unit_test(a_set_of_a_shipped_name_replaces_it_everywhere),
	    cmocka_unit_test(a_day_is_judged_by_its_ladder),
	    cmocka_unit_test(a_folder_without_calendars_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
