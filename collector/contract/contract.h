/*
 * Contracts: which one is in force, what the integrator has to do under it, and what a fault
 * opens.
 *
 * Pure.  Source: policy clauses P1, P2, P3, P5; docs/policy.md.
 */
#ifndef VG_COLLECTOR_CONTRACT_CONTRACT_H
#define VG_COLLECTOR_CONTRACT_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/contract/terms.h"
#include "lib/model/event.h"
#include "lib/time/calendar.h"

enum vg_mode { VG_MODE_NONE, VG_MODE_DELEGATED, VG_MODE_PARTIAL, VG_MODE_DIRECT };

enum vg_duty { /* bits: duties of the integrator in partial mode (P2) */
	VG_DUTY_HOTLINE = 1,
	VG_DUTY_SUPPLIER_TICKET = 2,
	VG_DUTY_RMA = 4,
	VG_DUTY_SOFTWARE = 8,
	VG_DUTY_SWAP = 16
};
#define VG_DUTY_ALL 31u

struct vg_mode_period {
	struct vg_wall from; /* holds until the next period's */
	enum vg_mode mode;
	unsigned duties; /* in partial mode */
};

struct vg_suspension {
	struct vg_wall from, until; /* until exclusive */
	char reason[VG_TEXT_SIZE];  /* for people; "" none */
};

struct vg_contract {
	char name[VG_NAME_SIZE];
	char client[VG_NAME_SIZE];
	char supplier[VG_NAME_SIZE];
	char calendar[VG_CALENDAR_NAME_SIZE];
	const struct vg_zone *zone; /* of all its calendars, borrowed; NULL: their own */
	const struct vg_holiday_set *holidays; /* the same */
	struct vg_wall from, until; /* 'until' is the first instant after the last day */
	struct vg_mode_period *modes; /* owned, ascending */
	size_t n_modes;
	struct vg_suspension *suspensions; /* owned */
	size_t n_suspensions;
	bool proactive_clock;      /* P7: a fault starts client-told */
	struct vg_terms *versions; /* owned, ascending; the first is the contract's own */
	size_t n_versions;
	char surcharge_order[VG_TEXT_SIZE]; /* P3; "" none */
	bool retroactive;      /* P1: found later, clocks start at the opening */
	bool two_people;       /* P10: the two keys need two recorders */
	bool loan_counts;      /* P11: a lent unit meets the replacement */
	bool start_at_number;  /* P11: the RMA number starts it, not the second key */
	bool met_at_delivery;  /* P11: delivered meets it, not replaced */
	bool last_day_art_642; /* P11: the last day moves on from a Saturday */
	bool ship_to_site;     /* P4: parcels go to the site, not to the integrator */
	bool wake;             /* a breach in days is told at once */
};

enum vg_opening { VG_OPENING_NEW, VG_OPENING_OBSERVED, VG_OPENING_QUARANTINE };

/* What the gate says of a device at an instant. */
struct vg_entitlement {
	const struct vg_contract *contract; /* the one in force, borrowed; NULL: none */
	enum vg_mode mode;                  /* VG_MODE_NONE without a contract */
	unsigned duties;                    /* VG_DUTY_ALL when delegated */
	enum vg_opening opens;              /* the state in which a fault opens a case */
	const char *clause;                 /* "P1", "P2", "P5" (static) */
	char why[VG_TEXT_SIZE];             /* a sentence for people */
};

/*
 * Judges 'contract' (borrowed; NULL when the device has none) at 'at', which is when the fault
 * was first raised (P1).  Always gives an answer.
 */
void
vg_contract_judge(const struct vg_contract *contract, struct vg_wall at,
    struct vg_entitlement *entitlement);

/*
 * Whether 'duty' (one VG_DUTY_ bit) is the integrator's under 'e' (borrowed).  Returns VG_OK;
 * VG_EPOLICY when it is not, and the clause with the reason in 'why' ("P2: rma is not the
 * integrator's duty: contract c-1 is partial and leaves him hotline").
 */
int
vg_contract_ours(const struct vg_entitlement *e, unsigned duty, char why[VG_TEXT_SIZE]);

/*
 * The first instant after 'at' at which vg_contract_judge may answer otherwise: 'contract'
 * (borrowed) begins or ends, is suspended or no more, changes its mode.  Unset: never.
 */
struct vg_wall
vg_contract_next_change(const struct vg_contract *contract, struct vg_wall at);

/* "delegated", "partial", "direct", "none" (static), and back: VG_OK or VG_EPARSE. */
const char *
vg_contract_mode_text(enum vg_mode mode);
int
vg_contract_mode_parse(const char *text, enum vg_mode *mode);

/* The bit of a duty's name ("supplier-ticket"), or 0; and the name of one bit (static) or "". */
unsigned
vg_contract_duty(const char *name);
const char *
vg_contract_duty_text(unsigned duty);

#endif
