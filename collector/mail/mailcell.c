/*
 * The cell.
 */
#include "collector/mail/mailcell.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "collector/mail/mailparse.h"
#include "lib/base/error.h"
#include "lib/os/child.h"
#include "lib/os/clock.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the cell knows no numbers of system calls for this machine"
#endif

/*
 * The processor's time: a timer before the limit, which counts whole seconds.  The memory that is
 * the child's own to write: the mail, the libraries' data, and so much to compute in.  How long it
 * may keep its parent waiting: on a machine that is short of everything, a second takes that.
 */
enum { CPU_MS = 800, CPU_S = 1, MEMORY = 14 << 20, WAIT_MS = 30000 };

/* --- confined ------------------------------------------------------------------------------ */

#define ALLOW(name)                                                                      \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1),                          \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define LOAD(member)                                                                     \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
/* Of memory: the third argument says what for. */
#define ALLOW_DATA(name)                                                                 \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), LOAD(args[2]),           \
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),                       \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),                        \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Where the first argument is that number alone. */
#define ALLOW_FIRST(name, number)                                                        \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), LOAD(args[0]),           \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 1, 0),                           \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),                        \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* The one descriptor that there is; which step asks for the process of a signal. */
enum { RESULT = 0, OWN_PID = 6 };

static struct sock_filter filter[] = {LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), LOAD(nr), ALLOW_FIRST(tgkill, 0),
    ALLOW_FIRST(write, RESULT), ALLOW(brk), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),
    ALLOW(futex), ALLOW(exit_group), ALLOW(exit), ALLOW(rt_sigreturn),
    ALLOW(rt_sigprocmask), ALLOW(rt_sigaction), ALLOW(sigaltstack), ALLOW(getpid),
    ALLOW(gettid), ALLOW(clock_gettime), ALLOW(getrandom), ALLOW(sched_yield),
    ALLOW_DATA(mmap), ALLOW_DATA(mprotect),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)};

static int
set_limit(int what, rlim_t most)
{
	const struct rlimit limit = {most, most};

	return setrlimit((__rlimit_resource_t)what, &limit);
}

/* Octets of memory of its own that the process has now (proc(5): statm). */
static size_t
own_memory(void)
{
	unsigned long data = 0;
	FILE *file = fopen("/proc/self/status", "re");
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "VmData: %lu kB", &data) == 1)
			break;
	}
	if (file)
		fclose(file);
	return (size_t)data * 1024;
}

/* False when it could not be done: then nothing is parsed. */
static bool
confine(void)
{
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
	const struct itimerval timer = {.it_value = {.tv_usec = CPU_MS * 1000}};
	size_t memory = own_memory();

	/* It may end itself (abort(3)), nobody else. */
	filter[OWN_PID].k = (uint32_t)getpid();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    set_limit(RLIMIT_CORE, 0) != 0 || set_limit(RLIMIT_FSIZE, 0) != 0 ||
	    set_limit(RLIMIT_CPU, CPU_S) != 0 ||
	    setitimer(ITIMER_PROF, &timer, NULL) != 0)
		return false;
	if (!SANITIZED &&
	    (memory == 0 || set_limit(RLIMIT_DATA, (rlim_t)(memory + MEMORY)) != 0))
		return false;
	return set_limit(RLIMIT_NOFILE, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/* All but the pipe, which becomes the one descriptor there is; false when others are left. */
static bool
keep_only(int fd)
{
	if (fd != RESULT && dup2(fd, RESULT) != RESULT)
		return false;
	return syscall(SYS_close_range, RESULT + 1U, ~0U, 0U) == 0;
}

static void
be_child(char *mail, size_t size, int fd)
{
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	vg_mailparse_prepare(mail, size);
	if (!keep_only(fd) || !confine())
		_exit(2);
	vg_mailparse(mail, size, RESULT);
	_exit(0);
}

/* --- the parent ---------------------------------------------------------------------------- */

/* Waits for the child 'left_us' at most, and takes off what it took: what the collector needs for
 * the parts is not the child's. */
static int
wait_for(int fd, int64_t *left_us)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	struct vg_mono began = vg_clock_mono();
	int ready = *left_us > 0 ? poll(&wait, 1, (int)(*left_us / 1000) + 1) : 0;

	*left_us -= vg_instant_mono_since(vg_clock_mono(), began);
	return ready;
}

static int
listen_to(int fd, struct vg_mailsaid *said, struct vg_detail *detail)
{
	static char piece[65536];
	int64_t left_us = WAIT_MS * INT64_C(1000);
	int code = VG_OK;

	while (code == VG_OK) {
		int ready = wait_for(fd, &left_us);
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t n = ready > 0 ? read(fd, piece, sizeof(piece)) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		code = vg_mailsaid_take(said, piece, (size_t)n, detail);
	}
	if (code == VG_OK && !said->whole)
		code =
		    vg_detail_set(detail, VG_EPARSE, "the parser did not come to an end");
	return code;
}

int
vg_mailcell_run(
    char *mail, size_t size, struct vg_mailsaid *said, struct vg_detail *detail)
{
	int ends[2];

	if (pipe(ends) != 0) {
		free(mail);
		return vg_detail_set(detail, VG_EAGAIN, "pipe: %s", strerror(errno));
	}
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		be_child(mail, size, ends[1]);
	}
	close(ends[1]);
	free(mail);
	int code = child < 0
	    ? vg_detail_set(detail, VG_EAGAIN, "fork: %s", strerror(errno))
	    : listen_to(ends[0], said, detail);
	close(ends[0]);
	if (child > 0)
		vg_child_kill(child);
	return code;
}
