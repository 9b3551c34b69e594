/*
 * The report of a contract and a month: targets kept and missed, the share of faults solved
 * without the supplier, the time each side held the ball.  In French and English.
 *
 * A target belongs to the month in which it was decided: missed when the due instant passed,
 * kept when it was met in time, ended when it ended in time for a named cause (a withdrawn key
 * and the clock after it are two).  Running: started, and not decided when the month was over.
 *
 * By side, never by person.  Pure.  Source: policy section 5 and clause P9; issue 3.
 */
#ifndef VG_COLLECTOR_SLA_SLAREPORT_H
#define VG_COLLECTOR_SLA_SLAREPORT_H

#include "collector/sla/ball.h"
#include "collector/sla/sla.h"
#include "collector/sla/slatext.h"
#include "lib/base/buf.h"

/* For whom: the client sees what was promised to him. */
enum vg_slareport_reader { VG_SLAREPORT_CLIENT, VG_SLAREPORT_INTERNAL };

/* One clock of a target. */
struct vg_slareport_target {
	enum vg_target target;
	bool promised;   /* to the client, where the table says "if promised" */
	char number[16]; /* of the case */
	struct vg_target_state state;
	enum vg_side ball; /* after a breach: who held it then */
};

struct vg_slareport_count {
	unsigned kept, missed, ended, running;
};

struct vg_slareport {
	const char *contract, *client; /* borrowed */
	int year, month;
	struct vg_wall from, until; /* of the month, until exclusive */
	struct vg_wall as_of;       /* it is not over: told as of then; unset: over */
	const struct vg_zone *zone; /* borrowed; NULL: UTC */
	struct vg_slareport_count counts[VG_TARGET_N];
	struct vg_slareport_count
	    promised[VG_TARGET_N];          /* of them, what the client sees */
	struct vg_slareport_target *missed; /* owned */
	size_t n_missed, room;
	unsigned cases;                /* that were open in the month */
	unsigned unjudged;             /* clocks whose sum cannot be computed */
	unsigned solved, solved_alone; /* cases; of them without a supplier's ticket */
	struct vg_ball_time held;
};

/* "client", "internal" (static), and back: VG_OK, or VG_EINVAL. */
const char *
vg_slareport_reader_text(enum vg_slareport_reader reader);
int
vg_slareport_reader_parse(const char *text, enum vg_slareport_reader *reader);

/*
 * Begins a report of 'month' (1 to 12) of 'year' in 'zone' (borrowed; NULL: UTC), which is the
 * zone of the contract.
 */
void
vg_slareport_init(struct vg_slareport *report, const char *contract, const char *client,
    int year, int month, const struct vg_zone *zone);

/* Counts one clock (borrowed), if it belongs to the month. */
void
vg_slareport_add_target(
    struct vg_slareport *report, const struct vg_slareport_target *target);

/*
 * Counts a case: solved at 'solved' (unset: not), 'ticket': the supplier had one; and the time
 * of the month between its opening and its closing ('closed' unset: 'now') by who held the ball.
 * 'calendar' is the contract's (borrowed).
 */
void
vg_slareport_add_case(struct vg_slareport *report, struct vg_wall opened,
    struct vg_wall solved, struct vg_wall closed, bool ticket,
    const struct vg_ball_move *moves, size_t n_moves, const struct vg_calendar *calendar,
    struct vg_wall now);

/* What 'reader' sees: the counts of 'target', and whether 'missed' (borrowed) is shown to him. */
const struct vg_slareport_count *
vg_slareport_count_of(const struct vg_slareport *report, enum vg_target target,
    enum vg_slareport_reader reader);
bool
vg_slareport_shows(
    const struct vg_slareport_target *missed, enum vg_slareport_reader reader);

/* Prints it as text, appended to 'buf'. */
void
vg_slareport_print(const struct vg_slareport *report, enum vg_slatext_language language,
    enum vg_slareport_reader reader, struct vg_buf *buf);

/* Frees the list of missed ones. */
void
vg_slareport_fini(struct vg_slareport *report);

#endif
