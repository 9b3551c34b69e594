/*
 * A full disk: what waits, in which order it is written, and what is counted beyond.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "tests/unit/spoolbench.h"

static bool no_space;
static bool ballast_is_space; /* its removal makes room */

/* Also what a test that failed half-way left behind. */
static void
lift_file_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static int
end_full(void **state)
{
	no_space = ballast_is_space = false;
	lift_file_limit();
	return remove_folder(state);
}

/* --- a full disk --------------------------------------------------------------------------- */

/*
 * Three ways for a disk to be full that need no right of root: SQLite's own bound, the kernel's
 * bound on the size of a file, and a write that comes back with ENOSPC.  The last is answered
 * here, before the C library, as long as 'no_space' holds.
 */
enum fullness { BY_PAGES, BY_FILE_SIZE, BY_WRITE };

ssize_t
pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	char *ballast = vg_mem_format("%s.ballast", path);
	bool full = no_space && !(ballast_is_space && access(ballast, F_OK) != 0);

	free(ballast);
	if (!full)
		return syscall(SYS_pwrite64, fd, data, size, at);
	errno = ENOSPC;
	return -1;
}

/* The reserve is made by this call: a full disk has no room for it. */
int
posix_fallocate(int fd, off_t at, off_t size)
{
	return no_space ? ENOSPC : ftruncate(fd, at + size) == 0 ? 0 : errno;
}

static void
fill_disk(struct bench *b, enum fullness how)
{
	struct rlimit limit = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};

	no_space = how == BY_WRITE;
	if (how == BY_PAGES)
		vg_db_limit_pages(vg_state_db(b->state), 1);
	if (how != BY_FILE_SIZE)
		return;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
free_disk(struct bench *b)
{
	no_space = false;
	vg_db_limit_pages(vg_state_db(b->state), 0);
	lift_file_limit();
}

/* Puts large bodies until the disk takes no more; gives how many it took. */
static uint64_t
put_until_full(struct bench *b)
{
	uint64_t n = 0;

	while (n < 1000 && put_body(b, 5000) == VG_OK)
		n++;
	assert_true(n < 1000);
	return n;
}

static void
wait_and_be_written(enum fullness how, int code)
{
	char said[256] = "";
	struct bench b;

	open_bench(&b, 10000);
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	fill_disk(&b, how);
	uint64_t taken = 1 + put_until_full(&b);
	counts(&b, taken, 1, 0);
	assert_true(vg_spool_count(b.spool).full);
	/* What waits is counted, found, and not read: it was not promised yet. */
	assert_int_equal(put_fault(&b, VG_ACTION_CLEAR, "device/a"), code);
	assert_int_equal(put_fault(&b, VG_ACTION_RAISE, "device/b"), code);
	counts(&b, taken, 3, 0);
	assert_true(vg_spool_has(b.spool, VG_MESSAGE_RAISED));
	assert_string_equal(read_all(&b, taken, 64), "");
	assert_int_equal(vg_spool_retry(b.spool), code);
	counts(&b, taken, 3, 0);
	free_disk(&b);
	/* The next put brings them all, in their order. */
	assert_int_equal(put_fault(&b, VG_ACTION_RAISE, "device/c"), VG_OK);
	counts(&b, taken + 4, 0, 0);
	assert_false(vg_spool_count(b.spool).full);
	char *order =
	    vg_mem_format("%llu:heartbeat %llu:cleared %llu:raised %llu:raised ",
		(unsigned long long)taken + 1, (unsigned long long)taken + 2,
		(unsigned long long)taken + 3, (unsigned long long)taken + 4);
	assert_string_equal(read_all(&b, taken, 64), order);
	assert_int_equal(b.gaps, 0);
	close_bench(&b);
	open_bench(&b, 10000);
	assert_string_equal(read_all(&b, taken, 64), order);
	vg_state_each_standing(b.state, note_standing, said);
	assert_non_null(strstr(said, "raise:device/b"));
	assert_null(strstr(said, "device/a"));
	free(order);
	close_bench(&b);
}

