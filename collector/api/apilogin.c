/*
 * Log-ins as resources.
 */
#include "collector/api/apilogin.h"

#include <inttypes.h>
#include <string.h>

#include "collector/api/apisession.h"
#include "collector/desk/persons/desklogin.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

static int
get_phrase(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const char *const keys[] = {user};
	struct vg_login_phrase phrase = {0};
	int code =
	    vg_desklogin_phrase(desk, actor, user, vg_clock_wall(), &phrase, detail);

	if (code == VG_OK && phrase.hash[0]) {
		vg_restdata_entry(data, "phrase", keys, 1);
		vg_restdata_text(data, "hash", phrase.hash);
		vg_restdata_time(data, "since", phrase.since);
		vg_restdata_out(data);
	}
	explicit_bzero(&phrase, sizeof(phrase));
	return code;
}

static int
get_standing(struct vg_desk *desk, const struct vg_actor *actor, const char *user,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const char *const keys[] = {user};
	struct vg_wall since = {0};
	int code = vg_desklogin_since(desk, actor, user, &since, detail);

	if (code == VG_OK && vg_instant_is_set(since)) {
		vg_restdata_entry(data, "standing", keys, 1);
		vg_restdata_time(data, "since", since);
		vg_restdata_out(data);
	}
	return code;
}

static int
get_token(struct vg_desk *desk, const struct vg_actor *actor, const char *digest,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const char *const keys[] = {digest};
	char user[VG_NAME_SIZE];
	int code = vg_desklogin_token(desk, actor, digest, vg_clock_wall(), user, detail);

	if (code == VG_OK && user[0]) {
		vg_restdata_entry(data, "token", keys, 1);
		vg_restdata_text(data, "user", user);
		vg_restdata_out(data);
	}
	return code;
}

int
vg_apilogin_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	const struct vg_actor actor = {.user = ask->caller->user,
	    .proxy = ask->caller->through[0] ? ask->caller->through : NULL,
	    .door = vg_apisession_door(ask->caller),
	    .role = (enum vg_role)ask->caller->role};

	if (step && step->n_keys == 1 && strcmp(step->name, "phrase") == 0)
		return get_phrase(desk, &actor, step->keys[0], data, detail);
	if (step && step->n_keys == 1 && strcmp(step->name, "standing") == 0)
		return get_standing(desk, &actor, step->keys[0], data, detail);
	if (step && step->n_keys == 1 && strcmp(step->name, "token") == 0)
		return get_token(desk, &actor, step->keys[0], data, detail);
	return vg_detail_set(
	    detail, VG_EACCESS, "log-in: one entry at a time, by its key");
}

static void
write_token(const struct vg_token_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char id[24];
	const char *const keys[] = {id};

	vg_text_format(id, sizeof(id), "%" PRId64, view->id);
	vg_restdata_entry(data, "token", keys, 1);
	vg_restdata_text(data, "user", view->user);
	vg_restdata_text(data, "label", view->label);
	vg_restdata_time(data, "made", view->made);
	vg_restdata_text(data, "by", view->by);
	vg_restdata_time(data, "until", view->until);
	vg_restdata_out(data);
}

int
vg_apilogin_tokens(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	bool all = ask->caller->role == VG_ROLE_ADMIN;

	(void)detail;
	return vg_desklogin_tokens(desk, all ? "" : ask->caller->user, write_token, data);
}

int
vg_apilogin_tell(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};

	(void)output;
	return vg_desklogin_tell(cookie, &actor, vg_tree_text(input, "user", ""),
	    vg_tree_text(input, "outcome", ""), (unsigned)vg_tree_int(input, "times", 1),
	    vg_clock_wall(), detail);
}
