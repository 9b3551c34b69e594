/*
 * Decoded traps.
 */
#include "lib/model/trap.h"

#include <stdlib.h>

void
vg_trap_fini(struct vg_trap *trap)
{
	for (size_t i = 0; i < trap->n_varbinds; i++)
		vg_value_fini(&trap->varbinds[i].value);
	free(trap->varbinds);
	trap->varbinds = NULL;
	trap->n_varbinds = 0;
}

const struct vg_varbind *
vg_trap_find(const struct vg_trap *trap, const struct vg_oid *oid)
{
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		if (vg_oid_under(&trap->varbinds[i].oid, oid))
			return &trap->varbinds[i];
	}
	return NULL;
}
