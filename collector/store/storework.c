/*
 * SQL of visits, work orders.
 */
#include "collector/store/storework.h"

#include <stddef.h>

const char vg_storework_tables[] = "";

const struct vg_db_group vg_storework_group = {
    VG_STOREWORK_FIRST, VG_STOREWORK_END - VG_STOREWORK_FIRST, NULL};
