/*
 * Calendars: when a clock runs.  A calendar is a zone, weekly opening slots, a set of holidays,
 * dated closures and dated openings.  Sums of open time stand here, sums of working days in
 * lib/time/workday.h.
 *
 * A civil day is judged by a ladder; the first rung that speaks decides:
 *  1 a closure names the day: closed, for its reason;
 *  2 an opening names it: open, in the opening's own hours, else in those of its weekday;
 *  3 its weekday has no slot: closed;
 *  4 the set of holidays names it: closed;
 *  5 open in the slots of its weekday.
 *
 * A slot's edge that does not exist moves to the first instant after it; an ambiguous opening
 * is the first, an ambiguous closing the second occurrence.  A day ends with the first instant
 * of the next.
 *
 * Pure.  Source: policy section 6; a closure before an opening is our choice.
 */
#ifndef VG_LIB_TIME_CALENDAR_H
#define VG_LIB_TIME_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/holiday.h"
#include "lib/time/tally.h"
#include "lib/time/zonetable.h"

enum { VG_CALENDAR_SLOTS = 4, VG_CALENDAR_MAX_DAYS = 3660, VG_CALENDAR_NAME_SIZE = 66 };

struct vg_slot {
	int from_s, until_s; /* seconds of the civil day, until 86400; from < until */
};

struct vg_calendar_opening {
	struct vg_holiday when; /* its label is the reason */
	struct vg_slot hours;   /* until_s 0: those of the weekday */
};

struct vg_calendar {
	char name[VG_CALENDAR_NAME_SIZE];
	const struct vg_zone *zone; /* borrowed; NULL: UTC */
	bool always;                /* open every hour: nothing below counts */
	struct vg_slot slots[7][VG_CALENDAR_SLOTS]; /* [0] Monday; ascending */
	size_t n_slots[7];
	const struct vg_holiday_set *holidays; /* borrowed; NULL: none */
	struct vg_holiday *closed;             /* owned; a label is the reason */
	size_t n_closed;
	struct vg_calendar_opening *opened; /* owned */
	size_t n_opened;
};

/* What a civil day is to a calendar. */
struct vg_calendar_day {
	enum vg_tally_why why;
	const char *reason; /* of a closure, a holiday, an opening; borrowed, may be "" */
	const struct vg_slot *slots; /* borrowed */
	size_t n_slots;              /* 0: closed */
};

/* A stretch of open time; 'until' is the first instant that is closed. */
struct vg_calendar_span {
	struct vg_wall from, until;
};

/* Monday is 0. */
size_t
vg_calendar_weekday(int64_t day);

/* Judges 'day' (since 1970-01-01) by the ladder above.  Borrows 'calendar'. */
struct vg_calendar_day
vg_calendar_judge(const struct vg_calendar *calendar, int64_t day);

/*
 * The slot 'slot' (borrowed) of 'day' as instants in the calendar's zone; 'until' is not after
 * 'from' when clocks that went forward skipped it whole.
 */
struct vg_calendar_span
vg_calendar_span(
    const struct vg_calendar *calendar, int64_t day, const struct vg_slot *slot);

/*
 * The instant at which 'open_us' (0 or more) of open time after 'from' have run: the first
 * moment that is too late.  A sum that runs out exactly at a slot's end is due there.
 *
 * Returns VG_OK and '*due'; VG_ERANGE when the calendar does not open for so long within
 * VG_CALENDAR_MAX_DAYS days, or 'open_us' is negative.
 */
int
vg_calendar_add(const struct vg_calendar *calendar, struct vg_wall from, int64_t open_us,
    struct vg_wall *due);

/*
 * The same, with a line for every civil day it crosses added to 'tally' (borrowed, may be
 * NULL), also when it fails.
 */
int
vg_calendar_explain(const struct vg_calendar *calendar, struct vg_wall from,
    int64_t open_us, struct vg_wall *due, struct vg_tally *tally);

/*
 * The instant at which 'percent' (0 to 100) of a sum of 'open_us' have run.  Returns as
 * vg_calendar_add, and VG_ERANGE for another percentage.
 */
int
vg_calendar_percent(const struct vg_calendar *calendar, struct vg_wall from,
    int64_t open_us, int percent, struct vg_wall *at);

/* Open time between two instants, microseconds; negative when 'until' is before 'from'. */
int64_t
vg_calendar_between(
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until);

/* Frees closures and openings. */
void
vg_calendar_fini(struct vg_calendar *calendar);

#endif
