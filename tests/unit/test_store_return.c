/*
 * collector/store: what the tables of returns, orders and visits refuse, whatever the rooms above
 * ask.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sqlite3.h>
#include <cmocka.h>

#include "collector/rma/returnstate.h"
#include "collector/store/schema.h"
#include "collector/store/storereturn.h"
#include "collector/store/storework.h"
#include "collector/work/orderstate.h"
#include "lib/base/error.h"

#define R "R-2026-0001"

static char path[64];
static struct vg_db *db;

static int
add_return(const char *number, const char *resource)
{
	return vg_db_run(db, VG_STORERETURN_ADD, "tttttttttiti", number, "2026-000001",
	    "standard", "advance", "ne-7", resource, "the supply", "SN-1", "psu",
	    (int64_t)0, "claire", (int64_t)1000);
}

static int
open_db(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	strcpy(path, "/tmp/vigie-test-return.XXXXXX");
	close(mkstemp(path));
	if (vg_db_open(path, &vg_schema_plan, &db, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	if (vg_db_run(db, VG_SQL_CASE_ADD, "tttttittttttttiii", "2026-000001", "new",
		"title", "device/ne-7", "power", (int64_t)4, "clinique-a", "lyon-2",
		"ne-7", "allot", "c-2026-7", "delegated", "in-force", "P2", (int64_t)1,
		(int64_t)1000, (int64_t)16) != VG_OK)
		return -1;
	return add_return(R, "device/ne-7/psu/1");
}

static int
close_db(void **state)
{
	(void)state;
	static const char *const tails[] = {"", "-wal", "-shm", ".ballast"};

	vg_db_close(db);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char name[80];
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
	return 0;
}

static int
key(const char *side, const char *check, const char *evidence)
{
	return vg_db_run(db, VG_STORERETURN_KEY_ADD, "ttiittttt", R, side, (int64_t)2000,
	    (int64_t)2000, "claire", check, check, check, evidence);
}

static int
move(const char *state)
{
	return vg_db_run(
	    db, VG_STORERETURN_STATE, "ttii", R, state, (int64_t)3000, (int64_t)3000);
}

static int
number(const char *text)
{
	return vg_db_run(db, VG_STORERETURN_NUMBER_PUT, "tttit", R, text, "in-force",
	    (int64_t)3000, "claire");
}

static void
expect_refused(int code, const char *why)
{
	assert_int_equal(code, VG_ECONFLICT);
	assert_non_null(strstr(vg_db_error(db), why));
}

static void
needs_both_keys(void **state)
{
	(void)state;
	expect_refused(move("half-confirmed"), "a key comes first");
	expect_refused(key("integrator", "", ""), "CHECK");
	expect_refused(key("supplier", "", ""), "CHECK");
	expect_refused(key("carrier", "c", "e"), "CHECK");
	assert_int_equal(key("integrator", "reseated", ""), VG_OK);
	expect_refused(key("integrator", "reseated", ""), "UNIQUE");
	expect_refused(move("closed"), "no rung is skipped");
	assert_int_equal(move("half-confirmed"), VG_OK);
	expect_refused(move("confirmed"), "both keys come first");
	assert_int_equal(key("supplier", "", "ticket"), VG_OK);
	assert_int_equal(move("confirmed"), VG_OK);
	expect_refused(vg_db_run(db, VG_STORERETURN_KEY_TAKE, "ttit", R, "supplier",
			   (int64_t)4000, "why"),
	    "keeps both keys");
}

static void
confirm(void)
{
	key("integrator", "reseated", "");
	move("half-confirmed");
	key("supplier", "", "ticket");
	assert_int_equal(move("confirmed"), VG_OK);
}

static void
needs_the_number(void **state)
{
	(void)state;
	confirm();
	expect_refused(move("numbered"), "RMA number comes first");
	assert_int_equal(number("RMA-1"), VG_OK);
	expect_refused(number("RMA-2"), "UNIQUE");
	assert_int_equal(move("numbered"), VG_OK);
	expect_refused(move("replaced"), "nothing was shipped");
	vg_db_run(db, VG_STORERETURN_NUMBER_OUT, "tt", R, "suspended");
	expect_refused(move("shipped"), "RMA number comes first");
}

static void
one_open_return_of_a_unit(void **state)
{
	(void)state;
	expect_refused(add_return("R-2026-0002", "device/ne-7/psu/1"), "UNIQUE");
	assert_int_equal(add_return("R-2026-0002", "device/ne-7/psu/2"), VG_OK);
	assert_int_equal(move("cancelled"), VG_OK);
	assert_int_equal(add_return("R-2026-0003", "device/ne-7/psu/1"), VG_OK);
	expect_refused(move("suggested"), "UNIQUE");
}

/* What no statement of ours does, done by hand. */
static void
nothing_is_deleted(void **state)
{
	static const char *const refused[] = {"DELETE FROM rma_key",
	    "DELETE FROM rma_number", "DELETE FROM rma_unit", "DELETE FROM rma_shipment",
	    "DELETE FROM rma_step", "DELETE FROM rma", "UPDATE rma_step SET who = 'marc'",
	    "INSERT INTO rma SELECT 'R-2026-0009', case_number, 'closed', kind, flow, 1, device,"
	    " 'x', part, serial, rule, 0, who, 1, 1, 1, '', '', '', '', '', 0, 0, 0, 0 FROM rma"};
	sqlite3 *raw;

	(void)state;
	confirm();
	number("RMA-1");
	vg_db_run(db, VG_STORERETURN_UNIT_ADD, "ttti", R, "faulty", "SN-1", (int64_t)1);
	vg_db_run(db, VG_STORERETURN_SHIP, "titttti", R, (int64_t)1, "TNT", "", "",
	    "site", (int64_t)1);
	vg_db_run(db, VG_STORERETURN_STEP, "ttttiitt", R, "ask", "", "suggested",
	    (int64_t)1, (int64_t)1, "claire", "");
	vg_db_close(db);
	db = NULL;
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (sqlite3_exec(raw, refused[i], NULL, NULL, NULL) != SQLITE_CONSTRAINT)
			fail_msg("%s: %s", refused[i], sqlite3_errmsg(raw));
	}
	sqlite3_close(raw);
}

