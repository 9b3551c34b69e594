/*
 * Edits of the tree in force by RESTCONF's methods.
 */
#include "collector/api/apiedit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/tree/deskcandidate.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

enum { TAG_SIZE = 32 };

struct vg_apiedit {
	struct vg_desk *desk; /* borrowed, as all here */
	const struct vg_apisession *sessions;
	vg_api_changed_cb changed;
	void *cookie;
};

static struct vg_actor
actor_of(const struct vg_rest_caller *caller)
{
	return (struct vg_actor){.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
}

static void
tag_of(const struct vg_desk *desk, char tag[TAG_SIZE])
{
	vg_text_format(tag, TAG_SIZE, "\"r%" PRId64 "\"", vg_desktree_revision(desk));
}

/* The steps of 'path' as lib/yang takes them; they point into 'path'. */
static size_t
steps_of(
    const struct vg_restpath *path, struct vg_treeoperation_step steps[VG_RESTPATH_STEPS])
{
	for (size_t i = 0; i < path->n_steps; i++) {
		const struct vg_restpath_step *from = &path->steps[i];
		steps[i] = (struct vg_treeoperation_step){
		    .module = from->module, .name = from->name, .n_keys = from->n_keys};
		for (size_t k = 0; k < from->n_keys && k < VG_TREEOPERATION_KEYS; k++)
			steps[i].keys[k] = from->keys[k];
	}
	return path->n_steps;
}

/* --- reading --------------------------------------------------------------------------------- */

void
vg_apiedit_tag(struct vg_desk *desk, struct vg_restdata *data)
{
	char tag[TAG_SIZE];

	tag_of(desk, tag);
	vg_restdata_set_etag(data, tag);
}

int
vg_apiedit_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, bool *whole, struct vg_detail *detail)
{
	const struct vg_actor actor = actor_of(ask->caller);
	struct vg_treeoperation_step steps[VG_RESTPATH_STEPS];
	struct vg_detail refused = {0};
	struct lyd_node *top = NULL;
	int code = vg_deskcandidate_part(
	    desk, &actor, steps, steps_of(ask->path, steps), &top, &refused);

	*whole = code == VG_OK;
	if (code == VG_EACCESS)
		return VG_OK;
	if (code != VG_OK) {
		*detail = refused;
		return code;
	}
	vg_restdata_take(data, top);
	vg_apiedit_tag(desk, data);
	return VG_OK;
}

/* --- editing --------------------------------------------------------------------------------- */

/* Whether the list of tags in 'field' has 'tag', or is "*". */
static bool
matches(const char *field, const char *tag)
{
	return strcmp(field, "*") == 0 || strstr(field, tag) != NULL;
}

static int
check_tags(
    const struct vg_apiedit *e, const struct vg_rest_edit *edit, struct vg_detail *detail)
{
	char tag[TAG_SIZE];

	tag_of(e->desk, tag);
	if (edit->if_match && !matches(edit->if_match, tag))
		return vg_detail_set(detail, VG_ECONFLICT,
		    "If-Match: the tree was changed meanwhile: it is %s", tag);
	if (edit->if_none_match && matches(edit->if_none_match, tag))
		return vg_detail_set(
		    detail, VG_ECONFLICT, "If-None-Match: the tree is %s", tag);
	return VG_OK;
}

/* What the method does at 'place': PATCH and PUT of the datastore itself are of its one top. */
static void
fill(const struct vg_rest_edit *edit, struct vg_treeoperation_place *place,
    struct vg_deskcandidate_edit *to)
{
	static const enum vg_treeoperation operations[] = {
	    [VG_REST_CREATE] = VG_TREEOPERATION_CREATE,
	    [VG_REST_REPLACE] = VG_TREEOPERATION_REPLACE,
	    [VG_REST_MERGE] = VG_TREEOPERATION_MERGE,
	    [VG_REST_DELETE] = VG_TREEOPERATION_DELETE};

	place->operation = operations[edit->method];
	to->store = VG_DESKCANDIDATE_RUNNING;
	to->by_default = place->operation;
	to->format = edit->xml ? VG_TREE_XML : VG_TREE_JSON;
	to->content = edit->body;
	to->place = place->n_steps ? place : NULL;
}

/* Appends a key of a URL. */
static void
add_key(struct vg_buf *out, const char *key, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)key[i];
		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr("-._~", c))
			vg_buf_add_u8(out, c);
		else
			vg_buf_addf(out, "%%%02X", c);
	}
}

/* "/m:a/b[k='v'][l='w']" as "/restconf/data/m:a/b=v,w". */
static void
locate(const char *made, char *location, size_t size)
{
	const char *between = "=";
	struct vg_buf out;

	vg_buf_init(&out, size);
	vg_buf_add_text(&out, "/restconf/data");
	for (const char *at = made; *at;) {
		if (*at != '[') {
			between = *at == '/' ? "=" : between;
			vg_buf_add_u8(&out, (uint8_t)*at++);
			continue;
		}
		const char *quote = at + strcspn(at, "'\"");
		const char *end = *quote ? strchr(quote + 1, *quote) : NULL;
		if (!end)
			break;
		vg_buf_add_text(&out, between);
		add_key(&out, quote + 1, (size_t)(end - quote - 1));
		between = ",";
		at = end + 1 + (end[1] == ']');
	}
	vg_text_copy(location, size, vg_buf_text(&out));
	vg_buf_fini(&out);
}

