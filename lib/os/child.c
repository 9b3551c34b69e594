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
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"

enum { ARGUMENTS = 16 };

extern char **environ;

/* The outputs are the pipe, the input is nothing; the rest is close-on-exec already. */
static int
spawn(const char *program, char *const words[], int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int cause = posix_spawn_file_actions_init(&actions);

	if (cause)
		return cause;
	cause = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	if (!cause)
		cause = posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (!cause)
		cause = posix_spawn_file_actions_adddup2(&actions, out, 2);
	if (!cause)
		cause = posix_spawn(pid, program, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return cause;
}

int
vg_child_start(const char *const argv[], pid_t *pid, int *fd, struct vg_detail *detail)
{
	static const char self[] = "/proc/self/exe";
	char *words[ARGUMENTS] = {strdup(self)};
	size_t n = 1;
	int ends[2];
	int cause = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;

	for (size_t i = 0; !cause && argv[i] && n + 1 < ARGUMENTS; i++)
		words[n++] = strdup(argv[i]);
	words[n] = NULL;
	if (!cause) {
		cause = spawn(self, words, ends[1], pid);
		close(ends[1]);
		if (cause)
			close(ends[0]);
		else
			*fd = ends[0];
	}
	for (size_t i = 0; i < n; i++)
		free(words[i]);
	return cause ? vg_detail_set(detail, VG_EIO, "%s: %s", self, strerror(cause))
		     : VG_OK;
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
