/*
 * The desk's clocks: ledgers of targets in the store, the terms that govern them, what facts do
 * to them.  Due times are computed each time from the ledger, the contract's version in force
 * and the calendars (policy section 5).
 *
 * Not outside the desk.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKCLOCK_H
#define VG_COLLECTOR_DESK_CLOCK_DESKCLOCK_H

#include "collector/contract/duty.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/desknumber.h"
#include "collector/sla/sla.h"

/* Names a ledger: a return has its own second-key, replacement and faulty-back. */
struct vg_clock_id {
	const char *number; /* of the case */
	enum vg_target target;
	const char *part; /* number of the return; "": the case itself */
};

static inline struct vg_clock_id
vg_clock_of(const char *number, enum vg_target target)
{
	return (struct vg_clock_id){number, target, ""};
}

/* What kind of clock a start began. */
struct vg_clock_kind {
	bool critical; /* the case was critical: shorter where the table says so */
	bool first;    /* watch: the supplier's first reply */
	int64_t
	    left_us; /* open time that a merged case had left; 0: as the contract says */
};

/* By what an act was judged that brought a clock to rest; it stays so, whatever changes later. */
struct vg_clock_verdict {
	int64_t revision;   /* of the tree */
	struct vg_wall due; /* unset: it could not be computed */
	int64_t last_day;   /* of a sum of days; else 0 */
};

/* A ledger, read. */
struct vg_clock {
	bool exists;
	int warned; /* warnings of its last clock that are recorded */
	struct vg_ledger_row
	    *rows; /* owned; in order; 'mark' is the place among 'verdicts' */
	size_t n_rows, rows_room;
	struct vg_clock_verdict *verdicts; /* owned; one a row, as they were written */
	size_t verdicts_room;
	char **causes; /* owned; what the rows borrow */
	size_t n_causes, causes_room;
	struct vg_clock_kind *kinds; /* owned; of its starts, in order */
	size_t n_kinds, kinds_room;
};

/* Reads the ledger; 'clock' is to be released with vg_clock_fini also after an error. */
int
vg_clock_load(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_clock *clock);
void
vg_clock_fini(struct vg_clock *clock);

/*
 * The terms of the clock that start number 'nth' of the ledger began, as 'conf' (borrowed) says
 * at 'now'; 'row' is the case.  A ledger without a contract runs on the policy's defaults.
 */
void
vg_clock_terms(const struct vg_conf *conf, const struct vg_case_row *row,
    const struct vg_clock_id *id, const struct vg_clock *clock, size_t nth,
    struct vg_wall now, struct vg_sla_terms *terms);

/*
 * The tree that clock number 'nth' is judged by: the one in force while it runs, that of then
 * when it rests (borrowed until the next call; the one in force when that of then can no more
 * be read).
 */
const struct vg_conf *
vg_clock_conf(struct vg_desk *desk, const struct vg_clock *clock, size_t nth);

/* Whether clock number 'nth' rests and was judged then: it stays as it was, in 'state'. */
bool
vg_clock_rested(const struct vg_clock *clock, size_t nth, struct vg_target_state *state);

/* The last clock of the ledger at 'now'; '*exists' false: none ever began. */
int
vg_deskclock_state(struct vg_desk *desk, struct vg_clock_id id, struct vg_wall now,
    struct vg_target_state *state, bool *exists);

/* All ledgers of a case at 'now', those of the case itself first in the order of the table. */
struct vg_clock_entry {
	enum vg_target target;
	char part[VG_DESK_NUMBER_SIZE];
	char calendar[VG_CALENDAR_NAME_SIZE];
	struct vg_target_state state;
};
struct vg_clock_list {
	struct vg_clock_entry *entries; /* owned */
	struct vg_clock *clocks;        /* owned: as each entry's ledger was read */
	size_t n, room, clocks_room;
};
int
vg_clock_list(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now,
    struct vg_clock_list *list);
/* The same of the case 'number' (borrowed), which is loaded into 'row'. */
int
vg_clock_list_of(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_case_row *row, struct vg_clock_list *list);
void
vg_clock_list_fini(struct vg_clock_list *list);

/* The clock that is due first of those that run and do not pause, or NULL. */
const struct vg_clock_entry *
vg_clock_next(const struct vg_clock_list *list);

/* The name of an entry's ledger, borrowed from it. */
struct vg_clock_id
vg_clock_of_entry(const char *number, const struct vg_clock_entry *entry);

/* Begins a clock unless one runs; a target of which the contract promises nothing begins none. */
int
vg_deskclock_start(
    struct vg_desk *desk, struct vg_clock_id id, struct vg_wall at, struct vg_wall now);

