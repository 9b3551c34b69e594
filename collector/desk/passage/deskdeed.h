/*
 * Deeds: what the ladder has decided, done.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PASSAGE_DESKDEED_H
#define VG_COLLECTOR_DESK_PASSAGE_DESKDEED_H

#include "collector/desk/deskcore.h"

/* Carries out the verdict of a passage; VG_OK, or the database's with detail. */
int
vg_deskdeed_carry(struct vg_desk *desk, struct vg_passage *p, struct vg_detail *detail);

#endif
