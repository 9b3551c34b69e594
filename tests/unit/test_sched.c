/*
 * The schedule: the grid and its phase, what is skipped, the four states of reach and the ladder
 * of knocks, in virtual time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "agent/sched/sched.h"
#include "lib/base/mem.h"

#define S VG_SECOND_US
#define PERIOD (60 * S)

static const int64_t every_minute[] = {PERIOD};

static struct vg_mono
at(int64_t us)
{
	return (struct vg_mono){us};
}

/* Takes the job due at 'us', which must be 'probe' of device 0. */
static void
take(struct vg_sched *sched, int64_t us, int probe)
{
	struct vg_sched_job job = {.probe = -7};

	if (!vg_sched_take(sched, at(us), &job))
		fail_msg("nothing due at %lld", (long long)us);
	assert_int_equal(job.device, 0);
	assert_int_equal(job.probe, probe);
}

static void
nothing(struct vg_sched *sched, int64_t us)
{
	struct vg_sched_job job;

	if (vg_sched_take(sched, at(us), &job))
		fail_msg(
		    "probe %d of %zu due at %lld", job.probe, job.device, (long long)us);
}

static bool
done(struct vg_sched *sched, int64_t us, int probe, bool answered)
{
	const struct vg_sched_job job = {.device = 0, .probe = probe};

	return vg_sched_done(sched, &job, answered, at(us));
}

/* A schedule of one device that is up with one probe, whose next cycle is '*due'. */
static struct vg_sched *
one_up(int64_t *due)
{
	struct vg_sched *sched = vg_sched_new(PERIOD, 3);

	vg_sched_add(sched, "ne-7", false, at(1000 * S));
	take(sched, 1002 * S, VG_SCHED_KNOCK);
	assert_true(done(sched, 1002 * S, VG_SCHED_KNOCK, true));
	vg_sched_probes(sched, 0, every_minute, 1, at(1002 * S));
	take(sched, 1002 * S, 0);
	assert_false(done(sched, 1002 * S, 0, true));
	*due = vg_sched_next(sched).us;
	return sched;
}

static void
cycles_lie_on_a_fixed_grid(void **state)
{
	int64_t due;
	struct vg_sched *sched = one_up(&due);

	(void)state;
	assert_in_range(due, 1002 * S + 1, 1062 * S);
	for (int64_t i = 0; i < 5; i++) {
		nothing(sched, due + i * PERIOD - 1);
		/* However late within the period, the next one stays where it was. */
		take(sched, due + i * PERIOD + i * 10 * S, 0);
		done(sched, due + i * PERIOD + i * 10 * S + 1, 0, true);
		assert_int_equal(vg_sched_next(sched).us, due + (i + 1) * PERIOD);
	}
	assert_int_equal(vg_sched_skipped(sched), 0);
	vg_sched_free(sched);
}

/* The phase of a device, found from wherever the schedule began. */
static int64_t
phase_of(const char *name, int64_t began)
{
	struct vg_sched *sched = vg_sched_new(PERIOD, 3);
	struct vg_sched_job job;

	vg_sched_add(sched, name, false, at(began));
	assert_true(vg_sched_take(sched, at(began + 2 * S), &job));
	vg_sched_done(sched, &job, true, at(began + 2 * S));
	vg_sched_probes(sched, 0, every_minute, 1, at(began + 2 * S));
	assert_true(vg_sched_take(sched, at(began + 2 * S), &job));
	vg_sched_done(sched, &job, true, at(began + 2 * S));
	int64_t next = vg_sched_next(sched).us;
	vg_sched_free(sched);
	return next % PERIOD;
}

static void
the_phase_is_the_names(void **state)
{
	int quarters[4] = {0};

	(void)state;
	for (int i = 0; i < 400; i++) {
		char *name = vg_mem_format("ne-%d", i);
		int64_t phase = phase_of(name, 1000 * S);
		assert_int_equal(phase, phase_of(name, 987654321));
		quarters[phase * 4 / PERIOD]++;
		free(name);
	}
	for (int q = 0; q < 4; q++)
		assert_in_range(quarters[q], 60, 140);
}

static const struct {
	int64_t late_s;
	uint64_t skipped;
} lates[] = {{0, 0}, {59, 0}, {60, 1}, {119, 1}, {180, 3}, {3600, 60}};

static void
late_cycles_are_skipped_and_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lates) / sizeof(lates[0]); i++) {
		int64_t due;
		struct vg_sched *sched = one_up(&due);
		int64_t now = due + lates[i].late_s * S;
		take(sched, now, 0);
		assert_int_equal(vg_sched_skipped(sched), lates[i].skipped);
		done(sched, now, 0, true);
		/* Never queued twice: the next is on the grid again. */
		nothing(sched, now);
		assert_int_equal((vg_sched_next(sched).us - due) % PERIOD, 0);
		assert_in_range(vg_sched_next(sched).us, now + 1, now + PERIOD);
		vg_sched_free(sched);
	}
}

