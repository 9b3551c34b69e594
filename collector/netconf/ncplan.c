/*
 * Plans.
 */
#include "collector/netconf/ncplan.h"

#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncpick.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/severity.h"

static struct vg_ncwant *
add(struct vg_ncplan *plan, const struct lysc_node *top)
{
	struct vg_ncwant *want;

	if (plan->n == VG_NCPLAN_WANTS)
		return NULL;
	want = &plan->want[plan->n++];
	*want = (struct vg_ncwant){.top = top, .inner = ""};
	return want;
}

/* The next top container of the models behind 'module' and 'top', where the walk stands. */
static const struct lysc_node *
next_top(const struct ly_ctx *ly, uint32_t *i, const struct lys_module **module,
    const struct lysc_node *top)
{
	for (;;) {
		if (*module && (*module)->compiled)
			top = lys_getnext(top, NULL, (*module)->compiled, 0);
		else
			top = NULL;
		if (top && top->nodetype == LYS_CONTAINER)
			return top;
		if (top)
			continue;
		do {
			*module = ly_ctx_get_module_iter(ly, i);
		} while (*module && !(*module)->implemented);
		if (!*module)
			return NULL;
	}
}

void
vg_ncplan_all(const struct ly_ctx *ly, struct vg_ncplan *plan)
{
	const struct lys_module *module = NULL;
	const struct lysc_node *top = NULL;
	uint32_t i = 0;

	*plan = (struct vg_ncplan){.all = true};
	while ((top = next_top(ly, &i, &module, top))) {
		struct vg_ncwant *want = add(plan, top);
		if (want)
			want->whole = true;
	}
}

/* --- subtree ------------------------------------------------------------------------------- */

bool
vg_ncplan_is_paged(const struct lysc_node *top)
{
	const struct lysc_node_leaf *leaf = (const struct lysc_node_leaf *)lys_find_child(
	    top, top->module, "next", 0, LYS_LEAF, 0);

	return leaf && leaf->type->basetype == LY_TYPE_STRING &&
	    !((const struct lysc_type_str *)leaf->type)->patterns;
}

/* The node of 'want' called 'name': in its top, or in the container of it that was gone into. */
static const struct lysc_node *
find_inside(const struct vg_ncwant *want, const char *name)
{
	const struct lysc_node *top = want->top, *in = top;

	if (want->inner[0])
		in = lys_find_child(top, top->module, want->inner, 0, LYS_CONTAINER, 0);
	return lys_find_child(in, top->module, name, 0, LYS_LIST | LYS_CONTAINER, 0);
}

/*
 * Goes into 'node' if that can be read alone: a container of the top, not one that is read in
 * pages.
 */
static bool
go_into(struct vg_ncwant *want, const struct lysc_node *node)
{
	if (!node || node->nodetype != LYS_CONTAINER || want->inner[0] ||
	    vg_ncplan_is_paged(want->top))
		return false;
	want->inner = node->name;
	return true;
}

/* The one list of 'want' that the filter goes into; NULL: none, or more. */
static const struct lyd_node *
only_list(
    const struct lyd_node *filter, struct vg_ncwant *want, const struct lysc_node **list)
{
	const struct lyd_node *only = lyd_child(filter);

	if (!only || only->next || !lyd_child(only))
		return NULL;
	*list = find_inside(want, LYD_NAME(only));
	if (go_into(want, *list))
		return only_list(only, want, list);
	return *list && (*list)->nodetype == LYS_LIST ? only : NULL;
}

/*
 * Writes the value that the filter wants of the leaf 'name' of an entry, percent-encoded, into
 * 'coded'; false: any.  An entry without all its keys has no schema: its leafs are text, and
 * what that means with a prefix in it only the leaf's type knows.
 */
static bool
wanted_value(const struct lyd_node *entry, const struct lysc_node *list, const char *name,
    char *coded, size_t size)
{
	const struct lyd_node *found = vg_ncmodels_find(lyd_child(entry), name);
	const struct lysc_node_leaf *leaf = (const struct lysc_node_leaf *)lys_find_child(
	    list, list->module, name, 0, LYS_LEAF, 0);
	char plain[VG_NCPLAN_QUERY];

	if (!found || !leaf || !vg_ncpick_is_match(found))
		return false;
	if (found->schema)
		return vg_text_percent(coded, size, lyd_get_value(found), "") == VG_OK;
	if (leaf->type->basetype == LY_TYPE_IDENT || leaf->type->basetype == LY_TYPE_INST)
		return false;
	const char *text = lyd_get_value(found);
	text += strspn(text, " \t\r\n");
	if (vg_text_copy(plain, sizeof(plain), text) != VG_OK)
		return false;
	for (size_t n = strlen(plain); n && strchr(" \t\r\n", plain[n - 1]); n--)
		plain[n - 1] = '\0';
	return vg_text_percent(coded, size, plain, "") == VG_OK;
}

