/*
 * A batch at the desk when the store refuses one row of it: the others are taken, and each repeat
 * is counted once.  Triggers stand for what makes SQLite refuse a row.
 */
#include "tests/unit/deskbench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

#define T0 INT64_C(1788339600000000)

static int64_t sent;

static int
open_desk(void **state)
{
	(void)state;
	sent = 0;
	return begin_desk_of(
	    ":memory:", "tests/play/two-agents.json", true, (struct vg_wall){T0});
}

static int
close_desk(void **state)
{
	(void)state;
	vg_desk_close(desk);
	return 0;
}

static void
sql(const char *text)
{
	run_at(desk->db, text);
}

static int64_t
ask(const char *sql)
{
	return ask_at(desk->db, sql);
}

/* 'n' notifications in one batch, each another of one number that nobody knows. */
static int
send(size_t n, const char *const *sources, enum vg_intake_result *results,
    struct vg_detail *details)
{
	struct vg_trap traps[4];
	struct vg_varbind varbinds[4];

	memset(traps, 0, sizeof(traps));
	memset(varbinds, 0, sizeof(varbinds));
	for (size_t i = 0; i < n; i++) {
		struct vg_trap *t = &traps[i];
		t->version = 2;
		t->received = (struct vg_wall){T0 + ++sent * VG_SECOND_US};
		assert_int_equal(vg_oid_parse("1.3.6.1.4.1.99999.0.1", &t->oid), VG_OK);
		vg_text_copy(t->source, sizeof(t->source), sources[i]);
		assert_int_equal(
		    vg_oid_parse("1.3.6.1.4.1.99999.1.0", &varbinds[i].oid), VG_OK);
		varbinds[i].value.type = VG_VALUE_INTEGER;
		varbinds[i].value.integer = sent;
		t->varbinds = &varbinds[i];
		t->n_varbinds = 1;
	}
	return vg_desk_intake(
	    desk, traps, n, (struct vg_wall){T0 + sent * VG_SECOND_US}, results, details);
}

#define REPEATS "SELECT repeats FROM alarm WHERE kind = 'unclassified-notification'"
#define COUNTED "SELECT count(*) FROM counted"
#define STORED "SELECT count(*) FROM message"

static const char *const known[] = {"127.0.0.7", "127.0.0.7", "127.0.0.7"};

/* The alarm stands, and that it is repeated is known. */
static int64_t
learn(void)
{
	enum vg_intake_result results[3];

	/* What climbs the ladder gets its alarm afterwards. */
	sql("CREATE TEMP TABLE counted (id);"
	    "CREATE TEMP TRIGGER counts AFTER INSERT ON main.message"
	    " WHEN NEW.alarm IS NOT NULL BEGIN INSERT INTO counted VALUES (NEW.id); END");
	assert_int_equal(send(3, known, results, NULL), VG_OK);
	assert_int_equal(send(1, known, results, NULL), VG_OK);
	assert_true(ask(COUNTED) > 0);
	return ask(REPEATS);
}

static void
a_repeat_whose_row_is_refused_climbs_the_ladder(void **state)
{
	enum vg_intake_result results[3];
	struct vg_detail details[3];
	int64_t repeats = learn(), stored = ask(STORED);

	(void)state;
	sql("CREATE TEMP TRIGGER no BEFORE INSERT ON main.message WHEN NEW.alarm IS NOT NULL"
	    " BEGIN SELECT RAISE(ABORT, 'no'); END");
	assert_int_equal(send(3, known, results, details), VG_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(results[i], VG_INTAKE_STORED);
		assert_int_equal(details[i].code, VG_OK);
	}
	assert_int_equal(ask(STORED), stored + 3);
	assert_int_equal(ask(REPEATS), repeats + 3);
}

static void
a_repeat_that_is_stored_stays_so(void **state)
{
	enum vg_intake_result results[3];
	struct vg_detail details[3];
	int64_t repeats = learn(), stored = ask(STORED);

	(void)state;
	sql("CREATE TEMP TRIGGER no BEFORE UPDATE ON main.unknown"
	    " BEGIN SELECT RAISE(ABORT, 'no'); END");
	assert_int_equal(send(3, known, results, details), VG_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(results[i], VG_INTAKE_STORED);
		assert_int_not_equal(details[i].code, VG_OK);
	}
	assert_int_equal(ask(STORED), stored + 3);
	assert_int_equal(ask(REPEATS), repeats + 3);
}

/* What an undone savepoint has learned is asked for again. */
static void
after_an_undo_nothing_is_a_known_repeat(void **state)
{
	static const char *const sources[] = {"127.0.0.66", "127.0.0.7"};
	enum vg_intake_result results[2];
	struct vg_detail details[2];
	int64_t repeats = learn(), counted = ask(COUNTED);

	(void)state;
	sql("CREATE TEMP TRIGGER no BEFORE INSERT ON main.message"
	    " WHEN NEW.source = '127.0.0.66' BEGIN SELECT RAISE(ABORT, 'no'); END");
	assert_int_equal(send(2, sources, results, details), VG_OK);
	assert_int_equal(results[0], VG_INTAKE_REFUSED);
	assert_int_equal(results[1], VG_INTAKE_STORED);
	assert_int_equal(ask(COUNTED), counted);
	assert_int_equal(ask(REPEATS), repeats + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_repeat_whose_row_is_refused_climbs_the_ladder, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_repeat_that_is_stored_stays_so, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		after_an_undo_nothing_is_a_known_repeat, open_desk, close_desk),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
