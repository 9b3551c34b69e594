/*
 * JSON and XML written without a tree: what they say, what they leave to libyang, and that both
 * ways say the same of whatever the models can hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libyang/libyang.h>
#include <libyang/plugins_types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/rest/restdata.h"
#include "lib/rest/restfind.h"
#include "lib/rest/restpen.h"
#include "lib/yang/context.h"

#define TOP "<alarms xmlns=\"urn:vigie:vigie-cases\">"

static struct vg_context *context;

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	if (vg_context_new(&context, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_context_free(context);
	return 0;
}

static struct vg_restdata *
begin(void)
{
	const struct vg_restpen_view view = {.xml = true};

	return vg_restdata_new_text(context, "vigie-cases:alarms", &view);
}

static void
enter(struct vg_restdata *data)
{
	static const char *const keys[] = {
	    "device/ne-7/psu/1", "vigie-alarm-types:psu-failed", ""};

	vg_restdata_entry(data, "alarm", keys, 3);
}

/* The text must be 'expect' (NULL: there is none); releases 'data'. */
static void
expect_text(struct vg_restdata *data, const char *expect)
{
	char *text = vg_restdata_give_text(data);

	if (expect)
		assert_string_equal(text ? text : "none", expect);
	else
		assert_null(text);
	free(text);
	vg_restdata_free(data);
}

static void
test_what_it_writes(void **state)
{
	struct vg_restdata *data = begin();

	(void)state;
	expect_text(data, "<alarms xmlns=\"urn:vigie:vigie-cases\"/>");
	data = begin();
	enter(data);
	vg_restdata_leaf(data, "perceived-severity", "major");
	vg_restdata_bool(data, "is-cleared", false);
	vg_restdata_int(data, "number", 7);
	vg_restdata_time(data, "last-raised", (struct vg_wall){1767225600000000});
	vg_restdata_text(data, "alarm-text", "a <b> & \"c\" é");
	vg_restdata_text(data, "device", NULL);
	vg_restdata_out(data);
	vg_restdata_text(data, "next", "cursor");
	expect_text(data,
	    TOP "<alarm><resource>device/ne-7/psu/1</resource><alarm-type-id "
		"xmlns:vat=\"urn:vigie:vigie-alarm-types\">vat:psu-failed</alarm-type-id>"
		"<alarm-type-qualifier/><perceived-severity>major</perceived-severity>"
		"<is-cleared>false</is-cleared><number>7</number>"
		"<last-raised>2026-01-01T00:00:00Z</last-raised>"
		"<alarm-text>a &lt;b&gt; &amp; \"c\" é</alarm-text></alarm>"
		"<next>cursor</next></alarms>");
}

static void
test_what_it_leaves_to_a_tree(void **state)
{
	static const struct {
		const char *leaf, *value;
	} rows[] = {{"perceived-severity", "dreadful"}, {"none-such", "x"},
	    {"alarm-text", "a\x01z"}, {"alarm-text", "\x1b[31m"}};
	char long_text[8192];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_restdata *data = begin();
		enter(data);
		vg_restdata_leaf(data, rows[i].leaf, rows[i].value);
		/* It goes on without a fall. */
		vg_restdata_into(data, "none");
		vg_restdata_leaf(data, "x", "y");
		vg_restdata_out(data);
		vg_restdata_out(data);
		expect_text(data, NULL);
	}
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	struct vg_restdata *data = begin();
	enter(data);
	vg_restdata_leaf(data, "alarm-type-qualifier", long_text);
	vg_restdata_out(data);
	expect_text(data, NULL);
}

/* --- both ways ----------------------------------------------------------------------------- */

enum { ROUNDS = 40, MAX_ENTRIES = 3, DEEPEST = 8 };

/* Chance that can be had again: the same number writes the same data. */
struct chance {
	uint64_t state;
};