/* Adds the entry's keys to the path when the filter has them all. */
static bool
push_keys(
    struct vg_ncwant *want, const struct lyd_node *entry, const struct lysc_node *list)
{
	char path[VG_NCPLAN_KEYS], key[VG_NCPLAN_KEYS / 2];
	size_t used;

	if (vg_text_format(path, sizeof(path), "/%s", list->name) != VG_OK)
		return false;
	const struct lysc_node *child = lysc_node_child(list);
	for (bool first = true; child && lysc_is_key(child); child = child->next) {
		if (!wanted_value(entry, list, child->name, key, sizeof(key)))
			return false;
		used = strlen(path);
		if (vg_text_format(path + used, sizeof(path) - used, "%s%s",
			first ? "=" : ",", key) != VG_OK)
			return false;
		first = false;
	}
	vg_text_copy(want->keys, sizeof(want->keys), path);
	return strchr(path, '=') != NULL;
}

/*
 * What the socket's lists can be narrowed by, and means what a leaf says; 'top': of lists called
 * so, with others.
 */
static const struct narrow {
	const char *parameter, *leaf, *top;
} narrows[] = {{"device", "device", NULL}, {"client", "client", NULL},
    {"resource", "resource", "alarms"}, {"severity", "perceived-severity", "alarms"}};

/* Narrows by 'n' where the value, percent-encoded, is one that there is. */
static void
push_narrow(struct vg_ncwant *want, const struct narrow *n, const char *coded)
{
	enum vg_severity severity;
	size_t used = strlen(want->query);

	if (n->top ? strcmp(want->top->name, n->top) != 0 : used > 0)
		return;
	if (strcmp(n->parameter, "severity") == 0 &&
	    (vg_severity_parse(coded, &severity) != VG_OK ||
		severity < VG_SEVERITY_WARNING))
		return;
	if (vg_text_format(want->query + used, sizeof(want->query) - used, "%s%s=%s",
		used ? "&" : "", n->parameter, coded) != VG_OK)
		want->query[used] = '\0';
}

static void
push_query(
    struct vg_ncwant *want, const struct lyd_node *entry, const struct lysc_node *list)
{
	for (size_t i = 0; i < sizeof(narrows) / sizeof(narrows[0]); i++) {
		char coded[VG_NCPLAN_QUERY];
		if (wanted_value(entry, list, narrows[i].leaf, coded, sizeof(coded)))
			push_narrow(want, &narrows[i], coded);
	}
}

void
vg_ncplan_subtree(
    const struct ly_ctx *ly, const struct lyd_node *filter, struct vg_ncplan *plan)
{
	*plan = (struct vg_ncplan){0};
	for (; filter; filter = filter->next) {
		const struct lys_module *module = NULL;
		const struct lysc_node *top = NULL, *list = NULL;
		uint32_t i = 0;
		while ((top = next_top(ly, &i, &module, top))) {
			if (!vg_ncpick_means(filter, top->name, module->ns))
				continue;
			struct vg_ncwant *want = add(plan, top);
			if (!want)
				continue;
			const struct lyd_node *entry = only_list(filter, want, &list);
			want->whole = !lyd_child(filter);
			if (entry && !push_keys(want, entry, list))
				push_query(want, entry, list);
		}
	}
}

/* --- xpath --------------------------------------------------------------------------------- */

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Reads a name, or "" when there is none. */
static const char *
read_name(const char *at, char *name, size_t size)
{
	size_t n = 0;

	while (is_name(at[n]))
		n++;
	if (n < size) {
		memcpy(name, at, n);
		name[n] = '\0';
	} else {
		name[0] = '\0';
	}
	return at + n;
}

/*
 * Reads "/module:name", or "/name", with "" for its module; NULL when 'at' does not begin with
 * it.  libyang writes a module only where it changes.
 */
static const char *
read_step(const char *at, char *module, char *name, size_t size)
{
	if (*at != '/')
		return NULL;
	at = read_name(at + 1, module, size);
	if (*at == ':' && at[1] != ':') {
		at = read_name(at + 1, name, size);
	} else {
		vg_text_copy(name, size, module);
		module[0] = '\0';
	}
	return name[0] ? at : NULL;
}

/*
 * Whether the rest of a path stays below its top: no // nor absolute path in a predicate, no
 * function that leads elsewhere.
 */
static bool
stays_below(const char *rest, const char *end)
{
	char before = 'x';

	for (const char *at = rest; at < end; at++) {
		if (*at == '"' || *at == '\'') {
			const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
			if (!close)
				return false;
			at = close;
		} else if (*at == '/' && !is_name(before) && before != ']' &&
		    before != '*' && before != ')') {
			return false;
		} else if (*at == '/' && at + 1 < end && at[1] == '/') {
			return false;
		}
		if (!strchr(" \t\r\n", *at))
			before = *at;
	}
	return !memmem(rest, (size_t)(end - rest), "deref", 5) &&
	    !memmem(rest, (size_t)(end - rest), "::", 2) &&
	    !memmem(rest, (size_t)(end - rest), "..", 2);
}

