/*
 * Commands on the case's life beyond take, note, reply and close.
 */
#include "collector/desk/deskact.h"

const struct vg_act_rule vg_desklife_rules[] = {
    {0},
};
