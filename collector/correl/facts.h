/*
 * What the ladder is told, and what it answers: facts in, deeds out.
 *
 * Pure.  The desk loads the facts of one event from the store, asks the ladder, and carries
 * the deeds out in their order, in one transaction.  A fact that the desk does not load stays
 * zero, and the rung that asks for it then never fires: storm and storm_first (rung 8), for
 * what is beyond a budget is judged by the desk before (deskstorm.h), once for all of a storm, and
 * kept as a decision of this rung (deskdecision.h, vg_deskdecision_storm).
 *
 * Source: docs/DESIGN.md 6.
 */
#ifndef VG_COLLECTOR_CORREL_FACTS_H
#define VG_COLLECTOR_CORREL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/case/casestate.h"
#include "collector/contract/contract.h"
#include "collector/sla/sla.h"
#include "lib/model/event.h"
#include "lib/pack/pack.h"

enum { VG_CASE_NUMBER_SIZE = 12, VG_CORREL_MAX_DEEDS = 16 };

/* The alarm of the event's key, if there is one. */
struct vg_alarm_fact {
	bool exists;
	bool cleared;
	bool clear_pending; /* a clear waits for its hold */
	bool held;          /* it stands, but its case is held down (rung 13) */
	bool flapping;
	bool symptom;              /* in 'case_number', which is another fault's */
	enum vg_severity severity; /* as it stands, or stood last */
	struct vg_wall last_raised;
	/*
	 * Raises within the kind's flap_within_s, this one not counted: the first, and each that
	 * followed a clear, whether or not that clear outlived its hold.
	 */
	unsigned raises_in_window;
	char case_number[VG_CASE_NUMBER_SIZE]; /* an open case that holds it; "" none */
};

struct vg_case_facts {
	bool exists;
	char number[VG_CASE_NUMBER_SIZE];
	enum vg_case_state state;
	enum vg_severity severity; /* the highest its alarms had */
	bool owned;
	bool has_part; /* this resource is already one of its alarms */
	struct vg_wall closed;
	bool client_told_runs; /* its target client-told is neither met nor ended */
	bool asked;            /* a client's request joined it */
	uint32_t quiet_s;      /* P7: cleared within it, the client need not be told */
	struct vg_wall
	    fault_began; /* the earliest raise of its alarms since it (re)opened */
};

/* All pointers are borrowed for the call. */
struct vg_correl_facts {
	const struct vg_event *event;
	const struct vg_kind
	    *kind;          /* with the tree's numbers put in; NULL with INFO only */
	struct vg_wall now; /* arrival, or the due row's instant */
	struct vg_wall
	    moment;          /* of what befell the fault (moment.h); unset: it is 'now' */
	uint32_t wait_s;     /* so long a message may be out of its order */
	bool seen;           /* rung 1 */
	bool late;           /* rung 2 */
	bool source_may_not; /* rung 4: v1/v2c against v3, or not the owner */
	/*
	 * A due row brings it back: a hold, clear hold, quiet time, shelf or window is over.  The
	 * event is then the last one that was applied: the raise that was held, or the clear.
	 */
	bool revisit;
	bool storm;            /* rung 8: the source's budget is empty */
	bool storm_first;      /* the first raise of this fault inside the storm */
	bool shelved, planned; /* rungs 9, 10 */
	bool
	    planned_then; /* heard late: no work at its moment, but when its hold was over */
	struct vg_wall shelved_until; /* when the shelf ends */
	struct vg_wall planned_until; /* when what still stands goes on */
	char shelf[VG_NAME_SIZE];     /* rung 9: the shelf's name in the tree */
	char work[VG_NAME_SIZE];      /* rung 10: the planned work's */
	char rule[VG_NAME_SIZE]; /* the case rule that judged it; "" none of the tree's */
	struct vg_alarm_fact alarm;
	struct vg_case_facts
	    alarm_case; /* the open case that holds the alarm (for a clear) */
	struct vg_case_facts open_case; /* of this subject and class */
	struct vg_case_facts
	    closed_case; /* closed last (state CL), same subject and class */
	struct vg_case_facts parent_case; /* of a standing alarm that explains this one */
	/*
	 * The standing alarm that explains this one: it has the case 'parent_case', or waits itself
	 * until 'parent_until' at most, held down or in planned work.
	 */
	char parent_resource[VG_RESOURCE_SIZE];
	char parent_kind[VG_KIND_SIZE];
	char went_from
	    [VG_CASE_NUMBER_SIZE]; /* a person merged its own case into that one; "" none */
	bool parent_copy; /* it is that fault, told by a managing device too (copy.h) */
	bool
	    parent_spread; /* of the same kind at the same device, it took this one along (spread.h) */
	bool parent_late; /* this one began so long after it that it is told anew */
	bool parent_waits;
	char parent_shelf[VG_NAME_SIZE]; /* the shelf that keeps it; "" none */
	bool parent_planned; /* it is in planned work, and takes this one along */
	struct vg_wall parent_until;
	/* The open case of a fault that this one explains, with nothing else in it. */
	struct vg_case_facts adopt_case;
	char adopt_title[VG_TEXT_SIZE]; /* what that case was about */
	bool others_stand;              /* other alarms of its case stand (for a clear) */
	bool
	    left; /* the tree names no more what it is about: a clear says that, not that it mended */
	struct vg_entitlement entitlement; /* at fault time */
};

