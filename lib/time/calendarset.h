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

/* A set of its own with the same zones, sets of holidays and calendars, but no variants. */
struct vg_calendarset *
vg_calendarset_copy(const struct vg_calendarset *set);

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
 * Makes, for every calendar of 'set', the variant with 'zone' and 'holidays' in place of its
 * own (both borrowed from the set; NULL keeps its own).  A calendar whose own set is an empty
 * one says so on purpose and keeps it.  Twice the same pair makes nothing new.  Variants follow
 * calendars as they are now: make them last.
 */
void
vg_calendarset_vary(struct vg_calendarset *set, const struct vg_zone *zone,
    const struct vg_holiday_set *holidays);

/*
 * The variant of the calendar called 'name' with 'zone' and 'holidays' as vg_calendarset_vary
 * made it, borrowed; the calendar itself when both are NULL; NULL when there is none.
 */
const struct vg_calendar *
vg_calendarset_variant(const struct vg_calendarset *set, const char *name,
    const struct vg_zone *zone, const struct vg_holiday_set *holidays);

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
