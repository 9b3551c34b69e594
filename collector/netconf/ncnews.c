/*
 * A reader of what our own printers write: no white space between tokens, no entry of a list.
 *
 * Source: RFC 8259, RFC 7951.
 */
#include "collector/netconf/ncnews.h"

#include <libyang/libyang.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/restpen.h"
#include "lib/yang/schemaname.h"

enum { NAME_SIZE = 128, MAX_DEPTH = 8 };

struct vg_ncnews {
	const struct vg_context *context;
	char last[NAME_SIZE];        /* the notification that came last */
	const struct lysc_node *top; /* what that is */
};

struct reading {
	const char *at, *end;
	struct vg_restpen *pen;
	struct vg_buf text; /* the string that was read last */
	unsigned depth;
};

struct vg_ncnews *
vg_ncnews_new(const struct vg_context *context)
{
	struct vg_ncnews *news = vg_mem_zero(sizeof(*news));

	news->context = context;
	return news;
}

void
vg_ncnews_free(struct vg_ncnews *news)
{
	free(news);
}

/* --- tokens -------------------------------------------------------------------------------- */

static bool
take(struct reading *r, char wanted)
{
	if (r->at == r->end || *r->at != wanted)
		return false;
	r->at++;
	return true;
}

/* Four hexadecimal digits: a control character, which is what our printers write so. */
static bool
take_number(struct reading *r)
{
	unsigned value = 0;

	if (r->end - r->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef0123456789ABCDEF";
		const char *digit = strchr(digits, *r->at++);
		if (!digit || !*digit)
			return false;
		value = value * 16 + (unsigned)((digit - digits) % 16);
	}
	if (value == 0 || value >= 0x80)
		return false;
	vg_buf_add_u8(&r->text, (uint8_t)value);
	return true;
}

static bool
take_escape(struct reading *r)
{
	static const char marks[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *mark;

	if (r->at == r->end)
		return false;
	if (*r->at == 'u') {
		r->at++;
		return take_number(r);
	}
	mark = *r->at ? strchr(marks, *r->at) : NULL;
	if (!mark)
		return false;
	vg_buf_add_u8(&r->text, (uint8_t)means[mark - marks]);
	r->at++;
	return true;
}

/* What XML cannot say, however it is written: NUL would end the text besides. */
static bool
is_sayable(const struct vg_buf *text)
{
	for (size_t i = 0; i < text->size; i++) {
		unsigned char c = text->data[i];
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return true;
}

/* A string, which goes to 'text' without its quotes. */
static bool
take_string(struct reading *r)
{
	vg_buf_reset(&r->text);
	if (!take(r, '"'))
		return false;
	while (r->at < r->end && *r->at != '"') {
		const char *from = r->at;
		while (r->at < r->end && *r->at != '"' && *r->at != '\\')
			r->at++;
		vg_buf_add(&r->text, from, (size_t)(r->at - from));
		if (take(r, '\\') && !take_escape(r))
			return false;
	}
	return take(r, '"') && r->text.error == VG_OK && is_sayable(&r->text);
}

/* A number or a truth. */
static bool
take_word(struct reading *r)
{
	const char *from = r->at;

	while (r->at < r->end && !strchr(",]}", *r->at))
		r->at++;
	vg_buf_reset(&r->text);
	vg_buf_add(&r->text, from, (size_t)(r->at - from));
	return r->text.size > 0 &&
	    strspn(vg_buf_text(&r->text), "-0123456789truefals") == r->text.size;
}

/* --- members ------------------------------------------------------------------------------- */

static bool
take_members(struct reading *r);

static bool
take_scalar(struct reading *r, const char *module, const char *name)
{
	bool good = r->at < r->end && *r->at == '"' ? take_string(r) : take_word(r);

	if (good)
		vg_restpen_leaf(r->pen, module, name, vg_buf_text(&r->text));
	return good;
}

/* A leaf without a value, or the values of a leaf-list. */
static bool
take_array(struct reading *r, const char *module, const char *name)
{
	static const char empty[] = "null]";

	if ((size_t)(r->end - r->at) >= sizeof(empty) - 1 &&
	    memcmp(r->at, empty, sizeof(empty) - 1) == 0) {
		r->at += sizeof(empty) - 1;
		vg_restpen_leaf(r->pen, module, name, "");
		return true;
	}
	do {
		if (!take_scalar(r, module, name))
			return false;
	} while (take(r, ','));
	return take(r, ']');
}

static bool
take_value(struct reading *r, const char *module, const char *name)
{
	bool good;

	if (take(r, '[')) {
		good = take_array(r, module, name);
	} else if (take(r, '{')) {
		vg_restpen_into(r->pen, module, name);
		good = take_members(r);
		if (good)
			vg_restpen_out(r->pen);
	} else {
		good = take_scalar(r, module, name);
	}
	return good;
}

/* '"NAME":' or '"MODULE:NAME":', and what stands there. */
static bool
take_member(struct reading *r)
{
	char text[NAME_SIZE];
	char *colon;

	if (!take_string(r) || !take(r, ':') ||
	    vg_text_copy(text, sizeof(text), vg_buf_text(&r->text)) != VG_OK)
		return false;
	colon = strchr(text, ':');
	if (!colon)
		return take_value(r, NULL, text);
	*colon = '\0';
	return take_value(r, text, colon + 1);
}

/* What stands behind "{", and its end. */
static bool
take_members(struct reading *r)
{
	bool good = r->depth < MAX_DEPTH;

	r->depth++;
	if (good && take(r, '}')) {
		r->depth--;
		return true;
	}
	do {
		good = good && take_member(r);
	} while (good && take(r, ','));
	r->depth--;
	return good && take(r, '}');
}

/* --- the notification ---------------------------------------------------------------------- */

static const struct lysc_node *
find_top(struct vg_ncnews *news, const char *name)
{
	const struct ly_ctx *ly = vg_context_ly(news->context);
	char path[NAME_SIZE + 1];

	if (strcmp(news->last, name) == 0)
		return news->top;
	if (vg_text_format(path, sizeof(path), "/%s", name) != VG_OK)
		return NULL;
	news->top = lys_find_path(ly, NULL, path, 0);
	if (news->top && news->top->nodetype != LYS_NOTIF)
		news->top = NULL;
	vg_text_copy(news->last, sizeof(news->last), name);
	return news->top;
}

char *
vg_ncnews_xml(struct vg_ncnews *news, const char *json, size_t size)
{
	static const struct vg_restpen_view xml = {.xml = true};
	struct reading r = {.at = json, .end = json + size};
	const struct lysc_node *top = NULL;
	char *text = NULL;

	vg_buf_init(&r.text, size);
	if (vg_text_is_utf8(json, size) && take_string(&r) && take(&r, ':') &&
	    take(&r, '{') && r.text.size < sizeof(news->last))
		top = find_top(news, vg_buf_text(&r.text));
	if (top) {
		r.pen = vg_restpen_new(vg_schemaname_of(news->context), top, &xml);
		if (take_members(&r) && r.at == r.end)
			text = vg_restpen_give(r.pen);
		vg_restpen_free(r.pen);
	}
	vg_buf_fini(&r.text);
	return text;
}
