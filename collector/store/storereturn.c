/*
 * SQL of returns: units, keys, numbers, shipments.
 */
#include "collector/store/storereturn.h"

#include <stddef.h>

const char vg_storereturn_tables[] = "";

const struct vg_db_group vg_storereturn_group = {
    VG_STORERETURN_FIRST, VG_STORERETURN_END - VG_STORERETURN_FIRST, NULL};
