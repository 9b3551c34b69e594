/*
 * What an edit says, over libyang.
 */
#include "lib/yang/treecontent.h"

#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/netconf/ncmessage.h"
#include "lib/yang/treestrip.h"

/* A tree of 20,000 devices has 200,000. */
enum { MAX_ELEMENTS = 1000000 };

#define PARSE (LYD_PARSE_STRICT | LYD_PARSE_ONLY | LYD_PARSE_NO_STATE)

/* --- errors ------------------------------------------------------------------------------- */

int
vg_treecontent_refuse_at(struct vg_treecontent *w, int code, const char *tag,
    const char *path, const char *what)
{
	vg_text_copy(w->error->tag, sizeof(w->error->tag), tag);
	vg_text_copy(w->error->path, sizeof(w->error->path), path);
	return vg_detail_set(w->detail, code, "%.320s: %s", path, what);
}

int
vg_treecontent_refuse(struct vg_treecontent *w, int code, const char *tag,
    const struct lyd_node *node, const char *what)
{
	char path[VG_TREEOPERATION_PATH_SIZE];

	vg_tree_path((const struct vg_node *)node, path, sizeof(path));
	return vg_treecontent_refuse_at(w, code, tag, path, what);
}

/* What libyang's words are called in RFC 6241, appendix A. */
static const char *
tag_of(const char *message, int code)
{
	static const struct {
		const char *says, *tag;
	} tags[] = {
	    {"No module with namespace", "unknown-namespace"},
	    {"not found as a child", "unknown-element"},
	    {"not found in the", "unknown-element"},
	    {"nknown element", "unknown-element"},
	    {"Unknown XML prefix", "unknown-namespace"},
	    {"Annotation definition for attribute", "unknown-attribute"},
	    {"missing its key", "missing-element"},
	    {"state node", "bad-element"},
	    {"tate data", "bad-element"},
	    {"Duplicate", "bad-element"},
	};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strstr(message, tags[i].says))
			return tags[i].tag;
	}
	return code == VG_EPARSE ? "malformed-message" : "invalid-value";
}

static int
refuse_parse(struct vg_treecontent *w, const char *content)
{
	const struct ly_err_item *item = ly_err_last(vg_context_ly(w->context));
	char message[VG_TREEOPERATION_PATH_SIZE];

	vg_text_copy(message, sizeof(message), item && item->msg ? item->msg : "");
	vg_context_error_path(w->context, w->error->path, sizeof(w->error->path));
	int code = vg_context_error(w->context, "edit", content, w->detail);
	vg_text_copy(w->error->tag, sizeof(w->error->tag), tag_of(message, code));
	return code;
}

/* --- the content ----------------------------------------------------------------------------- */

struct names_below {
	const struct ly_ctx *ly;
	const struct lyd_node *below; /* NULL: the content begins at the top */
};

static bool
is_leaf(const char *const *path, size_t n, void *cookie)
{
	const struct names_below *b = cookie;
	const struct lysc_node *schema = b->below ? b->below->schema : NULL;
	const char *of =
	    strcmp(path[0], "alarms") == 0 ? "ietf-alarms" : "vigie-collector";
	const struct lys_module *module =
	    schema ? schema->module : ly_ctx_get_module_implemented(b->ly, of);

	for (size_t i = 0; module && i < n; i++) {
		schema = lys_find_child(schema, module, path[i], 0, 0, 0);
		if (!schema)
			return false;
	}
	return schema && schema->nodetype == LYS_LEAF && !lysc_is_key(schema);
}

/*
 * What is no XML for us is not shown to libyang: a document type, entities, depth, too many
 * elements.
 */
static int
look_at_xml(struct vg_treecontent *w, const char *content)
{
	int code = vg_ncmessage_look(
	    content, strlen(content), MAX_ELEMENTS, true, NULL, w->detail);

	if (code != VG_OK)
		vg_text_copy(w->error->tag, sizeof(w->error->tag),
		    code == VG_ELIMIT ? "too-big" : "malformed-message");
	return code;
}

int
vg_treecontent_parse(struct vg_treecontent *w, const char *content,
    enum vg_tree_format format, struct lyd_node *parent, struct lyd_node **edit)
{
	struct names_below below = {vg_context_ly(w->context), parent};
	struct vg_buf stripped;
	struct ly_in *in = NULL;

	*edit = NULL;
	int code = format == VG_TREE_XML ? look_at_xml(w, content) : VG_OK;
	if (code != VG_OK)
		return code;
	vg_buf_init(&stripped, 0);
	if (format == VG_TREE_XML)
		vg_treestrip_run(content, is_leaf, &below, &stripped);
	else
		vg_buf_add_text(&stripped, content);
	ly_err_clean(vg_context_ly(w->context), NULL);
	LY_ERR refused = ly_in_new_memory(vg_buf_text(&stripped), &in);
	if (refused == LY_SUCCESS)
		refused = lyd_parse_data(vg_context_ly(w->context), parent, in,
		    format == VG_TREE_XML ? LYD_XML : LYD_JSON, PARSE, 0, edit);
	ly_in_free(in, 0);
	code = refused == LY_SUCCESS ? VG_OK : refuse_parse(w, vg_buf_text(&stripped));
	vg_buf_fini(&stripped);
	return code;
}

/* libyang's search by node compares the values of leaves where there are few siblings. */
struct lyd_node *
vg_treecontent_find(const struct lyd_node *siblings, const struct lyd_node *like)
{
	struct lyd_node *found = NULL;
	LY_ERR missed = like->schema->nodetype & (LYS_LIST | LYS_LEAFLIST)
	    ? lyd_find_sibling_first(siblings, like, &found)
	    : lyd_find_sibling_val(siblings, like->schema, NULL, 0, &found);

	return missed == LY_SUCCESS ? found : NULL;
}

void
vg_treecontent_drop_defaults(struct lyd_node *node)
{
	struct lyd_node *child, *next;

	LY_LIST_FOR_SAFE(lyd_child(node), next, child)
	{
		if (child->flags & LYD_DEFAULT)
			lyd_free_tree(child);
		else
			vg_treecontent_drop_defaults(child);
	}
}

bool
vg_treecontent_is_blank(const char *content)
{
	return content[strspn(content, " \t\r\n")] == '\0';
}
