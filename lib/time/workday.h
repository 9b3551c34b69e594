/*
 * Sums of working days: days of a calendar that have any opening.  The day of the start is not
 * counted; the sum ends with the last moment of its last day.
 *
 * Pure.  Source: policy clause P11 and section 6; articles 641 and 642 of the French code of
 * civil procedure.
 */
#ifndef VG_LIB_TIME_WORKDAY_H
#define VG_LIB_TIME_WORKDAY_H

#include "lib/time/calendar.h"

/* What may be the last day: any counted day, or none that is a Saturday or Sunday. */
enum vg_workday_last { VG_WORKDAY_COUNTED, VG_WORKDAY_ART_642 };

struct vg_workday_due {
	struct vg_wall due; /* the first instant of the day after the last one */
	int64_t last_day;   /* since 1970-01-01 */
};

/* Whether 'day' has any opening that the clocks of its zone do not skip. */
bool
vg_workday_is(const struct vg_calendar *calendar, int64_t day);

/*
 * Finds when 'n' (1 or more) working days after 'from' have run out; with VG_WORKDAY_ART_642 a
 * last day that is a Saturday or Sunday moves to the next counted day that is neither.  A line
 * for every civil day is added to 'tally' (borrowed, may be NULL), also when it fails.
 *
 * Returns VG_OK and '*due'; VG_ERANGE when 'n' is 0 or the calendar has not so many working
 * days within VG_CALENDAR_MAX_DAYS days.
 */
int
vg_workday_add(const struct vg_calendar *calendar, struct vg_wall from, unsigned n,
    enum vg_workday_last last, struct vg_workday_due *due, struct vg_tally *tally);

/*
 * When the warning at 'percent' (1 to 99) of 'n' working days falls: 09:00 in the calendar's
 * zone of counted day ceil(percent * n / 100).  Returns as vg_workday_add, and VG_ERANGE for
 * another percentage.
 */
int
vg_workday_percent(const struct vg_calendar *calendar, struct vg_wall from, unsigned n,
    int percent, struct vg_wall *at);

#endif
