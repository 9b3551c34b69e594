/*
 * What a managing device tells of a board, and what the board's device tells itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/correl/copy.h"

#define NX "device/ne-8/via/nx-1/alarm/10.1.2.3.5.7.1.0"

static void
a_row_names_its_board(void **state)
{
	static const struct {
		const char *resource, *board; /* NULL: none */
	} rows[] = {
	    {NX, "device/ne-8/slot/7"},
	    {"device/ne-8/via/nx-1/alarm/10.1.2.3.5.14.1.0", "device/ne-8/slot/14"},
	    {"device/ne-8/via/nx-1/alarm/10.1.2.3.5.0.1.0", NULL},
	    {"device/ne-8/via/nx-1/alarm/10.1.2.3.5.7.1", NULL},
	    {"device/ne-8/via/nx-1/alarm/10.1.2.3.5.7.1.0.2", NULL},
	    {"device/ne-8/via/nx-1/alarm/10.1.2.3.5.x.1.0", NULL},
	    {"device/ne-8/via/nx-1", NULL},
	    {"device/nx-1/alarm/10.1.2.3.5.7.1.0", NULL},
	    {"device/ne-8", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char board[VG_RESOURCE_SIZE] = "";
		bool has = vg_copy_board(rows[i].resource, board);
		if (has != (rows[i].board != NULL))
			fail_msg("%s", rows[i].resource);
		if (has)
			assert_string_equal(board, rows[i].board);
	}
}

static void
a_managers_own_row_names_address_and_slot(void **state)
{
	static const struct {
		const char *resource, *address, *part; /* NULL: none */
	} rows[] = {
	    {"device/nx-1/alarm/10.1.2.3.5.7.1.0", "10.1.2.3", "slot/7"},
	    {"device/nx-1/alarm/192.168.100.200.5.14.1.0", "192.168.100.200", "slot/14"},
	    {"device/nx-1/alarm/1192.168.100.200.5.14.1.0", NULL, NULL},
	    {"device/nx-1/alarm/10.1.2.3.5.0.1.0", NULL, NULL},
	    {"device/nx-1/alarm/10.1.2.3.5.7.1", NULL, NULL},
	    {"device/nx-1/alarm/10.1.2.3.5.7.1.0.1", NULL, NULL},
	    {"device/nx-1/slot/7", NULL, NULL},
	    {"device/nx-1", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char address[VG_COPY_ADDRESS_SIZE], part[VG_NAME_SIZE];
		bool has = vg_copy_row(rows[i].resource, address, part);
		if (has != (rows[i].address != NULL))
			fail_msg("%s", rows[i].resource);
		if (!has)
			continue;
		assert_string_equal(address, rows[i].address);
		assert_string_equal(part, rows[i].part);
	}
}

static void
a_copy_is_of_board_kind_and_time(void **state)
{
	static const struct {
		const char *told, *kind, *own, *own_kind;
		int64_t apart_s; /* by which the device was first */
		bool copy;
	} rows[] = {
	    {NX, "supplier-alarm", "device/ne-8/slot/7", "board-off", 120, true},
	    {NX, "supplier-alarm", "device/ne-8/slot/7", "board-off", -120, true},
	    {NX, "supplier-alarm", "device/ne-8/slot/7", "board-off", 121, false},
	    {NX, "supplier-alarm", "device/ne-8/slot/7", "board-off", -121, false},
	    {NX, "supplier-alarm", "device/ne-8/slot/7/sensor/1", "temperature-high", 0,
		true},
	    {NX, "board-off", "device/ne-8/slot/7", "board-off", 0, true},
	    {NX, "board-off", "device/ne-8/slot/7", "temperature-high", 0, false},
	    {NX, "supplier-alarm", "device/ne-8/slot/70", "board-off", 0, false},
	    {NX, "supplier-alarm", "device/ne-8/slot/8", "board-off", 0, false},
	    {NX, "supplier-alarm", "device/ne-9/slot/7", "board-off", 0, false},
	    {NX, "supplier-alarm", "device/ne-8", "device-unreachable", 0, false},
	    {NX, "supplier-alarm", NX, "supplier-alarm", 0, false},
	    {"device/ne-8/slot/7", "board-off", "device/ne-8/slot/7", "board-off", 0,
		false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_copy_fault told = {
		    rows[i].told, rows[i].kind, {rows[i].apart_s * VG_SECOND_US}};
		const struct vg_copy_fault own = {rows[i].own, rows[i].own_kind, {0}};
		char board[VG_RESOURCE_SIZE];
		bool is = vg_copy_board(told.resource, board) &&
		    vg_copy_is(&told, board, &own, 120 * VG_SECOND_US);
		if (is != rows[i].copy)
			fail_msg("row %zu: %s of %s", i, rows[i].kind, rows[i].own);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_row_names_its_board),
	    cmocka_unit_test(a_managers_own_row_names_address_and_slot),
	    cmocka_unit_test(a_copy_is_of_board_kind_and_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
