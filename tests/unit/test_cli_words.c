/*
 * Every command of vigie with too few words, enough and too many, whole but for them: none ends
 * but by an exit code of the table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/cli/cli.h"
#include "collector/cli/clicommands.h"
#include "lib/base/text.h"

/* Above what a sanitizer or a signal ends with. */
enum { RAN = 100, MOST_WORDS = 4, MAX_ARGS = 64 };

struct line {
	char text[MAX_ARGS][64];
	char *argv[MAX_ARGS + 1];
	int argc;
};

static void
add(struct line *line, const char *before, const char *text, size_t size,
    const char *behind)
{
	assert_true(line->argc < MAX_ARGS);
	char *at = line->text[line->argc];
	vg_text_format(
	    at, sizeof(line->text[0]), "%s%.*s%s", before, (int)size, text, behind);
	line->argv[line->argc++] = at;
	line->argv[line->argc] = NULL;
}

/* 'c' with 'n' words behind it, and the options that it must have; no collector is there. */
static void
write_line(
    const struct vg_cliargs_command *c, size_t n, const char *word, struct line *line)
{
	const struct vg_cliargs_option *o;

	line->argc = 0;
	add(line, "", "vigie", 5, "");
	add(line, "--socket=", "/proc/self/none", 32, "");
	add(line, "", c->noun, 32, "");
	if (c->verb[0])
		add(line, "", c->verb, 32, "");
	for (size_t i = 0; i < n; i++)
		add(line, "", word, 32, "");
	for (size_t i = 0; (o = vg_cliargs_option(i)); i++) {
		if (o->bit & c->required)
			add(line, "--", o->name, 32, "=1");
	}
	for (const char *at = c->words; at && *at;) {
		size_t size = strcspn(at, " !");
		if (at[size] == '!')
			add(line, "--", at, size, "=1");
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
}

/* In a process of its own, which can read nothing and write nowhere. */
static int
run(struct line *line)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
		    dup2(null, 2) < 0 || chdir("/proc/self/fdinfo") != 0)
			_exit(1);
		_exit(RAN + vg_cli_run(line->argc, line->argv));
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* How many words 'c' says that it wants. */
static size_t
wanted_by(const struct vg_cliargs_command *c)
{
	size_t n = 0;

	for (const char *at = c->object; at && *at && *at != '[';) {
		if (n && strchr(c->object, '|'))
			break;
		n++;
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return n;
}

static void
no_number_of_words_ends_a_command(void **state)
{
	static const char *const words[] = {"1", "a/b"};

	(void)state;
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *c = &vg_clicommands_all[i];
		for (size_t n = 0; n <= MOST_WORDS; n++) {
			struct line line;
			write_line(c, n, words[n % 2], &line);
			int ended = run(&line);
			if (ended < RAN)
				fail_msg("%s %s with %zu words: %d", c->noun, c->verb, n,
				    ended);
			if (n < wanted_by(c) && ended != RAN + VG_CLIARGS_USAGE)
				fail_msg(
				    "%s %s with %zu words is run", c->noun, c->verb, n);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_number_of_words_ends_a_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
