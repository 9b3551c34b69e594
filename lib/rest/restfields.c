/*
 * The query parameter 'fields'.
 */
#include "lib/rest/restfields.h"

#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- reading ------------------------------------------------------------------------------- */

struct reading {
	struct vg_restfields *fields;
	const char *at;
	unsigned depth;
};

/* Takes "module:name" or "name" as a child of 'above'; its place plus one, or 0. */
static unsigned
take_name(struct reading *r, unsigned above)
{
	struct vg_restfields *f = r->fields;
	size_t size = strcspn(r->at, "/();");
	char text[130];
	char *colon;

	if (size == 0 || f->n == VG_RESTFIELDS_MAX ||
	    vg_text_format(text, sizeof(text), "%.*s", (int)size, r->at) != VG_OK)
		return 0;
	colon = strchr(text, ':');
	if (colon)
		*colon++ = '\0';
	if (vg_text_copy(f->names[f->n].module, sizeof(f->names[0].module),
		colon ? text : "") != VG_OK ||
	    vg_text_copy(f->names[f->n].name, sizeof(f->names[0].name),
		colon ? colon : text) != VG_OK ||
	    !f->names[f->n].name[0])
		return 0;
	f->names[f->n].above = above;
	f->names[f->n].below = 0;
	if (above)
		f->names[above - 1].below++;
	r->at += size;
	return ++f->n;
}

static bool
take_fields(struct reading *r, unsigned above);

static bool
take_selection(struct reading *r, unsigned above)
{
	unsigned place = take_name(r, above);
	unsigned steps = 1;

	while (place && *r->at == '/' && ++steps <= VG_RESTFIELDS_DEPTH) {
		r->at++;
		place = take_name(r, place);
	}
	if (!place || *r->at == '/')
		return false;
	if (*r->at != '(')
		return true;
	r->at++;
	if (r->depth == VG_RESTFIELDS_DEPTH)
		return false;
	r->depth++;
	bool good = take_fields(r, place) && *r->at == ')';
	r->depth--;
	r->at += good;
	return good;
}

static bool
take_fields(struct reading *r, unsigned above)
{
	bool good = take_selection(r, above);

	while (good && *r->at == ';') {
		r->at++;
		good = take_selection(r, above);
	}
	return good;
}

int
vg_restfields_parse(
    const char *text, struct vg_restfields *fields, struct vg_detail *detail)
{
	struct reading r = {.fields = fields, .at = text};

	fields->n = 0;
	if (take_fields(&r, 0) && !*r.at)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "fields: not understood, too deep or too many, at '%.40s'", r.at);
}

/* --- cutting ------------------------------------------------------------------------------- */

/*
 * Names of a resource may be given more than once ("a/b;a/c"): 'node' stays when one of those below
 * any of the names that led here is its own.
 */
static bool
names_it(const struct vg_restfields *f, unsigned i, const struct lyd_node *node)
{
	return strcmp(f->names[i].name, node->schema->name) == 0 &&
	    (!f->names[i].module[0] ||
		strcmp(f->names[i].module, node->schema->module->name) == 0);
}

/* 'led': a bit for each name that names 'node' (bit 0: the resource itself). */
static void
prune(const struct vg_restfields *f, struct lyd_node *node, const bool *led)
{
	struct lyd_node *child, *next;

	LY_LIST_FOR_SAFE(lyd_child_no_keys(node), next, child)
	{
		bool here[VG_RESTFIELDS_MAX + 1] = {false};
		bool any = false, whole = false;
		for (unsigned i = 0; i < f->n; i++) {
			if (!led[f->names[i].above] || !names_it(f, i, child))
				continue;
			here[i + 1] = any = true;
			whole = whole || f->names[i].below == 0;
		}
		if (!any)
			lyd_free_tree(child);
		else if (!whole)
			prune(f, child, here);
	}
}

void
vg_restfields_prune(const struct vg_restfields *fields, struct lyd_node *node)
{
	const bool led[VG_RESTFIELDS_MAX + 1] = {true};

	prune(fields, node, led);
}
