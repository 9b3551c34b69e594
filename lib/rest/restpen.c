/*
 * XML by hand.  What a name means at a place is looked up once, and remembered.
 */
#include "lib/rest/restpen.h"

#include <assert.h>
#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { MAX_DEPTH = 12, MEMORY = 256, MAX_TEXT = 64 << 20 };

struct known {
	const struct lysc_node *parent, *node;
	const char *name; /* the caller's pointer */
};

struct vg_restpen {
	const struct lysc_node *stack[MAX_DEPTH];
	size_t inside[MAX_DEPTH]; /* where in the text the inside of each begins */
	size_t depth;
	struct known memory[MEMORY];
	const struct lys_module *last; /* of the identity that was written last */
	struct vg_buf out;
	bool failed;
};

void
vg_restpen_give_up(struct vg_restpen *pen)
{
	pen->failed = true;
}

/* --- names --------------------------------------------------------------------------------- */

static const struct lysc_node *
find(struct vg_restpen *pen, const char *module, const char *name)
{
	const struct lysc_node *parent = pen->stack[pen->depth - 1];
	size_t at = ((uintptr_t)parent / 64 + (uintptr_t)name) % MEMORY;
	struct known *known = &pen->memory[at];
	const struct lys_module *of = parent->module;

	if (known->parent == parent && known->name == name &&
	    strcmp(known->node->name, name) == 0)
		return known->node;
	if (module)
		of = ly_ctx_get_module_implemented(parent->module->ctx, module);
	const struct lysc_node *node =
	    of ? lys_find_child(parent, of, name, 0, 0, 0) : NULL;
	if (node)
		*known = (struct known){parent, node, name};
	else
		vg_restpen_give_up(pen);
	return node;
}

static void
start(struct vg_restpen *pen, const struct lysc_node *node)
{
	const struct lysc_node *parent = pen->depth ? pen->stack[pen->depth - 1] : NULL;

	vg_buf_add_u8(&pen->out, '<');
	vg_buf_add_text(&pen->out, node->name);
	if (parent && parent->module == node->module)
		return;
	vg_buf_add_text(&pen->out, " xmlns=\"");
	vg_buf_add_text(&pen->out, node->module->ns);
	vg_buf_add_u8(&pen->out, '"');
}

static void
end(struct vg_restpen *pen, const char *name)
{
	vg_buf_add(&pen->out, "</", 2);
	vg_buf_add_text(&pen->out, name);
	vg_buf_add_u8(&pen->out, '>');
}

/* --- values -------------------------------------------------------------------------------- */

/* Whether 'n' characters are as many as the type lets be. */
static bool
fits(const struct lysc_range *length, size_t n)
{
	bool good = !length;

	for (LY_ARRAY_COUNT_TYPE i = 0; length && i < LY_ARRAY_COUNT(length->parts); i++)
		good = good ||
		    (n >= length->parts[i].min_u64 && n <= length->parts[i].max_u64);
	return good;
}

/* Escapes 'text'; false for what XML cannot say.  Counts characters. */
static bool
escape(struct vg_buf *out, const char *text, size_t *n)
{
	const char *from = text;
	const char *at = text;

	*n = 0;
	for (; *at; at++) {
		unsigned char c = (unsigned char)*at;
		const char *name = c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;";
		*n += (c & 0xc0) != 0x80;
		if (c < 0x20 && c != '\n' && c != '\t')
			return false;
		if (c != '&' && c != '<' && c != '>')
			continue;
		vg_buf_add(out, from, (size_t)(at - from));
		vg_buf_add_text(out, name);
		from = at + 1;
	}
	vg_buf_add(out, from, (size_t)(at - from));
	return true;
}

static bool
is_word(const struct lysc_type_enum *type, const char *value)
{
	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(type->enums); i++) {
		if (strcmp(type->enums[i].name, value) == 0)
			return true;
	}
	return false;
}

/* The prefix of an identity is declared where it is used. */
static void
write_identity(struct vg_restpen *pen, const struct lysc_node *node, const char *value)
{
	const char *colon = strchr(value, ':');
	size_t size = colon ? (size_t)(colon - value) : 0;
	const struct lys_module *module = pen->last;

	if (!colon) {
		module = node->module;
		colon = value - 1;
	} else if (!module || strncmp(module->name, value, size) != 0 ||
	    module->name[size]) {
		char *name = vg_mem_text_n(value, size);
		module = ly_ctx_get_module_implemented(node->module->ctx, name);
		free(name);
	}
	if (!module) {
		vg_restpen_give_up(pen);
		return;
	}
	pen->last = module;
	vg_buf_addf(&pen->out, " xmlns:%s=\"%s\">%s:%s", module->prefix, module->ns,
	    module->prefix, colon + 1);
}

