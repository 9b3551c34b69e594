/*
 * RFC 6470's notifications.
 */
#include "collector/api/apibase.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apitold.h"
#include "collector/desk/tree/deskconfirm.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

#define STREAM "netconf"
#define MODULE "ietf-netconf-notifications:"

struct vg_apibase {
	struct vg_rest *rest; /* borrowed, as the next two */
	const struct vg_context *context;
	struct vg_desk *desk;
	uint64_t told;                     /* notifications */
	char user[VG_NAME_SIZE];           /* who asked last */
	uint32_t session;                  /* in which session of NETCONF; 0: in none */
	bool cancels;                      /* that a commit be taken back */
	bool alone;                        /* what changes now is by nobody's word */
	struct vg_deskconfirm_row waiting; /* as it was last looked at */
};

static struct vg_restdata *
begin(const struct vg_apibase *base, const char *name)
{
	return vg_rest_followed(base->rest, STREAM)
	    ? vg_restdata_new(base->context, name, false)
	    : NULL;
}

static void
send_it(struct vg_apibase *base, struct vg_restdata *data)
{
	vg_rest_publish(base->rest, STREAM, ++base->told, vg_clock_wall(), data,
	    vg_apitold_staff, base->desk);
	vg_restdata_free(data);
}

static void
put_session(struct vg_restdata *data, const char *user, uint32_t session)
{
	vg_restdata_text(data, "username", user);
	vg_restdata_uint(data, "session-id", session);
}

/* --- sessions ------------------------------------------------------------------------------ */

void
vg_apibase_began(struct vg_apibase *base, uint32_t id, const char *user)
{
	struct vg_restdata *data = begin(base, MODULE "netconf-session-start");

	if (!data)
		return;
	put_session(data, user, id);
	send_it(base, data);
}

void
vg_apibase_ended(struct vg_apibase *base, uint32_t id, const char *user, const char *why,
    uint32_t killer)
{
	struct vg_restdata *data = begin(base, MODULE "netconf-session-end");

	if (!data)
		return;
	put_session(data, user, id);
	vg_restdata_leaf(data, "termination-reason", why);
	if (killer)
		vg_restdata_uint(data, "killed-by", killer);
	send_it(base, data);
}

/* --- the tree ------------------------------------------------------------------------------ */

/* "revision 7 taken from DOOR" */
static const char *
door_of(const struct vg_happening *happening)
{
	const char *last = happening->text ? strrchr(happening->text, ' ') : NULL;

	return last ? last + 1 : "";
}

static void
tell_change(struct vg_apibase *base, const char *door)
{
	struct vg_restdata *data = begin(base, MODULE "netconf-config-change");

	if (!data)
		return;
	vg_restdata_into(data, "changed-by");
	if (base->alone || !base->user[0])
		vg_restdata_leaf(data, "server", "");
	else
		put_session(
		    data, base->user, strcmp(door, "netconf") == 0 ? base->session : 0);
	vg_restdata_out(data);
	vg_restdata_leaf(data, "datastore", "running");
	send_it(base, data);
}

void
vg_apibase_happened(struct vg_apibase *base, const struct vg_happening *happening)
{
	const char *door;

	if (strcmp(happening->kind, "tree-changed") != 0)
		return;
	door = door_of(happening);
	base->alone = strcmp(door, "timer") == 0 || strcmp(door, "file") == 0;
	tell_change(base, door);
	vg_apibase_look(base);
	base->alone = false;
}

/* What became of the commit that waited 'before', now that 'now' waits; NULL: nothing. */
static const char *
event_of(const struct vg_apibase *base, const struct vg_deskconfirm_row *now)
{
	const struct vg_deskconfirm_row *before = &base->waiting;

	if (!before->revision)
		return now->revision ? "start" : NULL;
	if (now->revision)
		return now->revision != before->revision ||
			now->until.us != before->until.us
		    ? "extend"
		    : NULL;
	if (base->alone)
		return vg_instant_compare(vg_clock_wall(), before->until) < 0 ? "cancel"
									      : "timeout";
	return base->cancels ? "cancel" : "complete";
}

void
vg_apibase_look(struct vg_apibase *base)
{
	struct vg_deskconfirm_row now;
	struct vg_restdata *data;
	const char *event;

	if (vg_deskconfirm_get(base->desk, &now) != VG_OK)
		return;
	event = event_of(base, &now);
	data = event ? begin(base, MODULE "netconf-confirmed-commit") : NULL;
	if (data) {
		if (base->alone && strcmp(event, "cancel") == 0)
			put_session(data, base->waiting.who, 0);
		else if (!base->alone)
			put_session(data, base->user, base->session);
		vg_restdata_leaf(data, "confirm-event", event);
		if (now.revision)
			vg_restdata_uint(data, "timeout",
			    (uint64_t)((vg_instant_since(now.until, vg_clock_wall()) +
					   VG_SECOND_US - 1) /
				VG_SECOND_US));
		send_it(base, data);
	}
	base->waiting = now;
}

/* --- life ---------------------------------------------------------------------------------- */

void
vg_apibase_asks(
    struct vg_apibase *base, const struct vg_rest_caller *caller, const char *name)
{
	vg_text_copy(base->user, sizeof(base->user), caller->user);
	base->session = caller->session;
	base->cancels = strcmp(name, "vigie-tree:tree-cancel") == 0;
}

struct vg_apibase *
vg_apibase_new(
    struct vg_rest *rest, const struct vg_context *context, struct vg_desk *desk)
{
	struct vg_apibase *base = vg_mem_zero(sizeof(*base));

	base->rest = rest;
	base->context = context;
	base->desk = desk;
	(void)vg_deskconfirm_get(desk, &base->waiting);
	vg_rest_add_stream(rest, STREAM, NULL, NULL, base);
	return base;
}

void
vg_apibase_free(struct vg_apibase *base)
{
	free(base);
}
