/*
 * The book of templates, read from its folders: the shipped one, then the integrator's own
 * (/etc/vigie/messages), whose files stand in the place of those with their names.
 *
 * For the desk's files and the collector's start.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKBOOK_H
#define VG_COLLECTOR_DESK_MAIL_DESKBOOK_H

#include "collector/letter/letterbook.h"
#include "lib/pack/packset.h"

/*
 * Reads all templates, words and phrases, what 'packs' (borrowed) say in other languages first, and
 * gives the book in '*book'.  VG_OK; VG_ENOENT without a folder; VG_EINVAL, VG_ELIMIT or VG_EIO for
 * a file that cannot be used, the detail naming it.
 */
int
vg_deskbook_load(const struct vg_packset *packs, struct vg_letterbook **book,
    struct vg_detail *detail);

/*
 * How many labels of kinds and texts of rules and notifications of 'pack' are not said in
 * 'language' by 'book' (all borrowed); '*first' (borrowed from the pack) is the first of them.
 */
size_t
vg_deskbook_unsaid(const struct vg_letterbook *book, enum vg_language language,
    const struct vg_pack *pack, const char **first);

#endif
