/*
 * One pass over the path; the modules it names come before it.
 */
#include "lib/yang/xmlpath.h"

#include <ctype.h>
#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/text.h"

enum { MAX_MODULES = 8, NAME_SIZE = 96 };

struct pass {
	const char *at;
	char module[NAME_SIZE]; /* of the step before */
	char seen[MAX_MODULES][NAME_SIZE];
	size_t n_seen;
	struct vg_buf *out;
};

static bool
note_module(struct pass *p)
{
	for (size_t i = 0; i < p->n_seen; i++) {
		if (strcmp(p->seen[i], p->module) == 0)
			return true;
	}
	if (!p->module[0] || p->n_seen == MAX_MODULES)
		return false;
	vg_text_copy(p->seen[p->n_seen++], NAME_SIZE, p->module);
	return true;
}

/* A name, with its module or without, up to one of 'ends'. */
static bool
copy_name(struct pass *p, const char *ends)
{
	size_t n = strcspn(p->at, ends);
	const char *colon = memchr(p->at, ':', n);
	size_t before = colon ? (size_t)(colon - p->at) : 0;
	const char *name = colon ? colon + 1 : p->at;

	if (before >= NAME_SIZE || n == 0)
		return false;
	if (colon) {
		memcpy(p->module, p->at, before);
		p->module[before] = '\0';
	}
	if (!note_module(p))
		return false;
	vg_buf_addf(p->out, "%s:%.*s", p->module, (int)(p->at + n - name), name);
	p->at += n;
	return true;
}

/* "='...']", ".='...']" or "7]", the rest of a predicate. */
static bool
copy_rest(struct pass *p)
{
	const char *start = p->at;

	while (*p->at && *p->at != ']') {
		const char *end =
		    *p->at == '\'' || *p->at == '"' ? strchr(p->at + 1, *p->at) : p->at;
		if (!end)
			return false;
		p->at = end + 1;
	}
	if (*p->at != ']')
		return false;
	p->at++;
	vg_buf_add(p->out, start, (size_t)(p->at - start));
	return true;
}

static bool
copy_predicate(struct pass *p)
{
	char step[NAME_SIZE];
	bool good;

	vg_buf_add_text(p->out, "[");
	p->at++;
	if (*p->at == '.' || isdigit((unsigned char)*p->at))
		return copy_rest(p);
	vg_text_copy(step, sizeof(step), p->module);
	good = copy_name(p, "= ]") && copy_rest(p);
	vg_text_copy(p->module, sizeof(p->module), step);
	return good;
}

static bool
copy_path(struct pass *p)
{
	bool good = *p->at == '/';

	while (good && *p->at) {
		if (*p->at == '/') {
			vg_buf_add_text(p->out, "/");
			p->at++;
			good = copy_name(p, "/[]");
		} else {
			good = *p->at == '[' && copy_predicate(p);
		}
	}
	return good;
}

static bool
declare(const struct ly_ctx *ly, const struct pass *p, struct vg_buf *out)
{
	for (size_t i = 0; i < p->n_seen; i++) {
		const struct lys_module *module =
		    ly_ctx_get_module_implemented(ly, p->seen[i]);
		if (!module)
			return false;
		vg_buf_addf(out, " xmlns:%s=\"%s\"", p->seen[i], module->ns);
	}
	return true;
}

/* Control characters are in no XML; white space beside space is told by number in attributes. */
void
vg_xmlpath_escape(struct vg_buf *out, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '&')
			vg_buf_add_text(out, "&amp;");
		else if (*c == '<')
			vg_buf_add_text(out, "&lt;");
		else if (*c == '>')
			vg_buf_add_text(out, "&gt;");
		else if (*c == '"')
			vg_buf_add_text(out, "&quot;");
		else if (*c >= 0x20 || *c == '\n' || *c == '\t')
			vg_buf_add_u8(out, *c);
		else
			vg_buf_add_text(out, " ");
	}
}

bool
vg_xmlpath_write(
    const struct ly_ctx *ly, const char *name, const char *path, struct vg_buf *out)
{
	struct vg_buf text, spaces;
	struct pass p = {.at = path, .out = &text};
	bool good;

	vg_buf_init(&text, 0);
	vg_buf_init(&spaces, 0);
	good = copy_path(&p) && declare(ly, &p, &spaces);
	if (good) {
		vg_buf_addf(out, "<%s%s>", name, vg_buf_text(&spaces));
		vg_xmlpath_escape(out, vg_buf_text(&text));
		vg_buf_addf(out, "</%s>", name);
	}
	vg_buf_fini(&spaces);
	vg_buf_fini(&text);
	return good;
}
