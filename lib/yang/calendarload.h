/*
 * Calendars and sets of holidays from trees into memory: the shipped files and a collector's
 * own, which share the groupings of vigie-calendar.
 *
 * What the model cannot see is checked here: a set or zone that nobody knows, sets that include
 * each other in a ring, a day that never exists, a calendar that never opens.
 */
#ifndef VG_LIB_YANG_CALENDARLOAD_H
#define VG_LIB_YANG_CALENDARLOAD_H

#include "lib/base/detail.h"
#include "lib/time/calendarset.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

/*
 * Loads every *.json of 'folder' (borrowed; NULL: the data folder's calendars) into a new set
 * and gives it in '*set'.
 *
 * Returns VG_OK; VG_ENOENT when the folder is missing or holds none; what vg_tree_load returns;
 * VG_EINVAL for what is listed above.  The detail names file or folder, object and cause.
 */
int
vg_calendarload_folder(const struct vg_context *context, const char *folder,
    struct vg_calendarset **set, struct vg_detail *detail);

/*
 * Adds the lists holiday-set and calendar of 'top' (borrowed; it may go afterwards) to 'set'.
 * A set of holidays of a name that is there already replaces it for everybody; a calendar of
 * such a name changes only in what 'top' says of it.  'zone' (borrowed) is the zone of a new
 * calendar that names none.
 *
 * Returns VG_OK or VG_EINVAL, the detail naming the object; 'set' is fit for nothing but
 * vg_calendarset_free then.
 */
int
vg_calendarload_add(struct vg_calendarset *set, const struct vg_node *top,
    const char *zone, struct vg_detail *detail);

/*
 * The zone called 'name' (borrowed) in 'set', which gets it when it is not there yet; NULL with
 * detail when the system does not know it.
 */
const struct vg_zone *
vg_calendarload_zone(
    struct vg_calendarset *set, const char *name, struct vg_detail *detail);

#endif
