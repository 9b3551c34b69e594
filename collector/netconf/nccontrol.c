/*
 * The configuration of RFC 8632.
 */
#include "collector/netconf/nccontrol.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define RUNNING "ietf-alarms:alarms/control?content=config"

bool
vg_nccontrol_is(const struct lysc_node *top)
{
	return strcmp(top->module->name, "ietf-alarms") == 0 &&
	    strcmp(top->name, "alarms") == 0;
}

static int
parse(const struct vg_ncread *read, const char *text, struct lyd_node **tree,
    struct vg_ncfault *fault)
{
	if (lyd_parse_data_mem(read->ly, text, LYD_JSON,
		LYD_PARSE_ONLY | LYD_PARSE_STRICT, 0, tree) == LY_SUCCESS)
		return VG_OK;
	const struct ly_err_item *item = ly_err_last(read->ly);
	vg_ncfault_set(fault, "application", "operation-failed",
	    "what the collector tells is not in the models: %s",
	    item && item->msg ? item->msg : "?");
	return VG_EINVAL;
}

static int
read_running(
    const struct vg_ncread *read, struct lyd_node **tree, struct vg_ncfault *fault)
{
	long status = 0;
	char *text = vg_ncsocket_get(read->socket, RUNNING, &status, fault);

	if (!text)
		return status == 403 || status == 404 ? VG_ENOENT : VG_EINVAL;
	char *whole = vg_mem_format("{\"ietf-alarms:alarms\":%s}", text);
	int code = parse(read, whole, tree, fault);
	free(whole);
	free(text);
	return code;
}

/* Copies the leaves of ours, called so, below 'control'. */
static void
copy_leaves(const struct lyd_node *ours, struct lyd_node *control)
{
	const struct lyd_node *leaf;

	LY_LIST_FOR(lyd_child(ours), leaf)
	lyd_new_term(control, NULL, LYD_NAME(leaf), lyd_get_value(leaf), 0, NULL);
}

static int
read_candidate(
    const struct vg_ncread *read, struct lyd_node **tree, struct vg_ncfault *fault)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(read->ly, "ietf-alarms");
	struct lyd_node *top = NULL, *control = NULL;
	char *content = vg_ncedit_read(read->edit, "candidate", "json", fault);
	int code = VG_OK;

	if (!content)
		return strcmp(fault->tag, "access-denied") == 0 ? VG_ENOENT : VG_EINVAL;
	if (content[0] == '{')
		code = parse(read, content, &top, fault);
	if (code == VG_OK &&
	    (lyd_new_inner(NULL, module, "alarms", 0, tree) != LY_SUCCESS ||
		lyd_new_inner(*tree, NULL, "control", 0, &control) != LY_SUCCESS))
		code = VG_EINVAL;
	if (code == VG_OK && top)
		copy_leaves(vg_ncmodels_find(lyd_child(top), "alarm-control"), control);
	lyd_free_all(top);
	free(content);
	return code;
}

int
vg_nccontrol_read(const struct vg_ncread *read, const char *store, struct lyd_node **tree,
    struct vg_ncfault *fault)
{
	*tree = NULL;
	return strcmp(store, "candidate") == 0 ? read_candidate(read, tree, fault)
					       : read_running(read, tree, fault);
}
