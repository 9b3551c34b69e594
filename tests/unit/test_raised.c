/*
 * Faults that become worse: by age (F04, a warm board for half an hour), by number (F10, three
 * failures of a process in an hour; F11, three restarts in a day).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "agent/fault/fault.h"
#include "agent/fault/raised.h"

static const struct vg_kind warm = {.name = "temperature-high",
    .severity = VG_SEVERITY_MINOR,
    .lowest = VG_SEVERITY_MINOR,
    .highest = VG_SEVERITY_CRITICAL,
    .worse = {{VG_SEVERITY_MAJOR, 1800, 0, 0}},
    .n_worse = 1};
static const struct vg_kind process = {.name = "process-failed",
    .severity = VG_SEVERITY_MAJOR,
    .lowest = VG_SEVERITY_MAJOR,
    .highest = VG_SEVERITY_CRITICAL,
    .worse = {{VG_SEVERITY_CRITICAL, 0, 3, 3600}},
    .n_worse = 1};

/*
 * What is found at so many seconds: w warm, h hot (critical), p the process fails, q another one
 * fails, . it is well; and the severity that stands then.
 */
static const struct {
	const char *what, *found;
	int64_t at_s[8];
	enum vg_severity wanted[8];
} rows[] = {
    {"a warm board is minor for half an hour", "www", {0, 1799, 1800},
	{VG_SEVERITY_MINOR, VG_SEVERITY_MINOR, VG_SEVERITY_MAJOR}},
    {"and stays major", "www", {0, 1800, 9000},
	{VG_SEVERITY_MINOR, VG_SEVERITY_MAJOR, VG_SEVERITY_MAJOR}},
    {"what is worse already is not made better by age", "whw", {0, 60, 1800},
	{VG_SEVERITY_MINOR, VG_SEVERITY_CRITICAL, VG_SEVERITY_MAJOR}},
    {"the age begins with each raise", "w.ww", {0, 1700, 1750, 1900},
	{VG_SEVERITY_MINOR, VG_SEVERITY_CLEARED, VG_SEVERITY_MINOR, VG_SEVERITY_MINOR}},
    {"the third failure within an hour", "p.p.pp", {0, 60, 120, 180, 3599, 9000},
	{VG_SEVERITY_MAJOR, VG_SEVERITY_CLEARED, VG_SEVERITY_MAJOR, VG_SEVERITY_CLEARED,
	    VG_SEVERITY_CRITICAL, VG_SEVERITY_CRITICAL}},
    {"an hour later the first is forgotten", "p.p.p", {0, 60, 120, 180, 3600},
	{VG_SEVERITY_MAJOR, VG_SEVERITY_CLEARED, VG_SEVERITY_MAJOR, VG_SEVERITY_CLEARED,
	    VG_SEVERITY_MAJOR}},
    {"found three times is raised once", "ppp", {0, 60, 120},
	{VG_SEVERITY_MAJOR, VG_SEVERITY_MAJOR, VG_SEVERITY_MAJOR}},
};

static struct vg_wall
at(int64_t s)
{
	return (struct vg_wall){1000 * VG_DAY_US + s * VG_SECOND_US};
}

static void
tell(struct vg_faults *faults, char found, int64_t at_s)
{
	bool heat = found == 'w' || found == 'h';
	struct vg_finding f = {.device = "ne-7",
	    .serial = "",
	    .resource = heat   ? "device/ne-7/slot/5"
		: found == 'q' ? "device/ne-7/process/dbd"
			       : "device/ne-7/process/acd",
	    .kind = heat ? &warm : &process,
	    .qualifier = "",
	    .bad = true,
	    .severity = found == 'h' ? VG_SEVERITY_CRITICAL
		: heat               ? VG_SEVERITY_MINOR
				     : VG_SEVERITY_MAJOR,
	    .text = "bad"};
	struct vg_event message;

	vg_fault_tell(faults, &f, at(at_s), &message);
}

static void
all_are_well(struct vg_faults *faults, int64_t at_s)
{
	while (vg_fault_count(faults)) {
		struct vg_event standing = *vg_fault_at(faults, 0), message;
		struct vg_finding f = {.device = "ne-7",
		    .serial = "",
		    .resource = standing.resource,
		    .kind = strcmp(standing.kind, warm.name) == 0 ? &warm : &process,
		    .qualifier = ""};
		assert_true(vg_fault_tell(faults, &f, at(at_s), &message));
	}
}

