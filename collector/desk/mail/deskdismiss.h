/*
 * Mails that wait for a case and are to have none: a person says which.  For the desk's files alone.
 *
 * Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKDISMISS_H
#define VG_COLLECTOR_DESK_MAIL_DESKDISMISS_H

#include "collector/desk/deskact.h"

/* Carries "mail-dismiss": one that waits, or all that fit `from` and `before`. */
int
vg_deskdismiss_waiting(struct vg_act_call *call);

#endif
