/*
 * A library before all others (torn.sh), by which programs write in pieces: a part of the writes to
 * files, pipes and stream sockets is cut in two at an octet that chance draws, with a pause between;
 * others come late, and a socket that has its name listens a moment later.  All of that may happen on
 * any machine.  A test that reads what another program writes, and takes what is there for the whole,
 * fails by it; so does a program that takes what one read gives for a message.
 *
 * It cuts nothing that must be whole: datagrams, what Exim's own processes say to each other by pipes
 * (POSIX promises PIPE_BUF octets), local sockets of foreign programs, and whatever a process does
 * behind a filter of calls.  Of Python, which runs the tests and their relays, only sockets are cut.
 * Programs without libc (Go) are not reached.
 *
 * TORN_CONF holds "PERCENT LEAST_MS MOST_MS"; without it nothing happens.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define TORN_CONF "/usr/share/vigie-torn/torn.conf"

enum { PIECES = 1024 };
enum kind { WHOLE, STREAM, SOCKET };

static unsigned percent, least_ms, most_ms;
static bool active, sealed, python, exim, ours;
static FILE *own_out, *own_err;
static _Thread_local uint64_t chance;

static unsigned
draw(unsigned n)
{
	if (chance == 0)
		chance = (uint64_t)(uintptr_t)&chance * 0x9E3779B97F4A7C15 +
		    (uint64_t)syscall(SYS_gettid) * 0xBF58476D1CE4E5B9 +
		    (uint64_t)time(NULL);
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (unsigned)((chance >> 20) % n);
}

static bool
chosen(void)
{
	return draw(100) < percent;
}

static void
wait_a_moment(void)
{
	unsigned ms = least_ms + draw(most_ms - least_ms + 1);
	struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
	int kept = errno;

	nanosleep(&t, NULL);
	errno = kept;
}

static bool
is_ours(int fd, int option, int least, int most)
{
	int value = -1;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value >= least &&
	    value <= most;
}

static enum kind
kind_of(int fd)
{
	struct stat st;
	int kept = errno;
	enum kind kind = WHOLE;

	if (!active || sealed)
		return WHOLE;
	if (fstat(fd, &st) == 0) {
		if (S_ISSOCK(st.st_mode)) {
			if (is_ours(fd, SO_TYPE, SOCK_STREAM, SOCK_STREAM) &&
			    (ours || is_ours(fd, SO_DOMAIN, AF_UNIX + 1, AF_MAX)))
				kind = SOCKET;
		} else if (!python &&
		    (S_ISREG(st.st_mode) ||
			(S_ISFIFO(st.st_mode) && (!exim || fd <= STDERR_FILENO)))) {
			kind = STREAM;
		}
	}
	errno = kept;
	return kind;
}

/* Where 'size' octets are cut; 0: nowhere. */
static size_t
cut_of(enum kind kind, size_t size)
{
	if (kind == STREAM && chosen())
		wait_a_moment();
	if (kind == WHOLE || size < 2 || !chosen())
		return 0;
	return 1 + draw(size > 100000 ? 100000 : (unsigned)(size - 1));
}

/* What came of two pieces, as a caller of one hears of it; the second is written by 'more'. */
#define IN_TWO(first, cut, more)                                                         \
	do {                                                                             \
		ssize_t n_first = (first), n_more;                                       \
		if (n_first < 0 || (size_t)n_first < (cut))                              \
			return n_first;                                                  \
		wait_a_moment();                                                         \
		n_more = (more);                                                         \
		return n_more < 0 ? n_first : n_first + n_more;                          \
	} while (0)

ssize_t
write(int fd, const void *data, size_t size)
{
	const char *octets = data;
	size_t cut = cut_of(kind_of(fd), size);

	if (cut == 0)
		return syscall(SYS_write, fd, data, size);
	IN_TWO(syscall(SYS_write, fd, octets, cut), cut,
	    syscall(SYS_write, fd, octets + cut, size - cut));
}

struct halves {
	struct iovec head[PIECES], tail[PIECES];
	size_t heads, tails;
};

static size_t
size_of(const struct iovec *v, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += v[i].iov_len;
	return size;
}

static void
halve(const struct iovec *v, size_t n, size_t cut, struct halves *to)
{
	to->heads = to->tails = 0;
	for (size_t i = 0; i < n; i++) {
		size_t here = v[i].iov_len < cut ? v[i].iov_len : cut;
		char *base = v[i].iov_base;

		if (here > 0)
			to->head[to->heads++] = (struct iovec){base, here};
		if (here < v[i].iov_len)
			to->tail[to->tails++] =
			    (struct iovec){base + here, v[i].iov_len - here};
		cut -= here;
	}
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	struct halves two;
	size_t cut = 0;

	if (n > 0 && n <= PIECES)
		cut = cut_of(kind_of(fd), size_of(v, (size_t)n));
	if (cut == 0)
		return syscall(SYS_writev, fd, v, n);
	halve(v, (size_t)n, cut, &two);
	IN_TWO(syscall(SYS_writev, fd, two.head, two.heads), cut,
	    syscall(SYS_writev, fd, two.tail, two.tails));
}

