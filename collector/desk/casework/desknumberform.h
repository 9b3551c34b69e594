/*
 * The form of a supplier's ticket and RMA numbers (P9, P10).  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKNUMBERFORM_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKNUMBERFORM_H

#include "collector/desk/deskact.h"

enum vg_desknumberform { VG_DESKNUMBERFORM_TICKET, VG_DESKNUMBERFORM_RMA };

/*
 * Whether the command's 'number' looks as the tree says that numbers of 'supplier' (borrowed) do.
 * A manager may record one that does not with a reason (even-so): then 'aside' says so for the
 * journal, else it is "".  VG_OK; VG_EINVAL, VG_EACCESS with the call's detail.
 */
int
vg_desknumberform_check(struct vg_act_call *call, const char *supplier,
    enum vg_desknumberform which, char aside[VG_TEXT_SIZE]);

#endif
