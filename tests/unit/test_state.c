/*
 * The agent's file: what stands, devices, a damaged file, a new spool.
 */
#include <sys/stat.h>

#include "agent/state/stateclaim.h"
#include "lib/os/file.h"

#include "tests/unit/spoolbench.h"

/* --- what stands --------------------------------------------------------------------------- */

static void
what_stands_is_the_last_message(void **state)
{
	struct bench b;
	char said[256] = "";

	(void)state;
	open_bench(&b, 1000);
	put_fault(&b, VG_ACTION_RAISE, "device/b");
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	put_fault(&b, VG_ACTION_CHANGE, "device/b");
	put_fault(&b, VG_ACTION_RAISE, "device/c");
	put_fault(&b, VG_ACTION_CLEAR, "device/c");
	put_fault(&b, VG_ACTION_CLEAR, "device/never");
	close_bench(&b);
	open_bench(&b, 1000);
	vg_state_each_standing(b.state, note_standing, said);
	assert_string_equal(said, "2:raise:device/a 3:change:device/b ");
	close_bench(&b);
}

static void
note_raise(const struct vg_raise *raise, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 256 - strlen(said), "%s %s[%s] %lld;",
	    raise->resource, raise->kind, raise->qualifier,
	    (long long)(raise->since.us / VG_SECOND_US));
}

static void
note_whole(const struct vg_event *event, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 256 - strlen(said), "%d %d %s", event->flapping,
	    event->alone, event->symptom_of);
}

/* What comes and goes is known after a restart; told again it is one raise, and old ones go. */
static void
raises_are_kept_a_day(void **state)
{
	struct vg_event event = {.action = VG_ACTION_RAISE,
	    .resource = "device/a",
	    .kind = "k",
	    .flapping = true,
	    .alone = true,
	    .symptom_of = "device/a/b p "};
	const int64_t times[] = {1, 2, 2, 100, 86500};
	char said[256] = "", whole[256] = "";
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	for (size_t i = 0; i < 5; i++) {
		event.since.us = times[i] * VG_SECOND_US;
		assert_int_equal(vg_state_put_standing(b.state, &event), VG_OK);
	}
	close_bench(&b);
	open_bench(&b, 1000);
	vg_state_each_raise(b.state, note_raise, said);
	assert_string_equal(said, "device/a k[] 100;device/a k[] 86500;");
	vg_state_each_standing(b.state, note_whole, whole);
	assert_string_equal(whole, "1 1 device/a/b p ");
	close_bench(&b);
}

/* Claims of notifications, and how often we have been an engine, outlive a restart. */
static void
note_claim(struct vg_claimed *claim, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 256 - strlen(said),
	    "%s %s %s %s %s %d%d%d %d %s %s;", claim->resource, claim->qualifier,
	    claim->device, claim->probe, claim->part, claim->bad, claim->trusted,
	    claim->told, (int)claim->severity, claim->text,
	    claim->notification ? claim->notification : "-");
	free(claim->notification);
}

static void
claims_are_kept(void **state)
{
	static char json[] = "{\"a\":1}";
	struct vg_claimed claim = {.bad = true,
	    .told = true,
	    .severity = VG_SEVERITY_MAJOR,
	    .at = {99},
	    .device = "nx",
	    .resource = "device/ne-7/via/nx",
	    .kind = "supplier-alarm",
	    .qualifier = "a:b",
	    .probe = "p",
	    .part = "alarm/1",
	    .text = "off",
	    .notification = json};
	struct vg_claimed other = {.at = {98}, .resource = "device/x", .kind = "k"};
	char said[256] = "";
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	assert_int_equal(vg_stateclaim_put(b.state, &claim), VG_OK);
	claim.severity = VG_SEVERITY_MINOR;
	assert_int_equal(vg_stateclaim_put(b.state, &claim), VG_OK);
	assert_int_equal(vg_stateclaim_put(b.state, &other), VG_OK);
	close_bench(&b);
	open_bench(&b, 1000);
	vg_stateclaim_each(b.state, note_claim, said);
	assert_string_equal(said,
	    "device/x     000 0  -;"
	    "device/ne-7/via/nx a:b nx p alarm/1 101 3 off {\"a\":1};");
	assert_int_equal(vg_stateclaim_drop(b.state, &claim), VG_OK);
	said[0] = '\0';
	vg_stateclaim_each(b.state, note_claim, said);
	assert_string_equal(said, "device/x     000 0  -;");
	close_bench(&b);
}

