/*
 * Instants and civil time.  A wall instant and a monotonic one are different types, so that
 * mixing them does not compile.  Nothing here reads a clock: lib/os/clock.h does.
 *
 * Sources: RFC 3339 (texts), RFC 6991 date-and-time, RFC 2579 DateAndTime (octets).
 */
#ifndef VG_LIB_TIME_INSTANT_H
#define VG_LIB_TIME_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vg_wall {
	int64_t us; /* microseconds since 1970-01-01T00:00:00Z; 0: never, unset */
};

struct vg_mono {
	int64_t us; /* microseconds of the monotonic clock; 0: unset */
};

/* A civil date and time of day; 'offset_s' is local minus UTC. */
struct vg_civil {
	int year, month, day;     /* month 1..12, day 1..31 */
	int hour, minute, second; /* second 0..59 */
	int us;
	int offset_s;
};

enum { VG_INSTANT_TEXT_SIZE = 40, VG_INSTANT_OCTETS = 11 };

#define VG_MS_US INT64_C(1000)
#define VG_SECOND_US INT64_C(1000000)
#define VG_MINUTE_US (60 * VG_SECOND_US)
#define VG_HOUR_US (60 * VG_MINUTE_US)
#define VG_DAY_US (24 * VG_HOUR_US)

/* 'instant' moved by 'us' microseconds, held within int64. */
struct vg_wall
vg_instant_add(struct vg_wall instant, int64_t us);

/* later - earlier in microseconds. */
int64_t
vg_instant_since(struct vg_wall later, struct vg_wall earlier);

/* -1, 0 or 1. */
int
vg_instant_compare(struct vg_wall a, struct vg_wall b);

/* Whether the instant is set (not 0). */
bool
vg_instant_is_set(struct vg_wall instant);

/* The same two for monotonic instants. */
struct vg_mono
vg_instant_mono_add(struct vg_mono instant, int64_t us);
int64_t
vg_instant_mono_since(struct vg_mono later, struct vg_mono earlier);

/*
 * Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back.  'month'
 * 1..12; days past the month's end roll on.
 */
int64_t
vg_instant_days(int year, int month, int day);
void
vg_instant_date(int64_t days, int *year, int *month, int *day);

/* Splits 'instant' into civil time at 'offset_s' from UTC. */
struct vg_civil
vg_instant_civil(struct vg_wall instant, int offset_s);

/* The instant of a civil time with its offset. */
struct vg_wall
vg_instant_of(const struct vg_civil *civil);

/*
 * Writes 'instant' as date-and-time with Z, with as many decimals as it needs: none, 3 or 6
 * ("2026-07-09T12:00:00Z").  'text' has room for VG_INSTANT_TEXT_SIZE.  An unset one: "".
 */
void
vg_instant_text(struct vg_wall instant, char text[VG_INSTANT_TEXT_SIZE]);

/* The same in civil time at 'offset_s' from UTC ("2026-07-09T14:00:00+02:00"). */
void
vg_instant_text_at(struct vg_wall instant, int offset_s, char text[VG_INSTANT_TEXT_SIZE]);

/*
 * Reads a date-and-time with an offset (Z or ±hh:mm) from 'text' (borrowed).
 * Returns VG_OK; VG_EPARSE when it is malformed, has no offset, or names a day that does not
 * exist.  '*instant' stays untouched then.
 */
int
vg_instant_parse(const char *text, struct vg_wall *instant);

/* Writes 'instant' as an 11-octet DateAndTime in UTC (RFC 2579); decimals become deciseconds. */
void
vg_instant_octets(struct vg_wall instant, unsigned char octets[VG_INSTANT_OCTETS]);

/*
 * Reads a DateAndTime of 8 (no zone: taken as UTC) or 11 octets (borrowed).
 * Returns VG_OK, or VG_EPARSE for another size or a field out of its range.
 */
int
vg_instant_from_octets(const unsigned char *octets, size_t size, struct vg_wall *instant);

#endif
