/*
 * A choice is a set of nodes that are wanted whole, and the set of what they stand in.
 */
#include "collector/netconf/ncpick.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

#define BASE_NS "urn:ietf:params:xml:ns:netconf:base:1.0"

/* Pointers, sorted when they are asked for. */
struct set {
	const struct lyd_node **nodes;
	size_t n, room;
	bool sorted;
};

struct vg_ncpick {
	struct set whole, above;
};

struct vg_ncpick *
vg_ncpick_new(void)
{
	return vg_mem_zero(sizeof(struct vg_ncpick));
}

void
vg_ncpick_free(struct vg_ncpick *pick)
{
	if (!pick)
		return;
	free(pick->whole.nodes);
	free(pick->above.nodes);
	free(pick);
}

/* --- sets ---------------------------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t) * (const struct lyd_node *const *)a;
	uintptr_t right = (uintptr_t) * (const struct lyd_node *const *)b;

	return left < right ? -1 : left > right;
}

static void
add(struct set *set, const struct lyd_node *node)
{
	if (set->n && set->nodes[set->n - 1] == node)
		return;
	set->nodes = vg_mem_grow(set->nodes, &set->room, set->n, sizeof(*set->nodes));
	set->nodes[set->n++] = node;
	set->sorted = false;
}

static bool
has(struct set *set, const struct lyd_node *node)
{
	if (!set->sorted && set->n)
		qsort(set->nodes, set->n, sizeof(*set->nodes), compare);
	set->sorted = true;
	return set->n && bsearch(&node, set->nodes, set->n, sizeof(*set->nodes), compare);
}

static void
choose(struct vg_ncpick *pick, const struct lyd_node *node)
{
	add(&pick->whole, node);
	for (const struct lyd_node *up = lyd_parent(node); up; up = lyd_parent(up))
		add(&pick->above, up);
}

bool
vg_ncpick_is_empty(const struct vg_ncpick *pick)
{
	return pick->whole.n == 0;
}

/* --- subtree ------------------------------------------------------------------------------- */

/* The text of a node without the white space around it, and its length. */
static const char *
trimmed(const struct lyd_node *node, size_t *n)
{
	const char *text = lyd_get_value(node);

	text = text ? text : "";
	text += strspn(text, " \t\r\n");
	*n = strlen(text);
	while (*n && strchr(" \t\r\n", text[*n - 1]))
		--*n;
	return text;
}

bool
vg_ncpick_is_match(const struct lyd_node *filter)
{
	size_t n = 0;

	if (filter->schema && (filter->schema->nodetype & LYD_NODE_INNER))
		return false;
	if (lyd_child(filter))
		return false;
	trimmed(filter, &n);
	return n > 0;
}

bool
vg_ncpick_means(const struct lyd_node *filter, const char *name, const char *ns)
{
	const char *wanted = vg_ncmodels_ns(filter);

	/* Without a namespace of its own it has that of the rpc: any is meant. */
	return strcmp(LYD_NAME(filter), name) == 0 &&
	    (!wanted[0] || strcmp(wanted, BASE_NS) == 0 || strcmp(wanted, ns) == 0);
}

static bool
means(const struct lyd_node *filter, const struct lyd_node *data)
{
	return vg_ncpick_means(filter, LYD_NAME(data), vg_ncmodels_ns(data));
}

/* Whether a leaf has the value that the filter wants; a prefix before an identity may differ. */
static bool
meets(const struct lyd_node *filter, const struct lyd_node *data)
{
	size_t n = 0, m = 0;
	const char *wanted = trimmed(filter, &n);
	const char *has_it = trimmed(data, &m);

	if (n == m && memcmp(wanted, has_it, n) == 0)
		return true;
	if (filter->schema || !data->schema ||
	    !(data->schema->nodetype & LYD_NODE_TERM) ||
	    ((const struct lyd_node_term *)data)->value.realtype->basetype !=
		LY_TYPE_IDENT)
		return false;
	const char *a = memchr(wanted, ':', n), *b = memchr(has_it, ':', m);
	a = a ? a + 1 : wanted;
	b = b ? b + 1 : has_it;
	n -= (size_t)(a - wanted);
	m -= (size_t)(b - has_it);
	return n == m && memcmp(a, b, n) == 0;
}

