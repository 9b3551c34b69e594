/*
 * Requests to the collector.
 */
#include "collector/netconf/ncsocket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { TIMEOUT_MS = 60000 };

struct vg_ncsocket {
	char *path;
	struct vg_fetch *fetch;
	const struct ly_ctx *ly; /* borrowed */
};

struct vg_ncsocket *
vg_ncsocket_new(const char *path, const struct ly_ctx *ly)
{
	struct vg_ncsocket *socket = vg_mem_zero(sizeof(*socket));

	socket->path = vg_mem_text(path);
	socket->fetch = vg_fetch_new(path, TIMEOUT_MS);
	socket->ly = ly;
	return socket;
}

void
vg_ncsocket_free(struct vg_ncsocket *socket)
{
	if (!socket)
		return;
	vg_fetch_free(socket->fetch);
	free(socket->path);
	free(socket);
}

void
vg_ncsocket_set_session(struct vg_ncsocket *socket, uint32_t id)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", id);
	vg_fetch_add(socket->fetch, "Vigie-Session", text);
}

void
vg_ncsocket_look(struct vg_ncsocket *socket, bool looks)
{
	vg_fetch_mark(socket->fetch, looks ? "Vigie-Look: 1" : NULL);
}

const char *
vg_ncsocket_path(const struct vg_ncsocket *socket)
{
	return socket->path;
}

/* Sends it; the text of the answer, or NULL and 'fault'. */
static char *
send_it(struct vg_ncsocket *socket, const char *method, const char *target,
    const char *body, long *status, struct vg_ncfault *fault)
{
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};
	char *text = NULL;

	*status = 0;
	if (vg_fetch_send(socket->fetch, method, target, body, &reply, &detail) !=
	    VG_OK) {
		vg_ncfault_set(fault, "application",
		    detail.code == VG_ELIMIT ? "too-big" : "resource-denied",
		    "the collector: %s", detail.text);
		return NULL;
	}
	*status = reply.status;
	if (reply.status >= 200 && reply.status < 300) {
		text = reply.body;
		reply.body = NULL;
	} else {
		vg_ncfault_of_answer(fault, socket->ly, reply.status, reply.body);
	}
	vg_fetch_reply_fini(&reply);
	return text;
}

char *
vg_ncsocket_get(struct vg_ncsocket *socket, const char *target, long *status,
    struct vg_ncfault *fault)
{
	char *path = vg_mem_format("/restconf/data/%s", target);
	char *text;

	vg_ncsocket_look(socket, true);
	text = send_it(socket, "GET", path, NULL, status, fault);
	vg_ncsocket_look(socket, false);
	free(path);
	return text;
}

char *
vg_ncsocket_get_xml(struct vg_ncsocket *socket, const char *target, long *status,
    struct vg_ncfault *fault)
{
	char *text;

	/* No other type beside it: the socket prefers JSON. */
	vg_fetch_accept(socket->fetch, "application/yang-data+xml");
	text = vg_ncsocket_get(socket, target, status, fault);
	vg_fetch_accept(socket->fetch, NULL);
	return text;
}

char *
vg_ncsocket_run(struct vg_ncsocket *socket, const char *name, const char *body,
    struct vg_ncfault *fault)
{
	char *path = vg_mem_format("/restconf/operations/%s", name);
	long status;
	char *text = send_it(socket, "POST", path, body, &status, fault);

	free(path);
	return text;
}

char *
vg_ncsocket_act(struct vg_ncsocket *socket, const char *target, const char *body,
    struct vg_ncfault *fault)
{
	char *path = vg_mem_format("/restconf/data/%s", target);
	long status;
	char *text = send_it(socket, "POST", path, body, &status, fault);

	free(path);
	return text;
}

int
vg_ncsocket_try(struct vg_ncsocket *socket, const char *target, struct vg_ncfault *fault)
{
	char *path = vg_mem_format("/restconf/%s", target);
	long status;
	char *text = send_it(socket, "POST", path, "{", &status, fault);

	free(path);
	free(text);
	return status == 403 ? VG_EACCESS : VG_OK;
}
