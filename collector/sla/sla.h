/*
 * Targets: the promises of a case, as ledgers.  Due, remaining and breach are computed from
 * the rows, the contract and the calendar; they are never the stored truth.
 *
 * Pure.  Source: policy section 5, states.md 1.5 as docs/policy.md tells them.
 */
#ifndef VG_COLLECTOR_SLA_SLA_H
#define VG_COLLECTOR_SLA_SLA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/calendar.h"

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

/* What a target is by default. */
struct vg_target_rule {
	const char *name;   /* "client-told" */
	const char *clause; /* "P7" */
	enum vg_target_unit unit;
	uint32_t amount; /* seconds of open time, or counted days; 0: by contract only */
	const char *calendar; /* NULL: the contract's */
	bool client_sees;
	bool may_pause; /* where the contract says so */
};

/* The rule of a target (static). */
const struct vg_target_rule *
vg_sla_rule(enum vg_target target);

/* The target called 'name', or -1. */
int
vg_sla_target(const char *name);

enum vg_ledger_act {
	VG_LEDGER_START = 1,
	VG_LEDGER_PAUSE,
	VG_LEDGER_RESUME,
	VG_LEDGER_MEET,  /* kept */
	VG_LEDGER_END,   /* ended unmet, for the named cause */
	VG_LEDGER_REOPEN /* the meeting or end is taken back; the clock never stopped */
};

struct vg_ledger_row {
	enum vg_ledger_act act;
	struct vg_wall at; /* happened */
};

struct vg_target_state {
	bool running; /* started, neither met nor ended */
	bool paused;
	struct vg_wall start;
	struct vg_wall due;   /* while paused: where it would be if it ran on now */
	struct vg_wall met;   /* unset: not met */
	struct vg_wall ended; /* unset: not ended unmet */
	struct vg_wall
	    breached;    /* unset: in time so far; else the due instant it ran past */
	int64_t used_us; /* open time used until now, its end, or its meeting */
	int64_t remaining_us; /* open time left; negative after a breach */
};

/*
 * Computes a sum of hours at 'now' from 'n' rows in order (borrowed).
 * Returns VG_OK; VG_EINVAL when the rows do not begin with a start; VG_ERANGE when the
 * calendar never opens for so long.
 */
int
vg_sla_compute(const struct vg_ledger_row *rows, size_t n,
    const struct vg_calendar *calendar, int64_t amount_us, struct vg_wall now,
    struct vg_target_state *state);

/* Warnings, in order: 50, 75, 90 % and the breach itself. */
enum { VG_SLA_N_WARNINGS = 4 };
extern const int vg_sla_warning_percent[VG_SLA_N_WARNINGS];

/*
 * When warning number 'i' falls: the instant at which so many percent of the open time have
 * run.  Returns what vg_sla_compute returns, or VG_ENOENT when the target does not run.
 */
int
vg_sla_warning_at(const struct vg_ledger_row *rows, size_t n,
    const struct vg_calendar *calendar, int64_t amount_us, int i, struct vg_wall *at);

#endif
