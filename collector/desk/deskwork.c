/*
 * Commands on visits, work orders and releases.
 */
#include "collector/desk/deskact.h"

const struct vg_act_rule vg_deskwork_rules[] = {
    {0},
};
