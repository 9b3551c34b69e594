/*
 * Slices of the night's sweep: rows of tables whose ids ascend with time, behind desk->sweep_row,
 * which a slice moves on.  For desksweep.c alone.
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKSWEEPSLICE_H
#define VG_COLLECTOR_DESK_FRONT_DESKSWEEPSLICE_H

#include "collector/desk/deskcore.h"

enum { VG_DESKSWEEPSLICE_ROWS = 500 };

/* A table: how to find a slice, and what of it goes; the second of the drops may be 0. */
struct vg_desksweepslice {
	size_t walk, drops[2];
};

/*
 * By statement 'q' the slice of 'rows' behind 'after': '*last' its last row, 0 when none is left,
 * and '*last_old' its last before 'until', 0 likewise.  VG_OK or the database's.
 */
int
vg_desksweepslice_find(struct vg_desk *desk, size_t q, int64_t rows, int64_t after,
    int64_t until, int64_t *last, int64_t *last_old);

/*
 * One slice of 'ground' (borrowed): what is older than 'until' and may go, goes, '*n' of them;
 * '*more' when there may be more.  A slice in which all is younger is the last, wherever the wall
 * clock was set to meanwhile.  VG_OK or the database's.
 */
int
vg_desksweepslice_take(struct vg_desk *desk, const struct vg_desksweepslice *ground,
    struct vg_wall until, int64_t *n, bool *more);

/*
 * Marks which messages alarms name that stand, or whose case somebody works on: those stay.  Few
 * such alarms are asked for, many are found by a walk over all, in slices: '*more'.  VG_OK or the
 * database's.
 */
int
vg_desksweepslice_mark_kept(struct vg_desk *desk, struct vg_wall now, bool *more);

#endif
