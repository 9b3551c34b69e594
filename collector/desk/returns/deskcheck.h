/*
 * The recorded check of a suggested return (P13): confirms, denies, unclear.  For the desk's
 * files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKCHECK_H
#define VG_COLLECTOR_DESK_RETURNS_DESKCHECK_H

#include "collector/desk/casework/casework.h"
#include "collector/desk/casework/deskreturnrow.h"

/* The commands check (of a case) and return-check; each returns as a rule's 'carry' does. */
int
vg_deskcheck_case(struct vg_act_call *call);
int
vg_deskcheck_return(struct vg_act_call *call);

/*
 * The integrator's key on the return 'row' of the loaded case names a check that confirms (all
 * borrowed): it is recorded as one.  VG_OK or the database's.
 */
int
vg_deskcheck_key(struct vg_casework *of_case, const struct vg_return_row *row,
    const char *check, const char *result);

#endif