/* The end of the part of a union that begins at 'at'. */
static const char *
part_end(const char *at)
{
	char quote = '\0';
	int depth = 0;

	for (; *at; at++) {
		if (quote)
			quote = *at == quote ? '\0' : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
		else if (*at == '[' || *at == '(')
			depth++;
		else if (*at == ']' || *at == ')')
			depth--;
		else if (*at == '|' && depth == 0)
			break;
	}
	return at;
}

/* The value of the predicate [name='value'] (or [.:name="value"]) at 'at'; NULL: it is another. */
static const char *
read_predicate(const char *at, const char *name, char *value, size_t size)
{
	char module[96], leaf[96];
	const char *close;
	size_t n;

	if (*at != '[')
		return NULL;
	at = read_name(at + 1, leaf, sizeof(leaf));
	if (*at == ':') {
		vg_text_copy(module, sizeof(module), leaf);
		at = read_name(at + 1, leaf, sizeof(leaf));
	}
	if (strcmp(leaf, name) != 0 || *at++ != '=' || (*at != '\'' && *at != '"'))
		return NULL;
	close = strchr(at + 1, *at);
	n = close ? (size_t)(close - at - 1) : size;
	if (n >= size || close[1] != ']')
		return NULL;
	memcpy(value, at + 1, n);
	value[n] = '\0';
	return close + 2;
}

/* Adds the keys when they are the list's first predicates, in the model's order. */
static bool
push_predicates(struct vg_ncwant *want, const struct lysc_node *list, const char *at)
{
	char value[256], coded[VG_NCPLAN_QUERY], path[VG_NCPLAN_KEYS];
	const struct lysc_node *child;
	bool first = true;

	if (vg_text_format(path, sizeof(path), "/%s", list->name) != VG_OK)
		return false;
	for (child = lysc_node_child(list); child && lysc_is_key(child);
	     child = child->next) {
		size_t used = strlen(path);
		at = read_predicate(at, child->name, value, sizeof(value));
		if (!at || vg_text_percent(coded, sizeof(coded), value, "") != VG_OK ||
		    vg_text_format(path + used, sizeof(path) - used, "%s%s",
			first ? "=" : ",", coded) != VG_OK)
			return false;
		first = false;
	}
	if (!first)
		vg_text_copy(want->keys, sizeof(want->keys), path);
	return !first;
}

/* Narrows by the list's first predicates, as long as they are such that it can be. */
static void
push_values(struct vg_ncwant *want, const char *at)
{
	char value[256], coded[VG_NCPLAN_QUERY];
	const char *next = at;

	for (size_t i = 0; i < sizeof(narrows) / sizeof(narrows[0]); i++) {
		const struct narrow *n = &narrows[i];
		if (n->top &&
		    (next = read_predicate(at, n->leaf, value, sizeof(value))) &&
		    vg_text_percent(coded, sizeof(coded), value, "") == VG_OK) {
			push_narrow(want, n, coded);
			at = next;
		}
	}
}

/* Goes down to the list that the rest of a path begins with, and into it. */
static void
push_path(struct vg_ncwant *want, const char *at)
{
	char module[96], name[96];
	const struct lysc_node *list;

	at = read_step(at, module, name, sizeof(module));
	list = at ? find_inside(want, name) : NULL;
	if (go_into(want, list))
		push_path(want, at);
	else if (list && list->nodetype == LYS_LIST && !push_predicates(want, list, at))
		push_values(want, at);
}

/* Plans one part of the union; false when it may lead anywhere. */
static bool
plan_part(
    const struct ly_ctx *ly, const char *at, const char *end, struct vg_ncplan *plan)
{
	char module[96], name[96];
	const struct lys_module *found;
	const struct lysc_node *top;
	const char *rest;

	at += strspn(at, " \t\r\n");
	rest = read_step(at, module, name, sizeof(module));
	if (!rest || !module[0] || !stays_below(rest, end))
		return false;
	found = ly_ctx_get_module_implemented(ly, module);
	top = found ? lys_find_child(NULL, found, name, 0, LYS_CONTAINER, 0) : NULL;
	if (!top)
		return true; /* nothing there */
	struct vg_ncwant *want = add(plan, top);
	if (want)
		push_path(want, rest);
	return true;
}

void
vg_ncplan_xpath(const struct ly_ctx *ly, const char *xpath, struct vg_ncplan *plan)
{
	const char *at = xpath;

	*plan = (struct vg_ncplan){0};
	for (;;) {
		const char *end = part_end(at);
		if (!plan_part(ly, at, end, plan)) {
			vg_ncplan_all(ly, plan);
			for (size_t i = 0; i < plan->n; i++)
				plan->want[i].whole = false;
			return;
		}
		if (!*end)
			return;
		at = end + 1;
	}
}