static bool
is_same(const struct vg_restpath_step *a, const struct vg_restpath_step *b)
{
	bool same = strcmp(a->name, b->name) == 0 && a->n_keys == b->n_keys;

	for (size_t i = 0; same && i < a->n_keys; i++)
		same = strcmp(a->keys[i], b->keys[i]) == 0;
	return same;
}

/* Takes the entry beside which 'edit' puts another into '*point': it stands in the same list. */
static int
take_point(const struct vg_rest_edit *edit, struct vg_treeoperation_step steps[],
    const struct vg_treeoperation_step **point, struct vg_detail *detail)
{
	const struct vg_restpath *of = edit->point, *path = edit->path;
	size_t above = path->n_steps - (edit->method == VG_REST_REPLACE);
	bool good;

	if (!of)
		return VG_OK;
	good = of->n_steps == above + 1 &&
	    strcmp(of->steps[0].module, path->steps[0].module) == 0;
	for (size_t i = 0; good && i < above; i++)
		good = is_same(&of->steps[i], &path->steps[i]);
	if (good && edit->method == VG_REST_REPLACE)
		good = strcmp(of->steps[above].name, path->steps[above].name) == 0;
	if (!good)
		return vg_detail_set(detail, VG_EINVAL,
		    "point: RFC 8040 4.8.6: it is no entry of the list of what is edited");
	*point = &steps[steps_of(of, steps) - 1];
	return VG_OK;
}

static int
check(
    const struct vg_apiedit *e, const struct vg_rest_edit *edit, struct vg_detail *detail)
{
	if (!edit->path->n_steps &&
	    (edit->method == VG_REST_CREATE || edit->method == VG_REST_DELETE))
		return vg_detail_set(detail, VG_EUNSUPPORTED,
		    "the datastore has one top, vigie-collector:collector, which stays");
	int code = check_tags(e, edit, detail);
	if (code == VG_OK &&
	    vg_apisession_check(
		e->sessions, edit->caller, VG_APISESSION_RUNNING, detail) != VG_OK)
		code = VG_EBUSY;
	return code;
}

static int
run(const struct vg_rest_edit *edit, struct vg_rest_edited *edited, char *wrong,
    struct vg_detail *detail, void *cookie)
{
	struct vg_apiedit *e = cookie;
	const struct vg_actor actor = actor_of(edit->caller);
	const struct vg_deskcandidate_who who = {&actor, ""};
	struct vg_treeoperation_step steps[VG_RESTPATH_STEPS], points[VG_RESTPATH_STEPS];
	struct vg_treeoperation_place place = {.steps = steps,
	    .n_steps = steps_of(edit->path, steps),
	    .insert = edit->insert};
	struct vg_deskcandidate_edit change = {.test = VG_DESKCANDIDATE_SET};
	struct vg_deskcandidate_edited made;
	struct vg_treeoperation_error error;
	int code = check(e, edit, detail);

	if (code == VG_OK && edit->path->n_steps)
		code = take_point(edit, points, &place.point, detail);
	if (code == VG_OK && edit->insert && !edit->path->n_steps)
		code =
		    vg_detail_set(detail, VG_EINVAL, "insert: the datastore is no list");
	if (code != VG_OK)
		return code;
	fill(edit, &place, &change);
	code = vg_deskcandidate_edit(
	    e->desk, &who, &change, vg_clock_wall(), &made, &error, detail);
	if (e->changed)
		e->changed(e->cookie);
	if (code != VG_OK) {
		struct vg_restdata_refusal *r = &edited->refusal;
		vg_text_copy(wrong, VG_REST_WRONG_SIZE, error.path);
		vg_text_copy(r->tag, sizeof(r->tag), error.tag);
		vg_text_copy(r->app_tag, sizeof(r->app_tag), error.app_tag);
		/* The condition held; what waits to be confirmed stands in the way. */
		return code == VG_ECONFLICT ? VG_EBUSY : code;
	}
	edited->created = made.created;
	if (edit->method == VG_REST_CREATE)
		locate(made.made, edited->location, sizeof(edited->location));
	tag_of(e->desk, edited->etag);
	return VG_OK;
}

struct vg_apiedit *
vg_apiedit_new(struct vg_rest *rest, struct vg_desk *desk,
    const struct vg_apisession *sessions, vg_api_changed_cb cb, void *cookie)
{
	static const char *const tops[] = {
	    "vigie-collector:collector", "ietf-alarms:alarms", NULL};
	struct vg_apiedit *edit = vg_mem_zero(sizeof(*edit));

	*edit = (struct vg_apiedit){desk, sessions, cb, cookie};
	vg_rest_set_edit(rest, tops, run, edit);
	return edit;
}

void
vg_apiedit_free(struct vg_apiedit *edit)
{
	free(edit);
}
