/*
 * A supplier's mail as an answer: it meets what he was waited for, and the ball is ours.
 *
 * For the desk's own files.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMAILANSWER_H
#define VG_COLLECTOR_DESK_MAIL_DESKMAILANSWER_H

#include <stdint.h>

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmail.h"

/*
 * The mail 'm', kept as 'id', is the answer of the supplier that the case 'row', with the
 * supplier, waits for (policy P9; all borrowed).  VG_OK or the database's.
 */
int
vg_deskmailanswer_supplier(struct vg_act_call *call, const struct vg_mail *m,
    const struct vg_case_row *row, int64_t id);

#endif
