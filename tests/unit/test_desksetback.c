/*
 * A wall clock that was set back: which timers go with it, which instants stay promised, and that
 * none lies further ahead than it can wait, whatever a database was left with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/clock/desksetback.h"
#include "collector/desk/front/deskdue.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/packload.h"
#include "tests/unit/deskbench.h"

#define T0 INT64_C(1783584000000000) /* 2026-07-09T08:00:00Z */
#define FAR (T0 + 4380 * VG_DAY_US)

static const char tree[] =
    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"listen\":[{"
    "\"name\":\"trap\",\"address\":\"127.0.0.1\",\"port\":0}],"
    "\"integrator\":{\"name\":\"Merisac\",\"zone\":\"Europe/Paris\",\"mail\":\"noc@merisac.example\"}}}";

static const struct vg_wall now = {T0};

static int
open_desk(void **state)
{
	(void)state;
	int code = begin_desk(":memory:", tree, false, now);
	if (code == VG_OK)
		run_at(desk->db, "DELETE FROM due");
	return code;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_desk_close(desk);
	return 0;
}

static const struct vg_desksetback_kind *
find(const char *name)
{
	size_t i = 0;

	while (vg_desksetback_kind(i)->kind &&
	    strcmp(vg_desksetback_kind(i)->kind, name) != 0)
		i++;
	return vg_desksetback_kind(i);
}

static int64_t
due_at(const char *kind)
{
	char *sql =
	    vg_mem_format("SELECT coalesce(max(at), 0) FROM due WHERE kind = '%s'", kind);
	int64_t at = ask_at(desk->db, sql);

	free(sql);
	return at;
}

static void
each_kind_of_the_desk_is_of_one_sort(void **state)
{
	size_t n = 0, known = 0;

	(void)state;
	for (; vg_deskdue_kind(n); n++) {
		if (!find(vg_deskdue_kind(n))->kind)
			fail_msg("nobody says whether a clock moves the row: %s",
			    vg_deskdue_kind(n));
	}
	while (vg_desksetback_kind(known)->kind)
		known++;
	assert_int_equal(known, n);
}

static void
put_all(int64_t at)
{
	for (size_t i = 0; vg_desksetback_kind(i)->kind; i++)
		assert_int_equal(vg_desk_put_due(desk, vg_desksetback_kind(i)->kind, "x",
				     (struct vg_wall){at}),
		    VG_OK);
}

/* Seen: a timer comes as much later as it was to, a promise when it was promised. */
static void
a_step_back_moves_timers_alone(void **state)
{
	const int64_t back = 10 * VG_DAY_US, later = 20 * VG_SECOND_US;

	(void)state;
	put_all(T0 + back + later);
	assert_int_equal(vg_db_begin(desk->db), VG_OK);
	assert_int_equal(vg_desksetback_stepped(desk, -back, now), VG_OK);
	assert_int_equal(vg_db_commit(desk->db), VG_OK);
	for (size_t i = 0; vg_desksetback_kind(i)->kind; i++) {
		const struct vg_desksetback_kind *k = vg_desksetback_kind(i);
		int64_t most = k->longest_us ? T0 + k->longest_us(desk) : INT64_MAX;
		int64_t want = k->moves        ? T0 + later
		    : most < T0 + back + later ? most
					       : T0 + back + later;
		if (due_at(k->kind) != want)
			fail_msg("%s: %lld s from now, not %lld", k->kind,
			    (long long)((due_at(k->kind) - T0) / VG_SECOND_US),
			    (long long)((want - T0) / VG_SECOND_US));
	}
}

/* What is due by the old clock already is due, and nothing becomes older than now. */
static void
what_was_due_is_due(void **state)
{
	(void)state;
	put_all(T0 + VG_SECOND_US);
	assert_int_equal(vg_desksetback_stepped(desk, -VG_HOUR_US, now), VG_OK);
	assert_int_equal(due_at("hold"), T0);
	assert_int_equal(due_at("shelf"), T0 + VG_SECOND_US);
}

static void
a_step_forward_moves_nothing(void **state)
{
	(void)state;
	put_all(FAR);
	assert_int_equal(vg_desksetback_stepped(desk, VG_HOUR_US, now), VG_OK);
	assert_int_equal(due_at("hold"), FAR);
}

/* Not seen: nobody knows by how much, and none waits longer than its kind can. */
static void
a_start_bounds_what_lies_far_ahead(void **state)
{
	(void)state;
	put_all(FAR);
	desk->alive = (struct vg_wall){0};
	assert_int_equal(vg_desksetback_started(desk, now), VG_OK);
	for (size_t i = 0; vg_desksetback_kind(i)->kind; i++) {
		const struct vg_desksetback_kind *k = vg_desksetback_kind(i);
		int64_t want = k->longest_us ? T0 + k->longest_us(desk) : FAR;
		if (due_at(k->kind) != want)
			fail_msg("%s: %lld s from now, not %lld", k->kind,
			    (long long)((due_at(k->kind) - T0) / VG_SECOND_US),
			    (long long)((want - T0) / VG_SECOND_US));
	}
	assert_int_equal(
	    ask_at(
		desk->db, "SELECT count(*) FROM happening WHERE kind = 'clock-stepped'"),
	    0);
}

