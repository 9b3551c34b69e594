/*
 * SQL of what ties cases together: merges, splits, links, reminders.
 */
#include "collector/store/storelink.h"

#include <stddef.h>

const char vg_storelink_tables[] = "";

const struct vg_db_group vg_storelink_group = {
    VG_STORELINK_FIRST, VG_STORELINK_END - VG_STORELINK_FIRST, NULL};