static void
the_table(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		struct vg_faults *faults = vg_fault_new();
		for (size_t i = 0; rows[r].found[i]; i++) {
			if (rows[r].found[i] == '.')
				all_are_well(faults, rows[r].at_s[i]);
			else
				tell(faults, rows[r].found[i], rows[r].at_s[i]);
			enum vg_severity severity = vg_fault_count(faults)
			    ? vg_fault_at(faults, 0)->severity
			    : VG_SEVERITY_CLEARED;
			if (severity != rows[r].wanted[i])
				fail_msg("%s: step %zu: severity %d", rows[r].what, i,
				    (int)severity);
		}
		vg_fault_free(faults);
	}
}

static void
each_process_counts_for_itself(void **state)
{
	struct vg_faults *faults = vg_fault_new();

	(void)state;
	tell(faults, 'p', 0);
	tell(faults, 'q', 1);
	all_are_well(faults, 2);
	tell(faults, 'p', 3);
	tell(faults, 'q', 4);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(vg_fault_at(faults, i)->severity, VG_SEVERITY_MAJOR);
	vg_fault_free(faults);
}

/* Of a life before, whose raises nobody kept, what was told stays. */
static void
a_restart_makes_nothing_better(void **state)
{
	struct vg_faults *faults = vg_fault_new();
	struct vg_event standing = {.resource = "device/ne-7/process/acd",
	    .kind = "process-failed",
	    .device = "ne-7",
	    .severity = VG_SEVERITY_CRITICAL,
	    .since = at(0)};

	(void)state;
	vg_fault_restore(faults, &standing);
	tell(faults, 'p', 60);
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_CRITICAL);
	all_are_well(faults, 120);
	tell(faults, 'p', 180);
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_MAJOR);
	vg_fault_free(faults);
}

/* The third within an hour, when two of them were before the restart. */
static void
a_restart_forgets_no_raise(void **state)
{
	struct vg_faults *faults = vg_fault_new();

	(void)state;
	for (int64_t s = 0; s < 1200; s += 600) {
		const struct vg_raise raise = {
		    "device/ne-7/process/acd", "process-failed", "", at(s)};
		vg_fault_restore_raise(faults, &raise);
	}
	tell(faults, 'q', 1199);
	tell(faults, 'p', 1200);
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_CRITICAL);
	assert_int_equal(vg_fault_at(faults, 1)->severity, VG_SEVERITY_MAJOR);
	vg_fault_free(faults);
}

/* What stands for days is not better because the raises before it are forgotten. */
static void
what_is_forgotten_makes_nothing_better(void **state)
{
	struct vg_faults *faults = vg_fault_new();

	(void)state;
	for (int64_t s = 0; s < 1200; s += 400) {
		all_are_well(faults, s);
		tell(faults, 'p', s);
	}
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_CRITICAL);
	/* The next raise of any lets the first two of three go, then the third. */
	tell(faults, 'w', 86400 + 500);
	tell(faults, 'p', 86400 + 500);
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_CRITICAL);
	tell(faults, 'q', 2 * 86400);
	tell(faults, 'p', 2 * 86400);
	assert_int_equal(vg_fault_at(faults, 0)->severity, VG_SEVERITY_CRITICAL);
	vg_fault_free(faults);
}

static void
the_memory_is_bounded(void **state)
{
	struct vg_raised *raised = vg_raised_new();
	struct vg_event event = {.resource = "device/ne-7/process/acd",
	    .kind = "process-failed",
	    .since = at(0),
	    .severity = VG_SEVERITY_MAJOR};

	(void)state;
	for (int i = 0; i < 3 * VG_RAISED_MAX; i++) {
		event.since = at(i);
		const struct vg_raise raise = {
		    event.resource, event.kind, event.qualifier, event.since};
		vg_raised_note(raised, &raise);
	}
	assert_int_equal(vg_raised_severity(raised, &event, &process, VG_SEVERITY_MAJOR,
			     at(3 * VG_RAISED_MAX)),
	    VG_SEVERITY_CRITICAL);
	vg_raised_free(raised);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_table),
	    cmocka_unit_test(each_process_counts_for_itself),
	    cmocka_unit_test(a_restart_makes_nothing_better),
	    cmocka_unit_test(a_restart_forgets_no_raise),
	    cmocka_unit_test(what_is_forgotten_makes_nothing_better),
	    cmocka_unit_test(the_memory_is_bounded)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
