/*
 * Returns as views.
 */
#include "collector/desk/returns/deskreturnview.h"

#include <stdlib.h>

#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/desklist.h"
#include "collector/store/storelist.h"
#include "collector/store/storereturn.h"
#include "collector/store/storeunit.h"
#include "lib/base/error.h"

/* What a return in this state waits for, and how long it may (chosen). */
struct wait {
	const char *missing;
	int days; /* 0: nobody waits */
};

static struct wait
wait_of(const struct vg_return_row *row)
{
	const struct vg_return_unit *faulty = vg_deskreturnrow_unit(row, VG_UNIT_FAULTY);
	bool here = !faulty || !vg_unitstate_has_left(faulty->state);

	switch (row->state) {
	case VG_RETURN_SG:
		return (struct wait){"both keys", 2};
	case VG_RETURN_HC:
		return (struct wait){
		    row->integrator.held ? "the supplier's key" : "the integrator's key",
		    1};
	case VG_RETURN_CF:
		return (struct wait){"the RMA number", 1};
	case VG_RETURN_NU:
		return (struct wait){"the shipment", 2};
	case VG_RETURN_SH:
		return (struct wait){"the delivery", 3};
	case VG_RETURN_DE:
		return (struct wait){"the swap", 2};
	case VG_RETURN_RP:
		return here ? (struct wait){"the faulty unit to be sent", 10}
			    : (struct wait){"the end of the faulty unit's way", 30};
	case VG_RETURN_CD:
	case VG_RETURN_RJ:
	case VG_RETURN_CA:
	case VG_RETURN_N_STATES:
		break;
	}
	return (struct wait){"", 0};
}

static void
give(const struct vg_return_row *row, struct vg_wall now, vg_return_cb cb, void *cookie)
{
	const struct vg_return_unit *faulty = vg_deskreturnrow_unit(row, VG_UNIT_FAULTY);
	struct wait wait = wait_of(row);
	int64_t waited = vg_instant_since(now, row->moved);
	const struct vg_return_view view = {.number = row->number,
	    .case_number = row->case_number,
	    .state = vg_returnstate_text(row->state),
	    .kind = vg_suggest_kind_text(row->kind),
	    .flow = row->flow == VG_RETURN_FIRST ? "return-first" : "advance",
	    .attempt = row->attempt,
	    .device = row->device,
	    .resource = row->resource,
	    .part = row->part,
	    .serial = row->serial,
	    .rule = row->rule,
	    .who = row->who,
	    .opened = row->opened,
	    .moved = row->moved,
	    .replaced = row->replaced,
	    .clock = row->clock,
	    .announced = row->announced,
	    .seen = row->seen,
	    .new_serial = row->new_serial,
	    .lent = row->lent,
	    .outcome = row->outcome,
	    .rma = row->rma,
	    .unit = faulty ? vg_unitstate_text(faulty->state) : "",
	    .missing = wait.missing,
	    .stuck = wait.days > 0 && waited > wait.days * VG_DAY_US};

	cb(&view, cookie);
}

int
vg_deskreturnview_of_case(struct vg_desk *desk, const char *case_number,
    struct vg_wall now, vg_return_cb cb, void *cookie)
{
	struct vg_return_numbers numbers;
	int code =
	    vg_deskreturnrow_numbers(desk, VG_STORERETURN_OF_CASE, case_number, &numbers);

	for (size_t i = 0; code == VG_OK && i < numbers.n; i++)
		code = vg_deskreturnview_one(desk, numbers.number[i], now, cb, cookie);
	free(numbers.number);
	return code;
}

static bool
sees(const struct vg_deskscope *scope, const struct vg_conf *conf, const char *client)
{
	(void)conf;
	return vg_deskscope_client(scope, client);
}

int
vg_deskreturnview_list(struct vg_desk *desk, bool open, struct vg_deskpage *page,
    struct vg_wall now, vg_return_cb cb, void *cookie)
{
	const size_t q = open ? VG_STORELIST_RETURNS_OPEN : VG_STORELIST_RETURNS;
	const char *name = open ? "open-returns" : "returns";
	struct vg_deskpage_key key = {.n = {open ? 0 : INT64_MAX}};
	struct vg_desklist rows = {0};
	int code = page ? vg_deskpage_begin(page, name, &key) : VG_OK;