static unsigned
draw(struct chance *chance, unsigned below)
{
	chance->state = chance->state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(chance->state >> 33) % below;
}

struct filling {
	struct vg_restdata *data;
	struct chance chance;
	unsigned depth;
	bool odd; /* something was written that a pen leaves to a tree */
};

static const char *const values[] = {"device/ne-7/psu/1", "ne-7", "2026-000001",
    "a <b> & \"c\" 'd' \\ / é \xf0\x9f\x98\x80", "", "x", "true", "false", "7", "0", "-3",
    "200", "70000", "5000000000", "-5000000000", "2026-01-01", "08:30", "1.3.6.1.4",
    "127.1.40.1", "::1", "noc@example.org",
    "AAECAw==", "00112233445566778899aabbccddeeff",
    "/vigie-cases:inventory/device[name='ne-7']/component[name='psu/1']", "Europe/Paris",
    "1.5", "0011223344556677", "major", "vigie-alarm-types:psu-failed", "  two\ttabs\t",
    "line\nline\r\n", "\x7f", "+33 1 23 45", "https://example.org/x"};

enum { N_VALUES = sizeof(values) / sizeof(values[0]) };

static const struct lysc_type *
real_type(const struct lysc_node *node)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)node)->type;

	return type->basetype == LY_TYPE_LEAFREF
	    ? ((const struct lysc_type_leafref *)type)->realtype
	    : type;
}

/* Whether it takes 'value', and as it stands: rooms write canonical forms. */
static bool
takes(const struct lysc_node *node, const char *value)
{
	struct ly_ctx *ly = vg_context_ly(context);
	const char *canonical = NULL;
	bool good = lyd_value_validate(ly, node, value, strlen(value), NULL, NULL,
			&canonical) == LY_SUCCESS;
	bool same = canonical && strcmp(canonical, value) == 0;

	lydict_remove(ly, canonical);
	return good && same;
}

static bool
is_time(const struct lysc_node *node)
{
	return takes(node, "2026-01-01T00:00:00+00:00") && !takes(node, "a b");
}

/* A value that 'node' takes, in the form in which libyang prints it; NULL: none is known. */
static const char *
value_for(struct filling *f, const struct lysc_node *node)
{
	const struct lysc_type *type = real_type(node);
	unsigned first = draw(&f->chance, N_VALUES);

	if (type->basetype == LY_TYPE_ENUM) {
		const struct lysc_type_bitenum_item *words =
		    ((const struct lysc_type_enum *)type)->enums;
		return words[first % LY_ARRAY_COUNT(words)].name;
	}
	for (unsigned i = 0; i < N_VALUES; i++) {
		const char *value = values[(first + i) % N_VALUES];
		if (takes(node, value))
			return value;
	}
	return NULL;
}

static bool
has_odd_member(const struct lysc_type *type)
{
	struct lysc_type **types = ((const struct lysc_type_union *)type)->types;
	bool any = false;

	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(types); i++)
		any = any || types[i]->basetype == LY_TYPE_BITS ||
		    types[i]->basetype == LY_TYPE_IDENT ||
		    types[i]->basetype == LY_TYPE_DEC64;
	return any;
}

/* What lib/rest/restvalue leaves to libyang. */
static bool
is_odd(const struct lysc_node *node, const char *value, bool xml)
{
	const struct lysc_type *type = real_type(node);

	switch ((int)type->basetype) {
	case LY_TYPE_UNION:
		return xml || has_odd_member(type);
	case LY_TYPE_BITS:
	case LY_TYPE_DEC64:
	case LY_TYPE_INST:
		return true;
	}
	return xml &&
	    (strpbrk(value, "\r") || *value == '/' ||
		type->plugin->print == lyplg_type_print_xpath10);
}

static bool xml_now;

