/*
 * Refusals of the door.
 */
#include "collector/api/apirefused.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apisession.h"
#include "collector/desk/persons/deskrefused.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

struct vg_apirefused {
	struct vg_desk *desk;
};

/* Whether it is one that the audit wants: not what is not found, nor what is our own trouble. */
static bool
is_wanted(const struct vg_rest_refused *r)
{
	if (r->status < 400 || r->status > 499)
		return false;
	if (!r->known)
		return r->status == 403;
	/* What he may not see is left out of what he is given: nobody is refused anything. */
	if (r->caller->look &&
	    (r->what == VG_REST_READ || strcmp(r->name, "vigie-tree:tree-get") == 0))
		return false;
	switch (r->what) {
	case VG_REST_READ:
	case VG_REST_FOLLOW:
		return r->status == 403;
	case VG_REST_RUN:
	case VG_REST_WRITE:
		break;
	}
	return true;
}

/* Whether 'object' is a number as cases, orders and engines have them, or is in the tree. */
static bool
is_known(const struct vg_conf *conf, const char *object)
{
	static const char numbers[] = "0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	if (object[strspn(object, numbers)] == '\0' &&
	    object[strcspn(object, "0123456789")] != '\0')
		return true;
	return vg_conf_user(conf, object) || vg_conf_client(conf, object) ||
	    vg_conf_device(conf, object);
}

/* Somebody may have said anything, and the audit is for ever. */
static const char *
object_of(const struct vg_conf *conf, const struct vg_rest_refused *r, const char *verb)
{
	if (r->what != VG_REST_RUN)
		return r->name;
	return vg_text_starts(verb, "privacy-") || vg_text_starts(verb, "mail-") ||
		!is_known(conf, r->object)
	    ? ""
	    : r->object;
}

static const char *
what_of(const struct vg_rest_refused *r)
{
	const char *colon = strchr(r->name, ':');

	switch (r->what) {
	case VG_REST_READ:
		return "read";
	case VG_REST_FOLLOW:
		return "follow";
	case VG_REST_WRITE:
		return "edit";
	case VG_REST_RUN:
		break;
	}
	return colon ? colon + 1 : r->name;
}

/* In whose name it is told: who is nobody is so by his uid, or by the proxy that named him. */
static struct vg_actor
actor_of(const struct vg_rest_caller *caller, char *stranger, size_t size)
{
	const char *proxy = caller->through[0] ? caller->through : NULL;

	if (proxy)
		vg_text_copy(stranger, size, "(nobody)");
	else
		vg_text_format(stranger, size, "uid %lu", (unsigned long)caller->uid);
	return (struct vg_actor){.user = caller->user[0] ? caller->user : stranger,
	    .proxy = proxy,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
}

static void
note(const struct vg_rest_refused *r, void *cookie)
{
	struct vg_apirefused *refused = cookie;
	const struct vg_conf *conf = vg_desk_conf(refused->desk);
	const char *what = r->known ? what_of(r) : "enter";
	char stranger[24], why[80];
	const struct vg_actor actor = actor_of(r->caller, stranger, sizeof(stranger));

	if (!is_wanted(r))
		return;
	vg_text_format(
	    why, sizeof(why), "%s%s%s", r->tag, r->app_tag[0] ? " " : "", r->app_tag);
	int code = vg_deskrefused_note(vg_deskrefused_of(refused->desk), refused->desk,
	    &actor, what, r->known ? object_of(conf, r, what) : "", why, vg_clock_wall());
	if (code != VG_OK)
		vg_log(VG_LOG_ERROR, "socket", actor.user,
		    "refusal of %s is not in the audit: %s", what, vg_error_text(code));
}

struct vg_apirefused *
vg_apirefused_new(struct vg_rest *rest, struct vg_desk *desk)
{
	struct vg_apirefused *refused = vg_mem_zero(sizeof(*refused));

	refused->desk = desk;
	vg_rest_set_refused(rest, note, refused);
	return refused;
}

void
vg_apirefused_free(struct vg_apirefused *refused)
{
	free(refused);
}