ssize_t
sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
    socklen_t to_size)
{
	const char *octets = data;
	enum kind kind = to == NULL ? kind_of(fd) : WHOLE;
	size_t cut = kind == SOCKET ? cut_of(kind, size) : 0;

	if (cut == 0)
		return syscall(SYS_sendto, fd, data, size, flags, to, to_size);
	IN_TWO(syscall(SYS_sendto, fd, octets, cut, flags, NULL, 0), cut,
	    syscall(SYS_sendto, fd, octets + cut, size - cut, flags, NULL, 0));
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
	return sendto(fd, data, size, flags, NULL, 0);
}

/* Descriptors go with the first piece. */
ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	struct halves two;
	enum kind kind = m->msg_name == NULL ? kind_of(fd) : WHOLE;
	size_t cut = 0;

	if (kind == SOCKET && m->msg_iovlen <= PIECES)
		cut = cut_of(kind, size_of(m->msg_iov, m->msg_iovlen));
	if (cut == 0)
		return syscall(SYS_sendmsg, fd, m, flags);
	halve(m->msg_iov, m->msg_iovlen, cut, &two);
	struct msghdr head = *m;
	struct msghdr tail = {.msg_iov = two.tail, .msg_iovlen = two.tails};
	head.msg_iov = two.head;
	head.msg_iovlen = two.heads;
	IN_TWO(syscall(SYS_sendmsg, fd, &head, flags), cut,
	    syscall(SYS_sendmsg, fd, &tail, flags));
}

/* Who waits for the file of a socket must not take it for one that listens. */
int
bind(int fd, const struct sockaddr *address, socklen_t size)
{
	int code = (int)syscall(SYS_bind, fd, address, size);

	if (code == 0 && active && !python && address->sa_family == AF_UNIX)
		wait_a_moment();
	return code;
}

int
prctl(int option, ...)
{
	unsigned long words[4];
	va_list args;

	va_start(args, option);
	for (int i = 0; i < 4; i++)
		words[i] = va_arg(args, unsigned long);
	va_end(args);
	if (option == PR_SET_SECCOMP)
		sealed = true;
	return (int)syscall(SYS_prctl, option, words[0], words[1], words[2], words[3]);
}

/* --- stdio, whose own writes do not come by here: its streams are ours ------------------------ */

static ssize_t
write_own(void *cookie, const char *data, size_t size)
{
	int fd = *(int *)cookie;

	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, data + done, size - done);

		if (n < 0 && errno != EINTR)
			return (ssize_t)done;
		done += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)size;
}

static FILE *
own_stream(FILE **stream, int *fd)
{
	cookie_io_functions_t calls = {.write = write_own};
	FILE *own = NULL;

	if (kind_of(*fd) == STREAM && (own = fopencookie(fd, "w", calls)) != NULL) {
		setvbuf(
		    own, NULL, *fd == STDERR_FILENO ? _IONBF : _IOFBF, 300 + draw(1500));
		*stream = own;
	}
	return own;
}

int
fileno(FILE *stream)
{
	if (stream != NULL && (stream == own_out || stream == own_err))
		return stream == own_out ? STDOUT_FILENO : STDERR_FILENO;
	if (stream->_fileno >= 0)
		return stream->_fileno;
	errno = EBADF;
	return -1;
}

static void
say_the_rest(void)
{
	if (own_out != NULL)
		fflush(own_out);
}

__attribute__((constructor)) static void
begin(void)
{
	static int out = STDOUT_FILENO, err = STDERR_FILENO;
	char text[64] = "";
	int fd = open(TORN_CONF, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (read(fd, text, sizeof(text) - 1) > 0)
		active = sscanf(text, "%u %u %u", &percent, &least_ms, &most_ms) == 3 &&
		    most_ms >= least_ms;
	close(fd);
	python = strncmp(program_invocation_short_name, "python", 6) == 0;
	exim = strncmp(program_invocation_short_name, "exim", 4) == 0;
	ours = python || strncmp(program_invocation_short_name, "vigie", 5) == 0;
	own_out = own_stream(&stdout, &out);
	own_err = own_stream(&stderr, &err);
	atexit(say_the_rest);
}
