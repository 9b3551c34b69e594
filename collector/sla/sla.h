/*
 * Targets: the promises of a case.  The table of all of them (what starts, meets and ends each,
 * its default, its pauses, who sees it and who is warned), and the sums: due, remaining and
 * breach are computed from the ledger, the contract's terms and the calendar; they are never the
 * stored truth.
 *
 * A sum of hours adds open time.  A sum of days counts working days after the day of the start;
 * a day counts when the clock runs at its end, so that a pause takes away the days whose end it
 * covers (chosen: the policy's own targets of days never pause, a contract's resolution may).
 * A paused target cannot breach.
 *
 * Pure.  Source: policy section 5, states.md 1.5 as docs/policy.md tells them.
 */
#ifndef VG_COLLECTOR_SLA_SLA_H
#define VG_COLLECTOR_SLA_SLA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/sla/ledger.h"
#include "lib/base/detail.h"
#include "lib/time/workday.h"

enum vg_target {
	VG_TARGET_FIRST_REPLY,
	VG_TARGET_NEXT_REPLY,
	VG_TARGET_CLIENT_TOLD,
	VG_TARGET_TRIAGE,
	VG_TARGET_ENTITLEMENT,
	VG_TARGET_SUPPLIER_TICKET,
	VG_TARGET_SUPPLIER_MOVE,
	VG_TARGET_SECOND_KEY,
	VG_TARGET_REPLACEMENT,
	VG_TARGET_FAULTY_BACK,
	VG_TARGET_WATCH,
	VG_TARGET_RESOLUTION,
	VG_TARGET_N
};

enum vg_target_unit { VG_UNIT_HOURS, VG_UNIT_DAYS };

/* --- the table --------------------------------------------------------------------------- */

/* What happens to a case, as far as targets are concerned. */
enum vg_sla_fact {
	VG_FACT_REQUEST,       /* the first of class malfunction, in our hands */
	VG_FACT_REQUEST_AGAIN, /* a later one, not yet answered */
	VG_FACT_SAID,      /* a person's message accepted by the relay, a call reached */
	VG_FACT_NOT_FAULT, /* the request is classified as no malfunction */
	VG_FACT_DISMISSED, /* the later request asked nothing */
	VG_FACT_AUTO_OPENED,   /* from a fault, major or critical */
	VG_FACT_CLEARED_EARLY, /* within 15 minutes, and nobody asked */
	VG_FACT_TRIAGE,
	VG_FACT_IDENTIFIED,
	VG_FACT_VOIDED,
	VG_FACT_QUARANTINE,
	VG_FACT_CONTRACT_FOUND,
	VG_FACT_COMMERCIAL_ANSWER,
	VG_FACT_OPENED, /* as an ordinary case */
	VG_FACT_TICKET, /* the supplier's number is recorded */
	VG_FACT_RESOLVED,
	VG_FACT_CLOSED,
	VG_FACT_OUR_MOVE, /* towards the supplier, in with-supplier */
	VG_FACT_SUPPLIER_MOVE,
	VG_FACT_LEFT_SUPPLIER, /* the case is no more with-supplier */
	VG_FACT_HALF_CONFIRMED,
	VG_FACT_CONFIRMED, /* the second key */
	VG_FACT_WITHDRAWN, /* a key */
	VG_FACT_REJECTED,  /* the return */
	VG_FACT_CANCELLED,
	VG_FACT_HEALED,
	VG_FACT_REPLACED,
	VG_FACT_UNIT_SENT,  /* the faulty one */
	VG_FACT_UNIT_ENDED, /* its way has ended otherwise */
	VG_FACT_OBSERVED,
	VG_FACT_N
};

/* Causes that may pause a target, as bits. */
enum vg_pause { VG_PAUSE_CLIENT = 1, VG_PAUSE_ACCESS = 2 };

enum vg_sight { VG_SIGHT_NONE, VG_SIGHT_CLIENT, VG_SIGHT_ASKED, VG_SIGHT_PROMISED };

/* Who is told of a warning, as bits. */
enum vg_warned {
	VG_WARN_OWNER = 1, /* of the case; nobody owns it: the person on duty */
	VG_WARN_DUTY = 2,
	VG_WARN_LEAD = 4,
	VG_WARN_MANAGER = 8,
	VG_WARN_TRIAGE = 16,     /* the queue */
	VG_WARN_COMMERCIAL = 32, /* the queue */
	VG_WARN_CLIENT = 64,
	VG_WARN_SUPPLIER = 128 /* its escalation contact */
};

struct vg_target_warning {
	int percent;
	unsigned who; /* bits of vg_warned */
};

enum { VG_SLA_N_WARNINGS = 4 };

/* An amount and the calendar it runs in. */
struct vg_target_amount {
	uint32_t amount; /* seconds of open time, or counted days; 0: none */
	enum vg_target_unit unit;
	const char *calendar; /* NULL: the contract's */
};