	if (code == VG_OK)
		code = vg_db_query(desk->db, q, "iti", key.n[0], key.text,
		    vg_desklist_limit(page, &rows));
	code = vg_desklist_read_seen(desk, q, code, page, sees, &rows);
	vg_desklist_cut(&rows, page, name);
	for (size_t i = 0; code == VG_OK && i < rows.n; i++)
		code = vg_deskreturnview_one(desk, rows.keys[i].text, now, cb, cookie);
	free(rows.keys);
	return code;
}

int
vg_deskreturnview_one(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_return_cb cb, void *cookie)
{
	struct vg_return_row row;
	int code = vg_deskreturnrow_get(desk, number, &row);

	if (code != VG_OK)
		return code;
	if (!row.number[0])
		return VG_ENOENT;
	give(&row, now, cb, cookie);
	return VG_OK;
}

/* --- what it gathers --------------------------------------------------------------------- */

#define TEXT(column) vg_db_text(db, q, column)

static int
give_keys(struct vg_db *db, const char *number, const struct vg_return_parts *parts,
    void *cookie)
{
	const size_t q = VG_STORERETURN_KEYS;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_return_key_view view = {.side = TEXT(0),
		    .given = {vg_db_int(db, q, 1)},
		    .who = TEXT(2),
		    .check = TEXT(3),
		    .result = TEXT(4),
		    .engineer = TEXT(5),
		    .evidence = TEXT(6),
		    .taken = {vg_db_int(db, q, 7)},
		    .why = TEXT(8)};
		parts->key(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
give_numbers(struct vg_db *db, const char *number, const struct vg_return_parts *parts,
    void *cookie)
{
	const size_t q = VG_STORERETURN_NUMBERS;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_return_number_view view = {.number = TEXT(0),
		    .state = TEXT(1),
		    .at = {vg_db_int(db, q, 2)},
		    .who = TEXT(3)};
		parts->number(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
give_shipments(struct vg_db *db, const char *number, const struct vg_return_parts *parts,
    void *cookie)
{
	const size_t q = VG_STORERETURN_SHIPMENTS;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_return_shipment_view view = {
		    .attempt = vg_db_int(db, q, 0),
		    .carrier = TEXT(1),
		    .tracking = TEXT(2),
		    .serial = TEXT(3),
		    .ship_to = TEXT(4),
		    .sent = {vg_db_int(db, q, 5)},
		    .how = TEXT(6),
		    .ended = {vg_db_int(db, q, 7)},
		    .proof = TEXT(8)};
		parts->shipment(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

static int
give_units(struct vg_db *db, const char *number, const struct vg_return_parts *parts,
    void *cookie)
{
	const size_t q = VG_STORERETURN_UNITS;
	int code = vg_db_query(db, q, "t", number);

	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_return_unit_view view = {.role = TEXT(1),
		    .serial = TEXT(2),
		    .state = TEXT(3),
		    .data = TEXT(4),
		    .carrier = TEXT(5),
		    .tracking = TEXT(6),
		    .changed = {vg_db_int(db, q, 7)}};
		parts->unit(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* P13: of the unit that the return is about, whoever was in its place before. */
static int
give_checks(struct vg_desk *desk, const char *number, const struct vg_return_parts *parts,
    void *cookie)
{
	const size_t q = VG_STOREUNIT_CHECKS;
	struct vg_db *db = desk->db;
	struct vg_return_row row;
	int code = vg_deskreturnrow_get(desk, number, &row);

	if (code == VG_OK)
		code = vg_db_query(
		    db, q, "ttii", row.resource, row.case_number, INT64_MAX, INT64_C(0));
	while (code == VG_OK && vg_db_next(db, q)) {
		const struct vg_return_check_view view = {.result = TEXT(0),
		    .check = TEXT(1),
		    .text = TEXT(2),
		    .who = TEXT(3),
		    .at = {vg_db_int(db, q, 4)}};
		parts->check(&view, cookie);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskreturnview_parts(struct vg_desk *desk, const char *number,
    const struct vg_return_parts *parts, void *cookie)
{
	int code = give_keys(desk->db, number, parts, cookie);

	if (code == VG_OK)
		code = give_numbers(desk->db, number, parts, cookie);
	if (code == VG_OK)
		code = give_shipments(desk->db, number, parts, cookie);
	if (code == VG_OK)
		code = give_units(desk->db, number, parts, cookie);
	return code == VG_OK ? give_checks(desk, number, parts, cookie) : code;
}
