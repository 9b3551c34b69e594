/*
 * What it costs that a cause takes over the cases of its symptoms, and that one looks whether it
 * has any, in steps of SQLite's machine, which are the same on any day: as much for each of many as
 * for each of few, and never all at once.
 */
#include "tests/unit/packbench.h"
#include "tests/unit/sqlbench.h"

#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/text.h"

enum { FEW = 50, MANY = 400, PARTS = 3 };

#define BEGUN INT64_C(1783584000000000) /* 2026-07-09T08:00:00Z */

static struct vg_desk *desk;

/* One site of 'n' devices, whose faults are never taken for the site's. */
static void
write_tree(struct vg_buf *out, int n)
{
	vg_buf_add_text(out,
	    "{\"vigie-collector:collector\": {\"name\": \"noc\","
	    " \"intake\": {\"silent-after-s\": 63072000},"
	    " \"integrator\": {\"name\": \"Merisac\", \"zone\": \"Europe/Paris\"},"
	    " \"listen\": [{\"name\": \"t\", \"address\": \"127.0.0.1\", \"port\": 16200}],"
	    " \"policy\": {\"site-devices\": 1000},"
	    " \"supplier\": [{\"name\": \"allot\", \"delegation\": \"included\"}],"
	    " \"client\": [{\"name\": \"clinique-a\"}],"
	    " \"site\": [{\"name\": \"lyon-2\", \"client\": \"clinique-a\"}],"
	    " \"calendar\": [{\"name\": \"always\"}],"
	    " \"contract\": [{\"name\": \"c-7\", \"client\": \"clinique-a\","
	    " \"supplier\": \"allot\", \"from\": \"2026-01-01\", \"until\": \"2028-12-31\","
	    " \"calendar\": \"always\", \"mode\": [{\"from\": \"2026-01-01\","
	    " \"mode\": \"delegated\"}]}],"
	    " \"agent\": [{\"name\": \"lyon-2\", \"site\": \"lyon-2\", \"user\": \"lyon-2\","
	    " \"credential\": \"lyon-2\"}],"
	    " \"device\": [");
	for (int i = 0; i < n; i++)
		vg_buf_addf(out,
		    "%s{\"name\": \"ne-%d\", \"site\": \"lyon-2\", \"supplier\": \"allot\","
		    " \"contract\": \"c-7\", \"agent\": \"lyon-2\"}",
		    i ? ", " : "", i);
	vg_buf_add_text(out, "]}}");
}