static void
a_device_answers_one_probe_at_a_time(void **state)
{
	static const int64_t two[] = {PERIOD, 5 * PERIOD};
	int64_t due;
	struct vg_sched *sched = one_up(&due);

	(void)state;
	vg_sched_probes(sched, 0, two, 2, at(due));
	take(sched, due, 0);
	nothing(sched, due);
	assert_int_equal(vg_sched_next(sched).us, 0);
	done(sched, due, 0, true);
	take(sched, due, 1);
	done(sched, due, 1, true);
	nothing(sched, due);
	vg_sched_free(sched);
}

static void
nobody_starves(void **state)
{
	struct vg_sched *sched = vg_sched_new(PERIOD, 3);
	struct vg_sched_job job;
	bool taken[3] = {false};

	(void)state;
	for (int i = 0; i < 3; i++)
		vg_sched_add(sched, i == 0 ? "a" : i == 1 ? "b" : "c", false, at(1 * S));
	for (int i = 0; i < 3; i++) {
		assert_true(vg_sched_take(sched, at(3 * S), &job));
		assert_false(taken[job.device]);
		taken[job.device] = true;
		/* Done and due again at once: the others come first all the same. */
		vg_sched_done(sched, &job, false, at(3 * S));
		vg_sched_run_now(sched, job.device, VG_SCHED_KNOCK, at(3 * S));
	}
	vg_sched_free(sched);
}

static void
reach(struct vg_sched *sched, enum vg_reach expected)
{
	assert_string_equal(
	    vg_sched_reach_text(vg_sched_reach(sched, 0)), vg_sched_reach_text(expected));
}

static void
up_suspect_down_up(void **state)
{
	int64_t due;
	struct vg_sched *sched = one_up(&due);
	int64_t slow = 6 * S; /* three tries of two seconds */

	(void)state;
	reach(sched, VG_REACH_UP);
	take(sched, due, 0);
	assert_true(done(sched, due + slow, 0, false));
	reach(sched, VG_REACH_SUSPECT);
	/* Suspected, it is knocked on the grid: three polls in a row are three periods. */
	assert_int_equal(vg_sched_next(sched).us, due + PERIOD);
	nothing(sched, due + PERIOD - 1);
	take(sched, due + PERIOD, VG_SCHED_KNOCK);
	assert_false(done(sched, due + PERIOD + slow, VG_SCHED_KNOCK, false));
	take(sched, due + 2 * PERIOD, VG_SCHED_KNOCK);
	assert_true(done(sched, due + 2 * PERIOD + slow, VG_SCHED_KNOCK, false));
	reach(sched, VG_REACH_DOWN);
	int64_t back = vg_sched_next(sched).us;
	take(sched, back, VG_SCHED_KNOCK);
	assert_true(done(sched, back, VG_SCHED_KNOCK, true));
	reach(sched, VG_REACH_UP);
	/* All is asked at once, and nothing of the silence counts as skipped. */
	take(sched, back, 0);
	assert_int_equal(vg_sched_skipped(sched), 0);
	vg_sched_free(sched);
}

static void
a_suspect_that_answers_is_up(void **state)
{
	int64_t due;
	struct vg_sched *sched = one_up(&due);

	(void)state;
	take(sched, due, 0);
	done(sched, due + S, 0, false);
	take(sched, due + PERIOD, VG_SCHED_KNOCK);
	assert_true(done(sched, due + PERIOD, VG_SCHED_KNOCK, true));
	reach(sched, VG_REACH_UP);
	/* The count begins anew: it takes three silences again, not two. */
	take(sched, due + PERIOD, 0);
	assert_true(done(sched, due + PERIOD + S, 0, false));
	take(sched, due + 2 * PERIOD, VG_SCHED_KNOCK);
	assert_false(done(sched, due + 2 * PERIOD + S, VG_SCHED_KNOCK, false));
	reach(sched, VG_REACH_SUSPECT);
	vg_sched_free(sched);
}

/* Delays in seconds after each knock without an answer, counted from DOWN. */
static const struct {
	const char *what;
	bool known;
	int64_t period_s;
	int64_t delay_s[6];
} ladders[] = {
    {"never answered", false, 60, {60, 120, 240, 300, 300, 300}},
    {"has answered once", true, 60, {30, 30, 30, 30, 30, 30}},
    {"has answered, fast polls", true, 10, {5, 5, 5, 5, 5, 5}},
    {"has answered, slow polls", true, 300, {30, 30, 30, 30, 30, 30}},
    {"never answered, fast polls", false, 10, {10, 20, 40, 50, 50, 50}},
};

