/*
 * The explanation of a target, day by day: what each civil day gave and why it gave nothing,
 * which pauses there were, who held the ball.
 *
 * Data; who prints them chooses the words (`vigie sla explain`).  Pure.  Source: policy section 5.
 */
#ifndef VG_COLLECTOR_SLA_EXPLAIN_H
#define VG_COLLECTOR_SLA_EXPLAIN_H

#include "collector/sla/ball.h"
#include "collector/sla/sla.h"

struct vg_explain_line {
	int64_t day;           /* since 1970-01-01, in the calendar's zone */
	enum vg_tally_why why; /* as lib/time/tally.h has it */
	char reason[257];      /* of closure, opening, holiday: "14 July"; "": none */
	int64_t open_us;       /* hours: what the day gives to the sum */
	unsigned n;            /* days: days counted up to this one; 0: not counted */
	int64_t paused_us;     /* elapsed time of the day in which it paused */
	const char *cause;     /* of its last pause; borrowed from the rows; "": none */
	int64_t held_us[VG_SIDE_N]; /* elapsed time of the clock by who held the ball */
	size_t first_row, n_rows;   /* the rows that happened on the day */
	bool due;                   /* the sum runs out on this day */
	bool ahead;                 /* as it will be if it runs on: the day is not over */
};

struct vg_explain {
	struct vg_target_state state; /* the sum, due, last day, breach */
	enum vg_side breach_ball;     /* after a breach: who held the ball when it fell */
	struct vg_explain_line *lines; /* owned, one for each day from the start's on */
	size_t n_lines, room;
};

/* One clock explained, with what names it; all borrowed. */
struct vg_explain_clock {
	enum vg_target target;
	const char *part;           /* the return whose clock it is; "": the case's own */
	const char *calendar;       /* its name */
	const struct vg_zone *zone; /* of the calendar; NULL: UTC */
	enum vg_target_unit unit;
	uint32_t amount;                  /* seconds of open time, or counted days */
	const struct vg_ledger_row *rows; /* of this clock alone */
	size_t n_rows;
	const char
	    *error; /* why the sum cannot be computed: no explanation; NULL: it can */
	const struct vg_explain *explain;
};

/*
 * "open", "opened", "start", "closed", "weekly", "holiday", "skipped", "over", "moved" (static),
 * and back (-1: none).
 */
const char *
vg_explain_why_text(enum vg_tally_why why);
int
vg_explain_why_parse(const char *text);

/*
 * Explains the last clock of 'rows' at 'now' (for an earlier one give the rows up to the next
 * start: vg_ledger_clocks), with 'n_moves' moves of the ball.  While the target runs, days up to
 * the due one are told ahead; at rest, days up to the rest.  The causes in the lines are borrowed
 * from 'rows'; the caller releases '*explain' with vg_explain_fini also after an error.
 *
 * Returns as vg_sla_compute.
 */
int
vg_explain_target(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, const struct vg_ball_move *moves, size_t n_moves,
    struct vg_wall now, struct vg_explain *explain);

/* Frees the lines. */
void
vg_explain_fini(struct vg_explain *explain);

#endif
