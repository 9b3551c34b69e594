/*
 * What the ladder is told, and what it answers: facts in, deeds out.
 *
 * Pure.  The desk loads the facts of one event from the store, asks the ladder, and carries
 * the deeds out in one transaction.
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
	bool clear_pending;  /* a clear waits for its hold */
	bool held;           /* it stands, but its case is held down (rung 13) */
	bool flapping;
	enum vg_severity severity;
	struct vg_wall last_raised;
	unsigned raises_in_window;         /* within the kind's flap_within_s, this one not counted */
	char case_number[VG_CASE_NUMBER_SIZE]; /* "" none */
};

struct vg_case_facts {
	bool exists;
	char number[VG_CASE_NUMBER_SIZE];
	enum vg_case_state state;
	enum vg_severity severity;
	bool owned;
	bool has_part;           /* this resource is already one of its alarms */
	struct vg_wall closed;
};

struct vg_correl_facts {
	const struct vg_event *event;
	const struct vg_kind *kind;   /* with the tree's numbers already put in */
	struct vg_wall now;           /* arrival, or the due row's instant */
	bool seen;                    /* rung 1 */
	bool late;                    /* rung 2 */
	bool source_may_not;          /* rung 4: v1/v2c against v3, or not the owner */
	bool revisit;                 /* a due row brings it back: the hold or clear hold is over */
	bool storm;                   /* rung 8: the source's budget is empty */
	bool storm_first;             /* the first raise of this fault inside the storm */
	bool shelved, planned;        /* rungs 9, 10 */
	struct vg_alarm_fact alarm;
	struct vg_case_facts open_case;   /* of this subject and class */
	struct vg_case_facts closed_case; /* closed last, same subject and class */
	struct vg_case_facts parent_case; /* of a standing alarm that explains this one */
	char parent_resource[VG_RESOURCE_SIZE];
	char parent_kind[VG_KIND_SIZE];
	unsigned others_standing;     /* other alarms of its case that stand (for a clear) */
	struct vg_entitlement entitlement; /* at fault time */
};

enum vg_deed_type {
	VG_DEED_COUNT,         /* the repeat is counted, nothing else */
	VG_DEED_HISTORY,       /* kept as history only */
	VG_DEED_CLAIM,         /* kept as a claim; a re-poll is asked */
	VG_DEED_ALARM_RAISE,   /* create or raise the alarm */
	VG_DEED_ALARM_CHANGE,  /* severity or text of a standing alarm */
	VG_DEED_ALARM_CLEAR,
	VG_DEED_CLEAR_HOLD,    /* a due row at 'at': clear then */
	VG_DEED_CLEAR_CANCEL,  /* the clear did not last */
	VG_DEED_FLAPPING,      /* mark it flapping; quiet row at 'at' */
	VG_DEED_HOLD,          /* a due row at 'at': go on at rung 9 then */
	VG_DEED_CASE_OPEN,     /* in 'state' */
	VG_DEED_CASE_JOIN,     /* 'number'; 'symptom' says the role */
	VG_DEED_CASE_REOPEN,   /* 'number' */
	VG_DEED_CASE_WORSE,    /* tell again as if nobody had taken it */
	VG_DEED_CASE_CLEARED,  /* all alarms of the case are cleared */
	VG_DEED_TARGET_START,  /* 'target' */
	VG_DEED_SUGGEST,       /* judge the return again */
	VG_DEED_TELL,          /* an outbox row: 'text' names what */
	VG_DEED_JOURNAL        /* an entry with 'text' */
};

struct vg_deed {
	enum vg_deed_type type;
	char number[VG_CASE_NUMBER_SIZE]; /* the case; "" the one just opened, or the alarm's */
	enum vg_case_state state;
	enum vg_target target;
	struct vg_wall at;
	bool symptom;
	char text[VG_TEXT_SIZE];
};

struct vg_verdict {
	int rung;                /* 1 to 16: which rung decided */
	const char *says;        /* what that rung says (static) */
	struct vg_deed deeds[VG_CORREL_MAX_DEEDS];
	size_t n_deeds;
};

#endif