/* Whether some fact of the return's table leads from one state to another. */
static bool
table_moves(size_t from, size_t to)
{
	const struct vg_machine *m = &vg_returnstate_machine;

	for (size_t fact = 0; fact < m->n_facts; fact++) {
		unsigned cell = vg_machine_cell(m, fact, from);
		/* Two rungs at once are written both. */
		if (from == VG_RETURN_SH && to == VG_RETURN_RP)
			return false;
		if (cell == to)
			return true;
		if (cell == VG_RETURN_CELL_KEY &&
		    ((from == VG_RETURN_SG && to == VG_RETURN_HC) ||
			(from == VG_RETURN_HC && to == VG_RETURN_CF)))
			return true;
	}
	return false;
}

/* Every pair of states: the trigger lets through what the table lets through. */
static void
pairs_are_the_tables(void **state)
{
	const struct vg_machine *m = &vg_returnstate_machine;

	(void)state;
	for (size_t from = 0; from < m->n_states; from++) {
		for (size_t to = 0; to < m->n_states; to++) {
			size_t q = VG_STORERETURN_MOVES;
			assert_int_equal(
			    vg_db_query(db, q, "tt", m->states[from], m->states[to]),
			    VG_OK);
			bool found = vg_db_next(db, q);
			if (found)
				vg_db_done(db, q);
			if (found != (from != to && table_moves(from, to)))
				fail_msg("%s to %s: the trigger says %d", m->states[from],
				    m->states[to], found);
		}
	}
}

/* The same for work orders. */
static void
pairs_of_orders(void **state)
{
	const struct vg_machine *m = &vg_orderstate_machine;

	(void)state;
	for (size_t from = VG_ORDER_ASKED; from < m->n_states; from++) {
		for (size_t to = VG_ORDER_ASKED; to < m->n_states; to++) {
			const size_t q = VG_STOREWORK_MOVES;
			bool moves = false;
			for (size_t fact = 0; fact < m->n_facts; fact++)
				moves = moves || vg_machine_cell(m, fact, from) == to;
			vg_db_query(db, q, "tt", m->states[from], m->states[to]);
			bool found = vg_db_next(db, q);
			if (found)
				vg_db_done(db, q);
			if (found != moves)
				fail_msg("%s to %s: the trigger says %d", m->states[from],
				    m->states[to], found);
		}
	}
}

/* P16, P12: what no visit goes without. */
static void
visits_need_order_or_return(void **state)
{
	(void)state;
	expect_refused(
	    vg_db_run(db, VG_STOREWORK_VISIT_ADD, "tttttiti", "V-2026-0001",
		"2026-000001", "", "", "on-order", (int64_t)1, "claire", (int64_t)1),
	    "CHECK");
	expect_refused(
	    vg_db_run(db, VG_STOREWORK_VISIT_ADD, "tttttiti", "V-2026-0001",
		"2026-000001", "", "", "rma-proof", (int64_t)1, "claire", (int64_t)1),
	    "CHECK");
	vg_db_run(db, VG_STOREWORK_ORDER_ADD, "tttti", "O-2026-0001", "2026-000001",
	    "audit", "claire", (int64_t)1);
	expect_refused(vg_db_run(db, VG_STOREWORK_ORDER_STATE, "tti", "O-2026-0001",
			   "planned", (int64_t)1),
	    "no rung is skipped");
	expect_refused(vg_db_run(db, VG_STOREWORK_ORDER_STATE, "tti", "O-2026-0001",
			   "proposed", (int64_t)1),
	    "CHECK");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(needs_both_keys, open_db, close_db),
	    cmocka_unit_test_setup_teardown(needs_the_number, open_db, close_db),
	    cmocka_unit_test_setup_teardown(one_open_return_of_a_unit, open_db, close_db),
	    cmocka_unit_test_setup_teardown(nothing_is_deleted, open_db, close_db),
	    cmocka_unit_test_setup_teardown(pairs_are_the_tables, open_db, close_db),
	    cmocka_unit_test_setup_teardown(pairs_of_orders, open_db, close_db),
	    cmocka_unit_test_setup_teardown(
		visits_need_order_or_return, open_db, close_db),
	};

	return cmocka_run_group_tests_name("store_return", tests, NULL, NULL);
}
