/*
 * Rules of holidays.
 */
#include "lib/time/holiday.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"

/*
 * Easter is the Sunday after the full moon of 21 March or later.  The moon's age on 1 January
 * (the epact) moves by the golden number, corrected by the leap days left out (solar) and the
 * moon's own slowness (lunar, eight days in 2500 years).
 */
int64_t
vg_holiday_easter(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int solar = century - century / 4;
	int lunar = (8 * century + 13) / 25;
	int moon = (solar - lunar + 19 * golden + 15) % 30; /* days after 21 March */

	/* Two epacts share a day, so that 19 years never have the same moon twice. */
	if (moon == 29 || (moon == 28 && golden > 10))
		moon--;
	int64_t full = vg_instant_days(year, 3, 21) + moon;
	/* 1970-01-01 was a Thursday, four days after a Sunday. */
	return full + 7 - ((full + 4) % 7 + 7) % 7;
}

/* Two digits at 'text', or -1. */
static int
two_digits(const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* Reads "MM-DD" of 'year'; false for a day that it does not have. */
static bool
read_day(const char *text, int year, int *month, int *day)
{
	int y, m, d;

	if (strlen(text) != 5 || text[2] != '-')
		return false;
	*month = two_digits(text);
	*day = two_digits(text + 3);
	if (*month < 1 || *month > 12 || *day < 1 || *day > 31)
		return false;
	vg_instant_date(vg_instant_days(year, *month, *day), &y, &m, &d);
	return m == *month && d == *day;
}

static int
parse_easter(const char *text, struct vg_holiday *rule)
{
	int64_t offset = 0;
	const char *digits = text[0] == '+' ? text + 1 : text;

	if (text[0] && text[0] != '+' && text[0] != '-')
		return VG_EPARSE;
	if (text[0] == '+' && digits[0] == '-')
		return VG_EPARSE;
	if (text[0] &&
	    (strlen(digits) > 4 || vg_text_int(digits, -999, 999, &offset) != VG_OK))
		return VG_EPARSE;
	if (offset < VG_HOLIDAY_EASTER_MIN || offset > VG_HOLIDAY_EASTER_MAX)
		return VG_ERANGE;
	*rule = (struct vg_holiday){.kind = VG_HOLIDAY_EASTER, .offset = (int)offset};
	return VG_OK;
}

int
vg_holiday_parse(const char *text, struct vg_holiday *rule)
{
	const int leap_year = 2000;
	int month, day;

	if (vg_text_starts(text, "easter"))
		return parse_easter(text + 6, rule);
	if (vg_text_starts(text, "--")) {
		if (!read_day(text + 2, leap_year, &month, &day))
			return VG_EPARSE;
		*rule = (struct vg_holiday){
		    .kind = VG_HOLIDAY_YEARLY, .month = month, .day = day};
		return VG_OK;
	}
	if (strlen(text) != 10 || text[4] != '-' || two_digits(text) < 0 ||
	    two_digits(text + 2) < 0)
		return VG_EPARSE;
	int year = two_digits(text) * 100 + two_digits(text + 2);
	if (year < 1 || !read_day(text + 5, year, &month, &day))
		return VG_EPARSE;
	*rule = (struct vg_holiday){
	    .kind = VG_HOLIDAY_DATE, .date = vg_instant_days(year, month, day)};
	return VG_OK;
}

/* A day as the rules ask for it; Easter of its year is reckoned when the first of them asks. */
struct asked {
	int64_t day, easter;
	int year, month, of_month;
	bool has_easter;
};

static struct asked
ask_for(int64_t day)
{
	struct asked a = {.day = day};

	vg_instant_date(day, &a.year, &a.month, &a.of_month);
	return a;
}

static bool
is_it(const struct vg_holiday *rule, struct asked *a)
{
	if (rule->kind == VG_HOLIDAY_DATE)
		return rule->date == a->day;
	if (rule->kind == VG_HOLIDAY_YEARLY)
		return rule->month == a->month && rule->day == a->of_month;
	if (!a->has_easter)
		a->easter = vg_holiday_easter(a->year);
	a->has_easter = true;
	return a->easter + rule->offset == a->day;
}

bool
vg_holiday_is(const struct vg_holiday *rule, int64_t day)
{
	struct asked asked = ask_for(day);

	return is_it(rule, &asked);
}

static const struct vg_holiday *
find(const struct vg_holiday_set *set, struct asked *asked)
{
	const struct vg_holiday *found = NULL;

	for (size_t i = 0; set && i < set->n_rules; i++) {
		if (is_it(&set->rules[i], asked))
			return &set->rules[i];
	}
	for (size_t i = 0; set && !found && i < set->n_includes; i++)
		found = find(set->includes[i], asked);
	return found;
}

const struct vg_holiday *
vg_holiday_find(const struct vg_holiday_set *set, int64_t day)
{
	struct asked asked = ask_for(day);

	return find(set, &asked);
}

static bool
is_deeper(const struct vg_holiday_set *set, int depth)
{
	if (depth == 0)
		return true;
	for (size_t i = 0; i < set->n_includes; i++) {
		if (is_deeper(set->includes[i], depth - 1))
			return true;
	}
	return false;
}

bool
vg_holiday_loops(const struct vg_holiday_set *set)
{
	return is_deeper(set, VG_HOLIDAY_DEPTH);
}

void
vg_holiday_fini(struct vg_holiday_set *set)
{
	free(set->rules);
	free(set->includes);
	set->rules = NULL;
	set->includes = NULL;
	set->n_rules = set->n_includes = 0;
}
