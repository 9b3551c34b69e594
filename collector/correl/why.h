/*
 * The stored reason of a decision: which rung, in which of its ways, and the numbers it used.
 *
 * The ladder's verdict says what is done; this says it so that it can be kept in a row and told
 * later.  A way is one of the manners in which a rung decides; its number is stored and never
 * changes its meaning.  Pure.
 *
 * Source: docs/DESIGN.md 6.
 */
#ifndef VG_COLLECTOR_CORREL_WHY_H
#define VG_COLLECTOR_CORREL_WHY_H

#include "collector/correl/facts.h"

/* Ten to a rung: 133 is the fourth way (d) of rung 13. */
enum vg_why_way {
	VG_WHY_NONE = 0,
	VG_WHY_UNAPPLIED = 1, /* before the ladder: it could not be applied */
	VG_WHY_SEEN = 10,
	VG_WHY_LATE = 20,
	VG_WHY_INFO = 30,
	VG_WHY_INFO_CASE = 31,     /* written into the open case's journal */
	VG_WHY_OTHERS_DEVICE = 40, /* an agent of what is not its own */
	VG_WHY_STRANGER = 41,      /* no device of the tree */
	VG_WHY_WEAKER = 42,        /* the device itself against its agent */
	VG_WHY_PLAIN = 43,         /* without a digest against what had one */
	VG_WHY_CLEAR_NOTHING = 50, /* nothing stood */
	VG_WHY_CLEAR_DONE = 51,    /* it was over long enough when it came */
	VG_WHY_CLEAR_HELD = 52,    /* it must last first */
	VG_WHY_CLEAR_WAITS = 53,   /* one waits already */
	VG_WHY_CLEAR_LASTED = 54,  /* its row was due */
	VG_WHY_GONE = 55,          /* a row for a fault that is over meanwhile */
	VG_WHY_REPEAT = 60,
	VG_WHY_CHANGED = 61,   /* lower severity, or other words */
	VG_WHY_CAME_BACK = 62, /* within its clear hold */
	VG_WHY_FLAPS = 70,
	VG_WHY_STORM = 80,
	VG_WHY_SHELVED = 90,
	VG_WHY_PLANNED = 100,
	VG_WHY_SYMPTOM = 110,
	VG_WHY_COPY = 111,         /* the same fault, told by a managing device too */
	VG_WHY_SPREAD = 112,       /* another of its device took it along */
	VG_WHY_SYMPTOM_LATE = 113, /* of a cause of long ago: worse */
	VG_WHY_JOINED = 120,
	VG_WHY_JOINED_WORSE = 121,
	VG_WHY_ADOPTED = 122, /* the case of its symptoms is its own from now on */
	VG_WHY_ADOPTED_WORSE = 123,
	VG_WHY_PROPOSED =
	    124, /* its cause has a case, which is not its owner's: linked */
	VG_WHY_PROPOSED_HERE = 125, /* the same, told in the cause's case */
	VG_WHY_NEVER_OPENS = 130,
	VG_WHY_CLEAR_FIRST = 131, /* the hold ended while its clear was held */
	VG_WHY_HELD = 133,
	VG_WHY_HELD_STILL = 134,  /* its hold runs already */
	VG_WHY_HELD_BEHIND = 135, /* what explains it has no case yet */
	VG_WHY_LEFT = 136,        /* its cause is gone, and its severity opens no case */
	VG_WHY_QUARANTINE = 140,
	VG_WHY_OBSERVED = 141,
	VG_WHY_REOPENED = 150,
	VG_WHY_OPENED = 160
};

/* What went before on the way to the rung that decided; bits. */
enum {
	VG_WHY_REVISIT = 1,      /* a timer brought it back */
	VG_WHY_RAISED_WORSE = 2, /* it stood, and its severity rose */
	VG_WHY_BEGAN_FLAPPING = 4,
	VG_WHY_RELEASED = 8 /* it was a symptom, and what explained it is over */
};

/* Until when it waits (unset: for nothing), and the seconds that the rung counted with. */
struct vg_why_window {
	struct vg_wall until;
	int64_t span_s; /* of the leaf; 0: none */
};

/* A reason as it is kept, for those who tell it. */
struct vg_why {
	int64_t id;
	struct vg_wall at; /* when it was decided */
	int64_t message;   /* row of the message; 0: the desk's own, or a timer */
	char agent
	    [VG_NAME_SIZE]; /* of the message; "" a foreign notification, or not kept any more */
	int64_t sequence; /* with it */
	int64_t alarm;    /* row of the alarm; 0: it has none */
	char resource[VG_RESOURCE_SIZE], kind[VG_KIND_SIZE], qualifier[VG_QUALIFIER_SIZE];
	char class[VG_PACK_CLASS_SIZE];
	char subject[VG_RESOURCE_SIZE]; /* of the case that it would have, or has */
	enum vg_why_way way;
	unsigned flags;
	enum vg_action action;             /* 0: none was read */
	enum vg_severity severity, before; /* before: as it stood; 0: it did not */
	struct vg_wall began, said;        /* by its agent or device; unset: as 'at' */
	char number[VG_CASE_NUMBER_SIZE];  /* the case it touched; "" none */
	struct vg_why_window window;
	int64_t n; /* raises within the window, or the number that was applied before */
	char rule[VG_NAME_SIZE]; /* the tree's case rule that judged it */
	char name
	    [VG_NAME_SIZE]; /* the shelf's or planned work's, its own or its parent's */
	char parent[VG_RESOURCE_SIZE +
	    VG_KIND_SIZE]; /* "RESOURCE KIND" of what explains it, or will */
	char contract[VG_NAME_SIZE], clause[8];
	char reason[VG_TEXT_SIZE]; /* of the contract; of what could not be applied */
	char told
	    [VG_TEXT_SIZE]; /* what the collector found, where it speaks itself; of a case that
				    was adopted, what it was about before; of one whose merge
				    is proposed, the other case */
	int64_t revision; /* of the tree */
};

/* The rung of a way, 0 to 16; and its letter, '\0' where the rung has but one way. */
int
vg_why_rung(enum vg_why_way way);
char
vg_why_letter(enum vg_why_way way);

/*
 * In which way 'verdict' was reached from 'facts' (both borrowed); '*flags' what went before.
 * Rung 4 gives VG_WHY_OTHERS_DEVICE: who spoke is the desk's to say.
 */
enum vg_why_way
vg_why_of(const struct vg_correl_facts *facts, const struct vg_verdict *verdict,
    unsigned *flags);

/* What that way waits for, and by which number of the kind. */
struct vg_why_window
vg_why_window(const struct vg_correl_facts *facts, const struct vg_verdict *verdict,
    enum vg_why_way way);

#endif
