/*
 * SQL of mails and messages.
 */
#include "collector/store/storemail.h"

#include <stddef.h>

const char vg_storemail_tables[] = "";

const struct vg_db_group vg_storemail_group = {
    VG_STOREMAIL_FIRST, VG_STOREMAIL_END - VG_STOREMAIL_FIRST, NULL};
