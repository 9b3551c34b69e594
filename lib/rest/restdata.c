/*
 * A tree in the making over libyang's lyd_new_*, which stand here and nowhere else: libyang 3
 * has other options for them.
 */
#include "lib/rest/restdata.h"

#include <assert.h>
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/buf.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/rest/restpen.h"

enum { MAX_DEPTH = 12, NAME_SIZE = 128 };

struct vg_restdata {
	const struct lysc_node *schema; /* of the top */
	struct lyd_node
	    *stack[MAX_DEPTH];  /* [0] is the top, owned; NULL: refused, write nothing */
	size_t depth;           /* entries of 'stack' */
	struct vg_restpen *pen; /* owned; NULL: a tree is made */
	bool output;
	bool told;     /* a refused value was logged already */
	char etag[48]; /* "": none set */
	struct vg_restdata_refusal refusal;
	struct vg_restdata_aside aside;
};

/* Begins a tree with 'top' (taken). */
static struct vg_restdata *
begin(struct lyd_node *top, bool output)
{
	struct vg_restdata *data = vg_mem_zero(sizeof(*data));

	data->schema = top->schema;
	data->stack[0] = top;
	data->depth = 1;
	data->output = output;
	return data;
}

struct vg_restdata *
vg_restdata_new(const struct vg_context *context, const char *top, bool output)
{
	const struct lysc_node *schema = vg_schemaname_top(context, top);
	struct lyd_node *node = NULL;

	if (!schema ||
	    lyd_new_inner(NULL, schema->module, schema->name, 0, &node) != LY_SUCCESS)
		return NULL;
	return begin(node, output);
}

struct vg_restdata *
vg_restdata_new_text(
    const struct vg_context *context, const char *top, const struct vg_restpen_view *view)
{
	const struct lysc_node *schema = vg_schemaname_top(context, top);
	struct vg_restdata *data;

	if (!schema)
		return NULL;
	data = vg_mem_zero(sizeof(*data));
	data->schema = schema;
	data->pen = vg_restpen_new(vg_schemaname_of(context), schema, view);
	return data;
}

bool
vg_restdata_is_text(const struct vg_restdata *data)
{
	return data->pen;
}

char *
vg_restdata_give_text(struct vg_restdata *data)
{
	return vg_restpen_give(data->pen);
}

struct vg_restdata *
vg_restdata_new_reply(const struct lyd_node *op)
{
	struct lyd_node *node = NULL;

	return lyd_dup_single(op, NULL, 0, &node) == LY_SUCCESS ? begin(node, true)
								: NULL;
}

void
vg_restdata_take(struct vg_restdata *data, struct lyd_node *tree)
{
	vg_restpen_free(data->pen);
	data->pen = NULL;
	lyd_free_all(data->stack[0]);
	data->stack[0] = tree;
	data->depth = 1;
}

void
vg_restdata_set_etag(struct vg_restdata *data, const char *etag)
{
	vg_text_copy(data->etag, sizeof(data->etag), etag);
}

const char *
vg_restdata_etag(const struct vg_restdata *data)
{
	return data->etag;
}

void
vg_restdata_free(struct vg_restdata *data)
{
	if (!data)
		return;
	vg_restpen_free(data->pen);
	lyd_free_all(data->stack[0]);
	free(data);
}

struct vg_restdata_aside *
vg_restdata_aside(struct vg_restdata *data)
{
	return &data->aside;
}

void
vg_restdata_about(struct vg_restdata *data, const char *object)
{
	vg_text_copy(data->refusal.object, sizeof(data->refusal.object), object);
}

void
vg_restdata_refuse(
    struct vg_restdata *data, const char *tag, const char *app_tag, const char *path)
{
	struct vg_restdata_refusal *r = &data->refusal;

	vg_text_copy(r->tag, sizeof(r->tag), tag);
	vg_text_copy(r->app_tag, sizeof(r->app_tag), app_tag);
	vg_text_copy(r->path, sizeof(r->path), path);
}

const struct vg_restdata_refusal *
vg_restdata_refusal(const struct vg_restdata *data)
{
	return &data->refusal;
}

struct lyd_node *
vg_restdata_top(const struct vg_restdata *data)
{
	return data->stack[0];
}

const struct lysc_node *
vg_restdata_schema(const struct vg_restdata *data)
{
	return data->schema;
}

static struct lyd_node *
pen(const struct vg_restdata *data)
{
	return data->stack[data->depth - 1];
}

static void
tell(struct vg_restdata *data, const char *name, const char *value)
{
	if (data->told)
		return;
	data->told = true;
	vg_log(VG_LOG_WARNING, "rest", pen(data)->schema->name,
	    "the model refuses %s \"%.128s\": left out", name, value);
}

static void
push(struct vg_restdata *data, struct lyd_node *node)
{
	assert(data->depth < MAX_DEPTH);
	data->stack[data->depth++] = node;
}

void
vg_restdata_into(struct vg_restdata *data, const char *name)
{
	struct lyd_node *node = NULL;

	if (data->pen) {
		vg_restpen_into(data->pen, NULL, name);
		return;
	}
	if (pen(data) &&
	    lyd_new_inner(pen(data), NULL, name, data->output, &node) != LY_SUCCESS)
		tell(data, name, "");
	push(data, node);
}

static const struct lys_module *
find_module(const struct vg_restdata *data, const char *module)
{
	return pen(data) ? ly_ctx_get_module_implemented(LYD_CTX(pen(data)), module)
			 : NULL;
}

