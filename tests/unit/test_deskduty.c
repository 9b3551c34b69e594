/*
 * A change of duty with more cases than are read at once: all change hands, each is told once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/yang/packload.h"
#include "tests/unit/deskbench.h"

#define T0 INT64_C(1783886400000000) /* 2026-07-12T20:00:00Z */
#define AFTER (T0 + 3 * VG_HOUR_US)
#define N "450"

static const char tree[] =
    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"listen\":[{"
    "\"name\":\"trap\",\"address\":\"127.0.0.1\",\"port\":0}],"
    "\"integrator\":{\"name\":\"Merisac\",\"zone\":\"Europe/Paris\",\"mail\":\"noc@merisac.example\"},\"person\":["
    "{\"id\":\"jean\",\"mail\":\"jean@example.net\"},"
    "{\"id\":\"anne\",\"mail\":\"anne@example.net\"}],\"on-duty\":["
    "{\"name\":\"w28\",\"person\":\"jean\",\"calendar\":\"always\","
    "\"until\":\"2026-07-12\"},{\"name\":\"w29\",\"person\":\"anne\","
    "\"calendar\":\"always\",\"from\":\"2026-07-13\"}],\"user\":["
    "{\"name\":\"claire\",\"role\":\"noc\",\"person\":\"jean\"},"
    "{\"name\":\"marc\",\"role\":\"noc\",\"person\":\"anne\"}]}}";

/* Cases of hers with a critical fault each. */
static const char fill[] =
    "CREATE TEMP TABLE n AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
    " WHERE n < " N ") SELECT n, printf('2026-%06d', n) AS number FROM c;"
    "INSERT INTO support_case (number, state, before, fault, title, subject, class, severity,"
    " owner, ball, client, site, device, supplier, contract, mode, entitlement,"
    " entitlement_text, revision, opened, changed, rung) SELECT number, 'in-hand', 'new',"
    " 'standing', 'down', 'device/d' || n, 'x', 5, 'claire', 'integrator', '', '',"
    " 'd' || n, '', '', '', '', '', 1, 1783886400000000, 1783886400000000, 16 FROM n;"
    "INSERT INTO alarm (resource, kind, qualifier, severity, created, raised, changed, text,"
    " rung, class, cause, source, serial, agent, device, case_number) SELECT"
    " 'device/d' || n, 'device-unreachable', '', 5, 1783886400000000, 1783886400000000,"
    " 1783886400000000, 'down', 16, 'x', 1, '', '', 'a', 'd' || n, number FROM n";

static int
open_desk(void **state)
{
	(void)state;
	return begin_desk(":memory:", tree, false, (struct vg_wall){T0});
}

static int
close_desk(void **state)
{
	(void)state;
	vg_desk_close(desk);
	return 0;
}

static void
all_that_she_owns_changes_hands(void **state)
{
	(void)state;
	run_at(desk->db, fill);
	assert_int_equal(vg_desk_run_due(desk, (struct vg_wall){AFTER}), VG_OK);
	assert_int_equal(
	    ask_at(desk->db, "SELECT count(*) FROM support_case WHERE owner = 'marc'"),
	    450);
	assert_int_equal(
	    ask_at(desk->db,
		"SELECT count(*) FROM journal_text WHERE text LIKE 'given to marc%'"),
	    450);
	assert_int_equal(vg_desk_run_due(desk, (struct vg_wall){AFTER + 1}), VG_OK);
	assert_int_equal(
	    ask_at(desk->db,
		"SELECT count(*) FROM journal_text WHERE text LIKE 'given to marc%'"),
	    450);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		all_that_she_owns_changes_hands, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
