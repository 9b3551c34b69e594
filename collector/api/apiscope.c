/*
 * Who asks.
 */
#include "collector/api/apiscope.h"

#include "collector/desk/desk.h"
#include "collector/desk/persons/deskread.h"

struct vg_deskscope
vg_apiscope_of(const struct vg_desk *desk, const struct vg_rest_caller *caller)
{
	return vg_deskscope_of(vg_desk_conf(desk), caller->user);
}

bool
vg_apiscope_reads_persons(const struct vg_desk *desk, const struct vg_rest_caller *caller)
{
	return vg_deskread_persons(desk, caller->user, (enum vg_role)caller->role);
}
