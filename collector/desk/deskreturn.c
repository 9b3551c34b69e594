/*
 * Commands on returns.
 */
#include "collector/desk/deskact.h"

const struct vg_act_rule vg_deskreturn_rules[] = {
    {0},
};
