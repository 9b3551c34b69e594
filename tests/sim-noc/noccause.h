/*
 * Who waits for whom, after each step: symptoms for their cause, rows for alarms, alarms for rows
 * (docs/DESIGN.md 6).  Called by noccheck.c alone.
 */
#ifndef VG_TESTS_SIMNOC_NOCCAUSE_H
#define VG_TESTS_SIMNOC_NOCCAUSE_H

#include "tests/sim-noc/nocworld.h"

/* Of the alarm 'id', which was touched, and of those that are in its case. */
void
vg_noccause_touched(struct vg_nocworld *world, int64_t id);

/* Of all rows. */
void
vg_noccause_all(struct vg_nocworld *world);

/* Before the connection is closed. */
void
vg_noccause_let_go(void);

#endif
