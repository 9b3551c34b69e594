/*
 * Who does what: mode and duties of a contract against what a command or a fact wants to do.
 *
 * Pure.  Source: policy clauses P1, P2, P5; states.md 1.6 as docs/policy.md tells it.
 */
#ifndef VG_COLLECTOR_CONTRACT_DUTY_H
#define VG_COLLECTOR_CONTRACT_DUTY_H

#include "collector/contract/contract.h"
#include "lib/base/detail.h"

/* Rows of the table. */
enum vg_duty_fact {
	VG_DUTY_FACT_TOLD,        /* first-reply, next-reply, client-told */
	VG_DUTY_FACT_SUPPLIER,    /* escalate, supplier-ticket, supplier-move */
	VG_DUTY_FACT_RETURN,      /* keys, number, shipments, replacement clock */
	VG_DUTY_FACT_SUGGESTION,  /* a suggested return is shown */
	VG_DUTY_FACT_VISIT_PROOF, /* rma-proof */
	VG_DUTY_FACT_VISIT_ORDER, /* on order */
	VG_DUTY_FACT_RELEASES,
	VG_DUTY_N_FACTS
};

/* Columns: what the mode makes of the integrator. */
enum vg_duty_place {
	VG_DUTY_PLACE_DELEGATED,
	VG_DUTY_PLACE_OURS,     /* partial, and this duty is listed */
	VG_DUTY_PLACE_NOT_OURS, /* partial, and it is not */
	VG_DUTY_PLACE_DIRECT,
	VG_DUTY_PLACE_NONE, /* no contract in force */
	VG_DUTY_N_PLACES
};

enum vg_duty_verdict {
	VG_DUTY_YES,
	VG_DUTY_NO,     /* nothing starts; 'instead' is what happens */
	VG_DUTY_SEEN,   /* recorded and shown, no clock, no key of ours */
	VG_DUTY_REFUSED /* the command is refused */
};

struct vg_duty_answer {
	enum vg_duty_place place;
	enum vg_duty_verdict verdict;
	const char *clause; /* of the verdict: "P5"; "" for yes (static) */
	const char
	    *instead; /* what happens or is missing, for people; "" for yes (static) */
};

/*
 * Whether 'fact' is ours in 'mode' with the listed 'duties' (bits of vg_duty; looked at in
 * partial mode only).  A case is judged by mode and duties of its opening (P2).
 */
struct vg_duty_answer
vg_duty_judge(enum vg_duty_fact fact, enum vg_mode mode, unsigned duties);

/*
 * The same as a gate for a command.  Returns VG_OK for yes and for seen (a command that records
 * what was seen goes through; no clock starts: ask vg_duty_judge), VG_EPOLICY with
 * "P5: ..." in 'detail' (may be NULL) for the others.
 */
int
vg_duty_check(
    enum vg_duty_fact fact, enum vg_mode mode, unsigned duties, struct vg_detail *detail);

#endif
