/*
 * A swap seen by poll: what a changed serial means.  It proposes; it never writes `replaced`.
 *
 * Pure.  Source: policy clause P14.
 */
#ifndef VG_COLLECTOR_RMA_SWAP_H
#define VG_COLLECTOR_RMA_SWAP_H

#include <stdbool.h>

#include "collector/rma/returnstate.h"
#include "lib/model/event.h"

/* Texts are borrowed; NULL and "" mean "not known". */
struct vg_swap_facts {
	const char *recorded;       /* the serial that the inventory has in this place */
	const char *polled;         /* what the device says now */
	bool has_return;            /* a return of this unit that is not over */
	enum vg_return_state state; /* its state */
	const char *announced;      /* its announced serial */
	const char *lent;           /* the serial of a unit lent meanwhile */
	const char
	    *known_place; /* where the polled serial is one of the client's known units */
	const char
	    *entitlement; /* what is known of the polled serial's contract, a sentence */
};

/* What follows (bits). */
enum vg_swap_effect {
	VG_SWAP_PROPOSE_REPLACED = 1, /* with the polled serial */
	VG_SWAP_MISMATCH = 2,         /* raise alarm serial-mismatch */
	VG_SWAP_INVENTORY = 4,        /* an event; the place takes the polled serial */
	VG_SWAP_MOVE = 8              /* both places are updated */
};

struct vg_swap_verdict {
	unsigned rung;           /* which one decided, 1.. */
	unsigned effects;        /* bits of enum vg_swap_effect; 0: nothing changed */
	char text[VG_TEXT_SIZE]; /* a sentence for the journal */
};

/* Judges the facts (borrowed); always gives an answer. */
void
vg_swap_judge(const struct vg_swap_facts *facts, struct vg_swap_verdict *verdict);

/*
 * Whether two serials (borrowed, NULL counts as "") name the same unit: blanks around them and
 * case do not count.  Two unknown ones do not.
 */
bool
vg_swap_is_same(const char *a, const char *b);

#endif
