/*
 * Contracts that cover a case after it was opened: an observed or quarantined case goes on when one
 * is found, and its clocks begin (policy clause P1).  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKENTITLE_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKENTITLE_H

#include "collector/desk/clock/deskclock.h"

/*
 * The client's only contract, or the only one in force 'at'; NULL when it has none, or with
 * '*several' when one of them cannot be told.
 */
const struct vg_contract *
vg_deskentitle_client(const struct vg_conf *conf, const struct vg_conf_client *client,
    struct vg_wall at, bool *several);

/* Whether somebody asked for something in the case: by mail, by call. */
int
vg_deskentitle_has_request(struct vg_desk *desk, const char *number, bool *has);

/*
 * The case of 'row' goes from quarantine or observed to 'next' (its row says so already), for
 * 'contract' covers it: its clocks begin 'from'.
 */
int
vg_deskentitle_begin(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_contract *contract, enum vg_case_state next, struct vg_wall from,
    struct vg_wall now);

/*
 * The case of 'row', which was closed, is taken up again as an ordinary one under 'e', the gate's
 * answer of now: contract and mode are those, and where it was in quarantine or observed before its
 * clocks begin.  A case without a contract ('e' names none) stays as it was.
 */
int
vg_deskentitle_reopened(struct vg_desk *desk, const struct vg_case_row *row,
    const struct vg_entitlement *e, struct vg_wall now);

/* Looks again at an observed or quarantined case when its contract changes. */
int
vg_deskentitle_arm(struct vg_desk *desk, const char *number, struct vg_wall now);

/* The contract of the case's device begins, ends or changes its mode now. */
int
vg_deskentitle_look(struct vg_desk *desk, const char *number, struct vg_wall now);

#endif