static void
boots_are_counted_on_disk(void **state)
{
	uint32_t boots = 0;
	struct bench b;

	(void)state;
	for (uint32_t i = 1; i <= 3; i++) {
		open_bench(&b, 1000);
		assert_int_equal(vg_state_boot(b.state, &boots), VG_OK);
		assert_int_equal(boots, i);
		close_bench(&b);
	}
}

static void
note_last(const char *rule, const char *key, const char *text, void *cookie)
{
	char *said = cookie;

	snprintf(said + strlen(said), 256 - strlen(said), "%s[%s]=%s ", rule, key, text);
}

static void
devices_are_kept(void **state)
{
	static const struct vg_state_device put = {.family = "ssg-500",
	    .inventory = "abc",
	    .engine = {0x80, 0, 1},
	    .engine_size = 3,
	    .boots = 4000000000,
	    .time = 7,
	    .at = {99}};
	struct vg_state_device got;
	char said[256] = "";
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	assert_int_equal(vg_state_get_device(b.state, "ne-7", &got), VG_ENOENT);
	assert_int_equal(vg_state_put_device(b.state, "ne-7", &put), VG_OK);
	assert_int_equal(
	    vg_state_put_last(b.state, "ne-7", "serial", "slot/1", "A"), VG_OK);
	assert_int_equal(
	    vg_state_put_last(b.state, "ne-7", "serial", "slot/1", "B"), VG_OK);
	assert_int_equal(vg_state_put_last(b.state, "ne-8", "serial", "", "C"), VG_OK);
	close_bench(&b);
	open_bench(&b, 1000);
	assert_int_equal(vg_state_get_device(b.state, "ne-7", &got), VG_OK);
	assert_memory_equal(&got, &put, sizeof(put));
	vg_state_each_last(b.state, "ne-7", note_last, said);
	assert_string_equal(said, "serial[slot/1]=B ");
	assert_int_equal(vg_state_drop_last(b.state, "ne-7"), VG_OK);
	vg_state_each_last(b.state, "ne-7", note_last, said);
	vg_state_each_last(b.state, "ne-8", note_last, said);
	assert_string_equal(said, "serial[slot/1]=B serial[]=C ");
	close_bench(&b);
}

static void
the_collector_is_kept(void **state)
{
	static const struct vg_state_collector put = {
	    .engine = {0x80, 0, 1}, .engine_size = 3, .boots = 4000000000};
	static const struct vg_state_device told = {.inventory = "abc"};
	struct vg_state_collector got;
	struct vg_state_device device;
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	assert_int_equal(vg_state_get_collector(b.state, "main", &got), VG_ENOENT);
	assert_int_equal(vg_state_put_collector(b.state, "main", &put), VG_OK);
	assert_int_equal(vg_state_put_device(b.state, "ne-7", &told), VG_OK);
	assert_int_equal(vg_state_untell_devices(b.state), VG_OK);
	close_bench(&b);
	open_bench(&b, 1000);
	assert_int_equal(vg_state_get_collector(b.state, "main", &got), VG_OK);
	assert_memory_equal(&got, &put, sizeof(put));
	assert_int_equal(vg_state_get_device(b.state, "ne-7", &device), VG_OK);
	assert_string_equal(device.inventory, "");
	close_bench(&b);
}

/* A file of the first version, as 0.1 left it, is brought forward with what it holds. */
static void
a_file_of_the_first_version_is_brought_forward(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	char *back = vg_mem_format("sqlite3 %s 'DROP TABLE collector; DROP TABLE claim;"
				   " DROP TABLE raise;"
				   " ALTER TABLE standing DROP flapping;"
				   " ALTER TABLE standing DROP symptom;"
				   " ALTER TABLE message DROP flapping;"
				   " ALTER TABLE message DROP symptom;"
				   " ALTER TABLE standing DROP alone;"
				   " ALTER TABLE message DROP alone;"
				   " ALTER TABLE meta DROP personal;"
				   " PRAGMA user_version = 1'",
	    path);
	close_bench(&b);
	assert_int_equal(system(back), 0);
	free(back);
	open_bench(&b, 1000);
	struct vg_state_collector got;
	assert_int_equal(vg_state_get_collector(b.state, "main", &got), VG_ENOENT);
	counts(&b, 1, 0, 0);
	close_bench(&b);
}

