/*
 * What a worker keeps of a message: who has it next finds it, and nobody believes what is torn, of an
 * earlier round or of another message.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/courier/courierkept.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef"
#define SENT "{\"message\":\"7\",\"taken-by\":\"" KEY "\",\"outcome\":\"sent\"}"
#define LATER                                                                            \
	"{\"message\":\"7\",\"taken-by\":\"" KEY                                         \
	"\",\"outcome\":\"later\",\"reason\":\"no\"}"
#define ID "CAS-1.7.0123456789abcdef@merisac.example"
#define AGAIN "{\"message\":\"7\",\"taken-by\":\"" OTHER "\",\"outcome\":\"sent\"}"

static char folder[] = "/tmp/vigie-kept-XXXXXX";

static void
put(const char *path, const char *text)
{
	struct vg_detail detail;

	assert_int_equal(vg_file_write(path, text, strlen(text), 0640, &detail), VG_OK);
}

/* What whoever takes message 7 in 'round' is told; owned. */
static char *
found(int64_t round)
{
	struct vg_courierletter *letter = vg_mem_zero(sizeof(*letter));
	struct vg_detail detail;
	char *report;

	snprintf(letter->id, sizeof(letter->id), "7");
	snprintf(letter->message_id, sizeof(letter->message_id), ID);
	letter->round = round;
	assert_int_equal(
	    vg_courierkept_find(folder, letter, OTHER, &report, &detail), VG_OK);
	free(letter);
	return report;
}

static void
expect_found(int64_t round, const char *want)
{
	char *report = found(round);

	if (want)
		assert_string_equal(report, want);
	else
		assert_null(report);
	free(report);
}

static bool
is_there(const char *name)
{
	char *path = vg_mem_format("%s/%s", folder, name);
	struct stat file;
	bool is = stat(path, &file) == 0;

	free(path);
	return is;
}

static void
write_whose(const char *report, int64_t round, const char *id)
{
	char *slot = vg_courierkept_slot(folder, 3), *copy = vg_mem_text(report);
	struct vg_courierkept kept = {.key = KEY, .report = copy, .round = round}, read;
	struct vg_detail detail;

	snprintf(kept.message_id, sizeof(kept.message_id), "%s", id);
	put(slot, KEY);
	assert_int_equal(vg_courierkept_write(folder, slot, &kept, &detail), VG_OK);
	assert_int_equal(vg_courierkept_read(slot, &read, &detail), VG_OK);
	assert_string_equal(read.key, KEY);
	assert_string_equal(read.report, report);
	assert_int_equal(read.round, round);
	assert_string_equal(read.message_id, id);
	vg_courierkept_fini(&read);
	free(copy);
	free(slot);
}

static void
write_slot(const char *report, int64_t round)
{
	write_whose(report, round, ID);
}

static void
who_has_it_next_finds_it(void **state)
{
	(void)state;
	expect_found(0, NULL);
	write_slot(SENT, 2);
	/* Its worker has chosen another key since. */
	char *slot = vg_courierkept_slot(folder, 3);
	put(slot, OTHER);
	free(slot);
	expect_found(2, AGAIN);
	expect_found(2, AGAIN);
	/* Nobody has it in an earlier round any more; in a later one it is to be sent. */
	expect_found(1, NULL);
	assert_true(is_there("kept.7"));
	expect_found(3, NULL);
	assert_false(is_there("kept.7"));
	expect_found(2, NULL);
}

static void
a_later_word_takes_its_place(void **state)
{
	(void)state;
	write_slot(SENT, 1);
	write_slot(SENT, 4);
	expect_found(4, AGAIN);
	vg_courierkept_drop(folder, "7");
	expect_found(4, NULL);
	vg_courierkept_drop(folder, "7");
	/* What no relay took is tried again. */
	write_slot(LATER, 4);
	assert_false(is_there("kept.7"));
}

static void
another_message_of_that_number_is_sent(void **state)
{
	(void)state;
	write_whose(SENT, 1, "CAS-2.7.fedcba9876543210@merisac.example");
	assert_true(is_there("kept.7"));
	expect_found(1, NULL);
	assert_false(is_there("kept.7"));
	/* An older courier did not say whose word it is. */
	write_whose(SENT, 1, "");
	expect_found(1, AGAIN);
	vg_courierkept_drop(folder, "7");
}

