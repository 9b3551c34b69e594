/*
 * Two streams, each read, framed anew and written on.
 *
 * What a side cannot take yet waits in a buffer of one message; meanwhile the other side is not
 * read.  Both of our own ends are non-blocking, so that no peer can hold us but by the deadline.
 */
#include "agent/ncpoll/ncfilter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"
#include "lib/os/clock.h"

enum { READ_SIZE = 65536 };

static const char our_hello[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities>"
    "<capability>urn:ietf:params:netconf:base:1.0</capability>"
    "<capability>urn:ietf:params:netconf:base:1.1</capability>"
    "</capabilities></hello>";

static const char library_hello[] =
    "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities>"
    "<capability>urn:ietf:params:netconf:base:1.1</capability>"
    "</capabilities><session-id>%u</session-id></hello>";

/* One direction: what was read and not yet framed, what is framed and not yet written. */
struct stream {
	int from, to;
	struct vg_ncframe frame;
	enum vg_ncframe_version writes;
	unsigned char *read; /* owned; READ_SIZE octets */
	size_t at, size;     /* of 'read' */
	struct vg_buf out;
	size_t written;
	size_t total;     /* octets read so far */
	bool from_device; /* else of the library: trusted, but not unbounded */
	unsigned messages;
};

struct vg_ncfilter {
	int fd;      /* to the device, borrowed */
	int inner;   /* our end towards the library */
	int library; /* the library's end */
	struct vg_mono deadline;
	struct stream in, out; /* from the device, to the device */
	pthread_t thread;
	bool running;
	struct vg_detail why; /* the thread's until it is joined */
};

static void
init_stream(struct stream *s, size_t limit, bool from_device)
{
	vg_ncframe_init(&s->frame, limit);
	vg_buf_init(&s->out, limit + 64);
	s->read = vg_mem_array(READ_SIZE, 1);
	s->from_device = from_device;
}

static void
fini_stream(struct stream *s)
{
	vg_ncframe_fini(&s->frame);
	vg_buf_fini(&s->out);
	free(s->read);
}

static void
set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct vg_ncfilter *
vg_ncfilter_new(int fd, struct vg_mono deadline)
{
	struct vg_ncfilter *filter = vg_mem_zero(sizeof(*filter));

	filter->fd = fd;
	filter->inner = filter->library = -1;
	filter->deadline = deadline;
	init_stream(&filter->in, VG_NCFILTER_MESSAGE, true);
	init_stream(&filter->out, VG_NCFILTER_REQUEST, false);
	filter->in.frame.limit = VG_NCFILTER_HELLO;
	filter->in.from = filter->out.to = fd;
	set_nonblocking(fd);
	return filter;
}

/* --- one step of one stream ---------------------------------------------------------------- */

static bool
wants_write(const struct stream *s)
{
	return s->written < s->out.size;
}

static int
write_some(struct stream *s, struct vg_detail *detail)
{
	ssize_t n =
	    send(s->to, s->out.data + s->written, s->out.size - s->written, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return vg_detail_set(
		    detail, VG_EUNREACH, "the session was closed: %s", strerror(errno));
	s->written += n > 0 ? (size_t)n : 0;
	if (!wants_write(s)) {
		vg_buf_reset(&s->out);
		s->written = 0;
	}
	return VG_OK;
}

static int
read_some(struct stream *s, struct vg_detail *detail)
{
	ssize_t n = read(s->from, s->read, READ_SIZE);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return vg_detail_set(detail, VG_EUNREACH, "the session was closed%s",
		    s->from_device && s->messages == 0 ? " before the device's hello"
						       : "");
	s->at = 0;
	s->size = n > 0 ? (size_t)n : 0;
	s->total += s->size;
	if (s->from_device && s->total > VG_NCFILTER_SESSION)
		return vg_detail_set(detail, VG_ELIMIT,
		    "the device has said more than %d octets", VG_NCFILTER_SESSION);
	return VG_OK;
}

/* Frames what was read up to the end of a message: VG_OK with one, VG_EAGAIN without. */
static int
frame_one(struct stream *s, struct vg_detail *detail)
{
	size_t used = 0;
	int code;

	if (s->at == s->size)
		return VG_EAGAIN;
	code =
	    vg_ncframe_feed(&s->frame, s->read + s->at, s->size - s->at, &used, detail);
	s->at += used;
	if (code != VG_OK)
		return code;
	s->messages++;
	struct vg_buf *message = &s->frame.message;
	code = vg_ncmessage_check(message->data, message->size, detail);
	if (code != VG_OK)
		return code;
	vg_ncnamespace_fill(message);
	return message->error == VG_OK ? VG_OK
				       : vg_detail_set(detail, message->error,
					     "message: too long with its namespaces");
}

/* The library's own hello goes no further: ours was sent. */
static void
pass_on(struct stream *s)
{
	if (s->from_device || s->messages > 1)
		vg_ncframe_wrap(
		    &s->out, s->writes, s->frame.message.data, s->frame.message.size);
	else
		vg_ncframe_speak(&s->frame, VG_NCFRAME_11);
	vg_ncframe_next(&s->frame);
}

static int
step(struct stream *s, bool readable, bool writable, struct vg_detail *detail)
{
	int code = VG_OK;

	if (writable && wants_write(s))
		code = write_some(s, detail);
	if (code == VG_OK && readable && s->at == s->size)
		code = read_some(s, detail);
	while (code == VG_OK && !wants_write(s)) {
		code = frame_one(s, detail);
		if (code == VG_OK)
			pass_on(s);
	}
	return code == VG_EAGAIN ? VG_OK : code;
}

/* --- waiting ------------------------------------------------------------------------------- */

static int
wait_for(
    struct vg_ncfilter *filter, struct pollfd *fds, nfds_t n, struct vg_detail *detail)
{
	int64_t left_us = vg_instant_mono_since(filter->deadline, vg_clock_mono());
	int ready = left_us > 0 ? poll(fds, n, (int)(left_us / VG_MS_US) + 1) : 0;

	if (ready < 0 && errno != EINTR)
		return vg_detail_set(detail, VG_EIO, "poll: %s", strerror(errno));
	if (ready == 0)
		return vg_detail_set(detail, VG_ETIMEOUT, "%s in the time of the session",
		    filter->in.messages == 0 ? "no hello" : "no whole answer");
	return VG_OK;
}

static short
events_of(const struct stream *reads, const struct stream *writes)
{
	short events = 0;

	if (!wants_write(reads) && reads->at == reads->size)
		events |= POLLIN;
	if (wants_write(writes))
		events |= POLLOUT;
	return events;
}

static void *
pump(void *cookie)
{
	struct vg_ncfilter *filter = cookie;
	struct stream *in = &filter->in, *out = &filter->out;
	int code = VG_OK;

	while (code == VG_OK) {
		struct pollfd fds[2] = {{.fd = filter->fd, .events = events_of(in, out)},
		    {.fd = filter->inner, .events = events_of(out, in)}};
		code = wait_for(filter, fds, 2, &filter->why);
		bool device = fds[0].revents & (POLLIN | POLLHUP | POLLERR);
		bool library = fds[1].revents & (POLLIN | POLLHUP | POLLERR);
		if (code == VG_OK)
			code = step(in, device, fds[1].revents & POLLOUT, &filter->why);
		if (code == VG_OK)
			code = step(out, library, fds[0].revents & POLLOUT, &filter->why);
	}
	shutdown(filter->inner, SHUT_RDWR);
	return NULL;
}

/* --- the session --------------------------------------------------------------------------- */

int
vg_ncfilter_hello(
    struct vg_ncfilter *filter, struct vg_buf *hello, struct vg_detail *detail)
{
	struct stream *in = &filter->in, *out = &filter->out;
	int code = VG_OK;

	vg_ncframe_wrap(&out->out, VG_NCFRAME_10, our_hello, sizeof(our_hello) - 1);
	while (code == VG_OK && in->messages == 0) {
		struct pollfd fd = {.fd = filter->fd,
		    .events = (short)(POLLIN | (wants_write(out) ? POLLOUT : 0))};
		code = wait_for(filter, &fd, 1, detail);
		if (code == VG_OK && (fd.revents & POLLOUT))
			code = write_some(out, detail);
		if (code == VG_OK && (fd.revents & (POLLIN | POLLHUP | POLLERR)))
			code = read_some(in, detail);
		if (code == VG_OK) {
			code = frame_one(in, detail);
			code = code == VG_EAGAIN ? VG_OK : code;
		}
	}
	if (code != VG_OK)
		return code;
	vg_buf_add(hello, in->frame.message.data, in->frame.message.size);
	vg_ncframe_next(&in->frame);
	return hello->error;
}

int
vg_ncfilter_start(struct vg_ncfilter *filter, enum vg_ncframe_version version,
    uint32_t session_id, int *fd, struct vg_detail *detail)
{
	int pair[2];
	char hello[sizeof(library_hello) + 16];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
		return vg_detail_set(detail, VG_EIO, "socketpair: %s", strerror(errno));
	filter->inner = pair[0];
	*fd = filter->library = pair[1];
	filter->in.to = filter->out.from = filter->inner;
	filter->in.frame.limit = VG_NCFILTER_MESSAGE;
	filter->in.writes = VG_NCFRAME_11;
	filter->out.writes = version;
	vg_ncframe_speak(&filter->in.frame, version);
	int n = snprintf(hello, sizeof(hello), library_hello, session_id);
	vg_ncframe_wrap(&filter->in.out, VG_NCFRAME_10, hello, (size_t)n);
	if (pthread_create(&filter->thread, NULL, pump, filter) != 0)
		return vg_detail_set(detail, VG_EIO, "no thread for the filter");
	filter->running = true;
	return VG_OK;
}

int
vg_ncfilter_end(struct vg_ncfilter *filter, struct vg_detail *detail)
{
	bool ours = false;

	if (filter->running) {
		/* Whether it had ended before us: then it has shut our end down. */
		struct pollfd fd = {.fd = filter->library, .events = 0};
		ours = poll(&fd, 1, 0) == 0 || !(fd.revents & POLLHUP);
		shutdown(filter->library, SHUT_RDWR);
		pthread_join(filter->thread, NULL);
		filter->running = false;
	}
	if (filter->inner >= 0)
		close(filter->inner);
	if (filter->library >= 0)
		close(filter->library);
	filter->inner = filter->library = -1;
	if (ours || filter->why.code == VG_OK)
		return VG_OK;
	return vg_detail_set(detail, filter->why.code, "%s", filter->why.text);
}

void
vg_ncfilter_free(struct vg_ncfilter *filter)
{
	if (!filter)
		return;
	vg_ncfilter_end(filter, NULL);
	fini_stream(&filter->in);
	fini_stream(&filter->out);
	free(filter);
}
