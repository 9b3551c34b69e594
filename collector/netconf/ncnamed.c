/*
 * Names of operations.
 *
 * The request is read by a context that knows no model, since those that have refused it give no
 * tree: names and namespaces are all that counts here, and the walk goes only where the schema has
 * a node.
 */
#include "collector/netconf/ncnamed.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define ACTION_NS "urn:ietf:params:xml:ns:yang:1"

bool
vg_ncnamed_is_ours(const char *module)
{
	return vg_text_starts(module, "vigie-") || strcmp(module, "ietf-alarms") == 0;
}

/* One that knows none; made once. */
static const struct ly_ctx *
blank(void)
{
	static struct ly_ctx *ly;

	if (!ly && ly_ctx_new(NULL, LY_CTX_NO_YANGLIBRARY, &ly) != LY_SUCCESS)
		abort(); /* memory only */
	return ly;
}

static const struct lys_module *
module_of(const struct ly_ctx *ly, const struct lyd_node *node)
{
	return ly_ctx_get_module_implemented_ns(ly, vg_ncmodels_ns(node));
}

/* Appends "/name" to the target; false when there is no room. */
static bool
append(char target[VG_NCNAMED_SIZE], const char *name)
{
	size_t used = strlen(target);

	return vg_text_format(target + used, VG_NCNAMED_SIZE - used, "/%s", name) ==
	    VG_OK;
}

/* Goes from the child 'node' of the schema node 'above' to the action below it. */
static bool
walk(const struct ly_ctx *ly, const struct lysc_node *above, const struct lyd_node *node,
    char target[VG_NCNAMED_SIZE])
{
	while (node) {
		const struct lys_module *module = module_of(ly, node);
		const struct lysc_node *found = module
		    ? lys_find_child(above, module, LYD_NAME(node), 0, 0, 0)
		    : NULL;
		if (!found ||
		    !(found->nodetype & (LYS_CONTAINER | LYS_LIST | LYS_ACTION))) {
			node = node->next; /* a key, or what is wrong with it */
			continue;
		}
		if (!append(target, found->name))
			return false;
		if (found->nodetype == LYS_ACTION)
			return true;
		above = found;
		node = lyd_child(node);
	}
	return false;
}

static bool
name_action(
    const struct ly_ctx *ly, const struct lyd_node *top, char target[VG_NCNAMED_SIZE])
{
	const struct lys_module *module = top ? module_of(ly, top) : NULL;
	const struct lysc_node *found = module && vg_ncnamed_is_ours(module->name)
	    ? lys_find_child(NULL, module, LYD_NAME(top), 0, LYS_CONTAINER, 0)
	    : NULL;

	return found &&
	    vg_text_format(target, VG_NCNAMED_SIZE, "data/%s:%s", module->name,
		found->name) == VG_OK &&
	    walk(ly, found, lyd_child(top), target);
}

static bool
name_rpc(const struct ly_ctx *ly, const struct lyd_node *op, char target[VG_NCNAMED_SIZE])
{
	const struct lys_module *module = op ? module_of(ly, op) : NULL;

	if (op && strcmp(LYD_NAME(op), "action") == 0 &&
	    strcmp(vg_ncmodels_ns(op), ACTION_NS) == 0)
		return name_action(ly, lyd_child(op), target);
	return module && vg_ncnamed_is_ours(module->name) &&
	    lys_find_child(NULL, module, LYD_NAME(op), 0, LYS_RPC, 0) &&
	    vg_text_format(target, VG_NCNAMED_SIZE, "operations/%s:%s", module->name,
		LYD_NAME(op)) == VG_OK;
}

bool
vg_ncnamed_target(const struct ly_ctx *ly, const char *text, char target[VG_NCNAMED_SIZE])
{
	struct lyd_node *top = NULL;
	bool named = false;

	if (lyd_parse_data_mem(blank(), text, LYD_XML, LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0,
		&top) == LY_SUCCESS)
		named = top && name_rpc(ly, lyd_child(top), target);
	lyd_free_all(top);
	return named;
}
