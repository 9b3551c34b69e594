/*
 * Times as people read and type them.
 */
#include "collector/cli/clitime.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};

static struct vg_civil
civil(const struct vg_clitime *time, struct vg_wall at)
{
	return vg_instant_civil(at, vg_zonetable_offset(&time->zone, at));
}

/* Writes the day before a time of day: nothing for today. */
static void
write_day(const struct vg_clitime *time, struct vg_wall at, char text[VG_CLITIME_SIZE])
{
	struct vg_civil now = civil(time, time->now);
	struct vg_civil c = civil(time, at);
	int64_t day = vg_zonetable_day(&time->zone, at);

	text[0] = '\0';
	if (day == vg_zonetable_day(&time->zone, time->now))
		return;
	/* 1970-01-01 was a Thursday. */
	const char *weekday = weekdays[((day % 7) + 7) % 7];
	const char *month = months[(c.month + 11) % 12];
	if (c.year == now.year)
		vg_text_format(text, VG_CLITIME_SIZE, "%s %d %s ", weekday, c.day, month);
	else
		vg_text_format(text, VG_CLITIME_SIZE, "%d %s %d ", c.day, month, c.year);
}

void
vg_clitime_moment(
    const struct vg_clitime *time, struct vg_wall at, char text[VG_CLITIME_SIZE])
{
	struct vg_civil c = civil(time, at);

	text[0] = '\0';
	if (!vg_instant_is_set(at))
		return;
	write_day(time, at, text);
	size_t used = strlen(text);
	vg_text_format(
	    text + used, VG_CLITIME_SIZE - used, "%02d:%02d", c.hour, c.minute);
}

void
vg_clitime_second(
    const struct vg_clitime *time, struct vg_wall at, char text[VG_CLITIME_SIZE])
{
	struct vg_civil c = civil(time, at);

	vg_clitime_moment(time, at, text);
	size_t used = strlen(text);
	if (used)
		vg_text_format(text + used, VG_CLITIME_SIZE - used, ":%02d", c.second);
}

void
vg_clitime_span(int64_t seconds, char text[VG_CLITIME_SIZE])
{
	long long s = seconds < 0 ? -seconds : seconds;

	if (s < 60)
		vg_text_format(text, VG_CLITIME_SIZE, "%lld s", s);
	else if (s < 3600)
		vg_text_format(text, VG_CLITIME_SIZE, "%lld min", s / 60);
	else if (s < 2 * 86400)
		vg_text_format(
		    text, VG_CLITIME_SIZE, "%lld h %02lld min", s / 3600, s / 60 % 60);
	else
		vg_text_format(
		    text, VG_CLITIME_SIZE, "%lld d %lld h", s / 86400, s / 3600 % 24);
}

void
vg_clitime_left(int64_t seconds, char text[VG_CLITIME_SIZE])
{
	char span[VG_CLITIME_SIZE];

	vg_clitime_span(seconds, span);
	if (seconds >= 0)
		vg_text_format(text, VG_CLITIME_SIZE, "%s left", span);
	else
		vg_text_format(text, VG_CLITIME_SIZE, "late by %s", span);
}

struct vg_wall
vg_clitime_parse(const char *text)
{
	struct vg_wall at = {0};

	return vg_instant_parse(text, &at) == VG_OK ? at : (struct vg_wall){0};
}

/* Reads "14:00" into seconds of the day. */
static int
read_time(const char *text, int *second_of_day)
{
	if (strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5 ||
	    strchr(text + 3, ':'))
		return VG_EPARSE;
	int hour = (text[0] - '0') * 10 + text[1] - '0';
	int minute = (text[3] - '0') * 10 + text[4] - '0';
	if (text[0] == ':' || text[1] == ':' || hour > 23 || minute > 59)
		return VG_EPARSE;
	*second_of_day = hour * 3600 + minute * 60;
	return VG_OK;
}

/* Reads "2026-07-09T14:00": the date by the parser of date-and-time, the time in the zone. */
static int
read_local(const struct vg_clitime *time, const char *text, struct vg_wall *at)
{
	char date[48];
	struct vg_wall midnight;
	int second_of_day = 0;

	if (strlen(text) != 16 || (text[10] != 'T' && text[10] != ' ') ||
	    read_time(text + 11, &second_of_day) != VG_OK)
		return VG_EPARSE;
	vg_text_format(date, sizeof(date), "%.10sT00:00:00Z", text);
	if (vg_instant_parse(date, &midnight) != VG_OK)
		return VG_EPARSE;
	*at = vg_zonetable_instant(
	    &time->zone, midnight.us / VG_DAY_US, second_of_day, VG_ZONE_FIRST);
	return VG_OK;
}

int
vg_clitime_read(const struct vg_clitime *time, const char *text, struct vg_wall *at)
{
	int second_of_day = 0;

	if (vg_instant_parse(text, at) == VG_OK)
		return VG_OK;
	if (read_time(text, &second_of_day) != VG_OK)
		return read_local(time, text, at);
	int64_t day = vg_zonetable_day(&time->zone, time->now);
	*at = vg_zonetable_instant(&time->zone, day, second_of_day, VG_ZONE_SECOND);
	if (vg_instant_compare(*at, time->now) > 0)
		*at = vg_zonetable_instant(
		    &time->zone, day - 1, second_of_day, VG_ZONE_SECOND);
	return VG_OK;
}

int
vg_clitime_read_today(const struct vg_clitime *time, const char *text, struct vg_wall *at)
{
	int second_of_day = 0;

	if (read_time(text, &second_of_day) != VG_OK)
		return vg_clitime_read(time, text, at);
	*at = vg_zonetable_instant(&time->zone, vg_zonetable_day(&time->zone, time->now),
	    second_of_day, VG_ZONE_SECOND);
	return VG_OK;
}
