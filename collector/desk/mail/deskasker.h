/*
 * To whom an answer to the client goes: who wrote last in the case for him, as far as the tree
 * knows him for one of the client's; whoever wrote from elsewhere may have lent his name.
 *
 * For the desk's files alone.  Source: policy clauses P4, P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKASKER_H
#define VG_COLLECTOR_DESK_MAIL_DESKASKER_H

#include "collector/desk/deskcore.h"

/*
 * Finds the person for the case 'row' (borrowed): the newest whose address is of its client; who
 * opened it, unless he is of another client or a supplier; "" nobody, then the client's own persons
 * are written to.  What was dismissed counts as not written.  VG_OK or the database's.
 */
int
vg_deskasker_find(
    struct vg_desk *desk, const struct vg_case_row *row, char person[VG_NAME_SIZE]);

#endif
