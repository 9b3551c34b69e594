/*
 * What is owed to a client whose answer has not reached him, where the case went on as if it had: it was
 * merged, then the clock goes on in the survivor; it was closed, then it is open again; it is void,
 * then nothing is owed.  Also what a replay makes of it, which knows of no relay.
 *
 * For the desk's files alone.  Source: policy clause P6 and section 7.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKOWED_H
#define VG_COLLECTOR_DESK_MAIL_DESKOWED_H

#include "collector/desk/deskact.h"
#include "collector/sla/sla.h"

/* Whether case 'number' (borrowed), or what it was merged into, is void.  VG_OK or the database's. */
int
vg_deskowed_is_void(struct vg_desk *desk, const char *number, bool *is_void);

/*
 * The clock 'target' of case 'number' (both borrowed) runs again since 'call->at', for 'cause' ("message 3
 * has not left"): somebody can answer it, and both journals say so.  A closed case that another
 * of its subject and class keeps from being opened again stays closed; its people are told how to
 * answer.  VG_OK or the database's.
 */
int
vg_deskowed_runs(struct vg_act_call *call, const char *number, enum vg_target target,
    const char *cause);

/*
 * The clock 'target' of case 'number' is met in 'where' (all borrowed), by a message of 'number': what it had
 * kept from the survivor goes on there, and who was told by vg_deskowed_runs for 'cause' is told.
 * Likewise.
 */
int
vg_deskowed_met(struct vg_act_call *call, const char *number, const char *where,
    enum vg_target target, const char *cause);

#endif
