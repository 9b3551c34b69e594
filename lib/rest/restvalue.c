/*
 * What a type takes, and how it is quoted.
 *
 * Source: RFC 7951 section 6 (JSON), RFC 7950 section 9 (XML).
 */
#include "lib/rest/restvalue.h"

#include <errno.h>
#include <libyang/libyang.h>
#include <libyang/plugins_types.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

/* --- what a type takes --------------------------------------------------------------------- */

/* How a value is written. */
enum kind { REFUSED, TEXT, NUMBER, IDENTITY, NOTHING };

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

static size_t
count_characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool
is_string(const struct lysc_type *type, const char *value)
{
	const struct lysc_range *length = ((const struct lysc_type_str *)type)->length;

	return !length || fits(length, count_characters(value));
}

static bool
is_word(const struct lysc_type *type, const char *value)
{
	const struct lysc_type_enum *words = (const struct lysc_type_enum *)type;

	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(words->enums); i++) {
		if (strcmp(words->enums[i].name, value) == 0)
			return true;
	}
	return false;
}

/* A number without a sign, in its canonical form, of so many bits. */
static bool
is_unsigned(const struct lysc_type *type, const char *value, unsigned bits)
{
	const struct lysc_range *range = ((const struct lysc_type_num *)type)->range;
	uint64_t most = UINT64_MAX >> (64 - bits), number;
	char *end;

	if (*value < '0' || *value > '9' || (*value == '0' && value[1]))
		return false;
	errno = 0;
	number = strtoull(value, &end, 10);
	return !errno && !*end && number <= most && fits(range, number);
}

static bool
is_signed(const struct lysc_type *type, const char *value, unsigned bits)
{
	const struct lysc_range *range = ((const struct lysc_type_num *)type)->range;
	const char *digits = value + (*value == '-');
	int64_t most = INT64_MAX >> (64 - bits), number;
	bool good = !range;
	char *end;

	if (*digits < '0' || *digits > '9' || (*digits == '0' && value[1]))
		return false;
	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || *end || number > most || number < -most - 1)
		return false;
	for (LY_ARRAY_COUNT_TYPE i = 0; range && i < LY_ARRAY_COUNT(range->parts); i++)
		good = good ||
		    (number >= range->parts[i].min_64 &&
			number <= range->parts[i].max_64);
	return good;
}

static bool
is_base64(const char *value)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t size = strlen(value), n = strspn(value, digits);

	return size % 4 == 0 && size - n <= 2 && strspn(value + n, "=") == size - n;
}

static enum kind
text_if(bool good)
{
	return good ? TEXT : REFUSED;
}

static enum kind
number_if(bool good)
{
	return good ? NUMBER : REFUSED;
}

static enum kind
kind_of(const struct lysc_type *type, const char *value);

/* Whether what kind_of says of the type is the last word. */
static bool
is_certain(const struct lysc_type *type)
{
	return type->basetype != LY_TYPE_STRING ||
	    !((const struct lysc_type_str *)type)->patterns;
}

/*
 * The first type that takes it says how it is written; of one with a pattern nobody here knows
 * whether it does, which is no matter where the others would quote it too.  An instance identifier
 * is text already, in the form of JSON.
 */
static enum kind
kind_of_union(const struct lysc_type *type, const char *value)
{
	struct lysc_type **types = ((const struct lysc_type_union *)type)->types;
	enum kind found = REFUSED;

	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(types); i++) {
		LY_DATA_TYPE base = types[i]->basetype;
		enum kind kind =
		    base == LY_TYPE_INST ? REFUSED : kind_of(types[i], value);
		if (base == LY_TYPE_IDENT || base == LY_TYPE_BITS ||
		    base == LY_TYPE_DEC64 ||
		    (kind != REFUSED && found == TEXT && kind != TEXT))
			return REFUSED;
		if (kind != REFUSED && is_certain(types[i]))
			return kind;
		found = kind == REFUSED ? found : kind;
	}
	return found;
}

static enum kind
kind_of(const struct lysc_type *type, const char *value)
{
	switch (type->basetype) {
	case LY_TYPE_STRING:
		return text_if(is_string(type, value));
	case LY_TYPE_ENUM:
		return text_if(is_word(type, value));
	case LY_TYPE_IDENT:
		return *value ? IDENTITY : REFUSED;
	case LY_TYPE_BOOL:
		return number_if(
		    strcmp(value, "true") == 0 || strcmp(value, "false") == 0);
	case LY_TYPE_EMPTY:
		return *value ? REFUSED : NOTHING;
	case LY_TYPE_BINARY:
		return text_if(is_base64(value));
	case LY_TYPE_UINT8:
		return number_if(is_unsigned(type, value, 8));
	case LY_TYPE_UINT16:
		return number_if(is_unsigned(type, value, 16));
	case LY_TYPE_UINT32:
		return number_if(is_unsigned(type, value, 32));
	case LY_TYPE_UINT64:
		return text_if(is_unsigned(type, value, 64));
	case LY_TYPE_INT8:
		return number_if(is_signed(type, value, 8));
	case LY_TYPE_INT16:
		return number_if(is_signed(type, value, 16));
	case LY_TYPE_INT32:
		return number_if(is_signed(type, value, 32));
	case LY_TYPE_INT64:
		return text_if(is_signed(type, value, 64));
	case LY_TYPE_UNION:
		return kind_of_union(type, value);
	case LY_TYPE_BITS:
	case LY_TYPE_DEC64:
	case LY_TYPE_INST:
	case LY_TYPE_LEAFREF:
	case LY_TYPE_UNKNOWN:
		break;
	}
	return REFUSED;
}