enum vg_deed_type {
	VG_DEED_COUNT,        /* the repeat is counted, nothing else */
	VG_DEED_HISTORY,      /* kept as history only */
	VG_DEED_CLAIM,        /* kept as a claim; a re-poll is asked */
	VG_DEED_ALARM_RAISE,  /* create or raise the alarm */
	VG_DEED_ALARM_CHANGE, /* severity or text of a standing alarm */
	VG_DEED_ALARM_CLEAR,  /* it flaps no more; every row that waits for it goes too */
	VG_DEED_CLEAR_HOLD,   /* a due row at 'at': clear then; replaces one that waits */
	VG_DEED_CLEAR_CANCEL, /* the clear did not last: its row goes */
	VG_DEED_FLAPPING, /* mark it flapping; quiet row at 'at', replacing one that waits */
	VG_DEED_SHELVE, /* the shelf called 'text' holds the alarm until 'at' */
	VG_DEED_HOLD, /* a due row at 'at': go on at rung 9 then; replaces one that waits */
	VG_DEED_CASE_OPEN, /* in 'state'; what waits in VG_DEED_HOLD for this alarm goes */
	VG_DEED_CASE_JOIN, /* 'number'; 'symptom' says the role; the fact "alarm joins" */
	VG_DEED_CASE_REOPEN, /* 'number'; the fact "recurs" */
	VG_DEED_CASE_WORSE,  /* tell again as if nobody had taken it */
	VG_DEED_CASE_CLEARED, /* all alarms of the case are cleared; it may settle at 'at' */
	VG_DEED_TARGET_START, /* 'target' */
	VG_DEED_TARGET_END,   /* 'target' ends unmet at 'at', for the cause 'text' */
	VG_DEED_SUGGEST,      /* judge the return again */
	VG_DEED_TELL,         /* an outbox row: 'text' names what */
	VG_DEED_JOURNAL,      /* an entry with 'text' */
	VG_DEED_CASE_ADOPT, /* 'number' is about this fault now, what it held are symptoms */
	/* The alarm leaves its case, whose cause is gone or which waits for its shelf, for none. */
	VG_DEED_CASE_LEAVE
};

struct vg_deed {
	enum vg_deed_type type;
	char number
	    [VG_CASE_NUMBER_SIZE]; /* the case; "" the one just opened, or the alarm's */
	enum vg_case_state state;
	enum vg_target target;
	struct vg_wall at;
	bool symptom;
	char text[VG_TEXT_SIZE];
};

struct vg_verdict {
	int rung;         /* 1 to 16: which rung decided */
	const char *says; /* what that rung says (static) */
	struct vg_deed deeds[VG_CORREL_MAX_DEEDS];
	size_t n_deeds;
};

#endif