/* --- a damaged file ------------------------------------------------------------------------ */

static void
read_side(const char *side, struct vg_buf *content)
{
	struct vg_detail detail = {0};
	char *name = vg_mem_format("%s%s", path, side);

	vg_buf_init(content, 0);
	assert_int_equal(vg_file_read(name, content, &detail), VG_OK);
	free(name);
}

static void
same_side(const char *side, struct vg_buf *before)
{
	struct vg_buf after;

	read_side(side, &after);
	assert_int_equal(after.size, before->size);
	assert_memory_equal(after.data, before->data, before->size);
	vg_buf_fini(&after);
	vg_buf_fini(before);
}

/* Overwrites the middle of the file, from its second page on. */
static void
damage(void)
{
	FILE *f = fopen(path, "r+b");

	assert_non_null(f);
	for (long at = 4096; at < 40960; at += 64) {
		fseek(f, at, SEEK_SET);
		fwrite("rubbish!", 1, 8, f);
	}
	fclose(f);
}

static void
refused(void)
{
	struct vg_state *opened = NULL;
	struct vg_detail detail = {0};

	assert_int_equal(vg_state_open(path, &opened, &detail), VG_ECORRUPT);
	assert_null(opened);
	assert_non_null(strstr(detail.text, path));
	assert_non_null(strstr(detail.text, "quick_check"));
	assert_non_null(strstr(detail.text, "vigie-agent --new-spool"));
}

static void
a_damaged_spool_is_refused_and_untouched(void **state)
{
	struct vg_buf before;
	struct bench b;

	(void)state;
	open_bench(&b, 10000);
	for (int i = 0; i < 100; i++)
		put_body(&b, 2000);
	close_bench(&b);
	damage();
	read_side("", &before);
	refused();
	same_side("", &before);
}

/* A crash left a log beside it: that stays as well, somebody may want to save it. */
static void
a_damaged_spool_keeps_its_log(void **state)
{
	struct vg_buf before, log;

	(void)state;
	die_after_puts(1200, 6000);
	damage();
	read_side("", &before);
	read_side("-wal", &log);
	assert_true(log.size > 0);
	refused();
	same_side("", &before);
	same_side("-wal", &log);
}

static void
a_new_spool_puts_the_old_one_aside(void **state)
{
	const struct vg_wall now = {INT64_C(1783591200) * VG_SECOND_US};
	unsigned char name[VG_SPOOL_SIZE];
	struct vg_detail detail = {0};
	char kept[256] = "before";
	struct stat st;
	struct bench b;

	(void)state;
	assert_int_equal(
	    vg_state_put_aside(path, now, kept, sizeof(kept), &detail), VG_OK);
	assert_string_equal(kept, "");
	open_bench(&b, 100);
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	memcpy(name, vg_state_spool(b.state), sizeof(name));
	close_bench(&b);
	assert_int_equal(
	    vg_state_put_aside(path, now, kept, sizeof(kept), &detail), VG_OK);
	char *expected = vg_mem_format("%s.1783591200", path);
	assert_string_equal(kept, expected);
	assert_int_equal(stat(kept, &st), 0);
	assert_int_not_equal(stat(path, &st), 0);
	open_bench(&b, 100);
	assert_true(vg_state_is_new(b.state));
	assert_memory_not_equal(name, vg_state_spool(b.state), sizeof(name));
	counts(&b, 0, 0, 0);
	assert_int_equal(vg_spool_count(b.spool).next, 1);
	close_bench(&b);
	free(expected);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(what_stands_is_the_last_message),
	    ROW(raises_are_kept_a_day),
	    ROW(claims_are_kept),
	    ROW(boots_are_counted_on_disk),
	    ROW(devices_are_kept),
	    ROW(the_collector_is_kept),
	    ROW(a_file_of_the_first_version_is_brought_forward),
	    ROW(a_damaged_spool_is_refused_and_untouched),
	    ROW(a_damaged_spool_keeps_its_log),
	    ROW(a_new_spool_puts_the_old_one_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