static void
write_leaf(struct filling *f, const struct lysc_node *node)
{
	const struct lysc_node *above = lysc_data_parent(node);
	const char *value;

	if (is_time(node)) {
		int64_t us = 1767225600000000 + draw(&f->chance, 3) * 500000;
		if (node->module == above->module && node->nodetype == LYS_LEAF)
			vg_restdata_time(f->data, node->name, (struct vg_wall){us});
		return;
	}
	value = value_for(f, node);
	if (!value)
		return;
	f->odd = f->odd || is_odd(node, value, xml_now);
	if (node->module == above->module)
		vg_restdata_leaf(f->data, node->name, value);
	else
		vg_restdata_leaf_of(f->data, node->module->name, node->name, value);
}

static void
fill(struct filling *f, const struct lysc_node *parent);

static void
write_entries(struct filling *f, const struct lysc_node *list)
{
	const unsigned n = draw(&f->chance, MAX_ENTRIES + 1);
	const char *keys[4];
	size_t n_keys = 0;

	if (list->module != lysc_data_parent(list)->module)
		return;
	for (unsigned i = 0; i < n; i++) {
		n_keys = 0;
		for (const struct lysc_node *key = lysc_node_child(list);
		     key && lysc_is_key(key); key = key->next) {
			if (n_keys == 4 || is_time(key))
				return;
			keys[n_keys] = value_for(f, key);
			if (!keys[n_keys])
				return;
			f->odd = f->odd || is_odd(key, keys[n_keys], xml_now);
			n_keys++;
		}
		if (!n_keys)
			return;
		vg_restdata_entry(f->data, list->name, keys, n_keys);
		fill(f, list);
		vg_restdata_out(f->data);
	}
}

static void
write_node(struct filling *f, const struct lysc_node *node)
{
	if (lysc_is_key(node) || draw(&f->chance, 5) < 2)
		return;
	if (node->nodetype == LYS_LIST) {
		write_entries(f, node);
	} else if (node->nodetype == LYS_CONTAINER) {
		if (node->module == lysc_data_parent(node)->module)
			vg_restdata_into(f->data, node->name);
		else
			vg_restdata_into_of(f->data, node->module->name, node->name);
		fill(f, node);
		vg_restdata_out(f->data);
	} else if (node->nodetype & (LYS_LEAF | LYS_LEAFLIST)) {
		for (unsigned i = node->nodetype == LYS_LEAF ? 1
							     : 1 + draw(&f->chance, 2);
		     i > 0; i--)
			write_leaf(f, node);
	}
}

/* Writes below 'parent' in the order of the models, in which a tree is printed. */
static void
fill(struct filling *f, const struct lysc_node *parent)
{
	const struct lysc_node *node = NULL;

	if (++f->depth < DEEPEST) {
		while ((node = lys_getnext(node, parent, NULL, 0)))
			write_node(f, node);
	}
	f->depth--;
}

/* Draws a node of the tree; its path goes to 'path', which borrows from the tree. */
static const struct lyd_node *
draw_target(struct chance *chance, const struct lyd_node *top, struct vg_restpath *path)
{
	const struct lyd_node *found = top, *at, *child;
	size_t n = 1;

	while (
	    n < VG_RESTPATH_STEPS && (child = lyd_child(found)) && draw(chance, 4) != 0) {
		unsigned skip = draw(chance, 6);
		for (; skip && child->next; skip--)
			child = child->next;
		found = child;
		n++;
	}
	memset(path, 0, sizeof(*path));
	path->n_steps = n;
	for (at = found; at; at = lyd_parent(at)) {
		struct vg_restpath_step *step = &path->steps[--n];
		step->module = n == 0 ? at->schema->module->name : "";
		step->name = at->schema->name;
		for (child = lyd_child(at); at->schema->nodetype == LYS_LIST && child &&
		     lysc_is_key(child->schema);
		     child = child->next)
			step->keys[step->n_keys++] = lyd_get_value(child);
	}
	return found;
}

