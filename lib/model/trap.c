/*
 * Decoded traps.
 */
#include "lib/model/trap.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

enum { FIRST_ROOM = 16 };

static void
drop_varbinds(struct vg_trap *trap)
{
	for (size_t i = 0; i < trap->n_varbinds; i++) {
		struct vg_value *value = &trap->varbinds[i].value;
		if (value->octets || value->oid)
			vg_value_fini(value);
		else
			memset(value, 0, sizeof(*value));
	}
	trap->n_varbinds = 0;
}

void
vg_trap_fini(struct vg_trap *trap)
{
	drop_varbinds(trap);
	free(trap->varbinds);
	trap->varbinds = NULL;
	trap->room = 0;
	vg_buf_fini(&trap->pdu);
}

void
vg_trap_reset(struct vg_trap *trap)
{
	drop_varbinds(trap);
	trap->version = 0;
	trap->inform = trap->auth_priv = false;
	trap->source[0] = trap->user[0] = trap->community[0] = '\0';
	trap->source_port = 0;
	trap->engine_size = 0;
	trap->uptime = trap->agent_address = 0;
	trap->oid.n_arcs = trap->enterprise.n_arcs = 0;
	trap->received = (struct vg_wall){0};
	if (trap->pdu.limit == 0)
		vg_buf_init(&trap->pdu, 0);
	vg_buf_reset(&trap->pdu);
}

struct vg_varbind *
vg_trap_add(struct vg_trap *trap)
{
	if (trap->n_varbinds == VG_TRAP_MAX_VARBINDS)
		return NULL;
	if (trap->n_varbinds == trap->room) {
		size_t room = trap->room ? 2 * trap->room : FIRST_ROOM;
		struct vg_varbind *more = vg_mem_array(room, sizeof(*more));
		if (trap->n_varbinds)
			memcpy(more, trap->varbinds, trap->n_varbinds * sizeof(*more));
		free(trap->varbinds);
		trap->varbinds = more;
		trap->room = room;
	}
	return &trap->varbinds[trap->n_varbinds++];
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