/* A row of the table; sets of facts are bits of vg_sla_fact. */
struct vg_target_rule {
	const char *name;   /* "client-told" */
	const char *clause; /* "P7"; "": by contract only */
	uint32_t starts, met, ends;
	struct vg_target_amount normal;   /* amount 0: by contract only */
	struct vg_target_amount critical; /* when it differs; amount 0: as normal */
	struct vg_target_amount
	    first;       /* the first clock, when it differs; 0: as normal */
	unsigned pauses; /* bits of vg_pause that a contract may allow; 0: never */
	enum vg_sight sight;
	struct vg_target_warning warnings[VG_SLA_N_WARNINGS]; /* percent 0: no more */
};

/* The rule of a target (static). */
const struct vg_target_rule *
vg_sla_rule(enum vg_target target);

/* The target called 'name', or -1. */
int
vg_sla_target(const char *name);

/* The amount of a target's clock by default: of a critical case, of the first clock. */
struct vg_target_amount
vg_sla_default(enum vg_target target, bool critical, bool first);

/* What a fact does to a target, as bits, in the order in which they are written. */
enum vg_sla_effect { VG_EFFECT_MEET = 1, VG_EFFECT_END = 2, VG_EFFECT_START = 4 };

/*
 * The effect of 'fact' on 'target'; 0: none.  Meeting and ending concern a clock that runs,
 * starting is subject to what the mode leaves to us (collector/contract/duty.h).
 */
unsigned
vg_sla_effect(enum vg_target target, enum vg_sla_fact fact);

/* The bit of a cause's name ("waiting-client", "waiting-access"), or 0. */
unsigned
vg_sla_pause(const char *name);

/*
 * Whether 'target' may pause for 'cause' (a name) where its contract allows the causes 'allowed'
 * (bits of vg_pause) for it.  Returns VG_OK, or VG_EPOLICY with the clause and the reason in
 * 'detail' (may be NULL): the target never pauses, or the contract does not name the cause.
 */
int
vg_sla_may_pause(
    enum vg_target target, unsigned allowed, const char *cause, struct vg_detail *detail);

/* --- sums -------------------------------------------------------------------------------- */

/* What was promised. */
struct vg_sla_terms {
	enum vg_target target;              /* names the warnings */
	const struct vg_calendar *calendar; /* borrowed */
	enum vg_target_unit unit;
	uint32_t amount;           /* seconds of open time, or counted days */
	enum vg_workday_last last; /* days: which day may be the last */
};

struct vg_target_state {
	bool running; /* started, neither met nor ended */
	bool paused;
	unsigned paused_for; /* the bit of its cause; 0: it runs, or an unknown one */
	struct vg_wall paused_from; /* unset: it runs */
	struct vg_wall start;
	struct vg_wall due;   /* while paused: where it would be if it ran on now */
	struct vg_wall met;   /* unset: not met */
	struct vg_wall ended; /* unset: not ended unmet */
	struct vg_wall
	    breached;    /* unset: in time so far; else the due instant it ran past */
	int64_t used_us; /* hours: open time used until now, its end, or its meeting;
			    days: elapsed time since the start */
	int64_t remaining_us; /* hours: open time left; days: elapsed time until due.
				 Negative after a breach */
	int64_t last_day;     /* days: the day at whose end it is due, since 1970-01-01 */
	int64_t days_used, days_left; /* days: counted and left (negative: over) */
};

/*
 * Computes the last clock of 'n' rows (borrowed, as vg_ledger_read wants them, none after 'now')
 * at 'now'.
 *
 * Returns VG_OK; VG_EINVAL when the rows do not begin with a start; VG_ELIMIT as
 * vg_ledger_read; VG_ERANGE when the calendar does not open for so long, or the amount is 0
 * days.
 */
int
vg_sla_compute(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, struct vg_wall now, struct vg_target_state *state);

/*
 * When warning number 'i' of the target falls: the instant at which so many percent of the open
 * time have run, 100 is the breach itself; for a sum of days 09:00 of counted day
 * ceil(percent * N / 100), and 24:00 of the last day for the breach.  It may be in the past, also
 * when the target pauses now.
 *
 * Returns what vg_sla_compute returns, or VG_ENOENT when the target has been met or ended, when
 * it pauses before that instant, or when it has no such warning.
 */
int
vg_sla_warning_at(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, int i, struct vg_wall *at);

/* What a fact that was recorded after it happened changes in the past. */
enum vg_late {
	VG_LATE_NOTHING,
	VG_LATE_KEPT, /* what counted as breached was in time: who was warned is told */
	VG_LATE_BREACHED /* what counted as in time was not */
};

/*
 * Judges the row 'late' (borrowed) against the ledger without it ('rows', sorted): whether it
 * turned a breach that stood at 'recorded' into a kept target, or the other way round.  A ledger
 * that cannot be computed: VG_LATE_NOTHING.
 */
enum vg_late
vg_sla_late(const struct vg_ledger_row *rows, size_t n, const struct vg_ledger_row *late,
    const struct vg_sla_terms *terms, struct vg_wall recorded);

#endif
