/*
 * Calendars: when a clock runs.  A calendar is always open, or has weekly slots in its zone.
 * Hours are sums of open time; holidays and sums of days come with the rest of the policy.
 *
 * Pure.  Source: policy section 6.
 */
#ifndef VG_LIB_TIME_CALENDAR_H
#define VG_LIB_TIME_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/zonetable.h"

enum { VG_CALENDAR_SLOTS = 4, VG_CALENDAR_MAX_DAYS = 3660 };

struct vg_slot {
	int from_s, until_s; /* seconds of the civil day, until 86400; from < until */
};

struct vg_calendar {
	char name[65];
	const struct vg_zone *zone; /* borrowed; NULL: UTC */
	bool always;                /* open every hour: slots do not count */
	struct vg_slot slots[7][VG_CALENDAR_SLOTS]; /* [0] Monday; ascending */
	size_t n_slots[7];
};

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

/* Open time between two instants, microseconds; negative when 'until' is before 'from'. */
int64_t
vg_calendar_between(
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until);

#endif
