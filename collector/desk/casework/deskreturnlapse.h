/*
 * Where suggested returns end by themselves: no key was given.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKRETURNLAPSE_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKRETURNLAPSE_H

#include "collector/desk/deskcore.h"

/*
 * The fault has cleared and settled, or the case is over ('over'): what was only suggested
 * lapses.  VG_OK or the database's.
 */
int
vg_deskreturnlapse_all(
    struct vg_desk *desk, const char *case_number, bool over, struct vg_wall now);

#endif
