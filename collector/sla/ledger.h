/*
 * The rows of a target, read: when its clock began, which pauses it had, how it came to rest.
 *
 * A ledger is only added to.  A start in the middle of it is a new clock of the same target
 * (keys given again after a withdrawal, the next request, the next move); what was before stays
 * to be shown (vg_ledger_clocks).  No calendar here: sums are made in collector/sla/sla.h.
 *
 * Pure.  Source: policy section 5.
 */
#ifndef VG_COLLECTOR_SLA_LEDGER_H
#define VG_COLLECTOR_SLA_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/time/instant.h"

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
	const char *cause; /* borrowed; NULL: none */
	size_t mark;       /* the reader's own, carried along */
};

enum { VG_LEDGER_MAX_PAUSES = 128 };

struct vg_ledger_pause {
	struct vg_wall from, until; /* until exclusive; unset: it still pauses */
	const char *cause;          /* borrowed from the row; NULL: none */
};

/* One clock. */
struct vg_ledger_clock {
	struct vg_wall start;
	struct vg_wall met, ended; /* unset: not */
	const char *cause;         /* of the start, borrowed; NULL: none */
	const char *end_cause;     /* of the end, borrowed; NULL: none */
	bool paused;               /* the last pause has no end yet */
	size_t n_pauses;
	struct vg_ledger_pause pauses[VG_LEDGER_MAX_PAUSES]; /* ascending, apart */
};

/*
 * Reads the last clock of 'n' rows (borrowed) in the order in which they happened.  Pausing
 * what pauses and resuming what runs changes nothing.
 *
 * Returns VG_OK; VG_EINVAL when the rows do not begin with a start; VG_ELIMIT when it has more
 * pauses than VG_LEDGER_MAX_PAUSES (those beyond are left out: they hold nobody to less).
 */
int
vg_ledger_read(const struct vg_ledger_row *rows, size_t n, struct vg_ledger_clock *clock);

/*
 * Where the clocks of a ledger begin: writes the index of up to 'max' starts into 'first'
 * (clock i has the rows from first[i] to first[i + 1], the last one to 'n') and returns how
 * many there are, which may be more than 'max'.
 */
size_t
vg_ledger_clocks(const struct vg_ledger_row *rows, size_t n, size_t *first, size_t max);

/*
 * Puts rows into the order in which they happened; those of one instant stay in the order in
 * which they came.  A fact that was recorded late comes last out of the store and belongs
 * further up, but never into another clock: a start stays where it was recorded, and what was
 * recorded after it stays behind it, even when the new clock began before the old one ended.
 */
void
vg_ledger_sort(struct vg_ledger_row *rows, size_t n);

/*
 * The act by which clock number 'nth' of the rows came to rest, or NULL while it runs (borrowed
 * from the rows).
 */
const struct vg_ledger_row *
vg_ledger_rest(const struct vg_ledger_row *rows, size_t n, size_t nth);

/* When the clock came to rest, or 'now' (which is after every row) while it has not. */
struct vg_wall
vg_ledger_until(const struct vg_ledger_clock *clock, struct vg_wall now);

/* Forgets what pauses did after 'until'; a pause that is cut through lasts on. */
void
vg_ledger_cut(struct vg_ledger_clock *clock, struct vg_wall until);

/*
 * Whether the clock pauses in the last moment before 'end', an open pause lasting to 'until';
 * gives its cause in '*cause' (may be NULL; borrowed; "": none named).
 */
bool
vg_ledger_pauses_before(const struct vg_ledger_clock *clock, struct vg_wall end,
    struct vg_wall until, const char **cause);

/* "start", "pause", "resume", "meet", "end", "reopen" (static). */
const char *
vg_ledger_act_text(enum vg_ledger_act act);

#endif