/* Whether each value that the filter names is met among 'data' and its siblings. */
static bool
meets_all(const struct lyd_node *filter, const struct lyd_node *data)
{
	for (; filter; filter = filter->next) {
		const struct lyd_node *d = data;
		if (!vg_ncpick_is_match(filter))
			continue;
		while (d && !(means(filter, d) && meets(filter, d)))
			d = d->next;
		if (!d)
			return false;
	}
	return true;
}

static bool
only_matches(const struct lyd_node *filter)
{
	for (; filter; filter = filter->next) {
		if (!vg_ncpick_is_match(filter))
			return false;
	}
	return true;
}

static void
pick_level(struct vg_ncpick *pick, const struct lyd_node *filter,
    const struct lyd_node *data, const struct lyd_node *parent)
{
	if (!meets_all(filter, data))
		return;
	if (parent && only_matches(filter)) {
		choose(pick, parent);
		return;
	}
	for (; filter; filter = filter->next) {
		bool match = vg_ncpick_is_match(filter);
		for (const struct lyd_node *d = data; d; d = d->next) {
			if (!means(filter, d))
				continue;
			if (match ? meets(filter, d) : !lyd_child(filter))
				choose(pick, d);
			else if (!match && lyd_child(d))
				pick_level(pick, lyd_child(filter), lyd_child(d), d);
		}
	}
}

void
vg_ncpick_subtree(
    struct vg_ncpick *pick, const struct lyd_node *filter, const struct lyd_node *data)
{
	pick_level(pick, filter, data, NULL);
}

/* --- xpath --------------------------------------------------------------------------------- */

int
vg_ncpick_xpath(struct vg_ncpick *pick, const char *xpath, const struct lyd_node *data,
    struct vg_ncfault *fault)
{
	struct ly_set *found = NULL;

	if (!data)
		return VG_OK;
	if (lyd_find_xpath(data, xpath, &found) != LY_SUCCESS) {
		const struct ly_err_item *item = ly_err_last(LYD_CTX(data));
		vg_ncfault_set(fault, "protocol", "invalid-value", "select: %s",
		    item && item->msg ? item->msg : "no XPath 1.0");
		return VG_EINVAL;
	}
	for (uint32_t i = 0; i < found->count; i++)
		choose(pick, found->dnodes[i]);
	ly_set_free(found, NULL);
	return VG_OK;
}

/* --- printing ------------------------------------------------------------------------------ */

static ssize_t
append(void *cookie, const void *data, size_t size)
{
	struct vg_buf *out = cookie;

	vg_buf_add(out, data, size);
	return out->error == VG_OK ? (ssize_t)size : -1;
}

void
vg_ncpick_whole(const struct lyd_node *node, uint32_t flags, struct vg_buf *out)
{
	lyd_print_clb(append, out, node, LYD_XML, LYD_PRINT_SHRINK | flags);
}

static void
print_chosen(struct vg_ncpick *pick, const struct lyd_node *node, uint32_t flags,
    struct vg_buf *out)
{
	const struct lyd_node *up = lyd_parent(node);

	if (has(&pick->whole, node)) {
		vg_ncpick_whole(node, flags, out);
		return;
	}
	if (!has(&pick->above, node))
		return;
	if (up && up->schema->module == node->schema->module)
		vg_buf_addf(out, "<%s>", LYD_NAME(node));
	else
		vg_buf_addf(
		    out, "<%s xmlns=\"%s\">", LYD_NAME(node), vg_ncmodels_ns(node));
	for (const struct lyd_node *c = lyd_child(node); c; c = c->next) {
		if (lysc_is_key(c->schema))
			vg_ncpick_whole(c, flags, out);
		else
			print_chosen(pick, c, flags, out);
	}
	vg_buf_addf(out, "</%s>", LYD_NAME(node));
}

void
vg_ncpick_print(struct vg_ncpick *pick, const struct lyd_node *data, uint32_t flags,
    struct vg_buf *out)
{
	for (; data; data = data->next)
		print_chosen(pick, data, flags, out);
}