static void
the_ladder_of_knocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ladders) / sizeof(ladders[0]); i++) {
		struct vg_sched *sched = vg_sched_new(ladders[i].period_s * S, 2);
		struct vg_sched_job job;
		vg_sched_add(sched, "ne-7", ladders[i].known, at(1000 * S));
		reach(sched, VG_REACH_UNKNOWN);
		int64_t now = vg_sched_next(sched).us;
		assert_in_range(now, 1000 * S, 1002 * S);
		for (int k = 0; k < 2; k++) { /* two in a row make it DOWN */
			now = vg_sched_next(sched).us;
			take(sched, now, VG_SCHED_KNOCK);
			done(sched, now, VG_SCHED_KNOCK, false);
		}
		reach(sched, VG_REACH_DOWN);
		for (int k = 0; k < 6; k++) {
			int64_t delay = vg_sched_next(sched).us - now;
			if (delay != ladders[i].delay_s[k] * S)
				fail_msg("%s, rung %d: %lld us", ladders[i].what, k,
				    (long long)delay);
			/* One small request, and none before its time. */
			nothing(sched, now + delay - 1);
			now += delay;
			assert_true(vg_sched_take(sched, at(now), &job));
			assert_int_equal(job.probe, VG_SCHED_KNOCK);
			nothing(sched, now);
			done(sched, now, VG_SCHED_KNOCK, false);
		}
		vg_sched_free(sched);
	}
}

static void
run_now_leaves_the_grid(void **state)
{
	static const int64_t two[] = {PERIOD, PERIOD};
	int64_t due;
	struct vg_sched *sched = one_up(&due);
	int64_t now = due + 7 * S;

	(void)state;
	vg_sched_probes(sched, 0, two, 2, at(due));
	for (int i = 0; i < 2; i++) {
		take(sched, due, i);
		done(sched, due, i, true);
	}
	nothing(sched, now);
	vg_sched_run_now(sched, 0, 1, at(now));
	take(sched, now, 1);
	done(sched, now, 1, true);
	nothing(sched, now);
	vg_sched_run_now(sched, 0, VG_SCHED_KNOCK, at(now));
	take(sched, now, 0);
	done(sched, now, 0, true);
	take(sched, now, 1);
	done(sched, now, 1, true);
	assert_int_equal(vg_sched_next(sched).us, due + PERIOD);
	assert_int_equal(vg_sched_skipped(sched), 0);
	vg_sched_free(sched);
}

static void
run_now_knocks_at_who_is_down(void **state)
{
	struct vg_sched *sched = vg_sched_new(PERIOD, 1);

	(void)state;
	vg_sched_add(sched, "ne-7", false, at(1000 * S));
	take(sched, 1002 * S, VG_SCHED_KNOCK);
	done(sched, 1002 * S, VG_SCHED_KNOCK, false);
	nothing(sched, 1010 * S);
	vg_sched_run_now(sched, 0, VG_SCHED_KNOCK, at(1010 * S));
	take(sched, 1010 * S, VG_SCHED_KNOCK);
	vg_sched_free(sched);
}

static void
the_round_is_as_old_as_its_oldest(void **state)
{
	static const int64_t two[] = {PERIOD, 5 * PERIOD};
	int64_t due;
	struct vg_sched *sched = one_up(&due);

	(void)state;
	vg_sched_probes(sched, 0, two, 2, at(due));
	assert_int_equal(vg_sched_complete(sched).us, 0);
	take(sched, due, 0);
	done(sched, due + S, 0, true);
	/* The slow probe is no part of the round. */
	assert_int_equal(vg_sched_complete(sched).us, due + S);
	take(sched, due + S, 1);
	done(sched, due + 2 * S, 1, false);
	assert_int_equal(vg_sched_complete(sched).us, 0);
	vg_sched_free(sched);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cycles_lie_on_a_fixed_grid),
	    cmocka_unit_test(the_phase_is_the_names),
	    cmocka_unit_test(late_cycles_are_skipped_and_counted),
	    cmocka_unit_test(a_device_answers_one_probe_at_a_time),
	    cmocka_unit_test(nobody_starves),
	    cmocka_unit_test(up_suspect_down_up),
	    cmocka_unit_test(a_suspect_that_answers_is_up),
	    cmocka_unit_test(the_ladder_of_knocks),
	    cmocka_unit_test(run_now_leaves_the_grid),
	    cmocka_unit_test(run_now_knocks_at_who_is_down),
	    cmocka_unit_test(the_round_is_as_old_as_its_oldest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
