/*
 * Explanations of sums as text, in French and English: a day, a clock.  Used wherever a sum is
 * printed, so that a day reads the same for a sum that was asked (`vigie sla due`) and for the
 * clock of a case (`vigie sla explain`).  Labels of holidays, closures and openings stay as the
 * calendars name them.
 *
 * Pure.  Source: policy section 5.
 */
#ifndef VG_COLLECTOR_SLA_EXPLAINTEXT_H
#define VG_COLLECTOR_SLA_EXPLAINTEXT_H

#include "collector/sla/explain.h"
#include "collector/sla/slatext.h"
#include "lib/base/buf.h"

/* What a day gave to a sum; all borrowed. */
struct vg_explaintext_day {
	int64_t day; /* since 1970-01-01 */
	enum vg_tally_why why;
	const char *reason;         /* of closure, opening, holiday; "": none */
	unsigned n, of;             /* days: counted up to this one; 'of' 0: hours */
	int64_t open_us;            /* hours: what it gave */
	struct vg_wall from, until; /* hours: between these; unset: not told */
	const struct vg_zone *zone; /* NULL: UTC */
};

/* "Fri 17 Jul 2026" and "ven. 17/07/2026", each as wide for every day. */
void
vg_explaintext_date(int64_t day, enum vg_slatext_language language, struct vg_buf *buf);

/* "2026-07-17: Fri 17 Jul 2026 at 24:00": the last day of a sum of days. */
void
vg_explaintext_last_day(
    int64_t day, enum vg_slatext_language language, struct vg_buf *buf);

/* "4 h 05 min", "12 min", "7 s". */
void
vg_explaintext_span(int64_t us, struct vg_buf *buf);

/* 'label' (borrowed, UTF-8) and blanks up to 'width' characters, at least one. */
void
vg_explaintext_label(const char *label, int width, struct vg_buf *buf);

/* The date, and whether it counted or why not; without an end of line. */
void
vg_explaintext_day(const struct vg_explaintext_day *day,
    enum vg_slatext_language language, struct vg_buf *buf);

/* A clock: what it is, when it began, is due, rested; then day by day. */
void
vg_explaintext_clock(const struct vg_explain_clock *clock,
    enum vg_slatext_language language, struct vg_buf *buf);

#endif
