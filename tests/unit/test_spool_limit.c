/*
 * The spool's limits: what gives way first, what never does, and that every loss is counted.
 */
#include "tests/unit/spoolbench.h"

#define T0 (INT64_C(1783591200) * VG_SECOND_US) /* 2026-07-09T10:00:00Z */

static struct vg_wall
at(int64_t minutes)
{
	return (struct vg_wall){T0 + minutes * VG_MINUTE_US};
}

/* Puts a message of 'resource', of an episode that began at minute 'since'. */
static void
put(struct bench *b, enum vg_action action, const char *resource,
    enum vg_severity severity, int64_t since)
{
	struct vg_message m = fault(action, resource);

	m.event.severity = severity;
	m.event.since = at(since);
	m.event.agent_time = at(since);
	assert_int_equal(vg_spool_put(b->spool, &m, 1), VG_OK);
}

/* A warning that is over: raised and cleared. */
static void
put_over(struct bench *b, int n, enum vg_severity severity)
{
	char resource[64];

	snprintf(resource, sizeof(resource), "device/ne-7/slot/%d", n);
	put(b, VG_ACTION_RAISE, resource, severity, n);
	put(b, VG_ACTION_CLEAR, resource, severity, n);
}

/* The head of the queue, that may be in flight: 32 critical faults that are over. */
static void
fill_flight(struct bench *b)
{
	for (int i = 0; i < VG_SPOOL_FLIGHT / 2; i++)
		put_over(b, 1000 + i, VG_SEVERITY_CRITICAL);
}

/* What every gap on disk says is lost. */
struct told {
	uint64_t lost, gaps, rows, expected;
};

static void
add_up(const struct vg_message *m, void *cookie)
{
	struct told *told = cookie;
	unsigned long long from, to, lost;

	told->rows++;
	assert_int_equal(m->event.key.sequence, told->expected);
	told->expected++;
	if (m->type != VG_MESSAGE_GAP)
		return;
	assert_int_equal(
	    sscanf((const char *)m->body, "{\"from\":%llu,\"to\":%llu,\"lost\":%llu",
		&from, &to, &lost),
	    3);
	assert_int_equal(from, m->event.key.sequence);
	assert_int_equal(lost, to - from + 1);
	told->lost += lost;
	told->gaps++;
	told->expected = to + 1;
}

/* Every number from 1 on stands in a message or in exactly one gap. */
static struct told
all_is_told(struct bench *b)
{
	struct told told = {.expected = 1};

	vg_spool_read(b->spool, 0, 1000000, add_up, &told);
	assert_int_equal(told.expected, vg_spool_count(b->spool).next);
	assert_int_equal(told.lost, vg_spool_count(b->spool).lost);
	assert_int_equal(told.rows, vg_spool_count(b->spool).queue);
	return told;
}

static void
repeats_of_a_standing_fault_fold_first(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 100);
	fill_flight(&b);
	put(&b, VG_ACTION_RAISE, "device/a", VG_SEVERITY_MINOR, 1);
	for (int i = 0; i < 10; i++)
		put(&b, VG_ACTION_CHANGE, "device/a",
		    i % 2 ? VG_SEVERITY_MINOR : VG_SEVERITY_MAJOR, 1);
	for (int i = 0; i < 12; i++)
		put_over(&b, i, VG_SEVERITY_WARNING);
	counts(&b, 99, 0, 0);
	put_over(&b, 12, VG_SEVERITY_WARNING);
	/* The raise (65) and the last change (75) stay, and no warning goes. */
	counts(&b, 101 - 2 + 1, 0, 2);
	assert_string_equal(read_all(&b, 64, 2),
	    "65:raised 66:gap{\"from\":66,\"to\":67,\"lost\":2,\"reason\":\"folded\"} ");
	assert_int_equal(b.gaps, 0);
	for (int i = 13; i < 17; i++)
		put_over(&b, i, VG_SEVERITY_WARNING);
	assert_string_equal(read_all(&b, 64, 3),
	    "65:raised 66:gap{\"from\":66,\"to\":74,\"lost\":9,\"reason\":\"folded\"} "
	    "75:changed ");
	assert_int_equal(all_is_told(&b).gaps, 1);
	close_bench(&b);
}

