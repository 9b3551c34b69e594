/*
 * Rows of a return into one struct.
 */
#include "collector/desk/casework/deskreturnrow.h"

#include <string.h>

#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

static const char *const roles[] = {"faulty", "recalled", "lent"};

const char *
vg_deskreturnrow_role_text(enum vg_unit_role role)
{
	return roles[role];
}

int
vg_deskreturnrow_role_parse(const char *text)
{
	for (int i = VG_UNIT_FAULTY; i <= VG_UNIT_LENT; i++) {
		if (strcmp(roles[i], text) == 0)
			return i;
	}
	return -1;
}

#define TEXT(field, column) vg_text_copy(field, sizeof(field), vg_db_text(db, q, column))

static void
read_row(struct vg_db *db, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_GET;

	TEXT(row->number, 0);
	TEXT(row->case_number, 1);
	row->state = (enum vg_return_state)vg_returnstate_parse(vg_db_text(db, q, 2));
	row->kind = (enum vg_return_kind)vg_suggest_kind_parse(vg_db_text(db, q, 3));
	row->flow = strcmp(vg_db_text(db, q, 4), "return-first") == 0 ? VG_RETURN_FIRST
								      : VG_RETURN_ADVANCE;
	row->attempt = vg_db_int(db, q, 5);
	TEXT(row->device, 6);
	TEXT(row->resource, 7);
	TEXT(row->part, 8);
	TEXT(row->serial, 9);
	TEXT(row->rule, 10);
	row->holds_data = vg_db_int(db, q, 11) != 0;
	TEXT(row->who, 12);
	row->opened.us = vg_db_int(db, q, 13);
	row->moved.us = vg_db_int(db, q, 14);
	row->changed.us = vg_db_int(db, q, 15);
	TEXT(row->announced, 16);
	TEXT(row->new_serial, 17);
	TEXT(row->lent, 18);
	TEXT(row->seen, 19);
	TEXT(row->outcome, 20);
	row->replaced.us = vg_db_int(db, q, 21);
	row->clock.us = vg_db_int(db, q, 22);
	row->met_by_loan = vg_db_int(db, q, 23) != 0;
	row->was_confirmed = vg_db_int(db, q, 24) != 0;
}

static int
read_keys(struct vg_desk *desk, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_KEYS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", row->number);

	while (code == VG_OK && vg_db_next(db, q)) {
		bool ours = strcmp(vg_db_text(db, q, 0), "integrator") == 0;
		struct vg_return_held *key = ours ? &row->integrator : &row->supplier;
		if (vg_db_int(db, q, 7) != 0) {
			row->taken[ours ? 0 : 1].us = vg_db_int(db, q, 7);
			continue;
		}
		key->held = true;
		key->given.us = vg_db_int(db, q, 1);
		TEXT(key->who, 2);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
read_number(struct vg_desk *desk, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_NUMBERS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", row->number);

	while (code == VG_OK && vg_db_next(db, q)) {
		if (strcmp(vg_db_text(db, q, 1), "in-force") == 0)
			TEXT(row->rma, 0);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
read_units(struct vg_desk *desk, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_UNITS;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "t", row->number);

	while (code == VG_OK && vg_db_next(db, q)) {
		if (row->n_units == VG_RETURN_MAX_UNITS)
			continue; /* sixteen parcels of one unit: a person counts them */
		struct vg_return_unit *unit = &row->units[row->n_units++];
		int role = vg_deskreturnrow_role_parse(vg_db_text(db, q, 1));
		int data = vg_unitstate_data_parse(vg_db_text(db, q, 4));
		unit->id = vg_db_int(db, q, 0);
		unit->role = role < 0 ? VG_UNIT_FAULTY : (enum vg_unit_role)role;
		TEXT(unit->serial, 2);
		unit->state =
		    (enum vg_unit_state)vg_unitstate_parse(vg_db_text(db, q, 3));
		unit->data = data < 0 ? VG_UNIT_DATA_UNKNOWN : (enum vg_unit_data)data;
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskreturnrow_get(struct vg_desk *desk, const char *number, struct vg_return_row *row)
{
	const size_t q = VG_STORERETURN_GET;
	int code = vg_db_query(desk->db, q, "t", number);

	memset(row, 0, sizeof(*row));
	if (code != VG_OK)
		return code;
	if (!vg_db_next(desk->db, q))
		return vg_db_failed(desk->db);
	read_row(desk->db, row);
	vg_db_done(desk->db, q);
	code = read_keys(desk, row);
	if (code == VG_OK)
		code = read_number(desk, row);
	return code == VG_OK ? read_units(desk, row) : code;
}

const struct vg_return_unit *
vg_deskreturnrow_unit(const struct vg_return_row *row, enum vg_unit_role role)
{
	const struct vg_return_unit *found = NULL;

	for (size_t i = 0; i < row->n_units; i++) {
		const struct vg_return_unit *unit = &row->units[i];
		if (unit->role == role &&
		    (!found || vg_unitstate_is_ended(found->state) ||
			!vg_unitstate_is_ended(unit->state)))
			found = unit;
	}
	return found;
}

int
vg_deskreturnrow_numbers(struct vg_desk *desk, size_t statement, const char *key,
    struct vg_return_numbers *numbers)
{
	size_t room = 0;
	int code = key ? vg_db_query(desk->db, statement, "t", key)
		       : vg_db_query(desk->db, statement, "");

	memset(numbers, 0, sizeof(*numbers));
	while (code == VG_OK && vg_db_next(desk->db, statement)) {
		numbers->number = vg_mem_grow(
		    numbers->number, &room, numbers->n, sizeof(*numbers->number));
		vg_text_copy(numbers->number[numbers->n++], VG_DESK_NUMBER_SIZE,
		    vg_db_text(desk->db, statement, 0));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskreturnrow_guard(
    struct vg_desk *desk, const char *number, struct vg_case_guard *guard)
{
	const size_t q = VG_STORERETURN_COUNT;
	int code = vg_db_query(desk->db, q, "t", number);

	guard->open_return = guard->half_confirmed_return = false;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	guard->open_return = vg_db_int(desk->db, q, 0) > 0;
	guard->half_confirmed_return = vg_db_int(desk->db, q, 1) > 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}
