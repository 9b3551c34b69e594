/*
 * What one result leaves behind: every fault, and the two cuts of its evidence.
 */
#include "tests/unit/spoolbench.h"

#include "agent/batch.h"
#include "agent/history/history.h"

#define T0 (INT64_C(1783591200) * VG_SECOND_US) /* 2026-07-09T10:00:00Z */

struct desk {
	struct bench bench;
	struct vg_faults *faults;
	struct vg_history *history;
	struct vg_batch *batch;
	struct vg_kind kind;
	char evidence[4096]; /* "CUT:RAISE " of each */
	unsigned raised;
};

static struct vg_wall
at(int64_t minutes)
{
	return (struct vg_wall){T0 + minutes * VG_MINUTE_US};
}

static bool
evidence(const struct vg_event *raise, const char *cut, struct vg_wall from,
    struct vg_wall until, struct vg_buf *json, void *cookie)
{
	const struct desk *d = cookie;

	if (strcmp(raise->device, "ne-7") != 0)
		return false;
	vg_history_evidence(d->history, raise, cut, from, until, json);
	return true;
}

static void
open_desk(struct desk *d)
{
	memset(d, 0, sizeof(*d));
	open_bench(&d->bench, 10000);
	d->faults = vg_fault_new();
	d->history = vg_history_new(VG_BATCH_HORIZON_US);
	d->batch = vg_batch_new(d->bench.spool, d->faults, evidence, d, at(0));
	strcpy(d->kind.name, "psu-failed");
	d->kind.severity = d->kind.lowest = d->kind.highest = VG_SEVERITY_MAJOR;
}

static void
close_desk(struct desk *d)
{
	vg_batch_free(d->batch);
	vg_history_free(d->history);
	vg_fault_free(d->faults);
	close_bench(&d->bench);
}

static void
find(struct desk *d, int psu, bool bad, int64_t minutes)
{
	char resource[VG_RESOURCE_SIZE];
	struct vg_event event;

	snprintf(resource, sizeof(resource), "device/ne-7/psu/%d", psu);
	const struct vg_finding finding = {.device = "ne-7",
	    .serial = "",
	    .resource = resource,
	    .kind = &d->kind,
	    .qualifier = "",
	    .origin = VG_ORIGIN_POLL,
	    .bad = bad,
	    .severity = VG_SEVERITY_MAJOR,
	    .text = "down"};
	assert_true(vg_fault_tell(d->faults, &finding, at(minutes), &event));
	vg_batch_add(d->batch, &event);
}

static void
look(const struct vg_message *m, void *cookie)
{
	struct desk *d = cookie;
	unsigned long long raise;
	char cut[16];

	d->raised += m->type == VG_MESSAGE_RAISED;
	if (m->type != VG_MESSAGE_EVIDENCE)
		return;
	const char *body = (const char *)m->body;
	assert_int_equal(sscanf(body, "{\"raise\":%llu", &raise), 1);
	const char *found = strstr(body, "\"cut\":\"");
	assert_non_null(found);
	assert_int_equal(sscanf(found, "\"cut\":\"%15[a-z]", cut), 1);
	size_t used = strlen(d->evidence);
	snprintf(d->evidence + used, sizeof(d->evidence) - used, "%s:%llu ", cut, raise);
}

static const char *
evidence_of(struct desk *d)
{
	d->evidence[0] = '\0';
	d->raised = 0;
	vg_spool_read(d->bench.spool, 0, 10000, look, d);
	return d->evidence;
}

static void
a_fault_that_ends_soon(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d);
	find(&d, 0, true, 0);
	find(&d, 1, true, 0);
	vg_batch_commit(d.batch, at(0));
	assert_string_equal(evidence_of(&d), "raise:1 raise:2 ");
	find(&d, 1, false, 30);
	vg_batch_commit(d.batch, at(30));
	assert_string_equal(evidence_of(&d), "raise:1 raise:2 clear:2 ");
	close_desk(&d);
}

static void
a_fault_that_stands_is_cut_once(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d);
	find(&d, 0, true, 0);
	vg_batch_commit(d.batch, at(0));
	vg_batch_commit(d.batch, at(119));
	assert_string_equal(evidence_of(&d), "raise:1 ");
	vg_batch_commit(d.batch, at(120));
	vg_batch_commit(d.batch, at(121));
	assert_string_equal(evidence_of(&d), "raise:1 after:1 ");
	find(&d, 0, false, 200);
	vg_batch_commit(d.batch, at(200));
	vg_batch_commit(d.batch, at(500));
	assert_string_equal(evidence_of(&d), "raise:1 after:1 ");
	close_desk(&d);
}

static void
what_stood_at_the_start(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d);
	find(&d, 0, true, 0);
	find(&d, 1, true, 60);
	vg_batch_commit(d.batch, at(60));
	vg_batch_free(d.batch);
	d.batch = vg_batch_new(d.bench.spool, d.faults, evidence, &d, at(150));
	vg_batch_commit(d.batch, at(180));
	assert_string_equal(evidence_of(&d), "raise:1 raise:2 after:2 ");
	close_desk(&d);
}

static void
every_fault_of_a_large_result_is_told(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d);
	for (int i = 0; i < 600; i++)
		find(&d, i, true, 0);
	vg_batch_commit(d.batch, at(0));
	(void)evidence_of(&d);
	assert_int_equal(d.raised, 600);
	close_desk(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_fault_that_ends_soon, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		a_fault_that_stands_is_cut_once, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		what_stood_at_the_start, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		every_fault_of_a_large_result_is_told, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