static void
full_by_its_own_bound(void **state)
{
	(void)state;
	wait_and_be_written(BY_PAGES, VG_EFULL);
}

static void
full_by_the_size_of_a_file(void **state)
{
	(void)state;
	wait_and_be_written(BY_FILE_SIZE, VG_EIO);
}

static void
full_by_a_write(void **state)
{
	(void)state;
	wait_and_be_written(BY_WRITE, VG_EFULL);
}

/* The reserve beside the file takes what is under way, and is made again when there is room. */
static void
the_reserve_is_spent_first(void **state)
{
	char *ballast = vg_mem_format("%s.ballast", path);
	struct bench b;

	(void)state;
	open_bench(&b, 10000);
	assert_int_equal(access(ballast, F_OK), 0);
	no_space = ballast_is_space = true;
	assert_int_equal(put_body(&b, 5000), VG_OK);
	assert_int_not_equal(access(ballast, F_OK), 0);
	counts(&b, 1, 0, 0);
	ballast_is_space = false;
	assert_int_equal(put_body(&b, 5000), VG_EFULL);
	counts(&b, 1, 1, 0);
	no_space = false;
	assert_int_equal(vg_spool_retry(b.spool), VG_OK);
	counts(&b, 2, 0, 0);
	assert_int_equal(access(ballast, F_OK), 0);
	free(ballast);
	close_bench(&b);
}

/* Acknowledged while the disk is full: deleted with the reserve's help, or sent again. */
static void
acknowledged_on_a_full_disk(void **state)
{
	const uint64_t first = 1, second = 2;
	struct bench b;

	(void)state;
	open_bench(&b, 10000);
	put_body(&b, 10);
	put_body(&b, 10);
	no_space = ballast_is_space = true;
	assert_int_equal(vg_spool_delete(b.spool, &first, 1), VG_OK);
	ballast_is_space = false;
	assert_int_equal(vg_spool_delete(b.spool, &second, 1), VG_EFULL);
	counts(&b, 1, 0, 0);
	no_space = false;
	assert_string_equal(read_all(&b, 0, 64), "2:heartbeat ");
	close_bench(&b);
}

static void
beyond_a_thousand_they_are_counted(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, 10000);
	put_fault(&b, VG_ACTION_RAISE, "device/a");
	fill_disk(&b, BY_PAGES);
	uint64_t taken = 1 + put_until_full(&b);
	for (int i = 1; i < VG_SPOOL_WAITING + 37; i++)
		put_fault(&b, VG_ACTION_RAISE, "device/a");
	counts(&b, taken, VG_SPOOL_WAITING, 37);
	free_disk(&b);
	assert_int_equal(vg_spool_retry(b.spool), VG_OK);
	counts(&b, taken + VG_SPOOL_WAITING + 1, 0, 37);
	uint64_t from = taken + VG_SPOOL_WAITING + 1;
	assert_int_equal(b.gaps, 1);
	assert_int_equal(b.gap_from, from);
	assert_int_equal(b.gap_to, from + 36);
	put_fault(&b, VG_ACTION_RAISE, "device/b");
	char *tail =
	    vg_mem_format("%llu:raised %llu:gap{\"from\":%llu,\"to\":%llu,\"lost\":37,"
			  "\"reason\":\"memory\"} %llu:raised ",
		(unsigned long long)from - 1, (unsigned long long)from,
		(unsigned long long)from, (unsigned long long)from + 36,
		(unsigned long long)from + 37);
	assert_string_equal(read_all(&b, from - 2, 64), tail);
	free(tail);
	close_bench(&b);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, make_folder, end_full)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(full_by_its_own_bound),
	    ROW(full_by_the_size_of_a_file),
	    ROW(full_by_a_write),
	    ROW(the_reserve_is_spent_first),
	    ROW(acknowledged_on_a_full_disk),
	    ROW(beyond_a_thousand_they_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
