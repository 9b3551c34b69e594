/*
 * The HTTP server, gate and evhttp together, under arbitrary octets: evhttp hands over as many
 * requests as the gate lets through, with the same bodies' sizes.  Otherwise what one takes for a
 * body the other would take for a request.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/http/http.h"
#include "lib/http/httpgate.h"
#include "lib/os/net.h"

enum { HEADER = 1024, BODY = 256, TURNS = 60 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	struct vg_loop *loop;
	struct vg_http *http;
	char path[64];
	size_t requests, octets; /* handed over by evhttp */
} t;

static void
handle(struct vg_http_request *request, void *cookie)
{
	size_t size;

	(void)cookie;
	(void)vg_http_body(request, &size);
	t.requests++;
	t.octets += size;
	vg_http_reply(request, 200, "text/plain", "x", 1);
}

static void
start(void)
{
	const struct vg_http_limits limits = {.header_size = HEADER, .body_size = BODY};
	struct vg_detail detail;
	int fd;

	snprintf(t.path, sizeof(t.path), "/tmp/vigie-fuzz-http.%ld", (long)getpid());
	t.loop = vg_loop_new();
	t.http = vg_http_new(t.loop, &limits, handle, NULL);
	if (vg_net_unix_listen(t.path, &fd, &detail) != VG_OK ||
	    vg_http_listen(t.http, fd) != VG_OK)
		abort();
}

static int
join(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	memcpy(name.sun_path, t.path, sizeof(t.path));
	if (fd < 0 || connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0)
		abort();
	return fd;
}

/* What the gate lets through of them: requests, and octets of bodies. */
static void
judge(const uint8_t *data, size_t size, size_t *requests, size_t *octets)
{
	struct vg_httpgate gate;
	size_t at = 0, length = 0; /* of the body that is coming */

	*requests = *octets = 0;
	vg_httpgate_init(&gate, HEADER, 2 * BODY);
	while (at < size && gate.state != VG_HTTPGATE_REFUSED) {
		bool in_body = gate.state == VG_HTTPGATE_BODY;
		at += vg_httpgate_read(&gate, data + at, 1);
		if (gate.state == VG_HTTPGATE_BODY && !in_body)
			length = (size_t)gate.left;
		if (gate.state != VG_HTTPGATE_DONE)
			continue;
		*requests += 1;
		*octets += length + gate.body;
		length = 0;
		vg_httpgate_next(&gate);
	}
	vg_httpgate_fini(&gate);
}

/* Whether something may end the connection before its last request. */
static bool
may_close(const uint8_t *data, size_t size)
{
	return memmem(data, size, "HTTP/1.0", 8) || memmem(data, size, "lose", 4) ||
	    memmem(data, size, "LOSE", 4) || memmem(data, size, "ontinue", 7);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t requests, octets;
	char reply[4096];

	if (!t.loop)
		start();
	judge(data, size, &requests, &octets);
	t.requests = t.octets = 0;
	int fd = join();
	ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
	for (int i = 0; i < TURNS && t.requests <= requests; i++) {
		vg_loop_turn(t.loop, 0);
		if (recv(fd, reply, sizeof(reply), 0) == 0)
			break;
	}
	close(fd);
	for (int i = 0; i < TURNS && vg_http_count(t.http).open; i++)
		vg_loop_turn(t.loop, 0);
	if (sent == (ssize_t)size &&
	    (t.requests > requests || (t.requests == requests && t.octets != octets) ||
		(t.requests < requests && requests < 8 && !may_close(data, size))))
		abort();
	return 0;
}
