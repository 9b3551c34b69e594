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
#include "lib/ncio/ncstream.h"
#include "lib/netconf/ncmessage.h"
#include "lib/netconf/ncnamespace.h"
#include "lib/os/clock.h"

enum { SLACK = 64 };

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

struct vg_ncfilter {
	int fd;      /* to the device, borrowed */
	int inner;   /* our end towards the library */
	int library; /* the library's end */
	struct vg_mono deadline;
	struct vg_ncstream in, out; /* from the device, to the device */
	pthread_t thread;
	bool running;
	struct vg_detail why; /* the thread's until it is joined */
};

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
	vg_ncstream_init(&filter->in, VG_NCFILTER_MESSAGE, SLACK, fd, -1);
	vg_ncstream_init(&filter->out, VG_NCFILTER_REQUEST, SLACK, -1, fd);
	filter->in.frame.limit = VG_NCFILTER_HELLO;
	set_nonblocking(fd);
	return filter;
}

/* --- one step of one stream ---------------------------------------------------------------- */

/* Reads once of the device; the end, and more than a session may have, are errors. */
static int
read_device(struct vg_ncfilter *filter, struct vg_detail *detail)
{
	struct vg_ncstream *in = &filter->in;

	vg_ncstream_read(in);
	if (in->ended)
		return vg_detail_set(detail, VG_EUNREACH, "the session was closed%s",
		    in->messages == 0 ? " before the device's hello" : "");
	if (in->got > VG_NCFILTER_SESSION)
		return vg_detail_set(detail, VG_ELIMIT,
		    "the device has said more than %d octets", VG_NCFILTER_SESSION);
	return VG_OK;
}

static int
read_library(struct vg_ncfilter *filter, struct vg_detail *detail)
{
	vg_ncstream_read(&filter->out);
	return filter->out.ended
	    ? vg_detail_set(detail, VG_EUNREACH, "the session was closed")
	    : VG_OK;
}

/* VG_OK with a message that may go on, VG_EAGAIN without. */
static int
frame_one(struct vg_ncstream *s, struct vg_detail *detail)
{
	struct vg_buf *message = &s->frame.message;
	int code = vg_ncstream_frame(s, detail);

	if (code == VG_OK)
		code = vg_ncmessage_check(message->data, message->size, detail);
	return code == VG_OK ? vg_ncnamespace_fill(message, detail) : code;
}

/* The library's own hello goes no further: ours was sent. */
static void
pass_on(struct vg_ncfilter *filter, struct vg_ncstream *s)
{
	if (s == &filter->in || s->messages > 1)
		vg_ncstream_put(s, s->frame.message.data, s->frame.message.size);
	else
		vg_ncframe_speak(&s->frame, VG_NCFRAME_11);
	vg_ncframe_next(&s->frame);
}

static int
step(struct vg_ncfilter *filter, struct vg_ncstream *s, bool readable, bool writable,
    struct vg_detail *detail)
{
	int code = VG_OK;

	if (writable && vg_ncstream_waits(s))
		code = vg_ncstream_write(s, detail);
	if (code == VG_OK && readable && vg_ncstream_is_empty(s))
		code = s == &filter->in ? read_device(filter, detail)
					: read_library(filter, detail);
	while (code == VG_OK && !vg_ncstream_waits(s)) {
		code = frame_one(s, detail);
		if (code == VG_OK)
			pass_on(filter, s);
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
events_of(const struct vg_ncstream *reads, const struct vg_ncstream *writes)
{
	short events = 0;

	if (!vg_ncstream_waits(reads) && vg_ncstream_is_empty(reads))
		events |= POLLIN;
	if (vg_ncstream_waits(writes))
		events |= POLLOUT;
	return events;
}

static void *
pump(void *cookie)
{
	struct vg_ncfilter *filter = cookie;
	struct vg_ncstream *in = &filter->in, *out = &filter->out;
	int code = VG_OK;

	while (code == VG_OK) {
		struct pollfd fds[2] = {{.fd = filter->fd, .events = events_of(in, out)},
		    {.fd = filter->inner, .events = events_of(out, in)}};
		code = wait_for(filter, fds, 2, &filter->why);
		bool device = fds[0].revents & (POLLIN | POLLHUP | POLLERR);
		bool library = fds[1].revents & (POLLIN | POLLHUP | POLLERR);
		if (code == VG_OK)
			code = step(
			    filter, in, device, fds[1].revents & POLLOUT, &filter->why);
		if (code == VG_OK)
			code = step(
			    filter, out, library, fds[0].revents & POLLOUT, &filter->why);
	}
	shutdown(filter->inner, SHUT_RDWR);
	return NULL;
}

/* --- the session --------------------------------------------------------------------------- */

int
vg_ncfilter_hello(
    struct vg_ncfilter *filter, struct vg_buf *hello, struct vg_detail *detail)
{
	struct vg_ncstream *in = &filter->in, *out = &filter->out;
	int code = VG_OK;

	vg_ncstream_put(out, our_hello, sizeof(our_hello) - 1);
	while (code == VG_OK && in->messages == 0) {
		struct pollfd fd = {.fd = filter->fd,
		    .events = (short)(POLLIN | (vg_ncstream_waits(out) ? POLLOUT : 0))};
		code = wait_for(filter, &fd, 1, detail);
		if (code == VG_OK && (fd.revents & POLLOUT))
			code = vg_ncstream_write(out, detail);
		if (code == VG_OK && (fd.revents & (POLLIN | POLLHUP | POLLERR)))
			code = read_device(filter, detail);
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
	vg_ncstream_fini(&filter->in);
	vg_ncstream_fini(&filter->out);
	free(filter);
}