void
vg_restdata_into_of(struct vg_restdata *data, const char *module, const char *name)
{
	struct lyd_node *node = NULL;
	const struct lys_module *of;

	if (data->pen) {
		vg_restpen_into(data->pen, module, name);
		return;
	}
	of = find_module(data, module);
	if (pen(data) &&
	    (!of ||
		lyd_new_inner(pen(data), of, name, data->output, &node) != LY_SUCCESS))
		tell(data, name, module);
	push(data, node);
}

void
vg_restdata_leaf_of(
    struct vg_restdata *data, const char *module, const char *name, const char *value)
{
	const struct lys_module *of;

	if (data->pen) {
		if (value && value[0])
			vg_restpen_leaf(data->pen, module, name, value);
		return;
	}
	of = find_module(data, module);
	if (pen(data) && value && value[0] &&
	    (!of ||
		lyd_new_term(pen(data), of, name, value, data->output, NULL) !=
		    LY_SUCCESS))
		tell(data, name, value);
}

void
vg_restdata_entry(
    struct vg_restdata *data, const char *name, const char *const *keys, size_t n)
{
	struct lyd_node *node = NULL;
	LY_ERR refused = LY_SUCCESS;

	assert(n >= 1 && n <= 4);
	if (data->pen) {
		vg_restpen_entry(data->pen, name, keys, n);
		return;
	}
	if (!pen(data)) {
		push(data, NULL);
		return;
	}
	if (n == 1)
		refused =
		    lyd_new_list(pen(data), NULL, name, data->output, &node, keys[0]);
	else if (n == 2)
		refused = lyd_new_list(
		    pen(data), NULL, name, data->output, &node, keys[0], keys[1]);
	else if (n == 3)
		refused = lyd_new_list(pen(data), NULL, name, data->output, &node,
		    keys[0], keys[1], keys[2]);
	else
		refused = lyd_new_list(pen(data), NULL, name, data->output, &node,
		    keys[0], keys[1], keys[2], keys[3]);
	if (refused != LY_SUCCESS)
		tell(data, name, keys[0]);
	push(data, node);
}

void
vg_restdata_out(struct vg_restdata *data)
{
	if (data->pen) {
		vg_restpen_out(data->pen);
		return;
	}
	assert(data->depth > 1);
	data->depth--;
}

/* Rows of before may hold half a character, with which no reader can do anything. */
static void
add_mended(struct vg_restdata *data, const char *name, const char *value)
{
	struct vg_buf mended;

	vg_buf_init(&mended, 0);
	while (*value) {
		size_t left = strnlen(value, 4), n = 1;
		while (n <= left && !vg_text_is_utf8(value, n))
			n++;
		if (n <= left)
			vg_buf_add(&mended, value, n);
		else
			vg_buf_add_text(&mended, "\xef\xbf\xbd");
		value += n <= left ? n : 1;
	}
	vg_restdata_leaf(data, name, vg_buf_text(&mended));
	vg_buf_fini(&mended);
}

void
vg_restdata_leaf(struct vg_restdata *data, const char *name, const char *value)
{
	if (value && !vg_text_is_utf8(value, strlen(value))) {
		add_mended(data, name, value);
		return;
	}
	if (data->pen && value) {
		vg_restpen_leaf(data->pen, NULL, name, value);
		return;
	}
	if (!value || !pen(data))
		return;
	if (lyd_new_term(pen(data), NULL, name, value, data->output, NULL) != LY_SUCCESS)
		tell(data, name, value);
}

void
vg_restdata_text(struct vg_restdata *data, const char *name, const char *value)
{
	if (value && value[0])
		vg_restdata_leaf(data, name, value);
}

void
vg_restdata_int(struct vg_restdata *data, const char *name, int64_t value)
{
	char text[VG_TEXT_NUMBER_SIZE];

	vg_text_of_int(value, text);
	vg_restdata_leaf(data, name, text);
}

void
vg_restdata_uint(struct vg_restdata *data, const char *name, uint64_t value)
{
	char text[VG_TEXT_NUMBER_SIZE];

	vg_text_of_uint(value, text);
	vg_restdata_leaf(data, name, text);
}

void
vg_restdata_bool(struct vg_restdata *data, const char *name, bool value)
{
	vg_restdata_leaf(data, name, value ? "true" : "false");
}

/*
 * libyang prints a date-and-time with the offset of the process ("+00:00"); every door says Z.
 * Its printer takes the canonical text as it stands, so that is exchanged.
 */
static void
say_as(struct lyd_node *node, const char *text)
{
	const struct ly_ctx *ly = LYD_CTX(node);
	struct lyd_value *stored = &((struct lyd_node_term *)node)->value;

	lyd_get_value(node); /* makes the canonical text */
	lydict_remove(ly, stored->_canonical);
	if (lydict_insert(ly, text, 0, &stored->_canonical) != LY_SUCCESS)
		abort(); /* memory only */
}

void
vg_restdata_time(struct vg_restdata *data, const char *name, struct vg_wall value)
{
	char text[VG_INSTANT_TEXT_SIZE];
	struct lyd_node *node = NULL;

	vg_instant_text(value, text);
	if (data->pen && text[0]) {
		vg_restpen_leaf(data->pen, NULL, name, text);
		return;
	}
	if (!text[0] || data->pen || !pen(data))
		return;
	if (lyd_new_term(pen(data), NULL, name, text, data->output, &node) == LY_SUCCESS)
		say_as(node, text);
	else
		tell(data, name, text);
}

void
vg_restdata_entry_at(struct vg_restdata *data, const char *name, struct vg_wall key)
{
	char text[VG_INSTANT_TEXT_SIZE];
	const char *const keys[] = {text};

	vg_instant_text(key, text);
	vg_restdata_entry(data, name, keys, 1);
	if (!data->pen && pen(data))
		say_as(lyd_child(pen(data)), text);
}