static void
write_value(struct vg_restpen *pen, const struct lysc_node *node, const char *value)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)node)->type;
	size_t n = 0;

	if (type->basetype == LY_TYPE_LEAFREF)
		type = ((const struct lysc_type_leafref *)type)->realtype;
	if (type->basetype == LY_TYPE_IDENT) {
		write_identity(pen, node, value);
		return;
	}
	vg_buf_add_u8(&pen->out, '>');
	if (!escape(&pen->out, value, &n) || type->basetype == LY_TYPE_UNION ||
	    type->basetype == LY_TYPE_INST || type->basetype == LY_TYPE_EMPTY ||
	    type->basetype == LY_TYPE_BITS || type->basetype == LY_TYPE_BINARY ||
	    (type->basetype == LY_TYPE_ENUM &&
		!is_word((const struct lysc_type_enum *)type, value)) ||
	    (type->basetype == LY_TYPE_STRING &&
		!fits(((const struct lysc_type_str *)type)->length, n)))
		vg_restpen_give_up(pen);
}

/* Whether a leaf may hold nothing: then it is an empty element. */
static bool
is_text(const struct lysc_node *node)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)node)->type;

	return type->basetype == LY_TYPE_STRING &&
	    fits(((const struct lysc_type_str *)type)->length, 0);
}

/* --- the pen ------------------------------------------------------------------------------- */

static void
push(struct vg_restpen *pen, const struct lysc_node *node)
{
	assert(pen->depth < MAX_DEPTH);
	if (node && !pen->failed) {
		start(pen, node);
		vg_buf_add_u8(&pen->out, '>');
	}
	pen->inside[pen->depth] = pen->out.size;
	pen->stack[pen->depth++] = node;
}

struct vg_restpen *
vg_restpen_new(const struct lysc_node *top)
{
	struct vg_restpen *pen = vg_mem_zero(sizeof(*pen));

	vg_buf_init(&pen->out, MAX_TEXT);
	push(pen, top);
	return pen;
}

void
vg_restpen_free(struct vg_restpen *pen)
{
	if (!pen)
		return;
	vg_buf_fini(&pen->out);
	free(pen);
}

void
vg_restpen_into(struct vg_restpen *pen, const char *module, const char *name)
{
	push(pen, pen->failed ? NULL : find(pen, module, name));
}

void
vg_restpen_entry(
    struct vg_restpen *pen, const char *name, const char *const *keys, size_t n)
{
	const struct lysc_node *list = pen->failed ? NULL : find(pen, NULL, name);
	const struct lysc_node *key;

	push(pen, list);
	if (!list)
		return;
	key = lysc_node_child(list);
	for (size_t i = 0; i < n && key && lysc_is_key(key); i++, key = key->next)
		vg_restpen_leaf(pen, NULL, key->name, keys[i]);
}

void
vg_restpen_out(struct vg_restpen *pen)
{
	const struct lysc_node *node = pen->stack[--pen->depth];

	if (!node || pen->failed)
		return;
	if (pen->out.size == pen->inside[pen->depth] && pen->out.error == VG_OK) {
		pen->out.size--; /* the > of a start tag with nothing behind it */
		vg_buf_add(&pen->out, "/>", 2);
	} else {
		end(pen, node->name);
	}
}

void
vg_restpen_leaf(
    struct vg_restpen *pen, const char *module, const char *name, const char *value)
{
	const struct lysc_node *node = pen->failed ? NULL : find(pen, module, name);

	if (!node)
		return;
	if (!(node->nodetype & (LYS_LEAF | LYS_LEAFLIST))) {
		vg_restpen_give_up(pen);
		return;
	}
	start(pen, node);
	if (!value[0] && is_text(node)) {
		vg_buf_add(&pen->out, "/>", 2);
		return;
	}
	write_value(pen, node, value);
	end(pen, node->name);
}

char *
vg_restpen_give(struct vg_restpen *pen)
{
	while (pen->depth)
		vg_restpen_out(pen);
	return pen->failed || pen->out.error != VG_OK ? NULL : vg_buf_give(&pen->out);
}
