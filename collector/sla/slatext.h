/*
 * The words of reports and explanations, in French and English: one table, so that neither
 * language lacks one.
 *
 * Pure.  Source: issue 3 (`report sla` in both languages).
 */
#ifndef VG_COLLECTOR_SLA_SLATEXT_H
#define VG_COLLECTOR_SLA_SLATEXT_H

#include "collector/sla/ball.h"
#include "collector/sla/sla.h"

enum vg_slatext_language { VG_SLATEXT_FRENCH, VG_SLATEXT_ENGLISH };

enum vg_slatext {
	VG_SLATEXT_CONTRACT,
	VG_SLATEXT_TARGETS,
	VG_SLATEXT_KEPT,
	VG_SLATEXT_MISSED,
	VG_SLATEXT_ENDED,
	VG_SLATEXT_RUNNING,
	VG_SLATEXT_NONE,
	VG_SLATEXT_MISSED_LIST,
	VG_SLATEXT_BALL,
	VG_SLATEXT_SOLVED,
	VG_SLATEXT_ALONE,
	VG_SLATEXT_SIDES,
	VG_SLATEXT_OPEN,
	VG_SLATEXT_COLON,
	VG_SLATEXT_NO_CASE,
	VG_SLATEXT_NOT_OVER,
	VG_SLATEXT_UNJUDGED,
	/* of a clock */
	VG_SLATEXT_CALENDAR,
	VG_SLATEXT_HOLIDAYS,
	VG_SLATEXT_NO_HOLIDAYS,
	VG_SLATEXT_OF_RETURN,
	VG_SLATEXT_START,
	VG_SLATEXT_DUE,
	VG_SLATEXT_LAST_DAY,
	VG_SLATEXT_AT_24,
	VG_SLATEXT_MET,
	VG_SLATEXT_END,
	VG_SLATEXT_BREACHED,
	VG_SLATEXT_BALL_THEN,
	VG_SLATEXT_NO_CLOCK,
	VG_SLATEXT_CANNOT,
	/* of a day */
	VG_SLATEXT_COUNTED,
	VG_SLATEXT_COUNT_OF,
	VG_SLATEXT_COUNTED_TOO,
	VG_SLATEXT_NOT_COUNTED,
	VG_SLATEXT_HOURS_FROM,
	VG_SLATEXT_HOURS_UNTIL,
	VG_SLATEXT_OPENED,
	VG_SLATEXT_MOVED_BUT,
	VG_SLATEXT_MOVED_NO,
	VG_SLATEXT_CLOCKS_CHANGE,
	VG_SLATEXT_THE_START,
	VG_SLATEXT_CLOSED,
	VG_SLATEXT_HOLIDAY,
	VG_SLATEXT_SKIPPED,
	VG_SLATEXT_OVER,
	VG_SLATEXT_RESTED,
	VG_SLATEXT_PAUSED,
	VG_SLATEXT_BALL_WITH,
	VG_SLATEXT_AHEAD,
	VG_SLATEXT_N
};

/* Words (static). */
const char *
vg_slatext(enum vg_slatext text, enum vg_slatext_language language);

/*
 * "first reply", "the supplier", "July" (month 1 to 12), "Sunday" (0 Monday), "Sun" or "dim.",
 * "start" (static).
 */
const char *
vg_slatext_target(enum vg_target target, enum vg_slatext_language language);
const char *
vg_slatext_side(enum vg_side side, enum vg_slatext_language language);
const char *
vg_slatext_month(int month, enum vg_slatext_language language);
const char *
vg_slatext_weekday(size_t weekday, enum vg_slatext_language language);
const char *
vg_slatext_weekday_short(size_t weekday, enum vg_slatext_language language);
const char *
vg_slatext_act(enum vg_ledger_act act, enum vg_slatext_language language);

/* Reads "fr" or "en" (borrowed).  VG_OK, or VG_EINVAL: it is neither. */
int
vg_slatext_parse(const char *text, enum vg_slatext_language *language);

/* "fr", "en" (static). */
const char *
vg_slatext_name(enum vg_slatext_language language);

#endif
