/*
 * The collector's door.
 */
#include "collector/api/api.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/api/apiaccess.h"
#include "collector/api/apialarmnews.h"
#include "collector/api/apibase.h"
#include "collector/api/apiblob.h"
#include "collector/api/apidata.h"
#include "collector/api/apilogin.h"
#include "collector/api/apiproof.h"
#include "collector/api/apirefused.h"
#include "collector/api/apiedit.h"
#include "collector/api/apisession.h"
#include "collector/api/apistorage.h"
#include "collector/api/apitold.h"
#include "collector/api/apitree.h"
#include "collector/desk/deskscope.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct vg_api {
	struct vg_rest *rest;
	const struct vg_context *context; /* borrowed */
	struct vg_desk *desk;             /* borrowed */
	struct vg_backup *backup;         /* borrowed; NULL: not yet */
	struct vg_apitree *tree;          /* owned */
	struct vg_apialarmnews *alarms;   /* owned */
	struct vg_apitold *told;          /* owned */
	struct vg_apibase *base;          /* owned */
	struct vg_apiproof *proof;        /* owned */
	struct vg_apisession *session;    /* owned */
	struct vg_apiedit *edit;          /* owned */
	struct vg_apirefused *refused;    /* owned */
	struct vg_apidata data;           /* what the resources are read from */
	vg_api_changed_cb changed;
	void *cookie;
	struct vg_api_act *acts; /* owned */
	size_t n_acts;
};

/* --- who asks ------------------------------------------------------------------------------ */

static void
fill_caller(struct vg_rest_caller *caller, uid_t uid, const char *user,
    const char *through, enum vg_role role)
{
	caller->uid = uid;
	caller->role = (int)role;
	vg_text_copy(caller->user, sizeof(caller->user), user);
	vg_text_copy(caller->through, sizeof(caller->through), through);
}

int
vg_api_identify(const struct vg_conf *conf, uid_t uid, uid_t own, const char *named,
    struct vg_rest_caller *caller, struct vg_detail *detail)
{
	const struct vg_conf_user *peer = vg_conf_user_of_uid(conf, (uint32_t)uid);
	const struct vg_conf_user *user;

	caller->proxy = peer && peer->proxy;
	if (named && (!peer || !peer->proxy))
		return vg_detail_set(detail, VG_EACCESS,
		    "Vigie-User is taken from users marked proxy only, not from uid %lu",
		    (unsigned long)uid);
	if (named) {
		user = vg_conf_user(conf, named);
		vg_text_copy(caller->through, sizeof(caller->through), peer->name);
		if (!user)
			return vg_detail_set(
			    detail, VG_EACCESS, "no user '%.64s' in the tree", named);
		fill_caller(caller, uid, user->name, peer->name, user->role);
		return VG_OK;
	}
	if (peer) {
		fill_caller(caller, uid, peer->name, "", peer->role);
		return VG_OK;
	}
	/* Before the first user is set, somebody must be able to look. */
	if (vg_deskscope_is_first(conf, VG_DESKSCOPE_FIRST) && (uid == 0 || uid == own)) {
		fill_caller(caller, uid, VG_DESKSCOPE_FIRST, "", VG_ROLE_ADMIN);
		return VG_OK;
	}
	return vg_detail_set(detail, VG_EACCESS,
	    "uid %lu is no user of the tree; an administrator adds it with leaf uid",
	    (unsigned long)uid);
}

static int
who(uid_t uid, const char *named, struct vg_rest_caller *caller, struct vg_detail *detail,
    void *cookie)
{
	struct vg_api *api = cookie;

	return vg_api_identify(
	    vg_desk_conf(api->desk), uid, geteuid(), named, caller, detail);
}

/* --- commands ------------------------------------------------------------------------------ */

static int
run_backup(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const struct vg_api *api = cookie;

	return vg_apistorage_start(api->backup, caller,
	    vg_tree_text(input, "idempotency-key", ""), output, detail);
}

