/*
 * Many mails given to a program at once, as a relay does: a process for each, its mail on standard
 * input, so many at a time; and a few of other senders' beside them, each from its own process.
 *
 *   mailflood PIPES COUNT FIRST MAIL OTHERS OTHER-FIRST OTHER PROGRAM [ARGUMENT...]
 *
 * MAIL and OTHER are files; each "@N@" in them is the number of the mail: FIRST and what follows,
 * of the OTHERS OTHER-FIRST.  An other is started when an even share of COUNT has been started,
 * whether a pipe is free or not; with COUNT 0 one after the other.
 *
 * The last line is one JSON object: nanoseconds of wall clock and of processor (of the processes
 * and those they waited for), how they ended, microseconds from start to end of each other.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* A mail must fit into a pipe, so that nobody is waited for. */
enum { MAIL_MAX = 60000, OTHERS_MAX = 1000 };

struct other {
	pid_t pid;
	int64_t began, took_us;
};

struct flood {
	long pipes, count, first, n_others, other_first;
	const char *mail, *other_mail;
	char **program;
	struct other others[OTHERS_MAX];
	long started, others_started, running, others_running;
	long filed, later, failed;
	int64_t cpu_ns;
};

static void
fail(const char *what)
{
	fprintf(stderr, "mailflood: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static char *
read_file(const char *path)
{
	char *text = calloc(1, MAIL_MAX);
	FILE *file = fopen(path, "re");

	if (!text || !file)
		fail(path);
	if (fread(text, 1, MAIL_MAX - 1, file) == 0)
		fail(path);
	fclose(file);
	return text;
}

/* The mail with its number in it. */
static size_t
number(const char *mail, long n, char out[MAIL_MAX])
{
	size_t size = 0;

	for (const char *at = mail; *at && size + 24 < MAIL_MAX;) {
		if (strncmp(at, "@N@", 3) == 0) {
			size += (size_t)snprintf(out + size, 24, "%ld", n);
			at += 3;
		} else {
			out[size++] = *at++;
		}
	}
	return size;
}

static pid_t
start(const struct flood *f, const char *mail, long n)
{
	static char out[MAIL_MAX];
	posix_spawn_file_actions_t actions;
	size_t size = number(mail, n, out);
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], out, size) != (ssize_t)size)
		fail("pipe");
	close(ends[1]);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	errno = posix_spawn(&pid, f->program[0], &actions, NULL, f->program, environ);
	if (errno != 0)
		fail(f->program[0]);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	return pid;
}

static void
start_other(struct flood *f)
{
	struct other *o = &f->others[f->others_started];

	o->began = now_ns();
	o->pid = start(f, f->other_mail, f->other_first + f->others_started++);
	f->others_running++;
}

/* Takes one that has ended. */
static void
reap(struct flood *f)
{
	struct rusage used;
	int status;
	bool other = false;
	pid_t pid = wait4(-1, &status, 0, &used);

	if (pid < 0)
		fail("wait4");
	for (long i = 0; i < f->others_started; i++) {
		struct other *o = &f->others[i];
		if (o->pid != pid)
			continue;
		o->took_us = (now_ns() - o->began) / 1000;
		o->pid = 0;
		f->others_running--;
		other = true;
	}
	if (!other)
		f->running--;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		f->filed++;
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 75)
		f->later++;
	else
		f->failed++;
	f->cpu_ns += (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000000000) +
	    (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * INT64_C(1000);
}

static void
run(struct flood *f)
{
	while (f->started < f->count || f->others_started < f->n_others) {
		bool due =
		    f->started * (f->n_others + 1) >= (f->others_started + 1) * f->count;
		if (f->others_started < f->n_others && due &&
		    (f->count || !f->others_running)) {
			start_other(f);
		} else if (f->started < f->count && f->running < f->pipes) {
			start(f, f->mail, f->first + f->started++);
			f->running++;
		} else {
			reap(f);
		}
	}
	while (f->running || f->others_running)
		reap(f);
}

int
main(int argc, char **argv)
{
	static struct flood f;

	if (argc < 9) {
		fprintf(stderr,
		    "usage: mailflood PIPES COUNT FIRST MAIL OTHERS OTHER-FIRST OTHER "
		    "PROGRAM [ARGUMENT...]\n");
		return 64;
	}
	f.pipes = strtol(argv[1], NULL, 10);
	f.count = strtol(argv[2], NULL, 10);
	f.first = strtol(argv[3], NULL, 10);
	f.mail = read_file(argv[4]);
	f.n_others = strtol(argv[5], NULL, 10);
	f.other_first = strtol(argv[6], NULL, 10);
	f.other_mail = read_file(argv[7]);
	f.program = argv + 8;
	if (f.pipes < 1 || f.count < 0 || f.n_others < 0 || f.n_others > OTHERS_MAX)
		return 64;
	int64_t began = now_ns();
	run(&f);
	printf("{\"wall_ns\": %lld, \"cpu_ns\": %lld, \"filed\": %ld, \"later\": %ld, "
	       "\"failed\": %ld, \"others_us\": [",
	    (long long)(now_ns() - began), (long long)f.cpu_ns, f.filed, f.later,
	    f.failed);
	for (long i = 0; i < f.n_others; i++)
		printf("%s%lld", i ? ", " : "", (long long)f.others[i].took_us);
	printf("]}\n");
	return f.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