/* A bound cuts no wait short that is right: each kind's longest stays as it is. */
static void
a_start_leaves_what_may_be(void **state)
{
	(void)state;
	for (size_t i = 0; vg_desksetback_kind(i)->kind; i++) {
		const struct vg_desksetback_kind *k = vg_desksetback_kind(i);
		if (k->longest_us)
			assert_int_equal(vg_desk_put_due(desk, k->kind, "x",
					     (struct vg_wall){T0 + k->longest_us(desk)}),
			    VG_OK);
	}
	assert_int_equal(vg_desksetback_started(desk, now), VG_OK);
	for (size_t i = 0; vg_desksetback_kind(i)->kind; i++) {
		const struct vg_desksetback_kind *k = vg_desksetback_kind(i);
		if (k->longest_us)
			assert_int_equal(due_at(k->kind), T0 + k->longest_us(desk));
	}
}

/* The last wall time that was committed says by how much at the least. */
static void
a_start_moves_by_what_is_known(void **state)
{
	(void)state;
	put_all(T0 + VG_HOUR_US + 20 * VG_SECOND_US);
	desk->alive = (struct vg_wall){T0 + VG_HOUR_US};
	assert_int_equal(vg_db_begin(desk->db), VG_OK);
	assert_int_equal(vg_desksetback_started(desk, now), VG_OK);
	assert_int_equal(vg_desk_commit(desk), VG_OK);
	assert_int_equal(due_at("hold"), T0 + 20 * VG_SECOND_US);
	assert_int_equal(due_at("shelf"), T0 + VG_HOUR_US + 20 * VG_SECOND_US);
	assert_int_equal(
	    ask_at(
		desk->db, "SELECT count(*) FROM happening WHERE kind = 'clock-stepped'"),
	    1);
}

static const char far_outbox[] =
    "INSERT INTO outbox (id, created, case_number, what, role, transition, recipient, template,"
    " next_try, state, tries) VALUES"
    " (1, 2162000000000000, NULL, 'x', 'noc', 'a', 'b1', 'reply', 2162000000000000, 'waiting', 0),"
    " (2, 2162000000000000, NULL, 'x', 'noc', 'a', 'b2', 'reply', 2162000060000000, 'waiting', 1),"
    " (3, 2162000000000000, NULL, 'x', 'noc', 'a', 'b3', 'reply', 2162000900000000, 'taken', 1),"
    " (4, 1783583000000000, NULL, 'x', 'noc', 'a', 'b4', 'reply', 2162000900000000, 'taken', 1),"
    " (5, 1783583000000000, NULL, 'x', 'noc', 'a', 'b5', 'reply', 2162000900000000, 'waiting', 3);"
    "UPDATE outway SET next_try = 2162000060000000, sent = 2162000000000000,"
    " failing = 2162000000000000, used = 1 WHERE name = 'mail'";

/* A database that a clock of 2038 left: what waits may leave, in its measure. */
static void
a_start_lets_mail_leave(void **state)
{
	(void)state;
	run_at(desk->db, far_outbox);
	assert_int_equal(vg_desksetback_started(desk, now), VG_OK);
#define SINCE_NOW(id)                                                                    \
	(ask_at(desk->db, "SELECT next_try FROM outbox WHERE id = " id) - T0)
	assert_int_equal(SINCE_NOW("1"), 0);
	assert_int_equal(SINCE_NOW("2"), VG_MINUTE_US);
	assert_int_equal(SINCE_NOW("3"), 15 * VG_MINUTE_US);
	assert_int_equal(SINCE_NOW("4"), 15 * VG_MINUTE_US);
	assert_int_equal(SINCE_NOW("5"), 2 * VG_HOUR_US);
	assert_int_equal(ask_at(desk->db, "SELECT max(created) FROM outbox"), T0);
	assert_int_equal(
	    ask_at(desk->db, "SELECT next_try FROM outway") - T0, 2 * VG_MINUTE_US);
	assert_int_equal(ask_at(desk->db, "SELECT sent FROM outway"), T0);
	assert_int_equal(ask_at(desk->db, "SELECT failing FROM outway"), T0);
	assert_int_equal(ask_at(desk->db, "SELECT used FROM outway"), 1);
}

int
main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
	const struct CMUnitTest tests[] = {
	    EACH(each_kind_of_the_desk_is_of_one_sort),
	    EACH(a_step_back_moves_timers_alone),
	    EACH(what_was_due_is_due),
	    EACH(a_step_forward_moves_nothing),
	    EACH(a_start_bounds_what_lies_far_ahead),
	    EACH(a_start_leaves_what_may_be),
	    EACH(a_start_moves_by_what_is_known),
	    EACH(a_start_lets_mail_leave),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
