/*
 * GET of data.
 */
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restfields.h"
#include "lib/rest/restfind.h"
#include "lib/rest/restpen.h"

enum { ETAG_SIZE = 48 };

/* What a GET wants, and what it gets. */
struct getting {
	struct vg_rest_exchange *x;
	struct vg_restpath path;
	struct vg_restpath_query query;
	struct vg_restfields fields;
	char etag[ETAG_SIZE]; /* of what is given; "": a digest of it */
};

static const struct vg_rest_data_entry *
find_data(const struct vg_rest *rest, const struct vg_restpath_step *step)
{
	char top[192];

	vg_text_format(top, sizeof(top), "%s:%s", step->module, step->name);
	for (size_t i = 0; i < rest->n_data; i++) {
		if (strcmp(rest->data[i].top, top) == 0)
			return &rest->data[i];
	}
	return NULL;
}

bool
vg_restget_is_served(const struct vg_rest *rest, const struct vg_restpath *path)
{
	return find_data(rest, &path->steps[0]) != NULL;
}

/* Whether data of the kind that 'content' wants can be below 'node'. */
static bool
has_content(const struct lysc_node *node, enum vg_restpath_content content)
{
	bool config = (node->flags & LYS_CONFIG_W) != 0;

	return content == VG_RESTPATH_ALL ||
	    (content == VG_RESTPATH_CONFIG ? config : !config);
}

/* A resource that is being made. */
struct making {
	const struct vg_rest_data_entry *entry;
	const struct vg_restpath *path;
	const struct vg_restpath_query *query;
};

/* Whether it can be written at once: what is cut out of it by names, or added to it, cannot. */
static bool
is_plain(const struct getting *g, const struct making *m)
{
	return !g->fields.n && m->query->defaults == VG_RESTPATH_EXPLICIT;
}

/* Prints the tree that 'data' is. */
static int
print_tree(struct getting *g, const struct making *m, struct vg_restdata *data,
    char **out, struct vg_detail *detail)
{
	struct lyd_node *found = NULL;
	int err = vg_restfind_target(vg_restdata_top(data), m->path, &found, detail);

	if (err != VG_OK)
		return err;
	if (g->fields.n)
		vg_restfields_prune(&g->fields, found);
	vg_restfind_prune(found, m->query->depth);
	*out = vg_restfind_print(found, g->x->xml, m->query->defaults);
	return VG_OK;
}

/*
 * Fills and prints a resource: 'as_text' without a tree, so that '*out' may stay NULL: it cannot
 * be.
 */
static int
make(struct getting *g, const struct making *m, bool as_text, char **out,
    struct vg_detail *detail)
{
	const struct vg_rest_ask ask = {.caller = &g->x->caller,
	    .path = m->path,
	    .depth = m->query->depth,
	    .query = m->query};
	const struct vg_restpen_view view = {g->x->xml, m->path, m->query->depth};
	const struct vg_context *context = g->x->rest->context;
	struct vg_restdata *data = as_text
	    ? vg_restdata_new_text(context, m->entry->top, &view)
	    : vg_restdata_new(context, m->entry->top, false);
	int err = VG_OK;

	if (!data)
		return vg_detail_set(
		    detail, VG_EIO, "%s: not in the models", m->entry->top);
	if (!has_content(vg_restdata_schema(data), m->query->content))
		err =
		    vg_detail_set(detail, VG_ENOENT, "no such data in %s", m->entry->top);
	if (err == VG_OK)
		err = m->entry->cb(&ask, data, detail, m->entry->cookie);
	if (err == VG_OK && vg_restdata_is_text(data))
		*out = vg_restdata_give_text(data);
	else if (err == VG_OK)
		err = print_tree(g, m, data, out, detail);
	vg_text_copy(g->etag, sizeof(g->etag), vg_restdata_etag(data));
	vg_restdata_free(data);
	return err;
}

/* Fills and prints one top-level resource into 'out'. */
static int
print_data(struct getting *g, const struct vg_rest_data_entry *entry,
    const struct vg_restpath *path, const struct vg_restpath_query *query, char **out,
    struct vg_detail *detail)
{
	const struct making m = {entry, path, query};
	int err = vg_restanswer_may(g->x, VG_REST_READ, entry->top, detail);

	if (err == VG_OK && is_plain(g, &m))
		err = make(g, &m, true, out, detail);
	if (err == VG_OK && !*out)
		err = make(g, &m, false, out, detail);
	return err;
}

/* Adds one resource to the whole. */
static bool
add_to_whole(struct vg_buf *body, const char *one, bool xml, bool any)
{
	size_t size = strlen(one);

	if (xml) {
		vg_buf_add_text(body, one);
		return true;
	}
	if (size <= 2)
		return any;
	vg_buf_addf(body, "%s%.*s", any ? "," : "", (int)size - 2, one + 1);
	return true;
}