/* One verb of the desk as an operation. */
struct vg_api_act {
	struct vg_api *api;
	const char *verb, *object; /* static */
	char name[96];             /* the RPC's */
};

/* The parts of a mail are values too: 64, and what else there is of it. */
enum { MAX_ARGS = 112 };

/* Every leaf of the input but object, time and key is a named value. */
static size_t
read_args(
    const struct vg_node *input, const char *object, struct vg_act_arg args[MAX_ARGS])
{
	size_t n = 0;

	for (const struct vg_node *leaf = vg_tree_first(input); leaf && n < MAX_ARGS;
	     leaf = vg_tree_sibling(leaf)) {
		const char *name = vg_tree_name(leaf);
		if (strcmp(name, object) != 0 && strcmp(name, "at") != 0 &&
		    strcmp(name, "idempotency-key") != 0)
			args[n++] = (struct vg_act_arg){name, vg_tree_value(leaf)};
	}
	return n;
}

static int
run_act(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const struct vg_api_act *op = cookie;
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
	struct vg_act_arg args[MAX_ARGS];
	struct vg_act act = {.verb = op->verb,
	    .object = vg_tree_text(input, op->object, ""),
	    .args = args,
	    .n_args = read_args(input, op->object, args),
	    .idempotency_key = vg_tree_text(input, "idempotency-key", NULL)};
	const char *at = vg_tree_text(input, "at", NULL);
	struct vg_act_result result;

	vg_restdata_about(output, act.object);
	if (at && vg_instant_parse(at, &act.at) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "at: '%.40s' is no instant", at);
	int code =
	    vg_desk_act(op->api->desk, &actor, &act, vg_clock_wall(), &result, detail);
	if (op->api->changed)
		op->api->changed(op->api->cookie);
	if (code != VG_OK)
		return code;
	vg_restdata_text(output, op->object, result.object);
	vg_restdata_text(output, "state", result.state);
	vg_restdata_text(output, "text", result.text);
	vg_restdata_text(output, "document", result.document);
	free(result.document);
	return VG_OK;
}

/* One operation for each verb of the desk: its YANG is the RPC of that name. */
static void
add_acts(struct vg_api *api)
{
	const char *verb, *object;

	for (size_t i = 0; vg_desk_act_at(i, &verb, &object); i++)
		api->n_acts = i + 1;
	api->acts = vg_mem_array(api->n_acts, sizeof(*api->acts));
	for (size_t i = 0; vg_desk_act_at(i, &verb, &object); i++) {
		struct vg_api_act *op = &api->acts[i];
		op->api = api;
		op->verb = verb;
		op->object = object;
		vg_text_format(op->name, sizeof(op->name), "vigie-cases:%s", verb);
		vg_rest_add_operation(api->rest, op->name, run_act, op);
	}
}

/* --- events -------------------------------------------------------------------------------- */

static void
write_happening(struct vg_restdata *data, const void *what)
{
	const struct vg_happening *happening = what;

	vg_restdata_int(data, "sequence", happening->sequence);
	vg_restdata_time(data, "time", happening->at);
	vg_restdata_leaf(data, "kind", happening->kind);
	vg_restdata_text(data, "case", happening->case_number);
	vg_restdata_text(data, "resource", happening->resource);
	vg_restdata_text(data, "text", happening->text);
}

static void
tell(const struct vg_happening *happening, struct vg_api *api)
{
	const struct vg_rest_news news = {.top = "vigie-cases:vigie-event",
	    .id = (uint64_t)happening->sequence,
	    .time = happening->at,
	    .write = write_happening,
	    .what = happening};

	vg_rest_publish(api->rest, "vigie", &news, vg_apitold_staff, api->desk);
}

