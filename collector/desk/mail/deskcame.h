/*
 * As what a mail came, for replays: whose it is may be found out later, and must not change what it
 * was.  A desk that replays is told it, and asks for none of it again.  For the desk's files alone.
 *
 * Source: docs/INTERFACES.md, The recording.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKCAME_H
#define VG_COLLECTOR_DESK_MAIL_DESKCAME_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"

/* Keeps with the call as what 'mail', filed as 'id', came. */
void
vg_deskcame_note(struct vg_act_call *call, const struct vg_mail *mail, int64_t id);

/* The number that a mail had, where it is played again; 0: the next one is its. */
int64_t
vg_deskcame_number(const struct vg_act_call *call);

/*
 * vg_deskmatch_find; of one that is played again its sender, where it was filed, if that case is
 * there now, and for whom it spoke there are given.
 */
int
vg_deskcame_find(struct vg_act_call *call, struct vg_mail *mail);

/* Whether the call is played again, and tells as what its mail, filed long before, was taken. */
bool
vg_deskcame_is_told(const struct vg_act_call *call);

/* vg_deskmatch_find of a mail that was filed before; of one that is told as what it was taken. */
int
vg_deskcame_again(struct vg_act_call *call, struct vg_mail *mail);

#endif
