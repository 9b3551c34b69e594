/*
 * A site of 200 devices loses its power; each device tells three faults: a supply, no answer, a
 * link.  In whatever order they come, within the holds or after them: one case is open, about the
 * power of the site, and everything else is its symptom.  When all is over, nothing stands.
 */
#include "tests/unit/deskbench.h"

#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1783591200000000) /* 2026-07-09T10:00:00Z */

enum { DEVICES = 200, FAULTS = 3, N = DEVICES * FAULTS };

static const char *const kinds[FAULTS] = {
    "psu-failed", "device-unreachable", "network-link-down"};
static const char *const parts[FAULTS] = {"/psu/0", "", "/port/L1"};

static void
add(struct vg_buf *buf, const char *text)
{
	vg_buf_add(buf, text, strlen(text));
}

static void
write_tree(struct vg_buf *tree)
{
	char line[256];

	add(tree,
	    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"intake\":{\"silent-after-s\":63072000},\"integrator\":"
	    "{\"name\":\"Merisac\",\"zone\":\"Europe/Paris\"},\"listen\":"
	    "[{\"name\":\"trap\",\"address\":\"127.0.0.1\",\"port\":16200}],\"supplier\":"
	    "[{\"name\":\"allot\",\"delegation\":\"included\"}],\"client\":"
	    "[{\"name\":\"clinique-a\"}],\"site\":[{\"name\":\"lyon-2\",\"client\":"
	    "\"clinique-a\"}],\"calendar\":[{\"name\":\"always\"}],\"contract\":"
	    "[{\"name\":\"c\",\"client\":\"clinique-a\",\"supplier\":\"allot\",\"from\":"
	    "\"2026-01-01\",\"until\":\"2028-12-31\",\"calendar\":\"always\",\"mode\":"
	    "[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]}],\"agent\":"
	    "[{\"name\":\"lyon-2\",\"site\":\"lyon-2\",\"user\":\"lyon-2\","
	    "\"credential\":\"lyon-2\"}],\"device\":[");
	for (int i = 0; i < DEVICES; i++) {
		snprintf(line, sizeof(line),
		    "%s{\"name\":\"ne-%03d\",\"site\":\"lyon-2\",\"supplier\":"
		    "\"allot\",\"contract\":\"c\",\"agent\":\"lyon-2\"}",
		    i ? "," : "", i);
		add(tree, line);
	}
	add(tree, "]}}");
}

static int
open_desk(void **state)
{
	struct vg_buf tree;

	(void)state;
	vg_buf_init(&tree, 0);
	write_tree(&tree);
	int code = begin_desk(":memory:", vg_buf_text(&tree), true, (struct vg_wall){T0});
	vg_buf_fini(&tree);
	return code;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_desk_close(desk);
	return 0;
}

static void
say(int fault, enum vg_action action, int64_t since_us, int64_t now_us)
{
	struct vg_event e = {.action = action, .origin = VG_ORIGIN_POLL};
	struct vg_detail detail = {0};

	snprintf(e.device, sizeof(e.device), "ne-%03d", fault / FAULTS);
	snprintf(e.resource, sizeof(e.resource), "device/%s%s", e.device,
	    parts[fault % FAULTS]);
	snprintf(e.kind, sizeof(e.kind), "%s", kinds[fault % FAULTS]);
	snprintf(e.text, sizeof(e.text), "fault %d", fault);
	e.severity = fault % FAULTS == 1 ? VG_SEVERITY_CRITICAL : VG_SEVERITY_MAJOR;
	e.since.us = e.agent_time.us = since_us;
	e.received.us = now_us;
	if (!vg_db_in_transaction(desk->db))
		assert_int_equal(vg_db_begin(desk->db), VG_OK);
	int code = vg_deskapply_event(
	    desk, &e, "lyon-2", 0, (struct vg_wall){now_us}, false, &detail);
	if (code != VG_OK)
		fail_msg("%s %s: %s", e.resource, e.kind, detail.text);
}

/* The end of a batch, as the intake takes them. */
static void
commit(void)
{
	if (vg_db_in_transaction(desk->db))
		assert_int_equal(vg_desk_commit(desk), VG_OK);
}

static void
run_until(int64_t us)
{
	for (;;) {
		struct vg_wall due = vg_desk_next_due(desk);
		if (!vg_instant_is_set(due) || due.us > us)
			return;
		assert_int_equal(vg_desk_run_due(desk, due), VG_OK);
	}
}

static int64_t
ask(const char *sql)
{
	return ask_at(desk->db, sql);
}

#define OPEN "state NOT IN ('closed','merged','void')"

