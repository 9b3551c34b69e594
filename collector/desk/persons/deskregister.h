/*
 * The register: which data of persons are kept, why, how long as the tree says, guarded how (the
 * record of processing, article 30 of Regulation (EU) 2016/679), in French or English.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PERSONS_DESKREGISTER_H
#define VG_COLLECTOR_DESK_PERSONS_DESKREGISTER_H

#include "collector/desk/deskact.h"

/* The rule of privacy-register: the value "language" is "en" (default) or "fr". */
int
vg_deskregister_tell(struct vg_act_call *call);

#endif
