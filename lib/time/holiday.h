/*
 * Holidays: rules that name days, and sets of rules.  A rule is a fixed day of every year
 * ("--05-01"), a day counted from Easter ("easter+39") or one date ("2026-07-14").
 *
 * Pure.  Source: policy section 6; Easter of the Gregorian calendar as Clavius's canons have it
 * (Inter gravissimas, 1582).
 */
#ifndef VG_LIB_TIME_HOLIDAY_H
#define VG_LIB_TIME_HOLIDAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VG_HOLIDAY_LABEL_SIZE = 257, /* 64 characters of UTF-8 */
	VG_HOLIDAY_DEPTH = 4,        /* how deep sets may include each other */
	/* Whatever Easter is, a day counted so stays within its year. */
	VG_HOLIDAY_EASTER_MIN = -80,
	VG_HOLIDAY_EASTER_MAX = 250
};

enum vg_holiday_kind { VG_HOLIDAY_DATE, VG_HOLIDAY_YEARLY, VG_HOLIDAY_EASTER };

struct vg_holiday {
	enum vg_holiday_kind kind;
	int month, day; /* yearly: 29 February stands in leap years only */
	int offset;     /* days after Easter Sunday; negative: before it */
	int64_t date;   /* one date: days since 1970-01-01 */
	char label[VG_HOLIDAY_LABEL_SIZE]; /* its name, or the reason; "": none */
};

struct vg_holiday_set {
	char name[65];
	struct vg_holiday *rules; /* owned */
	size_t n_rules;
	const struct vg_holiday_set **includes; /* array owned, sets borrowed; no cycle */
	size_t n_includes;
};

/* Easter Sunday of 'year' (1583 to 9999) as days since 1970-01-01. */
int64_t
vg_holiday_easter(int year);

/*
 * Reads a rule from 'text' (borrowed) into '*rule' and empties its label.  Returns VG_OK;
 * VG_EPARSE when it is none of the three forms or names a day that never exists; VG_ERANGE when
 * it is counted further from Easter than its year reaches.  '*rule' is untouched then.
 */
int
vg_holiday_parse(const char *text, struct vg_holiday *rule);

/* Whether 'rule' (borrowed) names 'day' (since 1970-01-01). */
bool
vg_holiday_is(const struct vg_holiday *rule, int64_t day);

/*
 * The first rule of 'set' or of the sets it includes that names 'day', borrowed; NULL when none
 * does or 'set' is NULL.  However many rules name a day, it is one holiday.
 */
const struct vg_holiday *
vg_holiday_find(const struct vg_holiday_set *set, int64_t day);

/* Whether 'set' includes itself, by whatever way, or sets deeper than VG_HOLIDAY_DEPTH. */
bool
vg_holiday_loops(const struct vg_holiday_set *set);

/* Frees the rules and the list of includes. */
void
vg_holiday_fini(struct vg_holiday_set *set);

#endif
