/*
 * Instants, civil dates and their texts.  Pure arithmetic: the C library's time functions are
 * not used, because they ask for the process's zone.
 */
#include "lib/time/instant.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

struct vg_wall
vg_instant_add(struct vg_wall instant, int64_t us)
{
	int64_t sum;

	if (__builtin_add_overflow(instant.us, us, &sum))
		sum = us > 0 ? INT64_MAX : INT64_MIN;
	return (struct vg_wall){.us = sum};
}

int64_t
vg_instant_since(struct vg_wall later, struct vg_wall earlier)
{
	return later.us - earlier.us;
}

int
vg_instant_compare(struct vg_wall a, struct vg_wall b)
{
	return (a.us > b.us) - (a.us < b.us);
}

bool
vg_instant_is_set(struct vg_wall instant)
{
	return instant.us != 0;
}

struct vg_mono
vg_instant_mono_add(struct vg_mono instant, int64_t us)
{
	return (struct vg_mono){.us = instant.us + us};
}

int64_t
vg_instant_mono_since(struct vg_mono later, struct vg_mono earlier)
{
	return later.us - earlier.us;
}

/* Floor division: civil time before 1970 must not round towards it. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Counts years from March, so that the leap day is the last of its year. */
int64_t
vg_instant_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

	return era * 146097 + day_of_era - 719468;
}

void
vg_instant_date(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

struct vg_civil
vg_instant_civil(struct vg_wall instant, int offset_s)
{
	int64_t local = instant.us + (int64_t)offset_s * VG_SECOND_US;
	int64_t days = floor_div(local, VG_DAY_US);
	int64_t rest = local - days * VG_DAY_US;
	struct vg_civil c = {.offset_s = offset_s};

	vg_instant_date(days, &c.year, &c.month, &c.day);
	c.hour = (int)(rest / VG_HOUR_US);
	c.minute = (int)(rest / VG_MINUTE_US % 60);
	c.second = (int)(rest / VG_SECOND_US % 60);
	c.us = (int)(rest % VG_SECOND_US);
	return c;
}

struct vg_wall
vg_instant_of(const struct vg_civil *civil)
{
	int64_t us = vg_instant_days(civil->year, civil->month, civil->day) * VG_DAY_US;

	us += civil->hour * VG_HOUR_US + civil->minute * VG_MINUTE_US;
	us += (civil->second - civil->offset_s) * VG_SECOND_US + civil->us;
	return (struct vg_wall){.us = us};
}

/* Writes the last 'n' digits of 'value' at 'at' and gives the place behind them. */
static char *
put_digits(char *at, int n, int value)
{
	for (int i = n; i > 0; i--, value /= 10)
		at[i - 1] = (char)('0' + value % 10);
	return at + n;
}

/* By hand, because each row that a door shows has several: printf takes ten times as long. */
static void
write_text(const struct vg_civil *c, const char *zone, char text[VG_INSTANT_TEXT_SIZE])
{
	char *at = put_digits(text, 4, (c->year % 10000 + 10000) % 10000);

	*at++ = '-';
	at = put_digits(at, 2, c->month);
	*at++ = '-';
	at = put_digits(at, 2, c->day);
	*at++ = 'T';
	at = put_digits(at, 2, c->hour);
	*at++ = ':';
	at = put_digits(at, 2, c->minute);
	*at++ = ':';
	at = put_digits(at, 2, c->second);
	if (c->us)
		*at++ = '.';
	if (c->us % 1000)
		at = put_digits(at, 6, c->us);
	else if (c->us)
		at = put_digits(at, 3, c->us / 1000);
	vg_text_copy(at, (size_t)(text + VG_INSTANT_TEXT_SIZE - at), zone);
}

void
vg_instant_text(struct vg_wall instant, char text[VG_INSTANT_TEXT_SIZE])
{
	struct vg_civil c = vg_instant_civil(instant, 0);

	if (vg_instant_is_set(instant))
		write_text(&c, "Z", text);
	else
		text[0] = '\0';
}

void
vg_instant_text_at(struct vg_wall instant, int offset_s, char text[VG_INSTANT_TEXT_SIZE])
{
	struct vg_civil c = vg_instant_civil(instant, offset_s);
	char zone[16];
	int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

	snprintf(zone, sizeof(zone), "%c%02d:%02d", offset_s < 0 ? '-' : '+',
	    minutes / 60 % 100, minutes % 60);
	if (vg_instant_is_set(instant))
		write_text(&c, zone, text);
	else
		text[0] = '\0';
}

/* Reads exactly 'n' digits at '*at'; -1 when there are fewer. */
static int
digits(const char **at, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return -1;
		value = value * 10 + (**at - '0');
	}
	return value;
}

