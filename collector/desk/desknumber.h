/*
 * Numbers of a year, in the integrator's zone: never used again.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_DESKNUMBER_H
#define VG_COLLECTOR_DESK_DESKNUMBER_H

#include "collector/desk/deskcore.h"

enum { VG_DESK_NUMBER_SIZE = 16 };

/*
 * Gives the next number of 'series' (static: "return") after 'letter': "R-2026-0001".
 * VG_OK, or the database's.
 */
int
vg_desknumber_next(struct vg_desk *desk, const char *series, char letter,
    struct vg_wall now, char number[VG_DESK_NUMBER_SIZE]);

/* Gives the next case its number: "2026-000001".  VG_OK, or the database's. */
int
vg_desknumber_case(
    struct vg_desk *desk, struct vg_wall now, char number[VG_CASE_NUMBER_SIZE]);

#endif
