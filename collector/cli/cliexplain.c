/*
 * Explanations of sums.
 */
#include "collector/cli/cliexplain.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/cli.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *const weekdays[] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void
vg_cliexplain_due(const struct vg_cliexplain *sum, char text[VG_INSTANT_TEXT_SIZE])
{
	vg_instant_text_at(
	    sum->due.due, vg_zonetable_offset(sum->calendar->zone, sum->due.due), text);
}

void
vg_cliexplain_date(int64_t day, char text[VG_CLIEXPLAIN_DATE_SIZE])
{
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	vg_text_format(
	    text, VG_CLIEXPLAIN_DATE_SIZE, "%04d-%02d-%02d", year, month, of_month);
}

/* "Fri 17 Jul 2026", as wide for every day. */
static void
write_day(int64_t day, char text[VG_CLITIME_SIZE])
{
	int year, month, of_month;

	vg_instant_date(day, &year, &month, &of_month);
	vg_text_format(text, VG_CLITIME_SIZE, "%.3s %2d %s %d",
	    weekdays[vg_calendar_weekday(day)], of_month, months[(month + 11) % 12],
	    year);
}

/* "16:00", with seconds when it has some; 24:00 for what is the first instant after 'day'. */
static void
write_time(const struct vg_calendar *calendar, int64_t day, struct vg_wall at,
    char text[VG_CLITIME_SIZE])
{
	struct vg_civil c = vg_instant_civil(at, vg_zonetable_offset(calendar->zone, at));

	if (vg_zonetable_day(calendar->zone, at) > day)
		vg_text_copy(text, VG_CLITIME_SIZE, "24:00");
	else if (c.second)
		vg_text_format(
		    text, VG_CLITIME_SIZE, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	else
		vg_text_format(text, VG_CLITIME_SIZE, "%02d:%02d", c.hour, c.minute);
}

/* Why a day did not count; the words after "not counted: ". */
static const char *
why_not(const struct vg_tally_line *line)
{
	switch (line->why) {
	case VG_TALLY_START:
		return "the day of the start";
	case VG_TALLY_CLOSED:
		return line->reason[0] ? line->reason : "closed";
	case VG_TALLY_HOLIDAY:
		return line->reason[0] ? line->reason : "public holiday";
	case VG_TALLY_WEEKLY:
		return weekdays[vg_calendar_weekday(line->day)];
	case VG_TALLY_SKIPPED:
		return "the clocks skip it";
	case VG_TALLY_OVER:
		return "closed by then";
	case VG_TALLY_OPEN:
	case VG_TALLY_OPENED:
	case VG_TALLY_MOVED:
		break;
	}
	return "";
}

/* What stands behind a day that counts: an opening's reason, article 642, a change of clocks. */
static void
print_remark(const struct vg_cliexplain *sum, const struct vg_tally_line *line)
{
	const struct vg_zone *zone = sum->calendar->zone;

	if (line->why == VG_TALLY_OPENED) {
		fputs("  opened", stdout);
		fputs(line->reason[0] ? ": " : "", stdout);
		vg_cli_print(line->reason);
	}
	if (line->why == VG_TALLY_MOVED)
		printf(", but a %s is no last day: article 642",
		    weekdays[vg_calendar_weekday(line->day)]);
	if (line->open_us &&
	    vg_zonetable_offset(zone, line->from) !=
		vg_zonetable_offset(zone, line->until))
		fputs("  the clocks change", stdout);
}

static void
print_hours(const struct vg_cliexplain *sum, const struct vg_tally_line *line)
{
	char from[VG_CLITIME_SIZE], until[VG_CLITIME_SIZE], span[VG_CLITIME_SIZE];

	write_time(sum->calendar, line->day, line->from, from);
	write_time(sum->calendar, line->day, line->until, until);
	vg_clitime_span(line->open_us / VG_SECOND_US, span);
	printf("counted %s, %s to %s", span, from, until);
}

static void
print_line(const struct vg_cliexplain *sum, const struct vg_tally_line *line)
{
	char day[VG_CLITIME_SIZE];

	write_day(line->day, day);
	printf("%s  ", day);
	if (line->n > sum->days)
		fputs("counted too, by article 642", stdout);
	else if (line->n)
		printf("counted %u of %u", line->n, sum->days);
	else if (line->open_us)
		print_hours(sum, line);
	else
		fputs("not counted: ", stdout);
	if (line->n || line->open_us)
		print_remark(sum, line);
	else
		vg_cli_print(why_not(line));
	putchar('\n');
}

static void
print_warning(const struct vg_cliexplain *sum, int percent)
{
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;
	int code = sum->days
	    ? vg_workday_percent(sum->calendar, sum->from, sum->days, percent, &at)
	    : vg_calendar_percent(sum->calendar, sum->from, sum->open_us, percent, &at);

	if (code != VG_OK)
		return;
	vg_instant_text_at(at, vg_zonetable_offset(sum->calendar->zone, at), text);
	printf("%d %%      %s\n", percent, text);
}

void
vg_cliexplain_print(const struct vg_cliexplain *sum)
{
	char text[VG_INSTANT_TEXT_SIZE], last[VG_CLIEXPLAIN_DATE_SIZE],
	    day[VG_CLITIME_SIZE];
	const struct vg_calendar *c = sum->calendar;

	vg_cliexplain_due(sum, text);
	printf("due       %s\n", text);
	if (sum->days) {
		vg_cliexplain_date(sum->due.last_day, last);
		write_day(sum->due.last_day, day);
		printf("last day  %s: %s at 24:00\n", last, day);
	}
	printf("calendar  %s, %s, holidays %s\n", c->name, c->zone->name,
	    c->holidays ? c->holidays->name : "none");
	vg_instant_text_at(sum->from, vg_zonetable_offset(c->zone, sum->from), text);
	printf("start     %s\n", text);
	print_warning(sum, 50);
	print_warning(sum, 75);
	print_warning(sum, 90);
	putchar('\n');
	for (size_t i = 0; i < sum->tally.n_lines; i++)
		print_line(sum, &sum->tally.lines[i]);
}
