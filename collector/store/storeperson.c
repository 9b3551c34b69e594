/*
 * SQL of persons and what they wrote.
 */
#include "collector/store/storeperson.h"

#include <stddef.h>

const char vg_storeperson_tables[] = "";

const struct vg_db_group vg_storeperson_group = {
    VG_STOREPERSON_FIRST, VG_STOREPERSON_END - VG_STOREPERSON_FIRST, NULL};
