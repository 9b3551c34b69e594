/*
 * State machines as tables: rows are facts (or commands), columns are states, a cell says
 * where the fact leads.  The case and the return are such tables; their special cells ("the
 * gate decides", "back") are resolved by the room that owns the table.
 */
#ifndef VG_LIB_BASE_MACHINE_H
#define VG_LIB_BASE_MACHINE_H

#include <stddef.h>

/* Cells at or above VG_MACHINE_SPECIAL belong to the owner of the table. */
enum {
	VG_MACHINE_STAY = 0xE0,   /* allowed, the state stays */
	VG_MACHINE_REFUSE = 0xE1, /* refused */
	VG_MACHINE_SPECIAL = 0xF0 /* first special cell */
};

struct vg_machine {
	const char *name;          /* for messages: "case" */
	const char *const *states; /* 'n_states' names, borrowed */
	size_t n_states;
	const char *const *facts; /* 'n_facts' names, borrowed */
	size_t n_facts;
	const unsigned char *cells; /* n_facts rows of n_states cells */
};

/*
 * The cell for 'fact' in 'state': a state's number, VG_MACHINE_STAY, VG_MACHINE_REFUSE or a
 * special cell.  Both numbers must lie inside the table (assert).
 */
unsigned
vg_machine_cell(const struct vg_machine *machine, size_t fact, size_t state);

/* The number of the state called 'name' (borrowed), or -1. */
int
vg_machine_state(const struct vg_machine *machine, const char *name);

/* The number of the fact called 'name' (borrowed), or -1. */
int
vg_machine_fact(const struct vg_machine *machine, const char *name);

#endif
