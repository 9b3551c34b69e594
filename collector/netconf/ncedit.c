/*
 * Edits of the tree.
 */
#include "collector/netconf/ncedit.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/nccall.h"
#include "collector/netconf/ncmodels.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/resterror.h"

/* One operation under way. */
struct work {
	const struct vg_ncedit *edit;
	const struct lyd_node *rpc;
	struct vg_ncreply *reply;
};

static void
refuse(struct work *w, const char *tag, const char *message)
{
	w->reply->kind = VG_NCREPLY_FAULT;
	vg_ncfault_set(&w->reply->fault, "protocol", tag, "%s", message);
}

/* --- requests of the collector ---------------------------------------------------------------- */

/* Begins the inside of an input with what every operation on trees has: the session. */
static void
begin(const struct work *w, struct vg_buf *inside)
{
	vg_buf_init(inside, 0);
	vg_buf_addf(inside, "\"session\":\"%u\"", w->edit->id);
}

static void
member(struct vg_buf *inside, const char *name, const char *value)
{
	if (!value)
		return;
	vg_buf_addf(inside, ",\"%s\":", name);
	vg_resterror_quote(inside, value);
}

/* Runs vigie-tree's 'name' with 'inside' (taken); what it says is dropped. */
static void
run(struct work *w, const char *name, struct vg_buf *inside)
{
	struct lyd_node *output = vg_nccall_named(
	    w->edit->socket, w->edit->ly, name, vg_buf_text(inside), &w->reply->fault);

	if (!output)
		w->reply->kind = VG_NCREPLY_FAULT;
	lyd_free_all(output);
	vg_buf_fini(inside);
}

char *
vg_ncedit_read(const struct vg_ncedit *edit, const char *store, const char *format,
    struct vg_ncfault *fault)
{
	char inside[96], *content = NULL;
	struct lyd_node *output;

	vg_text_format(
	    inside, sizeof(inside), "\"source\":\"%s\",\"format\":\"%s\"", store, format);
	vg_ncsocket_look(edit->socket, true);
	output =
	    vg_nccall_named(edit->socket, edit->ly, "vigie-tree:tree-get", inside, fault);
	vg_ncsocket_look(edit->socket, false);
	if (output) {
		const char *text = vg_ncmodels_text(output, "content");
		content = vg_mem_text(text ? text : "");
	}
	lyd_free_all(output);
	return content;
}

/* --- what a request names --------------------------------------------------------------------- */

/* The child of the container 'name': a datastore, config or url; NULL when there is none. */
static const struct lyd_node *
choice_of(const struct lyd_node *rpc, const char *name)
{
	const struct lyd_node *found = vg_ncmodels_find(lyd_child(rpc), name);

	return found ? lyd_child(found) : NULL;
}

static bool
is(const struct lyd_node *node, const char *name)
{
	return node && strcmp(LYD_NAME(node), name) == 0;
}

static bool
is_store(const struct lyd_node *node)
{
	return is(node, "running") || is(node, "candidate");
}

/* The text of inline configuration; the caller frees it. */
static char *
content_of(const struct lyd_node *config)
{
	const struct lyd_node_any *any = (const struct lyd_node_any *)config;
	char *text = NULL;

	if (any->value_type == LYD_ANYDATA_DATATREE && any->value.tree)
		lyd_print_mem(&text, any->value.tree, LYD_XML,
		    LYD_PRINT_SHRINK | LYD_PRINT_WITHSIBLINGS | LYD_PRINT_KEEPEMPTYCONT);
	else if (any->value_type == LYD_ANYDATA_XML ||
	    any->value_type == LYD_ANYDATA_STRING)
		text = vg_mem_text(any->value.str);
	return text ? text : vg_mem_text("");
}

/* --- the operations --------------------------------------------------------------------------- */

/* Edits 'target' with the configuration in 'config'. */
static void
put(struct work *w, const char *target, const struct lyd_node *config,
    const char *by_default, const char *test)
{
	char *content = content_of(config);
	struct vg_buf inside;

	begin(w, &inside);
	member(&inside, "target", target);
	member(&inside, "default-operation", by_default);
	member(&inside, "test-option", test);
	member(&inside, "format", "xml");
	member(&inside, "content", content);
	free(content);
	run(w, "vigie-tree:tree-edit", &inside);
}

