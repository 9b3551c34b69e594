/*
 * Commands on mail that came in and messages that leave.
 */
#include "collector/desk/deskact.h"

const struct vg_act_rule vg_deskmail_rules[] = {
    {0},
};
