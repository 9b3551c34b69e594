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
	struct vg_rest *rest; /* borrowed, as the next */
	struct vg_desk *desk;
	uint64_t told;                     /* notifications */
	char user[VG_NAME_SIZE];           /* who asked last */
	uint32_t session;                  /* in which session of NETCONF; 0: in none */
	bool cancels;                      /* that a commit be taken back */
	bool alone;                        /* what changes now is by nobody's word */
	struct vg_deskconfirm_row waiting; /* as it was last looked at */
};

static void
send_it(struct vg_apibase *base, const char *top,
    void (*write)(struct vg_restdata *data, const void *what), const void *what)
{
	const struct vg_rest_news news = {.top = top,
	    .id = base->told + 1,
	    .time = vg_clock_wall(),
	    .write = write,
	    .what = what};

	if (!vg_rest_followed(base->rest, STREAM))
		return;
	base->told++;
	vg_rest_publish(base->rest, STREAM, &news, vg_apitold_staff, base->desk);
}

static void
put_session(struct vg_restdata *data, const char *user, uint32_t session)
{
	vg_restdata_text(data, "username", user);
	vg_restdata_uint(data, "session-id", session);
}

/* --- sessions ------------------------------------------------------------------------------ */

/* A session that begins, or ends: 'why' then, and who ended it (0: nobody). */
struct session {
	const char *user, *why;
	uint32_t id, killer;
};

static void
write_began(struct vg_restdata *data, const void *what)
{
	const struct session *session = what;

	put_session(data, session->user, session->id);
}

static void
write_ended(struct vg_restdata *data, const void *what)
{
	const struct session *session = what;

	put_session(data, session->user, session->id);
	vg_restdata_leaf(data, "termination-reason", session->why);
	if (session->killer)
		vg_restdata_uint(data, "killed-by", session->killer);
}

void
vg_apibase_began(struct vg_apibase *base, uint32_t id, const char *user)
{
	const struct session session = {.user = user, .id = id};

	send_it(base, MODULE "netconf-session-start", write_began, &session);
}

void
vg_apibase_ended(struct vg_apibase *base, uint32_t id, const char *user, const char *why,
    uint32_t killer)
{
	const struct session session = {user, why, id, killer};

	send_it(base, MODULE "netconf-session-end", write_ended, &session);
}

/* --- the tree ------------------------------------------------------------------------------ */

/* "revision 7 taken from DOOR" */
static const char *
door_of(const struct vg_happening *happening)
{
	const char *last = happening->text ? strrchr(happening->text, ' ') : NULL;

	return last ? last + 1 : "";
}

struct change {
	const struct vg_apibase *base;
	const char *door;
};

static void
write_change(struct vg_restdata *data, const void *what)
{
	const struct change *change = what;
	const struct vg_apibase *base = change->base;

	vg_restdata_into(data, "changed-by");
	if (base->alone || !base->user[0])
		vg_restdata_leaf(data, "server", "");
	else
		put_session(data, base->user,
		    strcmp(change->door, "netconf") == 0 ? base->session : 0);
	vg_restdata_out(data);
	vg_restdata_leaf(data, "datastore", "running");
}

void
vg_apibase_happened(struct vg_apibase *base, const struct vg_happening *happening)
{
	const char *door;

	if (strcmp(happening->kind, "tree-changed") != 0)
		return;
	door = door_of(happening);
	base->alone = strcmp(door, "timer") == 0 || strcmp(door, "file") == 0;
	const struct change change = {base, door};
	send_it(base, MODULE "netconf-config-change", write_change, &change);
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

struct confirming {
	const struct vg_apibase *base; /* what waited before */
	const struct vg_deskconfirm_row *now;
	const char *event;
};

static void
write_confirming(struct vg_restdata *data, const void *what)
{
	const struct confirming *c = what;
	const struct vg_apibase *base = c->base;

	if (base->alone && strcmp(c->event, "cancel") == 0)
		put_session(data, base->waiting.who, 0);
	else if (!base->alone)
		put_session(data, base->user, base->session);
	vg_restdata_leaf(data, "confirm-event", c->event);
	if (c->now->revision)
		vg_restdata_uint(data, "timeout",
		    (uint64_t)((vg_instant_since(c->now->until, vg_clock_wall()) +
				   VG_SECOND_US - 1) /
			VG_SECOND_US));
}

void
vg_apibase_look(struct vg_apibase *base)
{
	struct vg_deskconfirm_row now;

	if (vg_deskconfirm_get(base->desk, &now) != VG_OK)
		return;
	const struct confirming c = {base, &now, event_of(base, &now)};
	if (c.event)
		send_it(base, MODULE "netconf-confirmed-commit", write_confirming, &c);
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
vg_apibase_new(struct vg_rest *rest, struct vg_desk *desk)
{
	struct vg_apibase *base = vg_mem_zero(sizeof(*base));

	base->rest = rest;
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