/* The whole datastore: every top-level resource in one object. */
static int
print_all(struct getting *g, char **out, struct vg_detail *detail)
{
	const struct vg_rest *rest = g->x->rest;
	struct vg_restpath_query inner = g->query;
	struct vg_restpath path = {.n_steps = 1};
	bool xml = g->x->xml, any = false;
	struct vg_buf body;
	int err = VG_OK;

	if (g->query.given & ~(unsigned)VG_RESTPATH_SHOWN || g->fields.n)
		return vg_detail_set(detail, VG_EINVAL,
		    "pages, filters and fields are of one resource, not of all");
	inner.depth = g->query.depth ? g->query.depth - 1 : 0;
	vg_buf_init(&body, 0);
	vg_buf_add_text(&body,
	    xml ? "<data xmlns=\"urn:ietf:params:xml:ns:yang:ietf-restconf\">"
		: "{\"ietf-restconf:data\":{");
	for (size_t i = 0; i < rest->n_data && err == VG_OK && g->query.depth != 1; i++) {
		char *one = NULL;
		char module[128];
		size_t size = strcspn(rest->data[i].top, ":");
		vg_text_format(
		    module, sizeof(module), "%.*s", (int)size, rest->data[i].top);
		path.steps[0].module = module;
		path.steps[0].name = rest->data[i].top + size + 1;
		err = print_data(g, &rest->data[i], &path, &inner, &one, detail);
		/* What he may not read is left out (RFC 8341 section 3.2.4). */
		if (err == VG_EACCESS || err == VG_ENOENT)
			err = VG_OK;
		if (one)
			any = add_to_whole(&body, one, xml, any);
		free(one);
	}
	vg_buf_add_text(&body, xml ? "</data>" : "}}");
	g->etag[0] = '\0';
	if (err == VG_OK)
		*out = vg_buf_give(&body);
	vg_buf_fini(&body);
	return err;
}

/* Reads path and query. */
static int
read_request(
    struct getting *g, const struct vg_rest_data_entry **entry, struct vg_detail *detail)
{
	int err = vg_restpath_parse(
	    vg_http_path(g->x->request) + strlen("/restconf/data"), &g->path, detail);

	if (err == VG_OK)
		err = vg_restpath_query_parse(
		    vg_http_query(g->x->request), &g->query, detail);
	if (err == VG_OK && g->query.given & (VG_RESTPATH_START | VG_RESTPATH_STOP))
		err = vg_detail_set(
		    detail, VG_EINVAL, "start-time, stop-time: of streams only");
	if (err == VG_OK && g->query.given & (VG_RESTPATH_INSERT | VG_RESTPATH_POINT))
		err = vg_detail_set(detail, VG_EINVAL, "insert, point: of edits only");
	if (err == VG_OK && g->query.fields[0])
		err = vg_restfields_parse(g->query.fields, &g->fields, detail);
	if (err != VG_OK || !g->path.n_steps)
		return err;
	*entry = find_data(g->x->rest, &g->path.steps[0]);
	if (!*entry)
		err = vg_detail_set(detail, VG_ENOENT, "no data '%s:%s' here",
		    g->path.steps[0].module, g->path.steps[0].name);
	return err;
}

void
vg_restget(struct vg_rest_exchange *x)
{
	/* RFC 8040 section 7: a request that is too big is 413, a response 400. */
	static const struct vg_resterror too_big = {400, "application", "too-big", ""};
	struct getting *g = vg_mem_zero(sizeof(*g));
	const struct vg_rest_data_entry *entry = NULL;
	struct vg_detail detail = {0};
	char *body = NULL;
	int err;

	g->x = x;
	x->error_path = vg_http_path(x->request);
	err = read_request(g, &entry, &detail);
	if (err == VG_OK && vg_restedit_is_action(x->rest, &g->path))
		err = vg_detail_set(
		    &detail, VG_EUNSUPPORTED, "an action is invoked by POST");
	if (err != VG_OK) {
		vg_restanswer_code(x, err, &detail);
		free(g);
		return;
	}
	err = entry ? print_data(g, entry, &g->path, &g->query, &body, &detail)
		    : print_all(g, &body, &detail);
	if (err == VG_OK)
		vg_restanswer_body(x, vg_restanswer_media(x), body, g->etag);
	else if (err == VG_ELIMIT)
		vg_restanswer_error(x, &too_big, detail.text);
	else
		vg_restanswer_code(x, err, &detail);
	free(body);
	free(g);
}

/* RFC 8525: the modules there are, as libyang tells them. */
static int
get_library(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	const struct vg_rest *rest = cookie;
	struct ly_ctx *ly = vg_context_ly(rest->context);
	struct lyd_node *library = NULL;

	(void)ask;
	if (ly_ctx_get_yanglib_data(
		ly, &library, "%u", (unsigned)ly_ctx_get_change_count(ly)) != LY_SUCCESS)
		return vg_detail_set(
		    detail, VG_EIO, "the library of modules is not told");
	/* RFC 7895's list, beside it, is of before. */
	while (library && library->next)
		lyd_free_tree(library->next);
	vg_restdata_take(data, library);
	return VG_OK;
}

void
vg_restget_add_library(struct vg_rest *rest)
{
	vg_rest_add_data(rest, "ietf-yang-library:yang-library", get_library, rest);
}