/* Behind the flight, by severity; what is no fault has none. */
struct kept {
	unsigned by[VG_SEVERITY_CRITICAL + 1];
	bool stands;
};

static void
count_kept(const struct vg_message *m, void *cookie)
{
	struct kept *kept = cookie;

	if (m->event.key.sequence <= VG_SPOOL_FLIGHT || m->type == VG_MESSAGE_GAP)
		return;
	kept->by[m->event.severity]++;
	kept->stands |= strcmp(m->event.resource, "device/standing") == 0;
}

static void
then_what_is_least_severe(void **state)
{
	static const enum vg_severity severities[] = {
	    VG_SEVERITY_CRITICAL, VG_SEVERITY_WARNING, VG_SEVERITY_MAJOR};
	struct kept kept = {.stands = false};
	struct bench b;

	(void)state;
	open_bench(&b, 100);
	fill_flight(&b);
	put(&b, VG_ACTION_RAISE, "device/standing", VG_SEVERITY_WARNING, 1);
	put_body(&b, 10);
	for (int i = 0; i < 24; i++)
		put_over(&b, i, severities[i % 3]);
	/* 1 that was no fault and 13 or more of 16 warnings that are over; each put gives up 2. */
	struct told told = all_is_told(&b);
	vg_spool_read(b.spool, 0, 1000, count_kept, &kept);
	assert_int_equal(kept.by[VG_SEVERITY_CRITICAL], 16);
	assert_int_equal(kept.by[VG_SEVERITY_MAJOR], 16);
	assert_int_equal(kept.by[VG_SEVERITY_CLEARED], 0);
	assert_true(kept.stands);
	assert_in_range(told.lost, 14, 16);
	assert_in_range(told.rows - told.gaps, 98, 100);
	/* Standing faults are listed anew, for a clear may have gone; none is raised again. */
	assert_true(b.gaps > 0);
	assert_int_equal(b.gap_to, 0);
	close_bench(&b);
}

static void
at_last_the_oldest(void **state)
{
	struct bench b;
	char resource[64];

	(void)state;
	open_bench(&b, 100);
	for (int i = 0; i < 101; i++) {
		snprintf(resource, sizeof(resource), "device/ne-7/psu/%d", i);
		put(&b, VG_ACTION_RAISE, resource, VG_SEVERITY_CRITICAL, i);
	}
	/* All stand: the oldest behind the flight go, and whoever raises faults is told. */
	assert_int_equal(b.gaps, 1);
	assert_int_equal(b.gap_from, 65);
	assert_int_equal(b.gap_to, 67);
	counts(&b, 99, 0, 3);
	assert_string_equal(read_all(&b, 64, 2),
	    "65:gap{\"from\":65,\"to\":67,\"lost\":3,\"reason\":\"overflow\"} 68:raised ");
	(void)all_is_told(&b);
	close_bench(&b);
	open_bench(&b, 100);
	counts(&b, 99, 0, 0);
	close_bench(&b);
}

static void
one_large_put_keeps_the_limit_too(void **state)
{
	enum { N = 400 };
	struct vg_message *many = vg_mem_array(N, sizeof(*many));
	struct bench b;

	(void)state;
	open_bench(&b, 100);
	for (int i = 0; i < N; i++) {
		many[i] = fault(VG_ACTION_CLEAR, "device/a");
		many[i].event.severity = i % 2 ? VG_SEVERITY_MAJOR : VG_SEVERITY_MINOR;
	}
	assert_int_equal(vg_spool_put(b.spool, many, N), VG_OK);
	struct told told = all_is_told(&b);
	assert_in_range(told.rows - told.gaps, 90, 100);
	free(many);
	close_bench(&b);
}

