/*
 * Which kinds of timers there are.  What carries them out is vg_desk_run_due (desk.h).
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKDUE_H
#define VG_COLLECTOR_DESK_FRONT_DESKDUE_H

#include <stddef.h>

/* The kind of row number 'i' (static), from 0; NULL behind the last. */
const char *
vg_deskdue_kind(size_t i);

#endif
