/*
 * Operations as XML.
 */
#include "lib/rest/restopxml.h"

#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/netconf/ncmessage.h"
#include "lib/rest/restpath.h"
#include "lib/yang/xmlpath.h"

/* The local part of the root's name: behind its prefix, which stays. */
static size_t
local_of(const char *body, const struct vg_ncmessage_root *root)
{
	const char *name = body + root->begin;
	const char *colon = memchr(name, ':', root->size);

	return colon ? (size_t)(colon + 1 - name) : 0;
}

int
vg_restopxml_rename(
    const char *body, const char *name, char **text, struct vg_detail *detail)
{
	struct vg_ncmessage_root root;
	struct vg_buf out;
	int code = vg_ncmessage_look(
	    body, strlen(body), VG_NCMESSAGE_ELEMENTS, false, &root, detail);

	if (code != VG_OK)
		return code;
	size_t local = local_of(body, &root);
	if (root.size - local != strlen("input") ||
	    memcmp(body + root.begin + local, "input", strlen("input")) != 0)
		return vg_detail_set(
		    detail, VG_EPARSE, "request: the body's root is not <input>");
	size_t from = root.begin - 1; /* its < */
	vg_buf_init(&out, 0);
	vg_buf_add(&out, body + from, 1 + local);
	vg_buf_add_text(&out, name);
	from = root.begin + root.size;
	if (root.end) {
		vg_buf_add(&out, body + from, root.end + local - from);
		vg_buf_add_text(&out, name);
		from = root.end + root.size;
	}
	vg_buf_add(&out, body + from, root.past - from);
	*text = vg_buf_give(&out);
	vg_buf_fini(&out);
	return *text ? VG_OK : vg_detail_set(detail, VG_ELIMIT, "request: too large");
}

/* A key; the prefix of an identity is the name of its module, as in the path. */
static void
add_key(struct vg_buf *out, const struct lysc_node *key, const char *value)
{
	const char *colon = strchr(value, ':');
	char *name = vg_mem_text_n(value, colon ? (size_t)(colon - value) : 0);
	const struct lys_module *module =
	    name[0] ? ly_ctx_get_module_implemented(key->module->ctx, name) : NULL;

	vg_buf_addf(out, "<%s", key->name);
	if (module)
		vg_buf_addf(out, " xmlns:%s=\"%s\"", module->name, module->ns);
	vg_buf_add_text(out, ">");
	vg_xmlpath_escape(out, value);
	vg_buf_addf(out, "</%s>", key->name);
	free(name);
}

static void
open_step(struct vg_buf *out, const struct lysc_node *schema,
    const struct vg_restpath_step *step)
{
	const struct lysc_node *key = lysc_node_child(schema);

	vg_buf_addf(out, "<%s xmlns=\"%s\">", schema->name, schema->module->ns);
	for (size_t i = 0; i < step->n_keys && key; i++, key = key->next)
		add_key(out, key, step->keys[i]);
}

char *
vg_restopxml_dress(const struct vg_restpath *path, const struct lysc_node *const *schemas,
    const char *inner)
{
	const struct lysc_node *action = schemas[path->n_steps - 1];
	struct vg_buf out;
	char *text;

	vg_buf_init(&out, 0);
	for (size_t i = 0; i + 1 < path->n_steps; i++)
		open_step(&out, schemas[i], &path->steps[i]);
	if (inner[0])
		vg_buf_add_text(&out, inner);
	else
		vg_buf_addf(&out, "<%s xmlns=\"%s\"/>", action->name, action->module->ns);
	for (size_t i = path->n_steps - 1; i-- > 0;)
		vg_buf_addf(&out, "</%s>", schemas[i]->name);
	text = vg_buf_give(&out);
	vg_buf_fini(&out);
	return text;
}

char *
vg_restopxml_output(char *printed)
{
	size_t size = strcspn(printed + 1, " />");
	char *end = strrchr(printed, '<');
	struct vg_buf out;
	char *text;

	vg_buf_init(&out, 0);
	vg_buf_add_text(&out, "<output");
	vg_buf_add(&out, printed + 1 + size, (size_t)(end - printed) - 1 - size);
	vg_buf_add_text(&out, "</output>");
	free(printed);
	text = vg_buf_give(&out);
	vg_buf_fini(&out);
	return text;
}
