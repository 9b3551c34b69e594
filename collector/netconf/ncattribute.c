/*
 * Attributes, in the message as it was written: without the models, which drop what they do not
 * know.
 */
#include "collector/netconf/ncattribute.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/text.h"

#define BASE_NS "urn:ietf:params:xml:ns:netconf:base:1.0"
#define YANG_NS "urn:ietf:params:xml:ns:yang:1"
#define DEFAULT_NS "urn:ietf:params:xml:ns:netconf:default:1.0"

enum place { OF_OPERATION, OF_CONFIG };

/* What may stand in a config; values NULL: any. */
static const struct known {
	const char *ns, *name;
	const char *const *values;
} known[] = {
    {BASE_NS, "operation",
	(const char *const[]){"merge", "replace", "create", "delete", "remove", NULL}},
    {YANG_NS, "insert", (const char *const[]){"first", "last", "before", "after", NULL}},
    {YANG_NS, "key", NULL},
    {YANG_NS, "value", NULL},
    {DEFAULT_NS, "default", (const char *const[]){"true", "false", "1", "0", NULL}},
};

static const char *const filters[] = {"subtree", "xpath", NULL};

static const struct lyd_attr *
attributes_of(const struct lyd_node *node)
{
	return node->schema ? NULL : ((const struct lyd_node_opaq *)node)->attr;
}

static const char *
ns_of(const struct lyd_attr *attr)
{
	return attr->name.prefix && attr->name.module_ns ? attr->name.module_ns : "";
}

static bool
is_one_of(const char *value, const char *const *values)
{
	while (values && *values && strcmp(*values, value) != 0)
		values++;
	return !values || *values;
}

static bool
refuse(const struct lyd_node *node, const struct lyd_attr *attr, enum place place,
    bool is_known, struct vg_ncfault *fault)
{
	vg_ncfault_set(fault, place == OF_CONFIG ? "application" : "protocol",
	    is_known ? "bad-attribute" : "unknown-attribute",
	    is_known ? "RFC 6241 A: '%.64s' is no value of the attribute %.64s"
		     : "RFC 6241 A: '%.64s': the attribute %.64s means nothing here",
	    attr->value, attr->name.name);
	vg_ncfault_info(fault, "bad-attribute", attr->name.name);
	vg_ncfault_info(fault, "bad-element", LYD_NAME(node));
	return false;
}

static bool
check_one(const struct lyd_node *node, const struct lyd_attr *attr, enum place place,
    struct vg_ncfault *fault)
{
	const char *ns = ns_of(attr), *name = attr->name.name;

	if (attr->name.prefix && strcmp(attr->name.prefix, "xml") == 0)
		return true;
	if (strcmp(LYD_NAME(node), "filter") == 0 && place == OF_OPERATION) {
		bool is_type = strcmp(name, "type") == 0;
		return (is_type && is_one_of(attr->value, filters)) ||
		    strcmp(name, "select") == 0 ||
		    refuse(node, attr, place, is_type, fault);
	}
	for (size_t i = 0; place == OF_CONFIG && i < sizeof(known) / sizeof(known[0]);
	     i++) {
		if (strcmp(known[i].ns, ns) == 0 && strcmp(known[i].name, name) == 0)
			return is_one_of(attr->value, known[i].values) ||
			    refuse(node, attr, place, true, fault);
	}
	return refuse(node, attr, place, false, fault);
}

/* No message deeper than 64 elements comes here (lib/netconf/ncmessage). */
static bool
check_node(const struct lyd_node *node, enum place place, struct vg_ncfault *fault)
{
	const struct lyd_attr *attr;
	const struct lyd_node *child;

	for (attr = attributes_of(node); attr; attr = attr->next) {
		if (!check_one(node, attr, place, fault))
			return false;
	}
	if (place == OF_OPERATION && strcmp(LYD_NAME(node), "filter") == 0)
		return true;
	if (strcmp(LYD_NAME(node), "config") == 0 &&
	    strcmp(vg_ncmodels_ns(node), BASE_NS) == 0)
		place = OF_CONFIG;
	LY_LIST_FOR(lyd_child(node), child)
	{
		if (!check_node(child, place, fault))
			return false;
	}
	return true;
}

/* A context of no models: what knows the operation takes it for data in the wrong place. */
static const struct ly_ctx *
blank(void)
{
	static struct ly_ctx *ly; /* of the process, which is a session */

	if (!ly && ly_ctx_new(NULL, LY_CTX_NO_YANGLIBRARY, &ly) != LY_SUCCESS)
		abort(); /* memory only */
	return ly;
}

bool
vg_ncattribute_check(const char *text, struct vg_ncfault *fault)
{
	struct lyd_node *rpc = NULL;
	const struct lyd_node *operation;
	bool good = true;

	if (lyd_parse_data_mem(blank(), text, LYD_XML, LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0,
		&rpc) != LY_SUCCESS)
		return true;
	LY_LIST_FOR(lyd_child(rpc), operation)
	good = good && check_node(operation, OF_OPERATION, fault);
	lyd_free_all(rpc);
	return good;
}