static bool
letter(const char **at, char wanted)
{
	if (**at != wanted)
		return false;
	(*at)++;
	return true;
}

static bool
read_decimals(const char **at, int *us)
{
	int scale = 100000;
	bool any = false;

	*us = 0;
	if (!letter(at, '.'))
		return true;
	for (; **at >= '0' && **at <= '9'; (*at)++, any = true) {
		*us += (**at - '0') * scale;
		scale /= 10;
	}
	return any;
}

static bool
read_offset(const char **at, int *offset_s)
{
	int sign = **at == '-' ? -1 : 1;

	*offset_s = 0;
	if (letter(at, 'Z') || letter(at, 'z'))
		return true;
	if (!letter(at, '+') && !letter(at, '-'))
		return false;
	int hour = digits(at, 2);
	if (hour < 0 || hour > 23 || !letter(at, ':'))
		return false;
	int minute = digits(at, 2);
	if (minute < 0 || minute > 59)
		return false;
	*offset_s = sign * (hour * 3600 + minute * 60);
	return true;
}

/* Whether the date exists: a date that rolls on comes back as another. */
static bool
is_date(int year, int month, int day)
{
	int y, m, d;

	if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	vg_instant_date(vg_instant_days(year, month, day), &y, &m, &d);
	return y == year && m == month && d == day;
}

int
vg_instant_parse(const char *text, struct vg_wall *instant)
{
	const char *at = text;
	struct vg_civil c = {0};

	c.year = digits(&at, 4);
	bool ok = letter(&at, '-');
	c.month = ok ? digits(&at, 2) : -1;
	ok = ok && letter(&at, '-');
	c.day = ok ? digits(&at, 2) : -1;
	ok = ok && (letter(&at, 'T') || letter(&at, 't') || letter(&at, ' '));
	c.hour = ok ? digits(&at, 2) : -1;
	ok = ok && letter(&at, ':');
	c.minute = ok ? digits(&at, 2) : -1;
	ok = ok && letter(&at, ':');
	c.second = ok ? digits(&at, 2) : -1;
	ok = ok && read_decimals(&at, &c.us) && read_offset(&at, &c.offset_s) &&
	    *at == '\0';
	if (!ok || !is_date(c.year, c.month, c.day) || c.hour < 0 || c.hour > 23)
		return VG_EPARSE;
	if (c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 60)
		return VG_EPARSE;
	*instant = vg_instant_of(&c);
	return VG_OK;
}

void
vg_instant_octets(struct vg_wall instant, unsigned char octets[VG_INSTANT_OCTETS])
{
	struct vg_civil c = vg_instant_civil(instant, 0);
	const unsigned char out[VG_INSTANT_OCTETS] = {(unsigned char)(c.year >> 8 & 0xFF),
	    (unsigned char)(c.year & 0xFF), (unsigned char)c.month, (unsigned char)c.day,
	    (unsigned char)c.hour, (unsigned char)c.minute, (unsigned char)c.second,
	    (unsigned char)(c.us / 100000), '+', 0, 0};

	memcpy(octets, out, sizeof(out));
}

int
vg_instant_from_octets(const unsigned char *octets, size_t size, struct vg_wall *instant)
{
	struct vg_civil c = {0};

	if (size != 8 && size != VG_INSTANT_OCTETS)
		return VG_EPARSE;
	c.year = octets[0] << 8 | octets[1];
	c.month = octets[2];
	c.day = octets[3];
	c.hour = octets[4];
	c.minute = octets[5];
	c.second = octets[6];
	c.us = octets[7] * 100000;
	if (!is_date(c.year, c.month, c.day) || c.year > 9999 || c.hour > 23 ||
	    c.minute > 59 || c.second > 60 || octets[7] > 9)
		return VG_EPARSE;
	if (size == VG_INSTANT_OCTETS) {
		if ((octets[8] != '+' && octets[8] != '-') || octets[9] > 14 ||
		    octets[10] > 59)
			return VG_EPARSE;
		c.offset_s =
		    (octets[9] * 3600 + octets[10] * 60) * (octets[8] == '-' ? -1 : 1);
	}
	*instant = vg_instant_of(&c);
	return VG_OK;
}
