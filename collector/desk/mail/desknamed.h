/*
 * Which device a mail names, of its writer's client; of a supplier's mail one of his.
 *
 * For the desk's files alone.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKNAMED_H
#define VG_COLLECTOR_DESK_MAIL_DESKNAMED_H

#include "collector/desk/deskcore.h"

struct vg_mail;

/* That 'text' names first; NULL: none.  Borrows all. */
const struct vg_conf_device *
vg_desknamed_in(const struct vg_conf *conf, const struct vg_mail *mail, const char *text);

/* That the subject, then the writer's own words name first; NULL: none. */
const struct vg_conf_device *
vg_desknamed_first(const struct vg_conf *conf, const struct vg_mail *mail);

/*
 * Whether it is about another device than the case 'row' (borrowed), or, a supplier's, names one
 * of another client anywhere.  A case of nobody's is about anything.
 */
bool
vg_desknamed_other(const struct vg_conf *conf, const struct vg_mail *mail,
    const struct vg_case_row *row);

#endif
