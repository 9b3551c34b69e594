/*
 * Shelves of the tree.
 */
#include "collector/conf/confshelf.h"

#include <stdlib.h>
#include <string.h>

#include "collector/conf/confpattern.h"
#include "collector/conf/confread.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* --- reading ------------------------------------------------------------------------------- */

/* Reads "name='VALUE']" behind an opened predicate; what follows it, or NULL. */
static const char *
read_predicate(const char *at, char value[VG_RESOURCE_SIZE])
{
	static const char begins[] = "[name='";
	const char *end;

	if (strncmp(at, begins, sizeof(begins) - 1) != 0)
		return NULL;
	at += sizeof(begins) - 1;
	end = strchr(at, '\'');
	if (!end || end == at || end - at >= VG_RESOURCE_SIZE || end[1] != ']')
		return NULL;
	vg_text_format(value, VG_RESOURCE_SIZE, "%.*s", (int)(end - at), at);
	return end + 2;
}

/* An instance-identifier of the inventory as the pattern of its resource and all below it. */
static bool
translate_path(const char *path, char *pattern, size_t size)
{
	static const char device[] = "/vigie-cases:inventory/device";
	static const char component[] = "/component";
	char name[VG_RESOURCE_SIZE], part[VG_RESOURCE_SIZE] = "";
	char resource[2 * VG_RESOURCE_SIZE], escaped[2 * VG_RESOURCE_SIZE];
	const char *rest = NULL;

	if (strncmp(path, device, sizeof(device) - 1) == 0)
		rest = read_predicate(path + sizeof(device) - 1, name);
	if (rest && strncmp(rest, component, sizeof(component) - 1) == 0)
		rest = read_predicate(rest + sizeof(component) - 1, part);
	if (!rest || *rest)
		return false;
	vg_text_format(
	    resource, sizeof(resource), "device/%s%s%s", name, part[0] ? "/" : "", part);
	if (strlen(resource) >= VG_RESOURCE_SIZE)
		return false;
	vg_confshelf_pattern(resource, escaped);
	vg_text_format(pattern, size, "%s(/.*)?", escaped);
	return true;
}

static bool
is_oid(const char *text)
{
	return text[strspn(text, "0123456789.")] == '\0';
}

int
vg_confshelf_resource(const char *of, const char *text, struct vg_confpattern **made,
    struct vg_detail *detail)
{
	char pattern[2 * VG_RESOURCE_SIZE + 8];

	if (is_oid(text))
		return vg_detail_set(detail, VG_EINVAL,
		    "%s: resource '%.64s' is an OID, and alarms are not kept with "
		    "the instance that was asked; write the resource, as in "
		    "device/ne-7/psu/1",
		    of, text);
	vg_text_copy(pattern, sizeof(pattern), text);
	if (text[0] == '/' && !translate_path(text, pattern, sizeof(pattern)))
		return vg_detail_set(detail, VG_EINVAL,
		    "%s: resource '%.64s' is no path into the inventory with its "
		    "keys, as in /vigie-cases:inventory/device[name='ne-7']",
		    of, text);
	if (vg_confpattern_new(pattern, made, detail) != VG_OK)
		return vg_detail_prefix(detail, "%s: resource '%.64s'", of, text);
	return VG_OK;
}

static int
read_resource(struct vg_conf_shelf *s, const char *text, struct vg_detail *detail)
{
	char of[VG_NAME_SIZE + 8];
	int code;

	vg_text_format(of, sizeof(of), "shelf %s", s->name);
	code = vg_confshelf_resource(of, text, &s->resources[s->n_resources], detail);
	if (code == VG_OK)
		s->n_resources++;
	return code;
}

static int
read_qualifier(
    struct vg_conf_shelf *s, const struct vg_node *node, struct vg_detail *detail)
{
	const char *text = vg_tree_text(node, "qualifier", NULL);

	if (!text || vg_confpattern_new(text, &s->qualifier, detail) == VG_OK)
		return VG_OK;
	return vg_detail_prefix(detail, "shelf %s: qualifier", s->name);
}

/* A shelf of more than 7 days is a manager's. */
static int
check_length(
    const struct vg_conf *c, const struct vg_conf_shelf *s, struct vg_detail *detail)
{
	const struct vg_conf_user *manager = vg_conf_user(c, s->approved_by);

	if (vg_instant_compare(s->from, s->until) >= 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "shelf %s: ends before it begins; mend from or until", s->name);
	if (vg_instant_since(s->until, s->from) <= VG_CONFSHELF_LONGEST_US ||
	    (manager && manager->role >= VG_ROLE_MANAGER))
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL,
	    "shelf %s: lasts more than 7 days, which a manager allows; name him in "
	    "approved-by",
	    s->name);
}

static int
read_shelf(struct vg_conf *c, struct vg_conf_shelf *s, const struct vg_node *node,
    struct vg_detail *detail)
{
	int code = VG_OK;

