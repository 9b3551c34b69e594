/*
 * What the checks ask of the database, each statement prepared once for as long as a desk lives.
 */
#ifndef VG_TESTS_SIMNOC_NOCASKED_H
#define VG_TESTS_SIMNOC_NOCASKED_H

#include "tests/sim-noc/nocworld.h"

enum vg_nocasked {
	VG_NOCASKED_CASE,
	VG_NOCASKED_SAME,
	VG_NOCASKED_LEDGER,
	VG_NOCASKED_BARE_TARGET,
	VG_NOCASKED_WARNING,
	VG_NOCASKED_SETTLES,
	VG_NOCASKED_STANDING,
	VG_NOCASKED_ORIGIN,
	VG_NOCASKED_RAISED,
	VG_NOCASKED_TOLD,
	VG_NOCASKED_ALARM,
	VG_NOCASKED_MESSAGE,
	VG_NOCASKED_TRUTH,
	VG_NOCASKED_N
};

/*
 * The statement (borrowed), ready to be bound; of the case 'number' (borrowed until it is reset).
 */
sqlite3_stmt *
vg_nocasked_ask(struct vg_nocworld *world, enum vg_nocasked which);
sqlite3_stmt *
vg_nocasked_of(struct vg_nocworld *world, enum vg_nocasked which, const char *number);

/* A column of its row; NULL is "". */
const char *
vg_nocasked_text(sqlite3_stmt *s, int column);

/* Before a desk is closed: forgets the statements. */
void
vg_nocasked_let_go(void);

#endif
