/*
 * The clocks of returns: replacement, second-key, faulty-back.
 *
 * A case has one ledger for each target, and may have several returns.  The ledger runs for the
 * return whose clock began first; when that one is met or ends while another runs, the target
 * starts anew at the other's own beginning.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKRETURNCLOCK_H
#define VG_COLLECTOR_DESK_RETURNS_DESKRETURNCLOCK_H

#include "collector/desk/returns/deskreturnwork.h"

/*
 * When the replacement clock begins if it begins with this fact (P11): the later of the keys,
 * the one that is just given among them, or the number's instant.
 */
struct vg_wall
vg_deskreturnclock_begins(const struct vg_deskreturnwork *work);

/* Carries the clock effects of the outcome out; the new state is stored already. */
int
vg_deskreturnclock_carry(struct vg_deskreturnwork *work);

/* Ends or meets faulty-back unless another faulty unit of the case is waited for. */
int
vg_deskreturnclock_back(
    struct vg_deskreturnwork *work, enum vg_ledger_act act, const char *cause);

/* Whether more than 'own' returns of the case stand between confirmed and delivered. */
int
vg_deskreturnclock_others_stand(
    struct vg_desk *desk, const char *case_number, int64_t own, bool *others);

#endif
