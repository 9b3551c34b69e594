/*
 * lib/log: a line comes to its reader whole.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/log/log.h"

static char text[4096];

/* What the first write says of a line with this sentence: the pipe keeps writes apart. */
static const char *
first_write(const char *sentence)
{
	int caught[2], kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe2(caught, O_DIRECT | O_NONBLOCK), 0);
	dup2(caught[1], STDERR_FILENO);
	vg_log(VG_LOG_WARNING, "poll", "ne-7", "%s", sentence);
	dup2(kept, STDERR_FILENO);
	n = read(caught[0], text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	close(kept);
	close(caught[0]);
	close(caught[1]);
	return text;
}

/* Several processes write to one file: no other's line may come between two pieces of one. */
static void
a_line_is_one_write(void **state)
{
	char longest[1200];

	(void)state;
	unsetenv("JOURNAL_STREAM");
	assert_non_null(
	    strstr(first_write("is silent"), "Z warning poll ne-7: is silent\n"));
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_non_null(strstr(first_write(longest), "xxx\n"));
	assert_true(strlen(text) > 1000);
	setenv("JOURNAL_STREAM", "1:2", 1);
	assert_string_equal(first_write("is silent"), "<4>poll ne-7: is silent\n");
	unsetenv("JOURNAL_STREAM");
}

static void
a_control_character_makes_no_line(void **state)
{
	(void)state;
	setenv("JOURNAL_STREAM", "1:2", 1);
	assert_string_equal(first_write("a\nb\033[2J"), "<4>poll ne-7: a?b?[2J\n");
	unsetenv("JOURNAL_STREAM");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_is_one_write),
	    cmocka_unit_test(a_control_character_makes_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
