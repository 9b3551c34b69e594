/*
 * Commands on persons.
 */
#include "collector/desk/deskact.h"

const struct vg_act_rule vg_deskperson_rules[] = {
    {0},
};