static void
expect_one_case(const char *order)
{
	if (ask("SELECT count(*) FROM support_case WHERE " OPEN) != 1)
		fail_msg("%s: %lld open cases", order,
		    (long long)ask("SELECT count(*) FROM support_case WHERE " OPEN));
	assert_int_equal(
	    ask("SELECT count(*) FROM support_case WHERE " OPEN
		" AND subject = 'site/lyon-2' AND class = 'site-power'"
		" AND title = 'power feed lost: lyon-2 power' AND client = 'clinique-a'"
		" AND severity = 5"),
	    1);
	/* The site's power and its silence, which the desk itself has raised, are two more. */
	assert_int_equal(ask("SELECT count(*) FROM alarm WHERE cleared = 0"), N + 2);
	assert_int_equal(
	    ask("SELECT count(*) FROM alarm WHERE cleared = 0 AND case_number"
		" = (SELECT number FROM support_case WHERE " OPEN ")"),
	    N + 2);
	assert_int_equal(
	    ask("SELECT count(*) FROM alarm WHERE cleared = 0 AND role = 'cause'"), 1);
	assert_int_equal(ask("SELECT count(*) FROM alarm WHERE resource ="
			     " 'site/lyon-2/power' AND cleared = 0 AND role = 'cause'"),
	    1);
	assert_int_equal(ask("SELECT count(*) FROM due WHERE kind = 'hold'"), 0);
}

/* What comes 'i'-th, 0 to N - 1; seconds after the power went, when it comes. */
struct order {
	const char *name;
	int (*fault)(int i);
	int64_t (*comes)(int i);
	int most;  /* cases that may have been opened on the way */
	bool goes; /* the power comes back, too */
};

static int
by_kind(int i)
{
	return i % DEVICES * FAULTS + i / DEVICES;
}

static int
by_kind_backwards(int i)
{
	return N - 1 - by_kind(i);
}

static int
by_device(int i)
{
	return i;
}

/* 7 and 600 have no factor in common. */
static int
mixed(int i)
{
	return (i * 7 + 11) % N;
}

static int64_t
within_a_minute(int i)
{
	return i / 60 * 6;
}

static int64_t
over_five_minutes(int i)
{
	return i / 50 * 25;
}

/* Links first, and their cases are open when the others tell. */
static int
links_first(int i)
{
	return (i % DEVICES) * FAULTS + (i / DEVICES + 2) % FAULTS;
}

static int64_t
links_before(int i)
{
	return i < DEVICES ? 0 : 120;
}

static struct order orders[] = {
    {"supplies first", by_kind, within_a_minute, 1, true},
    {"links first", by_kind_backwards, within_a_minute, 1, false},
    {"device by device", by_device, within_a_minute, 1, false},
    {"mixed", mixed, within_a_minute, 1, false},
    {"all late", mixed, over_five_minutes, 1, false},
    {"links have cases", links_first, links_before, DEVICES + 2, true},
};

static void
lose_power(const struct order *o)
{
	for (int i = 0; i < N; i++) {
		int64_t now = T0 + o->comes(i) * VG_SECOND_US;
		if (i == 0 || o->comes(i) != o->comes(i - 1) || i % 64 == 0) {
			commit();
			run_until(now);
		}
		say(o->fault(i), VG_ACTION_RAISE, T0, now);
	}
	commit();
	run_until(T0 + 900 * VG_SECOND_US);
	expect_one_case(o->name);
	if (ask("SELECT count(*) FROM support_case") > o->most)
		fail_msg("%s: %lld cases were opened", o->name,
		    (long long)ask("SELECT count(*) FROM support_case"));
}

/* All is over, in another order than it came. */
static void
power_is_back(void)
{
	int64_t now = T0 + 1000 * VG_SECOND_US;

	for (int i = 0; i < N; i++)
		say(by_kind_backwards(i), VG_ACTION_CLEAR, now, now);
	commit();
	run_until(now + 3600 * VG_SECOND_US);
	assert_int_equal(ask("SELECT count(*) FROM alarm WHERE cleared = 0"), 0);
	assert_int_equal(ask("SELECT count(*) FROM support_case WHERE " OPEN), 1);
	assert_int_equal(
	    ask("SELECT count(*) FROM support_case WHERE fault = 'cleared' AND " OPEN),
	    1);
	assert_int_equal(ask("SELECT count(*) FROM together"), 0);
}

static void
test_order(void **state)
{
	const struct order *o = *state;

	assert_int_equal(open_desk(NULL), VG_OK);
	lose_power(o);
	if (o->goes)
		power_is_back();
	close_desk(NULL);
}

int
main(void)
{
	struct CMUnitTest tests[sizeof(orders) / sizeof(orders[0])];

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		tests[i] = (struct CMUnitTest){
		    orders[i].name, test_order, NULL, NULL, &orders[i]};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
