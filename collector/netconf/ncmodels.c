/*
 * Models and their text.
 */
#include "collector/netconf/ncmodels.h"

#include <libyang/plugins_types.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/netconf/ncnamespace.h"

/* "2026-01-01T00:00:00+00:00" */
enum { SHORTEST = 25 };

struct model {
	const char *name;
	const char **features;
};

/* What is advertised has a test. */
static const char *of_netconf[] = {"writable-running", "candidate", "confirmed-commit",
    "rollback-on-error", "validate", "xpath", NULL};

static const struct model models[] = {
    {"ietf-netconf", of_netconf},
    {"ietf-netconf-monitoring", NULL},
    {"ietf-netconf-with-defaults", NULL},
    {"notifications", NULL},
    {"nc-notifications", NULL},
};

int
vg_ncmodels_load(const struct vg_context *context, struct vg_detail *detail)
{
	struct ly_ctx *ly = vg_context_ly(context);

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (ly_ctx_load_module(ly, models[i].name, NULL, models[i].features))
			continue;
		vg_context_error(context, models[i].name, NULL, detail);
		vg_detail_prefix(detail, "YANG modules");
		return VG_EPARSE;
	}
	return VG_OK;
}

const char *
vg_ncmodels_ns(const struct lyd_node *node)
{
	const char *ns;

	if (node->schema)
		return node->schema->module->ns;
	ns = ((const struct lyd_node_opaq *)node)->name.module_ns;
	return ns && strcmp(ns, VG_NCNAMESPACE_NONE) != 0 ? ns : "";
}

const struct lyd_node *
vg_ncmodels_find(const struct lyd_node *node, const char *name)
{
	for (; node; node = node->next) {
		if (strcmp(LYD_NAME(node), name) == 0)
			return node;
	}
	return NULL;
}

const char *
vg_ncmodels_text(const struct lyd_node *parent, const char *name)
{
	const struct lyd_node *found =
	    parent ? vg_ncmodels_find(lyd_child(parent), name) : NULL;

	return found ? lyd_get_value(found) : NULL;
}

/* Its printer takes the canonical text as it stands: that is exchanged. */
static void
make_zulu(struct lyd_node *node)
{
	static const char utc[] = "+00:00";
	const char *text = lyd_get_value(node);
	size_t n = strlen(text);
	struct lyd_value *stored = &((struct lyd_node_term *)node)->value;
	char other[64];

	if (n < SHORTEST || n >= sizeof(other) || text[10] != 'T' ||
	    strcmp(text + n - (sizeof(utc) - 1), utc) != 0 ||
	    stored->realtype->basetype != LY_TYPE_STRING ||
	    strcmp(stored->realtype->plugin->id,
		"libyang 2 - date-and-time, version 1") != 0)
		return;
	n -= sizeof(utc) - 1;
	memcpy(other, text, n);
	memcpy(other + n, "Z", 2);
	lydict_remove(LYD_CTX(node), stored->_canonical);
	if (lydict_insert(LYD_CTX(node), other, 0, &stored->_canonical) != LY_SUCCESS)
		abort(); /* memory only */
}

void
vg_ncmodels_zulu(struct lyd_node *node)
{
	for (; node; node = node->next) {
		if (lyd_child(node))
			vg_ncmodels_zulu(lyd_child(node));
		else if (node->schema && (node->schema->nodetype & LYD_NODE_TERM))
			make_zulu(node);
	}
}

void
vg_ncmodels_defaults(struct lyd_node *node)
{
	struct lyd_node *one;

	/* Of what is new and empty libyang believes that it is full already. */
	LYD_TREE_DFS_BEGIN(node, one)
	{
		one->flags &= ~(uint32_t)LYD_NEW;
		LYD_TREE_DFS_END(node, one);
	}
	lyd_new_implicit_tree(node, LYD_IMPLICIT_NO_STATE, NULL);
}

/* libyang knows a module by one revision here: a wanted one is that one or none. */
static bool
is_revision(const char *has, const char *wanted)
{
	return !wanted[0] || (has && strcmp(has, wanted) == 0);
}

char *
vg_ncmodels_print(
    const struct ly_ctx *ly, const char *name, const char *revision, bool yin)
{
	const LYS_OUTFORMAT format = yin ? LYS_OUT_YIN : LYS_OUT_YANG;
	const struct lys_module *module = ly_ctx_get_module_implemented(ly, name);
	const struct lysp_submodule *sub = NULL;
	struct ly_out *out = NULL;
	char *text = NULL;

	if (!module)
		module = ly_ctx_get_module_latest(ly, name);
	if (!module)
		sub = ly_ctx_get_submodule_latest(ly, name);
	if (!module && !sub)
		return NULL;
	if (!is_revision(
		module ? module->revision : (sub->revs ? sub->revs[0].date : NULL),
		revision))
		return NULL;
	if (ly_out_new_memory(&text, 0, &out) != LY_SUCCESS)
		return NULL;
	if (module)
		lys_print_module(out, module, format, 0, 0);
	else
		lys_print_submodule(out, sub, format, 0, 0);
	ly_out_free(out, NULL, 0);
	return text;
}
