/*
 * Commands on returns.
 */
#include "collector/desk/deskact.h"
#include "lib/base/error.h"

int
vg_deskreturn_guard(struct vg_desk *desk, const char *number, struct vg_case_guard *guard)
{
	(void)desk;
	(void)number;
	guard->open_return = guard->half_confirmed_return = false;
	return VG_OK;
}

const struct vg_act_rule vg_deskreturn_rules[] = {
    {0},
};