/* Lone gaps between severe faults: they are bounded, too. */
static void
gaps_that_do_not_meet_are_bounded(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 100);
	for (int i = 0; i < 1000; i++) {
		put_over(&b, i, i % 4 ? VG_SEVERITY_MAJOR : VG_SEVERITY_WARNING);
		assert_in_range(vg_spool_count(b.spool).queue, 1, 210);
	}
	(void)all_is_told(&b);
	close_bench(&b);
}

static void
octets_are_a_limit(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 100000);
	vg_spool_limit(b.spool, 100000, 1 << 20, VG_DAY_US);
	fill_flight(&b);
	for (int i = 0; i < 400; i++) {
		put_body(&b, 5000);
		assert_in_range(vg_spool_count(b.spool).octets, 1, 1 << 20);
	}
	put_over(&b, 1, VG_SEVERITY_MAJOR);
	assert_in_range(vg_spool_count(b.spool).octets, 900000, 1 << 20);
	struct told told = all_is_told(&b);
	assert_int_equal(told.gaps, 1);
	/* After another start the same is counted. */
	uint64_t octets = vg_spool_count(b.spool).octets;
	close_bench(&b);
	open_bench(&b, 100000);
	assert_in_range(vg_spool_count(b.spool).octets, octets - 200, octets + 200);
	close_bench(&b);
}

static void
acknowledged_octets_are_free(void **state)
{
	const uint64_t numbers[] = {1, 2, 3};
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	for (int i = 0; i < 3; i++)
		put_body(&b, 5000);
	assert_in_range(vg_spool_count(b.spool).octets, 15000, 16000);
	assert_int_equal(vg_spool_delete(b.spool, numbers, 3), VG_OK);
	assert_int_equal(vg_spool_count(b.spool).octets, 0);
	close_bench(&b);
}

/* Looks at age in minutes, after 100 messages of minute 0 and 100 of minute 60; how many go. */
static const struct {
	const char *what;
	int64_t looks[4];
	size_t n;
	uint64_t lost;
	bool unkept; /* the kernel does not say that the clock is kept */
} ages[] = {
    {"not yet", {71 * 60}, 1, 0, false},
    {"the first hundred but for the flight", {72 * 60 + 1}, 1, 36, false},
    {"all but the flight", {74 * 60}, 1, 136, false},
    {"who starts with a clock that nothing keeps lets nothing go for a day",
	{74 * 60, 74 * 60 + 9, 74 * 60 + 18}, 3, 0, true},
    {"the clock steps: nothing goes for a day", {100, 74 * 60, 74 * 60 + 9, 74 * 60 + 18},
	4, 0, false},
    {"it goes on by the minute", {72 * 60 - 9, 72 * 60 + 1}, 2, 36, false},
};

static void
what_is_too_old_gives_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		struct bench b;
		unlink(path);
		open_bench(&b, 1000);
		for (int k = 0; k < 100; k++)
			put(&b, VG_ACTION_CLEAR, "device/a", VG_SEVERITY_MAJOR, 0);
		for (int k = 0; k < 100; k++)
			put(&b, VG_ACTION_CLEAR, "device/a", VG_SEVERITY_MAJOR, 60);
		for (size_t k = 0; k < ages[i].n; k++)
			vg_spool_expire(b.spool, at(ages[i].looks[k]), !ages[i].unkept);
		if (vg_spool_count(b.spool).lost != ages[i].lost)
			fail_msg("%s: %llu lost", ages[i].what,
			    (unsigned long long)vg_spool_count(b.spool).lost);
		if (ages[i].lost == 36)
			assert_string_equal(read_all(&b, 64, 1),
			    "65:gap{\"from\":65,\"to\":100,\"lost\":36,\"reason\":\"age\"} ");
		assert_int_equal(b.gaps, ages[i].lost > 0);
		(void)all_is_told(&b);
		close_bench(&b);
	}
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(repeats_of_a_standing_fault_fold_first),
	    ROW(then_what_is_least_severe),
	    ROW(at_last_the_oldest),
	    ROW(one_large_put_keeps_the_limit_too),
	    ROW(gaps_that_do_not_meet_are_bounded),
	    ROW(octets_are_a_limit),
	    ROW(acknowledged_octets_are_free),
	    ROW(what_is_too_old_gives_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
