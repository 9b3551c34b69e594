/*
 * What a command was told.
 */
#include "collector/desk/deskact.h"

#include <string.h>

#include "lib/base/error.h"

const char *
vg_deskact_value(const struct vg_act_call *call, const char *name)
{
	for (size_t i = 0; i < call->act->n_args; i++) {
		if (strcmp(call->act->args[i].name, name) == 0)
			return call->act->args[i].value ? call->act->args[i].value : "";
	}
	return "";
}

bool
vg_deskact_has(const struct vg_act_call *call, const char *name)
{
	return vg_deskact_value(call, name)[0] != '\0';
}

int
vg_deskact_not_before(
    struct vg_act_call *call, struct vg_wall fact, const char *object, const char *what)
{
	char when[VG_INSTANT_TEXT_SIZE];

	if (vg_instant_compare(call->at, fact) >= 0)
		return VG_OK;
	if (vg_instant_compare(call->at, call->now) == 0 &&
	    vg_instant_compare(fact, call->now) > 0) {
		call->at = fact;
		return VG_OK;
	}
	vg_instant_text(fact, when);
	return vg_detail_set(call->detail, VG_EPOLICY,
	    "5: %s: 'at' lies before %s at %s; give a later --at", object, what, when);
}