/* A reference has the type of what it refers to. */
static const struct lysc_type *
type_of(const struct lysc_node *node)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)node)->type;

	return type->basetype == LY_TYPE_LEAFREF
	    ? ((const struct lysc_type_leafref *)type)->realtype
	    : type;
}

/* --- JSON ---------------------------------------------------------------------------------- */

/* 'module' ("": none) goes before it. */
static void
quote(struct vg_buf *out, const char *module, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *from = text, *at = text;

	vg_buf_add_u8(out, '"');
	vg_buf_add_text(out, module);
	if (*module)
		vg_buf_add_u8(out, ':');
	for (; *at; at++) {
		unsigned char c = (unsigned char)*at;
		char escaped[] = {
		    '\\', (char)c, '0', '0', digits[c / 16], digits[c % 16]};
		size_t size = 2;
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		if (c < 0x20) {
			escaped[1] = 'u';
			size = sizeof(escaped);
		}
		vg_buf_add(out, from, (size_t)(at - from));
		vg_buf_add(out, escaped, size);
		from = at + 1;
	}
	vg_buf_add(out, from, (size_t)(at - from));
	vg_buf_add_u8(out, '"');
}

/* Characters that no text of YANG holds (RFC 7950 section 9.4). */
static bool
has_controls(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
			return true;
	}
	return false;
}

bool
vg_restvalue_json(struct vg_buf *out, const struct lysc_node *node, const char *value)
{
	switch (kind_of(type_of(node), value)) {
	case TEXT:
		quote(out, "", value);
		return !has_controls(value);
	case NUMBER:
		vg_buf_add_text(out, value);
		return true;
	case NOTHING:
		vg_buf_add_text(out, "[null]");
		return true;
	case IDENTITY:
		quote(out, strchr(value, ':') ? "" : node->module->name, value);
		return !has_controls(value);
	case REFUSED:
		break;
	}
	return false;
}

/* --- XML ----------------------------------------------------------------------------------- */

/* False for what XML cannot say. */
static bool
escape(struct vg_buf *out, const char *text)
{
	const char *from = text, *at = text;

	for (; *at; at++) {
		unsigned char c = (unsigned char)*at;
		const char *name = c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;";
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

/* Texts of some types have modules' names in them (RFC 6991's xpath1.0, RFC 8341's paths). */
static bool
is_expression(const struct lysc_type *type, const char *value)
{
	return type->plugin->print == lyplg_type_print_xpath10 ||
	    (*value == '/' && type->plugin->print != lyplg_type_print_simple);
}

/*
 * Whether it can be an expression, which XML has in another form, with prefixes nobody here makes.
 */
static bool
may_be_expression(const struct lysc_type *type, const char *value)
{
	struct lysc_type **types;
	bool any = false;

	if (type->basetype != LY_TYPE_UNION)
		return is_expression(type, value);
	types = ((const struct lysc_type_union *)type)->types;
	for (LY_ARRAY_COUNT_TYPE i = 0; i < LY_ARRAY_COUNT(types); i++)
		any = any || is_expression(types[i], value);
	return any;
}

static const struct lys_module *
find_module(const struct lysc_node *node, const char *value, size_t size)
{
	char *text = vg_mem_text_n(value, size);
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(node->module->ctx, text);

	free(text);
	return module;
}

/* The prefix of an identity is declared where it is used. */
static bool
write_identity(struct vg_buf *out, const struct lysc_node *node, const char *value,
    const struct lys_module **last)
{
	const char *colon = strchr(value, ':');
	const struct lys_module *module = colon ? *last : node->module;
	size_t size = colon ? (size_t)(colon - value) : 0;

	if (colon &&
	    (!module || strncmp(module->name, value, size) != 0 || module->name[size]))
		module = *last = find_module(node, value, size);
	if (!module)
		return false;
	vg_buf_add_text(out, " xmlns:");
	vg_buf_add_text(out, module->prefix);
	vg_buf_add_text(out, "=\"");
	vg_buf_add_text(out, module->ns);
	vg_buf_add_text(out, "\">");
	vg_buf_add_text(out, module->prefix);
	vg_buf_add_text(out, ":");
	return escape(out, colon ? colon + 1 : value);
}

bool
vg_restvalue_xml(struct vg_buf *out, const struct lysc_node *node, const char *value,
    const struct lys_module **last)
{
	switch (kind_of(type_of(node), value)) {
	case TEXT:
	case NUMBER:
		vg_buf_add_u8(out, '>');
		return !may_be_expression(type_of(node), value) && escape(out, value);
	case NOTHING:
		vg_buf_add_u8(out, '>');
		return true;
	case IDENTITY:
		return write_identity(out, node, value, last);
	case REFUSED:
		break;
	}
	return false;
}
