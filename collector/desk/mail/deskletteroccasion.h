/*
 * What only an occasion gives a letter, made up for one that is shown before there is any.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKLETTEROCCASION_H
#define VG_COLLECTOR_DESK_MAIL_DESKLETTEROCCASION_H

#include "collector/desk/desk.h"

struct vg_case_row;
struct vg_deskletter_row;

/* What the template 'template' (borrowed) tells of, a turn of a case; static, or 'template'. */
const char *
vg_deskletteroccasion_turn(const char *template);

/*
 * Puts into 'row' (borrowed), the row of a letter of the case 'of_case' (borrowed), the clock that
 * its template tells its role of, half of its time gone.  VG_OK or the database's.
 */
int
vg_deskletteroccasion_make(struct vg_desk *desk, const struct vg_case_row *of_case,
    struct vg_wall now, struct vg_deskletter_row *row);

#endif
