/*
 * A return as it stands in the store, with what its guards ask of keys, number and units.
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKRETURNROW_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKRETURNROW_H

#include "collector/desk/deskcore.h"
#include "collector/desk/desknumber.h"
#include "collector/rma/returnstate.h"
#include "collector/rma/suggest.h"

struct vg_return_held { /* a key that is held */
	bool held;
	char who[VG_NAME_SIZE]; /* recorded it */
	struct vg_wall given;
};

/* A unit with a way back. */
struct vg_return_unit {
	int64_t id; /* 0: none */
	enum vg_unit_role role;
	enum vg_unit_state state;
	enum vg_unit_data data;
	char serial[VG_SERIAL_SIZE];
};

enum { VG_RETURN_MAX_UNITS = 16 };

struct vg_return_row {
	char number[VG_DESK_NUMBER_SIZE]; /* "": none */
	char case_number[VG_CASE_NUMBER_SIZE];
	enum vg_return_state state;
	enum vg_return_kind kind;
	enum vg_return_flow flow;
	int64_t attempt;
	char device[VG_NAME_SIZE], resource[VG_RESOURCE_SIZE], part[VG_TEXT_SIZE],
	    serial[VG_SERIAL_SIZE], rule[VG_NAME_SIZE];
	bool holds_data;
	char who[VG_NAME_SIZE]; /* asked for it; vigie: a rule */
	struct vg_wall opened, moved, changed;
	char announced[VG_SERIAL_SIZE], new_serial[VG_SERIAL_SIZE], lent[VG_SERIAL_SIZE],
	    seen[VG_SERIAL_SIZE];
	char outcome[24];        /* "" not replaced */
	struct vg_wall replaced; /* unset: never */
	struct vg_wall clock;    /* start of the replacement clock; unset: none runs */
	bool met_by_loan;
	bool was_confirmed; /* both keys were held, now or once */
	struct vg_return_held integrator, supplier;
	struct vg_wall
	    taken[2]; /* when the last key of each was taken back; unset: never */
	char rma[VG_NAME_SIZE]; /* the number in force; "" none */
	struct vg_return_unit units[VG_RETURN_MAX_UNITS]; /* the faulty one first */
	size_t n_units;
};

/* Reads the return 'number' (borrowed) whole.  VG_OK (found or not) or the database's. */
int
vg_deskreturnrow_get(struct vg_desk *desk, const char *number, struct vg_return_row *row);

/* Its unit of 'role' that was added last and, if any, is not over; NULL when there is none. */
const struct vg_return_unit *
vg_deskreturnrow_unit(const struct vg_return_row *row, enum vg_unit_role role);

/* The numbers in the first column of 'statement' for 'key' (borrowed; NULL: it takes none). */
struct vg_return_numbers {
	char (*number)[VG_DESK_NUMBER_SIZE]; /* owned: free() */
	size_t n;
};
int
vg_deskreturnrow_numbers(struct vg_desk *desk, size_t statement, const char *key,
    struct vg_return_numbers *numbers);

/* "faulty", "recalled", "lent" (static), and back (-1: none). */
const char *
vg_deskreturnrow_role_text(enum vg_unit_role role);
int
vg_deskreturnrow_role_parse(const char *text);

/* What the returns of case 'number' (borrowed) say to its guards.  VG_OK or the database's. */
int
vg_deskreturnrow_guard(
    struct vg_desk *desk, const char *number, struct vg_case_guard *guard);

#endif
