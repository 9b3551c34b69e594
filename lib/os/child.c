/*
 * Children.
 */
#include "lib/os/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"

enum { ARGUMENTS = 16, COPY_NICE = 5 };

extern char **environ;

static const char self[] = "/proc/self/exe";

/* What the child's streams are; nothing else is its, whatever a library has left open. */
struct streams {
	int in;  /* -1: nothing */
	int out; /* also of errors, unless 'in' is given */
};

static int
spawn(const char *program, char *const words[], const struct streams *streams, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int cause = posix_spawn_file_actions_init(&actions);

	if (cause)
		return cause;
	if (streams->in < 0)
		cause = posix_spawn_file_actions_addopen(
		    &actions, 0, "/dev/null", O_RDONLY, 0);
	else
		cause = posix_spawn_file_actions_adddup2(&actions, streams->in, 0);
	if (!cause)
		cause = posix_spawn_file_actions_adddup2(&actions, streams->out, 1);
	if (!cause && streams->in < 0)
		cause = posix_spawn_file_actions_adddup2(&actions, streams->out, 2);
	if (!cause)
		cause = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (!cause)
		cause = posix_spawn(pid, program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return cause;
}

/* Starts this program anew with these words; 0, or the cause. */
static int
start(const char *const argv[], const struct streams *streams, pid_t *pid)
{
	char *words[ARGUMENTS] = {strdup(self)};
	size_t n = 1;

	for (size_t i = 0; argv[i] && n + 1 < ARGUMENTS; i++)
		words[n++] = strdup(argv[i]);
	words[n] = NULL;
	int cause = spawn(self, words, streams, pid);
	for (size_t i = 0; i < n; i++)
		free(words[i]);
	return cause;
}

/* 'ends' were made, unless 'cause' of 'what': the child has the second, the caller the first. */
static int
give(const char *what, const int ends[2], int cause, int *fd, struct vg_detail *detail)
{
	close(ends[1]);
	if (cause) {
		close(ends[0]);
		return vg_detail_set(detail, VG_EIO, "%s: %s", what, strerror(cause));
	}
	*fd = ends[0];
	return VG_OK;
}

int
vg_child_start(const char *const argv[], pid_t *pid, int *fd, struct vg_detail *detail)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return vg_detail_set(detail, VG_EIO, "%s: %s", self, strerror(errno));
	const struct streams streams = {.in = -1, .out = ends[1]};
	return give(self, ends, start(argv, &streams, pid), fd, detail);
}

int
vg_child_talk(const char *const argv[], pid_t *pid, int *fd, struct vg_detail *detail)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return vg_detail_set(detail, VG_EIO, "%s: %s", self, strerror(errno));
	const struct streams streams = {.in = ends[1], .out = ends[1]};
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	return give(self, ends, start(argv, &streams, pid), fd, detail);
}

/* A signal of ours is none of its: the handlers write to descriptors of the loop. */
static void
forget_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* of some it cannot be said */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Keeps 'out' and the first three. */
static void
forget_descriptors(int out)
{
	if (out > 3)
		(void)close_range(3, (unsigned)out - 1, 0);
	(void)close_range((unsigned)out + 1, ~0U, 0);
}

/* When memory is short the kernel takes the copy, and not us: less is always allowed. */
static void
be_first_to_go(void)
{
	static const char most[] = "1000";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, most, sizeof(most) - 1);
	close(fd);
}

static _Noreturn void
be_copy(vg_child_work_cb work, void *cookie, int cpu_s, int out, pid_t parent)
{
	const struct rlimit cpu = {(rlim_t)cpu_s, (rlim_t)cpu_s};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	forget_signals();
	forget_descriptors(out);
	be_first_to_go();
	setrlimit(RLIMIT_CPU, &cpu);
	(void)setpriority(PRIO_PROCESS, 0, COPY_NICE);
	work(out, cookie);
	_exit(0);
}

int
vg_child_copy(vg_child_work_cb work, void *cookie, int cpu_s, pid_t *pid, int *fd,
    struct vg_detail *detail)
{
	pid_t parent = getpid();
	sigset_t all, before;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return vg_detail_set(detail, VG_EIO, "pipe: %s", strerror(errno));
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	*pid = fork();
	if (*pid == 0)
		be_copy(work, cookie, cpu_s, ends[1], parent);
	int cause = *pid < 0 ? errno : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return give("fork", ends, cause, fd, detail);
}

int
vg_child_wait(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool
vg_child_reap(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	return waitpid(pid, &status, WNOHANG) != 0;
}

void
vg_child_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	(void)vg_child_wait(pid);
}
