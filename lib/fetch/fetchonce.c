/*
 * One request, one connection.
 */
#include "lib/fetch/fetchonce.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

enum { MAX_REPLY = 1024 * 1024, HEAD = 1024, PIECE = 16384 };

struct link {
	const struct vg_fetchonce *ask;
	struct vg_mono until;
	int fd;
	struct vg_detail *detail;
};

static int
fail(const struct link *l, int code, const char *why)
{
	return vg_detail_set(l->detail, code, "%s: %s", l->ask->path, why);
}

static int
fail_errno(const struct link *l)
{
	return fail(l, errno == EACCES ? VG_EACCESS : VG_EUNREACH, strerror(errno));
}

/* Until the socket can be read or written; VG_ETIMEOUT when the time is over. */
static int
wait_for(const struct link *l, short events)
{
	struct pollfd fd = {.fd = l->fd, .events = events};

	for (;;) {
		int64_t left = vg_instant_mono_since(l->until, vg_clock_mono());
		int ready = left > 0 ? poll(&fd, 1, (int)(left / 1000) + 1) : 0;
		if (ready > 0)
			return VG_OK;
		if (ready == 0)
			return fail(l, VG_ETIMEOUT, "no answer in time");
		if (errno != EINTR)
			return fail_errno(l);
	}
}

static int
connect_to(struct link *l)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	if (vg_text_copy(to.sun_path, sizeof(to.sun_path), l->ask->path) != VG_OK)
		return fail(l, VG_EINVAL, "the path is too long for a socket");
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0 || connect(l->fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		return fail_errno(l);
	return VG_OK;
}

/* A server that has heard enough answers before all is said: what it says is read then. */
static int
say(const struct link *l, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		int code = wait_for(l, POLLOUT);
		if (code != VG_OK)
			return code;
		ssize_t n = send(l->fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			return VG_OK;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return fail_errno(l);
		at += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return VG_OK;
}

static int
hear(const struct link *l, struct vg_buf *all)
{
	char piece[PIECE];

	for (;;) {
		int code = wait_for(l, POLLIN);
		if (code != VG_OK)
			return code;
		ssize_t n = recv(l->fd, piece, sizeof(piece), 0);
		if (n == 0 || (n < 0 && errno == ECONNRESET))
			return VG_OK;
		if (n < 0 && errno != EINTR)
			return fail_errno(l);
		vg_buf_add(all, piece, n > 0 ? (size_t)n : 0);
		if (all->error != VG_OK)
			return fail(l, VG_ELIMIT, "the answer is too long");
	}
}

/* The length that the head gives; -1: none. */
static int64_t
length_of(const char *head, const char *end)
{
	static const char name[] = "\r\nContent-Length:";
	int64_t length = -1;

	for (const char *at = head; at < end; at++) {
		if (strncasecmp(at, name, sizeof(name) - 1) != 0)
			continue;
		char number[24];
		at += sizeof(name) - 1;
		at += strspn(at, " \t");
		vg_text_format(
		    number, sizeof(number), "%.*s", (int)strspn(at, "0123456789"), at);
		if (vg_text_int(number, 0, INT64_MAX, &length) != VG_OK)
			return -1;
	}
	return length;
}

/* "HTTP/1.1 200 OK", fields, a blank line, the body. */
static int
read_reply(
    const struct link *l, const struct vg_buf *all, struct vg_fetchonce_reply *reply)
{
	const char *text = vg_buf_text(all);
	const char *end = strstr(text, "\r\n\r\n");
	char number[4] = "";
	int64_t status = 0;

	if (!all->size || !end)
		return fail(l, VG_EUNREACH,
		    "the connection was closed before the answer was whole");
	if (vg_text_starts(text, "HTTP/1.") && strlen(text) > 12)
		vg_text_format(number, sizeof(number), "%.3s", text + 9);
	if (vg_text_int(number, 100, 599, &status) != VG_OK)
		return fail(l, VG_EIO, "the answer is no HTTP");
	size_t size = all->size - (size_t)(end + 4 - text);
	int64_t length = length_of(text, end);
	if (length >= 0 && (uint64_t)length > size)
		return fail(l, VG_EUNREACH,
		    "the connection was closed before the answer was whole");
	reply->status = (long)status;
	reply->body = vg_mem_text_n(end + 4, length >= 0 ? (size_t)length : size);
	return VG_OK;
}

int
vg_fetchonce_send(const struct vg_fetchonce *ask, struct vg_fetchonce_reply *reply,
    struct vg_detail *detail)
{
	struct link l = {.ask = ask,
	    .until = vg_instant_mono_add(vg_clock_mono(), ask->timeout_ms * 1000),
	    .fd = -1,
	    .detail = detail};
	char head[HEAD];
	struct vg_buf all;

	*reply = (struct vg_fetchonce_reply){0};
	vg_buf_init(&all, MAX_REPLY);
	int code = connect_to(&l);
	if (code == VG_OK &&
	    vg_text_format(head, sizeof(head),
		"%s %s HTTP/1.0\r\nHost: localhost\r\nAccept: application/yang-data+json, "
		"*/*;q=0.1\r\nVigie-Door: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
		ask->method, ask->target, ask->door, ask->type, ask->size) != VG_OK)
		code = fail(&l, VG_EINVAL, "the request is too long");
	if (code == VG_OK)
		code = say(&l, head, strlen(head));
	if (code == VG_OK)
		code = say(&l, ask->body, ask->size);
	if (code == VG_OK)
		code = hear(&l, &all);
	if (code == VG_OK)
		code = read_reply(&l, &all, reply);
	if (l.fd >= 0)
		close(l.fd);
	vg_buf_fini(&all);
	return code;
}

void
vg_fetchonce_fini(struct vg_fetchonce_reply *reply)
{
	free(reply->body);
	*reply = (struct vg_fetchonce_reply){0};
}
