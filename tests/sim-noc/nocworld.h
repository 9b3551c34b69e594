/*
 * One run of a plan: the real desk on a database in memory, the agents with their spools, the two
 * clocks, and what was found not to hold.
 *
 * True time is the agents' and the monotonic clock's; the collector's wall clock is that and an
 * offset, which steps of the clock change.  A crash lets every statement fail from a moment on that
 * chance says, in the middle of a transaction; then another desk takes up a copy of what was
 * committed, and what was not acknowledged comes again.
 */
#ifndef VG_TESTS_SIMNOC_NOCWORLD_H
#define VG_TESTS_SIMNOC_NOCWORLD_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/desk/desk.h"
#include "lib/yang/context.h"
#include "tests/sim-noc/nocplan.h"
#include "tests/sim-noc/noctouch.h"

/* A message of an agent that waits for its acknowledgement. */
struct vg_nocsaid {
	uint64_t sequence;
	int64_t at_us, since_us, not_before_us;
	uint32_t slot;
	uint8_t type, severity;
	bool unheard; /* its first acknowledgement is lost */
	bool tried;   /* it was on the road: it may have arrived */
	char *body;   /* owned; NULL for faults */
};

struct vg_nocacked {
	unsigned spool;
	uint64_t sequence;
	int64_t at_us;
};

struct vg_nocagent {
	unsigned spool;           /* how many it has had; names its spool */
	uint64_t next;            /* the number of its next message */
	struct vg_nocsaid *queue; /* owned */
	size_t n, room;
	int64_t send_us, beat_us, cut_us; /* 0: never; when it tries, is heard, is back */
	bool shuffles;
	bool lists;                /* when it is back it says what stands */
	struct vg_nocacked *acked; /* owned */
	size_t n_acked, acked_room;
};

/* What is true of a slot at its agent. */
struct vg_noctruth {
	bool stands;
	uint8_t severity;
	uint64_t last; /* the number of its last message */
	int64_t since_us;
};

struct vg_noccounts {
	uint64_t steps, events, cases, acts, refusals, mails, trees, restarts, kills,
	    checks;
};

/* What does not hold; "" all does. */
struct vg_nocwrong {
	char what[96], seen[256];
};

struct vg_nocworld {
	const struct vg_nocplan *plan;    /* borrowed */
	const struct vg_context *context; /* borrowed */
	const struct vg_packset *packs;   /* borrowed */
	struct vg_desk *desk;
	sqlite3 *raw; /* the desk's own connection */
	int64_t true_us, offset_us;
	char *tree;                     /* owned: in force */
	const struct vg_nocwork *works; /* borrowed of the plan: those in the tree */
	size_t n_works;
	unsigned silent_s;
	struct vg_nocagent agents[VG_NOCFLEET_SITES];
	struct vg_noctruth *truth; /* owned: of each slot */
	bool armed, dead;          /* a crash is to come; every statement fails */
	uint64_t countdown;        /* of instructions of SQLite until then */
	struct vg_noctouch touch;
	struct vg_nocwrong wrong;
	struct vg_noccounts counts;
	uint16_t port;
	bool profiles; /* what is asked of SQLite is counted */
	bool mutes; /* the full check is left out: while looking for a shorter prefix */
};

/* To be called once in a process, before any desk is opened. */
void
vg_nocworld_prepare(void);

/* At the end of the process. */
void
vg_nocworld_let_go(void);

/* Begins a run: an empty desk with the first tree; 'profiles': nocprofile.h counts. */
void
vg_nocworld_begin(struct vg_nocworld *world, const struct vg_nocplan *plan,
    const struct vg_context *context, const struct vg_packset *packs, bool profiles);

void
vg_nocworld_end(struct vg_nocworld *world);

/* The collector's clock. */
struct vg_wall
vg_nocworld_now(const struct vg_nocworld *world);

/* Lets true time pass until 'true_us': what is due is done, agents speak; stops when wrong. */
void
vg_nocworld_pass(struct vg_nocworld *world, int64_t true_us);

/* The work that the tree has for 'site' now, by the collector's clock; NULL: none. */
const struct vg_nocwork *
vg_nocworld_work(const struct vg_nocworld *world, unsigned site);

/* The works of 'month' are in the tree, and agents are silent after 'silent_s'. */
void
vg_nocworld_tree(struct vg_nocworld *world, unsigned month, unsigned silent_s);

/* The desk dies after 'instructions' of SQLite; 0: between two calls, now. */
void
vg_nocworld_crash(struct vg_nocworld *world, uint64_t instructions);

/* Before a call of the desk and at once after it: what is asked between does not die of a crash. */
void
vg_nocworld_calls(struct vg_nocworld *world);
void
vg_nocworld_answered(struct vg_nocworld *world);

/*
 * After each call of the desk: what was killed is taken up by another; what was touched, checked.
 */
void
vg_nocworld_called(struct vg_nocworld *world);

/* Notes the first thing that does not hold. */
void
vg_nocworld_wrong(struct vg_nocworld *world, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
