/*
 * The book of templates, read from its folders: the shipped one, then the integrator's own
 * (/etc/vigie/messages), whose files stand in the place of those with their names.
 *
 * For the desk's files and the collector's start.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKBOOK_H
#define VG_COLLECTOR_DESK_MAIL_DESKBOOK_H

#include "collector/letter/letterbook.h"

/*
 * Reads all templates and words and gives the book in '*book'.  VG_OK; VG_ENOENT without a folder;
 * VG_EINVAL, VG_ELIMIT or VG_EIO for a file that cannot be used, the detail naming it.
 */
int
vg_deskbook_load(struct vg_letterbook **book, struct vg_detail *detail);

#endif