	TAKE(s->name, node, "name");
	TAKE(s->reason, node, "reason");
	TAKE(s->owner, node, "owner");
	TAKE(s->approved_by, node, "approved-by");
	vg_confread_names(&s->kinds, node, "kind");
	s->resources = vg_mem_array(
	    vg_tree_count(node, "resource"), sizeof(struct vg_confpattern *));
	if (vg_instant_parse(vg_tree_text(node, "from", ""), &s->from) != VG_OK ||
	    vg_instant_parse(vg_tree_text(node, "until", ""), &s->until) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "shelf %s: from or until is no instant that exists", s->name);
	EACH(leaf, node, "resource")
	{
		if (code == VG_OK)
			code = read_resource(s, vg_tree_value(leaf), detail);
	}
	if (code == VG_OK)
		code = read_qualifier(s, node, detail);
	return code == VG_OK ? check_length(c, s, detail) : code;
}

int
vg_confread_shelves(
    struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->shelves = vg_mem_array(vg_tree_count(top, "shelf"), sizeof(*c->shelves));
	EACH(node, top, "shelf")
	{
		if (read_shelf(c, &c->shelves[c->n_shelves++], node, detail) != VG_OK)
			return VG_EINVAL;
	}
	return VG_OK;
}

void
vg_confread_free_shelves(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_shelves; i++) {
		struct vg_conf_shelf *s = &c->shelves[i];
		for (size_t j = 0; j < s->n_resources; j++)
			vg_confpattern_free(s->resources[j]);
		free(s->resources);
		free(s->kinds.name);
		vg_confpattern_free(s->qualifier);
	}
	free(c->shelves);
}

/* --- what is put aside ---------------------------------------------------------------------- */

static bool
is_open(const struct vg_conf_shelf *s, struct vg_wall at)
{
	return vg_instant_compare(s->from, at) <= 0 &&
	    vg_instant_compare(at, s->until) < 0;
}

static bool
holds(const struct vg_conf_shelf *s, const char *resource, const char *kind,
    const char *qualifier)
{
	bool matches = false;

	if (s->kinds.n && !vg_conf_names_have(&s->kinds, kind))
		return false;
	if (s->qualifier && !vg_confpattern_matches(s->qualifier, qualifier))
		return false;
	for (size_t i = 0; i < s->n_resources && !matches; i++)
		matches = vg_confpattern_matches(s->resources[i], resource);
	return matches;
}

bool
vg_confshelf_never(const char *resource, const char *class)
{
	return strncmp(resource, "collector/", 10) == 0 ||
	    strncmp(resource, "agent/", 6) == 0 || strcmp(class, "self") == 0 ||
	    strcmp(class, "agent") == 0;
}

const struct vg_conf_shelf *
vg_confshelf_at(const struct vg_conf *conf, const char *resource, const char *kind,
    const char *qualifier, const char *class, struct vg_wall at)
{
	const struct vg_conf_shelf *found = NULL;

	if (conf->n_shelves == 0 || vg_confshelf_never(resource, class))
		return NULL;
	for (size_t i = 0; i < conf->n_shelves; i++) {
		const struct vg_conf_shelf *s = &conf->shelves[i];
		if (found && vg_instant_compare(s->until, found->until) <= 0)
			continue;
		if (is_open(s, at) && holds(s, resource, kind, qualifier))
			found = s;
	}
	return found;
}

const struct vg_conf_shelf *
vg_confshelf_find(const struct vg_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_shelves; i++) {
		if (strcmp(conf->shelves[i].name, name) == 0)
			return &conf->shelves[i];
	}
	return NULL;
}

struct vg_wall
vg_confshelf_next(const struct vg_conf *conf, struct vg_wall after)
{
	struct vg_wall first = {0};

	for (size_t i = 0; i < conf->n_shelves; i++) {
		const struct vg_wall edges[] = {
		    conf->shelves[i].from, conf->shelves[i].until};
		for (size_t j = 0; j < 2; j++) {
			if (vg_instant_compare(edges[j], after) > 0 &&
			    (!vg_instant_is_set(first) ||
				vg_instant_compare(edges[j], first) < 0))
				first = edges[j];
		}
	}
	return first;
}

void
vg_confshelf_pattern(const char *resource, char pattern[2 * VG_RESOURCE_SIZE])
{
	size_t n = 0;

	for (const char *c = resource; *c && n + 3 < 2 * VG_RESOURCE_SIZE; c++) {
		if (strchr(".[]()*+?{}|^$\\", *c))
			pattern[n++] = '\\';
		pattern[n++] = *c;
	}
	pattern[n] = '\0';
}

bool
vg_confshelf_is_of(const struct vg_conf_shelf *shelf, const char *resource)
{
	char pattern[2 * VG_RESOURCE_SIZE];

	vg_confshelf_pattern(resource, pattern);
	return shelf->n_resources == 1 &&
	    strcmp(vg_confpattern_text(shelf->resources[0]), pattern) == 0;
}