static void
what_is_torn_is_none(void **state)
{
	static const char whole[] = KEY "\n" SENT "\n12 " ID "\n";
	char *slot = vg_courierkept_slot(folder, 3), text[sizeof(whole) + 8];
	struct vg_courierkept kept;
	struct vg_detail detail;

	(void)state;
	for (size_t cut = 0; cut < sizeof(whole); cut++) {
		/* Behind the report alone: that of an older courier. */
		bool is = cut == sizeof(whole) - 1 || cut == strlen(KEY "\n" SENT);
		snprintf(text, sizeof(text), "%.*s", (int)cut, whole);
		put(slot, text);
		assert_int_equal(vg_courierkept_read(slot, &kept, &detail), VG_OK);
		if ((kept.report != NULL) != is)
			fail_msg("cut at %zu", cut);
		assert_int_equal(kept.key[0] != '\0', cut >= strlen(KEY));
		vg_courierkept_fini(&kept);
	}
	/* A kill, before the rest of what stood there was cut away. */
	snprintf(text, sizeof(text), "%stail\n", whole);
	put(slot, text);
	assert_int_equal(vg_courierkept_read(slot, &kept, &detail), VG_OK);
	assert_non_null(kept.report);
	assert_int_equal(kept.round, 12);
	assert_string_equal(kept.message_id, ID);
	vg_courierkept_fini(&kept);
	put(slot, "");
	free(slot);
}

static void
what_has_no_name_gets_one(void **state)
{
	char *slot = vg_courierkept_slot(folder, 40);
	char *name = vg_mem_format("%s/kept.7", folder);

	(void)state;
	put(slot, KEY "\n" SENT);
	vg_courierkept_gather(folder);
	expect_found(0, AGAIN);
	put(slot, "");
	vg_courierkept_gather(folder);
	expect_found(0, AGAIN);
	vg_courierkept_drop(folder, "7");
	/* Where nobody can say whether there is one, nothing is sent. */
	struct vg_courierletter *letter = vg_mem_zero(sizeof(*letter));
	struct vg_detail detail;
	char *report;
	snprintf(letter->id, sizeof(letter->id), "7");
	assert_int_equal(mkdir(name, 0700), 0);
	assert_int_not_equal(
	    vg_courierkept_find(folder, letter, OTHER, &report, &detail), VG_OK);
	assert_null(report);
	assert_int_equal(rmdir(name), 0);
	free(letter);
	free(name);
	free(slot);
}

/* Also of a courier that was never started anew. */
static void
nobody_asks_for_it_in_a_month(void **state)
{
	struct vg_wall now = vg_clock_wall();
	struct vg_mono mono = {5 * VG_SECOND_US}, next = {0};

	(void)state;
	write_slot(SENT, 0);
	for (int day = 0; day < 29; day++) {
		vg_courierkept_age(folder, vg_instant_add(now, day * VG_DAY_US),
		    (struct vg_mono){mono.us + day * VG_DAY_US}, &next);
		assert_true(is_there("kept.7"));
	}
	/* Less than a day behind the last look nobody looks. */
	now = vg_instant_add(now, 31 * VG_DAY_US);
	vg_courierkept_age(folder, now, (struct vg_mono){next.us - 1}, &next);
	assert_true(is_there("kept.7"));
	vg_courierkept_age(
	    folder, now, (struct vg_mono){mono.us + 31 * VG_DAY_US}, &next);
	assert_false(is_there("kept.7"));
}

static int
begin(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	for (int i = 0; i < VG_COURIERKEPT_SLOTS; i++) {
		char *slot = vg_courierkept_slot(folder, i);
		(void)unlink(slot);
		free(slot);
	}
	vg_courierkept_drop(folder, "7");
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(who_has_it_next_finds_it),
	    cmocka_unit_test(a_later_word_takes_its_place),
	    cmocka_unit_test(another_message_of_that_number_is_sent),
	    cmocka_unit_test(what_is_torn_is_none),
	    cmocka_unit_test(what_has_no_name_gets_one),
	    cmocka_unit_test(nobody_asks_for_it_in_a_month)};

	return cmocka_run_group_tests(tests, begin, end);
}