static void
publish(const struct vg_happening *happening, void *cookie)
{
	struct vg_api *api = cookie;

	if (vg_rest_followed(api->rest, "vigie"))
		tell(happening, api);
	vg_apitold_tell(api->told, happening);
	vg_apibase_happened(api->base, happening);
	vg_apialarmnews_tell(api->alarms);
}

static void
tell_row(const struct vg_happening *happening, void *cookie)
{
	tell(happening, cookie);
}

static int
past(struct vg_sse_place *place, size_t rows, void *cookie)
{
	struct vg_api *api = cookie;

	return vg_apitold_past(api->desk, place, rows, tell_row, api);
}

/* --- what is asked for, and what has changed ----------------------------------------------- */

static int
may(const struct vg_rest_caller *caller, enum vg_rest_access what, const char *name,
    struct vg_detail *detail, void *cookie)
{
	struct vg_api *api = cookie;
	int code = vg_apiaccess_check(caller, what, name, detail, api->desk);

	if (code == VG_OK && what != VG_REST_READ && what != VG_REST_FOLLOW)
		vg_apibase_asks(api->base, caller, name);
	return code;
}

static void
changed(void *cookie)
{
	struct vg_api *api = cookie;

	vg_apibase_look(api->base);
	if (api->changed)
		api->changed(api->cookie);
}

/* --- the door ------------------------------------------------------------------------------ */

struct vg_api *
vg_api_new(struct vg_loop *loop, const struct vg_context *context, struct vg_desk *desk,
    vg_api_changed_cb cb, void *cookie)
{
	struct vg_api *api = vg_mem_zero(sizeof(*api));

	api->context = context;
	api->desk = desk;
	api->changed = cb;
	api->cookie = cookie;
	api->proof = vg_apiproof_new(desk);
	api->rest = vg_rest_new(loop, context, "socket", who, api);
	api->base = vg_apibase_new(api->rest, desk);
	vg_rest_set_access(api->rest, may, api);
	api->refused = vg_apirefused_new(api->rest, desk);
	api->data = (struct vg_apidata){.desk = desk, .proof = api->proof};
	vg_apidata_add(api->rest, &api->data);
	vg_rest_add_operation(api->rest, "vigie-cases:backup-start", run_backup, api);
	vg_rest_add_operation(
	    api->rest, "vigie-cases:log-in-tell", vg_apilogin_tell, desk);
	add_acts(api);
	vg_apiblob_add(api->rest, desk);
	api->alarms = vg_apialarmnews_new(api->rest, desk);
	api->told = vg_apitold_new(api->rest, desk);
	api->session =
	    vg_apisession_new(api->rest, loop, context, desk, api->base, changed, api);
	api->tree = vg_apitree_new(api->rest, context, desk, api->session, changed, api);
	api->edit = vg_apiedit_new(api->rest, desk, api->session, changed, api);
	vg_rest_add_stream(api->rest, "vigie", NULL, past, api);
	vg_desk_set_listener(desk, publish, api);
	return api;
}

void
vg_api_set_intake(struct vg_api *api, const struct vg_intake *intake)
{
	api->data.intake = intake;
}

void
vg_api_set_backup(struct vg_api *api, struct vg_backup *backup)
{
	api->backup = backup;
	api->data.backup = backup;
}

int
vg_api_listen(struct vg_api *api, const char *path, struct vg_detail *detail)
{
	return vg_rest_listen(api->rest, path, detail);
}

void
vg_api_free(struct vg_api *api)
{
	if (!api)
		return;
	vg_desk_set_listener(api->desk, NULL, NULL);
	vg_apisession_free(api->session);
	vg_rest_free(api->rest);
	free(api->acts);
	vg_apiedit_free(api->edit);
	vg_apitree_free(api->tree);
	vg_apialarmnews_free(api->alarms);
	vg_apitold_free(api->told);
	vg_apibase_free(api->base);
	vg_apiproof_free(api->proof);
	vg_apirefused_free(api->refused);
	free(api);
}
