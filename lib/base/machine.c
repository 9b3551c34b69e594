/*
 * Look-ups in state tables.
 */
#include "lib/base/machine.h"

#include <assert.h>
#include <string.h>

unsigned
vg_machine_cell(const struct vg_machine *machine, size_t fact, size_t state)
{
	assert(fact < machine->n_facts && state < machine->n_states);
	return machine->cells[fact * machine->n_states + state];
}

static int
find(const char *const *names, size_t n_names, const char *name)
{
	for (size_t i = 0; i < n_names; i++) {
		if (strcmp(names[i], name) == 0)
			return (int)i;
	}
	return -1;
}

int
vg_machine_state(const struct vg_machine *machine, const char *name)
{
	return find(machine->states, machine->n_states, name);
}

int
vg_machine_fact(const struct vg_machine *machine, const char *name)
{
	return find(machine->facts, machine->n_facts, name);
}