static void
run_edit(struct work *w)
{
	const struct lyd_node *target = choice_of(w->rpc, "target");
	const struct lyd_node *config = vg_ncmodels_find(lyd_child(w->rpc), "config");

	if (!is_store(target))
		refuse(w, "operation-not-supported",
		    "RFC 6241 7.2: running or candidate is edited here");
	else if (!config)
		refuse(w, "operation-not-supported", "RFC 6241 8.8: no :url here");
	else if (vg_text_same(
		     vg_ncmodels_text(w->rpc, "error-option"), "continue-on-error"))
		refuse(w, "operation-not-supported",
		    "RFC 6241 7.2: an edit is done whole or not at all here");
	else
		put(w, LYD_NAME(target), config,
		    vg_ncmodels_text(w->rpc, "default-operation"),
		    vg_ncmodels_text(w->rpc, "test-option"));
}

static void
run_validate(struct work *w)
{
	const struct lyd_node *source = choice_of(w->rpc, "source");
	struct vg_buf inside;

	if (is(source, "config")) {
		put(w, "candidate", source, "replace", "test-only");
	} else if (is_store(source)) {
		vg_buf_init(&inside, 0);
		vg_buf_addf(&inside, "\"source\":\"%s\"", LYD_NAME(source));
		run(w, "vigie-tree:tree-validate", &inside);
	} else {
		refuse(w, "operation-not-supported", "RFC 6241 8.6: no such source here");
	}
}

static void
run_commit(struct work *w)
{
	bool confirmed = vg_ncmodels_find(lyd_child(w->rpc), "confirmed");
	const char *timeout = vg_ncmodels_text(w->rpc, "confirm-timeout");
	struct vg_buf inside;

	begin(w, &inside);
	if (confirmed)
		vg_buf_add_text(&inside, ",\"confirmed\":true");
	if (confirmed && timeout)
		vg_buf_addf(&inside, ",\"confirm-timeout\":%s", timeout);
	member(&inside, "persist", vg_ncmodels_text(w->rpc, "persist"));
	member(&inside, "persist-id", vg_ncmodels_text(w->rpc, "persist-id"));
	run(w, "vigie-tree:tree-commit", &inside);
}

static void
run_cancel(struct work *w)
{
	struct vg_buf inside;

	begin(w, &inside);
	member(&inside, "persist-id", vg_ncmodels_text(w->rpc, "persist-id"));
	run(w, "vigie-tree:tree-cancel", &inside);
}

static void
run_discard(struct work *w)
{
	struct vg_buf inside;

	vg_buf_init(&inside, 0);
	run(w, "vigie-tree:tree-discard", &inside);
}

static void
run_copy(struct work *w)
{
	const struct lyd_node *target = choice_of(w->rpc, "target");
	const struct lyd_node *source = choice_of(w->rpc, "source");

	if (!is_store(target) || !(is_store(source) || is(source, "config")))
		refuse(w, "operation-not-supported",
		    "RFC 6241 7.3: between running, candidate and inline configuration only");
	else if (is(source, "config"))
		put(w, LYD_NAME(target), source, "replace", NULL);
	else if (strcmp(LYD_NAME(source), LYD_NAME(target)) == 0)
		refuse(w, "invalid-value", "RFC 6241 7.3: from a datastore to itself");
	else if (is(target, "candidate"))
		run_discard(w);
	else
		run_commit(w);
}

static void
run_delete(struct work *w)
{
	refuse(w, "operation-not-supported",
	    "RFC 6241 7.4: neither running nor candidate can be deleted");
}

static const struct {
	const char *name;
	void (*run)(struct work *w);
} table[] = {
    {"edit-config", run_edit},
    {"copy-config", run_copy},
    {"delete-config", run_delete},
    {"validate", run_validate},
    {"commit", run_commit},
    {"cancel-commit", run_cancel},
    {"discard-changes", run_discard},
};

bool
vg_ncedit_run(
    const struct vg_ncedit *edit, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	struct work w = {.edit = edit, .rpc = rpc, .reply = reply};

	if (strcmp(rpc->schema->module->name, "ietf-netconf") != 0)
		return false;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, LYD_NAME(rpc)) == 0) {
			table[i].run(&w);
			return true;
		}
	}
	return false;
}
