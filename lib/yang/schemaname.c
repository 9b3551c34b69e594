/*
 * A table of answers, each at a place of its own: what comes to the same place takes it over.
 */
#include "lib/yang/schemaname.h"

#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { PLACES_BITS = 11, PLACES = 1 << PLACES_BITS };

struct answer {
	const struct lysc_node *parent, *node;
	const char *module, *name; /* the caller's pointers */
};

struct vg_schemaname {
	struct answer answers[PLACES];
};

struct vg_schemaname *
vg_schemaname_of(const struct vg_context *context)
{
	struct vg_contextnote *note = vg_context_note(context, VG_CONTEXT_NAMES);

	if (!note->what) {
		note->what = vg_mem_zero(sizeof(struct vg_schemaname));
		note->release = free;
	}
	return note->what;
}

static size_t
place_of(const struct lysc_node *parent, const char *name)
{
	uint64_t mixed = (uint64_t)(uintptr_t)parent * 31 + (uint64_t)(uintptr_t)name;

	/* Knuth's multiplier: what differs in a few low bits goes far apart. */
	return (size_t)((mixed * 0x9e3779b97f4a7c15U) >> (64 - PLACES_BITS));
}

const struct lysc_node *
vg_schemaname_find(struct vg_schemaname *names, const struct lysc_node *parent,
    const char *module, const char *name)
{
	struct answer *answer = &names->answers[place_of(parent, name)];
	const struct lys_module *of = parent->module;
	const struct lysc_node *node;

	if (answer->parent == parent && answer->name == name &&
	    answer->module == module && strcmp(answer->node->name, name) == 0 &&
	    (!module || strcmp(answer->node->module->name, module) == 0))
		return answer->node;
	if (module)
		of = ly_ctx_get_module_implemented(parent->module->ctx, module);
	node = of ? lys_find_child(parent, of, name, 0, 0, 0) : NULL;
	if (node)
		*answer = (struct answer){parent, node, module, name};
	return node;
}

const struct lysc_node *
vg_schemaname_top(const struct vg_context *context, const char *top)
{
	const char *colon = strchr(top, ':');
	const struct lys_module *module = NULL;
	char name[128];

	if (colon &&
	    vg_text_format(name, sizeof(name), "%.*s", (int)(colon - top), top) == VG_OK)
		module = ly_ctx_get_module_implemented(vg_context_ly(context), name);
	return module ? lys_find_child(NULL, module, colon + 1, 0, 0, 0) : NULL;
}
