/*
 * The spool: numbers, order, acknowledgement, what outlives the process, the limit.
 */
#include <sys/syscall.h>

#include "tests/unit/spoolbench.h"

/* --- numbers, order, acknowledgement ------------------------------------------------------- */

static void
keep_whole(const struct vg_message *message, void *cookie)
{
	struct vg_message *kept = cookie;

	*kept = *message;
	kept->body =
	    message->body ? vg_mem_copy(message->body, message->body_size) : NULL;
}

static void
a_message_comes_back_whole(void **state)
{
	struct vg_message put = fault(VG_ACTION_CHANGE, "device/ne-7/psu/1"), got = {0};
	struct bench b;

	(void)state;
	put.part = 2;
	put.parts = 3;
	put.body = vg_mem_copy("a\0b", 3);
	put.body_size = 3;
	strcpy(put.event.qualifier, "allot:x");
	open_bench(&b, 1000);
	assert_int_equal(vg_spool_put(b.spool, &put, 1), VG_OK);
	assert_int_equal(put.event.key.sequence, 1);
	vg_spool_read(b.spool, 0, 1, keep_whole, &got);
	assert_memory_equal(&got.event, &put.event, sizeof(put.event));
	assert_int_equal(got.type, VG_MESSAGE_CHANGED);
	assert_int_equal(got.part, 2);
	assert_int_equal(got.parts, 3);
	assert_int_equal(got.body_size, 3);
	assert_memory_equal(got.body, "a\0b", 3);
	vg_vigiemib_fini(&put);
	vg_vigiemib_fini(&got);
	close_bench(&b);
}

static void
messages_stay_in_order_until_acknowledged(void **state)
{
	const uint64_t some[] = {2, 1}, twice[] = {2, 3};
	struct vg_message three[3] = {fault(VG_ACTION_RAISE, "device/a"),
	    fault(VG_ACTION_CHANGE, "device/a"), fault(VG_ACTION_CLEAR, "device/a")};
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	assert_int_equal(vg_spool_put(b.spool, three, 3), VG_OK);
	assert_int_equal(vg_spool_put(b.spool, three, 0), VG_OK);
	assert_int_equal(put_body(&b, 10), VG_OK);
	assert_string_equal(
	    read_all(&b, 0, 64), "1:raised 2:changed 3:cleared 4:heartbeat ");
	assert_string_equal(read_all(&b, 1, 2), "2:changed 3:cleared ");
	counts(&b, 4, 0, 0);
	assert_int_equal(vg_spool_delete(b.spool, some, 2), VG_OK);
	assert_string_equal(read_all(&b, 0, 64), "3:cleared 4:heartbeat ");
	/* Acknowledged twice is deleted once. */
	assert_int_equal(vg_spool_delete(b.spool, twice, 2), VG_OK);
	counts(&b, 1, 0, 0);
	assert_true(vg_spool_has(b.spool, VG_MESSAGE_HEARTBEAT));
	assert_false(vg_spool_has(b.spool, VG_MESSAGE_RAISED));
	close_bench(&b);
}

static void
numbers_are_never_used_twice(void **state)
{
	unsigned char name[VG_SPOOL_SIZE];
	const uint64_t both[] = {1, 2};
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	assert_true(vg_state_is_new(b.state));
	memcpy(name, vg_state_spool(b.state), sizeof(name));
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	put_fault(&b, VG_ACTION_RAISE, "device/b");
	vg_spool_delete(b.spool, both, 2);
	close_bench(&b);
	/* Nothing is left of them, but their numbers are gone. */
	open_bench(&b, 1000);
	assert_false(vg_state_is_new(b.state));
	assert_memory_equal(name, vg_state_spool(b.state), sizeof(name));
	counts(&b, 0, 0, 0);
	put_fault(&b, VG_ACTION_RAISE, "device/c");
	assert_string_equal(read_all(&b, 0, 64), "3:raised ");
	assert_int_equal(vg_spool_count(b.spool).next, 4);
	close_bench(&b);
}

/* The process dies without closing anything: what was put is there. */
static void
what_was_put_outlives_the_process(void **state)
{
	struct bench b;

	(void)state;
	die_after_puts(50, 100);
	open_bench(&b, 1000);
	counts(&b, 50, 0, 0);
	assert_int_equal(vg_spool_count(b.spool).next, 51);
	assert_string_equal(read_all(&b, 48, 64), "49:heartbeat 50:heartbeat ");
	close_bench(&b);
}

/* Stands before the C library's, so that the database's calls are counted. */
static unsigned syncs;

int
fdatasync(int fd)
{
	syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
	syncs++;
	return (int)syscall(SYS_fsync, fd);
}

static void
a_message_is_synced_before_it_counts(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 1000);
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	for (int i = 0; i < 5; i++) {
		syncs = 0;
		assert_int_equal(put_fault(&b, VG_ACTION_CHANGE, "device/a"), VG_OK);
		assert_true(syncs > 0);
	}
	close_bench(&b);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(a_message_comes_back_whole),
	    ROW(messages_stay_in_order_until_acknowledged),
	    ROW(numbers_are_never_used_twice),
	    ROW(what_was_put_outlives_the_process),
	    ROW(a_message_is_synced_before_it_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