static void
open_desk(int n)
{
	const struct vg_desk_revision revision = {"{}", "file", "vigie", ""};
	const struct vg_wall now = {BEGUN};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf content;

	vg_buf_init(&content, 0);
	write_tree(&content, n);
	if (vg_desk_open(":memory:", packs, now, &desk, &detail) != VG_OK ||
	    vg_desktree_read(
		context, vg_buf_text(&content), "tree", NULL, &conf, &detail) != VG_OK ||
	    vg_desk_set_conf(desk, conf, &revision, now, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	vg_buf_fini(&content);
}

/* The agent says it; all that is asked of the desk in one transaction. */
static void
raise_fault(const char *device, const char *resource, const char *kind, struct vg_wall at)
{
	struct vg_event event = {.action = VG_ACTION_RAISE,
	    .origin = VG_ORIGIN_POLL,
	    .severity = VG_SEVERITY_MAJOR,
	    .agent_time = at,
	    .received = at,
	    .since = at};
	struct vg_detail detail = {0};

	vg_text_copy(event.device, sizeof(event.device), device);
	vg_text_copy(event.resource, sizeof(event.resource), resource);
	vg_text_copy(event.kind, sizeof(event.kind), kind);
	vg_text_copy(event.text, sizeof(event.text), "it failed");
	assert_int_equal(vg_db_begin(desk->db), VG_OK);
	if (vg_deskapply_event(desk, &event, "lyon-2", 0, at, false, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	assert_int_equal(vg_desk_commit(desk), VG_OK);
}

static int64_t
steps(void)
{
	int64_t n = 0;

	for (size_t i = 0; i < desk->db->n_statements; i++) {
		if (desk->db->statements[i])
			n += sqlite3_stmt_status(
			    desk->db->statements[i], SQLITE_STMTSTATUS_VM_STEP, 1);
	}
	return n;
}

#define OPEN_CASES "SELECT count(*) FROM support_case WHERE state = 'new'"
#define WAIT "SELECT count(*) FROM due WHERE kind = 'adopt'"

struct cost {
	int64_t all, longest; /* steps: all, of one transaction */
	int slices;
};

/* The cases of 'n' devices become that of their site's power. */
static void
adopt(int n, struct cost *cost)
{
	struct vg_wall at = {BEGUN};
	char device[16], resource[64];

	open_desk(n);
	for (int i = 0; i < n * PARTS; i++) {
		snprintf(device, sizeof(device), "ne-%d", i / PARTS);
		snprintf(
		    resource, sizeof(resource), "device/%s/psu/%d", device, i % PARTS);
		raise_fault(device, resource, "psu-failed", at);
	}
	at = vg_instant_add(at, 5 * VG_MINUTE_US);
	while (vg_instant_is_set(vg_desk_next_due(desk)) &&
	    vg_instant_compare(vg_desk_next_due(desk), at) <= 0)
		assert_int_equal(vg_desk_run_due(desk, at), VG_OK);
	assert_int_equal(ask_at(desk->db, OPEN_CASES), n);
	steps();
	*cost = (struct cost){.slices = 1};
	raise_fault("", "site/lyon-2/power", "power-feed-lost", at);
	cost->all = cost->longest = steps();
	while (ask_at(desk->db, WAIT) > 0 && cost->slices < n) {
		at = vg_desk_next_due(desk);
		assert_int_equal(vg_desk_run_due(desk, at), VG_OK);
		int64_t taken = steps();
		cost->all += taken;
		cost->longest = taken > cost->longest ? taken : cost->longest;
		cost->slices++;
	}
	assert_int_equal(ask_at(desk->db, OPEN_CASES), 1);
	assert_int_equal(ask_at(desk->db,
			     "SELECT count(*) FROM alarm WHERE cleared = 0"
			     " AND role = 'symptom'"),
	    n * PARTS);
	vg_desk_close(desk);
	desk = NULL;
}

static void
many_cost_no_more_than_few(void **state)
{
	struct cost few, many;

	(void)state;
	adopt(FEW, &few);
	adopt(MANY, &many);
	int64_t each_of_few = few.all / FEW, each_of_many = many.all / MANY;
	print_message("steps a case: %ld of %d, %ld of %d; of one transaction %ld, %ld;"
		      " slices %d, %d\n",
	    (long)each_of_few, FEW, (long)each_of_many, MANY, (long)few.longest,
	    (long)many.longest, few.slices, many.slices);
	assert_true(each_of_many * 2 <= each_of_few * 3);
	assert_true(many.longest <= 2 * few.longest);
	assert_true(many.slices >= MANY / FEW);
}

/* Steps of one more process that fails, where 'n' have failed at that device. */
static int64_t
fail_behind(int n)
{
	struct vg_wall at = {BEGUN};
	char resource[64];
	int64_t taken = 0;

	open_desk(1);
	for (int i = 0; i <= n; i++) {
		snprintf(resource, sizeof(resource), "device/ne-0/process/%d", i);
		steps();
		raise_fault("ne-0", resource, "process-failed", at);
		taken = steps();
		at = vg_instant_add(at, 10 * VG_MINUTE_US);
		while (i == 0 && vg_instant_is_set(vg_desk_next_due(desk)) &&
		    vg_instant_compare(vg_desk_next_due(desk), at) <= 0)
			assert_int_equal(vg_desk_run_due(desk, at), VG_OK);
	}
	assert_int_equal(ask_at(desk->db, OPEN_CASES), 1);
	assert_int_equal(ask_at(desk->db,
			     "SELECT count(*) FROM alarm WHERE cleared = 0"
			     " AND case_number IS NOT NULL"),
	    n + 1);
	vg_desk_close(desk);
	desk = NULL;
	return taken;
}

/* Of a kind that explains another: what it does not explain is not looked at. */
static void
one_more_costs_as_much_whatever_stands(void **state)
{
	(void)state;
	int64_t few = fail_behind(FEW), many = fail_behind(MANY);
	print_message("steps of one more process: %ld behind %d, %ld behind %d\n",
	    (long)few, FEW, (long)many, MANY);
	assert_true(many * 4 <= few * 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_cost_no_more_than_few),
	    cmocka_unit_test(one_more_costs_as_much_whatever_stands),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