/*
 * One act on a ledger that exists: row, happening, next warning.  A fact that was recorded late
 * and turned a breach into a kept target, or the other way round, says so in the journal, and
 * who was warned is told.
 */
int
vg_deskclock_act(struct vg_desk *desk, struct vg_clock_id id, enum vg_ledger_act act,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause);

/* Meets or ends the clock if it runs, not before it began: a late fact may lie before that. */
int
vg_deskclock_end(struct vg_desk *desk, struct vg_clock_id id, enum vg_ledger_act act,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause);

/* A clock of case 'from', of which 'left_us' are open still, goes on in 'into'. */
int
vg_deskclock_carry(struct vg_desk *desk, const char *from, struct vg_clock_id into,
    int64_t left_us, struct vg_wall at, struct vg_wall now);

/* Something that happened to a case. */
struct vg_clock_fact {
	const char *number;
	enum vg_sla_fact fact;
	struct vg_wall at, now;
	const char *who, *cause;
};

/*
 * Does what the table of targets says of the fact: what runs is met or ended, what begins begins
 * where mode, duties and state of the case leave it to us (states of policy 1.6).
 */
int
vg_deskclock_fact(struct vg_desk *desk, const struct vg_clock_fact *fact);

/*
 * Mode, duties and contract that the case is judged by: those of its opening (P2), or those that
 * were found for it, or that it was handed over to.
 */
void
vg_deskclock_entitlement(struct vg_desk *desk, const struct vg_case_row *row,
    struct vg_entitlement *entitlement);

/* P5: whether the case would be observed by its entitlement, and we took it over. */
bool
vg_deskclock_is_intervention(
    const struct vg_case_row *row, const struct vg_entitlement *entitlement);

/* Whether the target is ours to keep in the case as it stands. */
int
vg_deskclock_is_ours(struct vg_desk *desk, const struct vg_case_row *row,
    enum vg_target target, struct vg_wall now, bool *ours);

/*
 * Ends whatever runs but what may run in a case that is 'stays' (VG_CASE_VD: nothing may), and but
 * the waiting for faulty units, whatever becomes of the case.
 */
int
vg_deskclock_end_all(struct vg_desk *desk, const char *number, enum vg_case_state stays,
    struct vg_wall at, struct vg_wall now, const char *who, const char *cause);

/* Lets run again, as if it had never stopped, whatever ended last for 'cause': it is taken back. */
int
vg_deskclock_take_back(struct vg_desk *desk, const char *number, const char *cause,
    struct vg_wall at, struct vg_wall now, const char *who);

/*
 * Whether mode and duties of the case leave 'fact' to us; an intervention is ours (P5).  VG_OK, or
 * VG_EPOLICY with the clause.
 */
int
vg_deskclock_check_duty(struct vg_desk *desk, const struct vg_case_row *row,
    enum vg_duty_fact fact, struct vg_detail *detail);

/* The fact of a case that is in 'state' now, for it began there or came there. */
int
vg_deskclock_entered(struct vg_desk *desk, const char *number, enum vg_case_state state,
    struct vg_wall at, struct vg_wall now);

/* Whether the contract lets what runs pause for 'cause'; VG_EPOLICY and why (NULL: silent). */
int
vg_deskclock_may_pause(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_clock_entry *entry, const char *cause, struct vg_wall now,
    struct vg_detail *detail);

/*
 * Pauses whatever the contract allows to pause for 'cause', or lets run on what pauses for it; a
 * clock runs on no earlier than it paused, however late that is told.
 */
int
vg_deskclock_hold(struct vg_desk *desk, const char *number, const char *cause, bool hold,
    struct vg_wall at, struct vg_wall now, const char *who);

/* deskwarn.c: the next warning of the ledger as a due row; what is due of 'object'. */
int
vg_deskwarn_arm(struct vg_desk *desk, const struct vg_clock_id *id, struct vg_wall now);
int
vg_deskwarn_run(struct vg_desk *desk, const char *object, struct vg_wall now);

/* deskwarn.c: the clock 'from' goes on in 'into': what it had warned of is not told again. */
int
vg_deskwarn_carry(struct vg_desk *desk, const struct vg_clock_id *from,
    const struct vg_clock_id *into, struct vg_wall now);

/* deskwarn.c: arms the warnings of all that runs in a case anew. */
int
vg_deskwarn_arm_case(struct vg_desk *desk, const char *number, struct vg_wall now);

/* deskwarn.c: a late fact turned what had been said of the target. */
int
vg_deskwarn_turned(struct vg_desk *desk, const struct vg_clock_id *id,
    enum vg_late turned, struct vg_wall at, struct vg_wall now);

#endif
