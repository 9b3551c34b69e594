/*
 * One event's way up the ladder: what it brought, what it leaves behind.  For the ladder alone.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_CORREL_CLIMB_H
#define VG_COLLECTOR_CORREL_CLIMB_H

#include "collector/correl/facts.h"

struct vg_climb {
	const struct vg_correl_facts *f;
	struct vg_verdict *v;
	bool worse;  /* rung 6: it stands, and the severity rose */
	bool raised; /* the alarm says already what the event says */
};

/* Adds a deed of 'type' and gives it, borrowed from the verdict, for what it needs more. */
struct vg_deed *
vg_climb_add(struct vg_climb *climb, enum vg_deed_type type);

/* The same for the case 'number' (borrowed; "" the one just opened), with 'text' ("" none). */
struct vg_deed *
vg_climb_add_for(
    struct vg_climb *climb, enum vg_deed_type type, const char *number, const char *text);

/* Whether the event's alarm stands. */
bool
vg_climb_stands(const struct vg_climb *climb);

/* Raises the alarm, or changes it when it stands; once in a climb. */
void
vg_climb_raise(struct vg_climb *climb);

/* Joins the case 'number' as cause or symptom. */
void
vg_climb_join(struct vg_climb *climb, const char *number, bool symptom);

/* Tells the case 'into' again as if nobody had taken it; P7 when it becomes major only now. */
void
vg_climb_worsen(struct vg_climb *climb, const struct vg_case_facts *into);

/* Raises the alarm and opens a case in 'state', with everything that a case begins with. */
void
vg_climb_open(struct vg_climb *climb, enum vg_case_state state);

/* Raises the alarm and reopens the case 'number'. */
void
vg_climb_reopen(struct vg_climb *climb, const char *number);

/*
 * Clears the alarm, which was over at 'over'; when it was the last of its case, the case is marked
 * and may settle.
 */
void
vg_climb_clear(struct vg_climb *climb, struct vg_wall over);

/* The moment of what befell the fault: of the message, or of the row that brings it back. */
struct vg_wall
vg_climb_moment(const struct vg_climb *climb);

/*
 * When 'seconds' of the fault's own time are over, counted from 'from': a message that waited in
 * a spool is not held again.  A sender whose clock runs ahead gains nothing: no later than
 * 'seconds' from the moment (moment.h).
 */
struct vg_wall
vg_climb_until(const struct vg_climb *climb, struct vg_wall from, uint32_t seconds);

/* When 'seconds' from 'from' are over for what waits whether more comes (vg_moment_after). */
struct vg_wall
vg_climb_lasts(const struct vg_climb *climb, struct vg_wall from, uint32_t seconds);

#endif
