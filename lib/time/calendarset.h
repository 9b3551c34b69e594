/*
 * Calendars by name, with the zones and sets of holidays they borrow.
 *
 * Pure: who fills it reads files (lib/yang/calendarload.h).
 */
#ifndef VG_LIB_TIME_CALENDARSET_H
#define VG_LIB_TIME_CALENDARSET_H

#include "lib/time/calendar.h"

struct vg_calendarset;

/* Gives an empty set. */
struct vg_calendarset *
vg_calendarset_new(void);

/* Releases it with everything in it (NULL is silent). */
void
vg_calendarset_free(struct vg_calendarset *set);

/*
 * The calendar called 'name', or NULL.  An é may be written e: `ouvres` is `ouvrés`.
 * Borrowed; the writable one is for who fills the set.
 */
const struct vg_calendar *
vg_calendarset_find(const struct vg_calendarset *set, const char *name);
struct vg_calendar *
vg_calendarset_calendar(struct vg_calendarset *set, const char *name);

/* The i-th calendar, borrowed; NULL past the last. */
const struct vg_calendar *
vg_calendarset_at(const struct vg_calendarset *set, size_t i);

/* The zone or set of holidays called 'name', borrowed; NULL when there is none. */
const struct vg_zone *
vg_calendarset_zone(const struct vg_calendarset *set, const char *name);
struct vg_holiday_set *
vg_calendarset_holidays(const struct vg_calendarset *set, const char *name);

/*
 * Adds an empty calendar, set of holidays or zone called 'name' (borrowed), which the set does
 * not have yet, and gives it to be filled in; it stays where it is until the set goes.
 */
struct vg_calendar *
vg_calendarset_add_calendar(struct vg_calendarset *set, const char *name);
struct vg_holiday_set *
vg_calendarset_add_holidays(struct vg_calendarset *set, const char *name);
struct vg_zone *
vg_calendarset_add_zone(struct vg_calendarset *set, const char *name);

#endif