/* Where they differ first is all that one wants to see. */
static void
expect_same(const char *text, const char *want)
{
	size_t n = 0, from;

	while (text[n] && text[n] == want[n])
		n++;
	from = n > 60 ? n - 60 : 0;
	if (text[n] != want[n])
		fail_msg("'%.120s', and libyang: '%.120s'", text + from, want + from);
}

static void
expect_valid(const char *text, bool xml, const struct lysc_node *top)
{
	struct lyd_node *tree = NULL;

	if (top->nodetype == LYS_NOTIF)
		return;
	if (lyd_parse_data_mem(vg_context_ly(context), text, xml ? LYD_XML : LYD_JSON,
		LYD_PARSE_ONLY | LYD_PARSE_STRICT, 0, &tree) != LY_SUCCESS)
		fail_msg("%s: %s", ly_errmsg(vg_context_ly(context)), text);
	lyd_free_all(tree);
}

/* Both ways with the data that 'seed' makes; adds to '*n' when they were compared. */
static void
compare(const struct lysc_node *top, uint64_t seed, bool xml, size_t *n)
{
	char name[256];
	struct chance chance = {seed * 7 + xml};
	struct filling f = {.chance = {seed}};
	struct vg_restpen_view view = {.xml = xml};
	struct vg_restpath path;
	struct vg_detail detail;
	struct lyd_node *found = NULL;

	xml_now = xml;
	snprintf(name, sizeof(name), "%s:%s", top->module->name, top->name);
	struct vg_restdata *tree = vg_restdata_new(context, name, false);
	f.data = tree;
	fill(&f, top);
	if (draw(&chance, 2)) {
		draw_target(&chance, vg_restdata_top(tree), &path);
		view.path = &path;
	}
	view.depth = draw(&chance, 3) ? 0 : 1 + draw(&chance, 4);
	struct filling g = {
	    .data = vg_restdata_new_text(context, name, &view), .chance = {seed}};
	fill(&g, top);
	char *text = vg_restdata_give_text(g.data);
	if (!text && !g.odd && !view.path)
		fail_msg("%s, %u: not written", name, (unsigned)seed);
	found = vg_restdata_top(tree);
	if (text &&
	    (!view.path || vg_restfind_target(found, &path, &found, &detail) == VG_OK)) {
		vg_restfind_prune(found, view.depth);
		char *want = vg_restfind_print(found, xml, VG_RESTPATH_EXPLICIT);
		expect_same(text, want);
		if (!view.path)
			expect_valid(text, xml, top);
		(*n)++;
		free(want);
	} else if (text) {
		fail_msg("no such resource (%s), and yet: %s", detail.text, text);
	}
	free(text);
	vg_restdata_free(g.data);
	vg_restdata_free(tree);
}

static void
test_both_ways_say_the_same(void **state)
{
	const struct lys_module *module;
	uint32_t at = 0;
	size_t n = 0, tops = 0;

	(void)state;
	while ((module = ly_ctx_get_module_iter(vg_context_ly(context), &at))) {
		const struct lysc_node *top = NULL;
		for (top = module->implemented ? module->compiled->data : NULL; top;
		     top = top->next) {
			if (top->nodetype != LYS_CONTAINER)
				continue;
			tops++;
			for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
				compare(top, seed, false, &n);
				compare(top, seed, true, &n);
			}
		}
		for (const struct lysc_node_notif *told =
			 module->implemented ? module->compiled->notifs : NULL;
		     told; told = told->next) {
			for (uint64_t seed = 1; seed <= ROUNDS / 4; seed++)
				compare(&told->node, seed, seed % 2, &n);
		}
	}
	assert_true(tops >= 30);
	print_message("%zu texts of %zu tops compared\n", n, tops);
	assert_true(n > tops * ROUNDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_it_writes),
	    cmocka_unit_test(test_what_it_leaves_to_a_tree),
	    cmocka_unit_test(test_both_ways_say_the_same)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
