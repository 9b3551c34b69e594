/*
 * A person thinks otherwise of a mail than the desk did: it was no request, or it belongs in
 * another case.  For the desk's files alone.
 *
 * Source: policy clause P6, note 7 of the case's table.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILUNDO_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILUNDO_H

#include "collector/desk/deskact.h"

/* Carries "dismiss": what the mail started ends, what it reopened is closed again. */
int
vg_deskmailundo_dismiss(struct vg_act_call *call);

/* Carries "mail-assign": undone where it was, it is a request of the case that is named. */
int
vg_deskmailundo_assign(struct vg_act_call *call);

#endif
