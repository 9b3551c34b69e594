/*
 * The tree's resource and its operations.
 */
#include "collector/api/apitree.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apisession.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/tree/deskcandidate.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct vg_apitree {
	const struct vg_context *context; /* borrowed, as all here */
	struct vg_desk *desk;
	const struct vg_apisession *sessions;
	vg_api_changed_cb changed;
	void *cookie;
};

/* --- the resource -------------------------------------------------------------------------- */

static void
put_revision(const struct vg_revision_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char number[24];
	const char *key = number;

	vg_text_format(number, sizeof(number), "%lld", (long long)view->number);
	vg_restdata_entry(data, "revision", &key, 1);
	vg_restdata_time(data, "at", view->at);
	vg_restdata_text(data, "who", view->who);
	vg_restdata_text(data, "door", view->door);
	vg_restdata_text(data, "sha256", view->sha256);
	vg_restdata_text(data, "changes", view->changes);
	vg_restdata_text(data, "comment", view->comment);
	vg_restdata_out(data);
}

/* Whether the path asks for 'step' below the top, or for all. */
static bool
wants(const struct vg_rest_ask *ask, const char *step)
{
	return ask->path->n_steps < 2 || strcmp(ask->path->steps[1].name, step) == 0;
}

/* Whether a lock of NETCONF leaves the trees 'stores' (bits of enum vg_apisession_store) to him. */
static int
check_locks(const struct vg_apitree *tree, const struct vg_rest_caller *caller,
    unsigned stores, struct vg_detail *detail)
{
	int code = VG_OK;

	for (unsigned i = 0; i < VG_APISESSION_STORES && code == VG_OK; i++) {
		if (stores & 1U << i)
			code = vg_apisession_check(
			    tree->sessions, caller, (enum vg_apisession_store)i, detail);
	}
	return code;
}

enum {
	OF_RUNNING = 1 << VG_APISESSION_RUNNING,
	OF_CANDIDATE = 1 << VG_APISESSION_CANDIDATE
};

static struct vg_actor
actor_of(const struct vg_rest_caller *caller)
{
	return (struct vg_actor){.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = vg_apisession_door(caller),
	    .role = (enum vg_role)caller->role};
}

static int
put_candidate(const struct vg_apitree *tree, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_actor actor = actor_of(ask->caller);
	struct vg_deskcandidate_view view;
	struct vg_detail refused = {0};
	char *changes = NULL;
	int code = vg_deskcandidate_view(tree->desk, &view);

	if (code != VG_OK || !view.is)
		return code;
	vg_restdata_into(data, "candidate");
	vg_restdata_int(data, "base", view.base);
	vg_restdata_text(data, "who", view.who);
	vg_restdata_text(data, "door", view.door);
	vg_restdata_time(data, "since", view.since);
	vg_restdata_text(data, "editor", view.editor);
	vg_restdata_time(data, "changed", view.changed);
	/* What it changes costs a look at both trees: only who asks for the candidate gets it. */
	if (ask->path->n_steps > 1) {
		code = vg_deskcandidate_diff(tree->desk, &actor, &changes, &refused);
		if (code == VG_OK)
			vg_restdata_leaf(data, "changes", changes);
		else if (code != VG_EACCESS)
			*detail = refused;
		free(changes);
	}
	vg_restdata_out(data);
	return code == VG_EACCESS ? VG_OK : code;
}

static int
put_waiting(const struct vg_apitree *tree, struct vg_restdata *data)
{
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_get(tree->desk, &row);

	if (code != VG_OK || !row.revision)
		return code;
	vg_restdata_into(data, "waiting");
	vg_restdata_int(data, "revision", row.revision);
	vg_restdata_int(data, "before", row.before);
	vg_restdata_text(data, "who", row.who);
	vg_restdata_time(data, "until", row.until);
	vg_restdata_bool(data, "by-persist-id", row.persist[0] != '\0');
	vg_restdata_out(data);
	return VG_OK;
}

static int
put_content(const struct vg_apitree *tree, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	int err = vg_deskread_check(
	    tree->desk, ask->caller->user, (enum vg_role)ask->caller->role, detail);

	if (err != VG_OK)
		return err;
	char *content = vg_desk_last_tree(tree->desk);
	vg_restdata_text(data, "content", content);
	free(content);
	return VG_OK;
}

static int
get_tree(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int code = VG_OK;

	vg_restdata_int(data, "revision", vg_desktree_revision(tree->desk));
	if (wants(ask, "content"))
		code = put_content(tree, ask, data, detail);
	if (code == VG_OK && wants(ask, "candidate"))
		code = put_candidate(tree, ask, data, detail);
	if (code == VG_OK && wants(ask, "waiting"))
		code = put_waiting(tree, data);
	if (code != VG_OK || !wants(ask, "history"))
		return code;
	vg_restdata_into(data, "history");
	code = vg_desktree_history(tree->desk, put_revision, data);
	vg_restdata_out(data);
	return code;
}

/* --- operations ------------------------------------------------------------------------------ */

static void
tell_changed(const struct vg_apitree *tree)
{
	if (tree->changed)
		tree->changed(tree->cookie);
}

/* Writes the outcome, whose changes are freed, or how the refusal is called. */
static int
write_outcome(int code, struct vg_desktree_outcome *outcome,
    const struct vg_treeoperation_error *error, struct vg_restdata *output)
{
	if (code != VG_OK) {
		vg_restdata_refuse(output, error->tag, error->app_tag, error->path);
		return code;
	}
	vg_restdata_int(output, "revision", outcome->revision);
	vg_restdata_bool(output, "changed", outcome->changed);
	vg_restdata_text(output, "changes", outcome->changes);
	free(outcome->changes);
	return VG_OK;
}

/* The same of what may have changed the tree. */
static int
answer(const struct vg_apitree *tree, int code, struct vg_desktree_outcome *outcome,
    const struct vg_treeoperation_error *error, struct vg_restdata *output)
{
	tell_changed(tree);
	return write_outcome(code, outcome, error, output);
}

static const struct vg_treeoperation_error no_error = {{0}, {0}, {0}};

/* A load that is only tried. */
struct trying {
	const struct vg_apitree *tree; /* borrowed */
	char *content;                 /* owned */
};

static void
free_trying(void *job)
{
	struct trying *trying = job;

	free(trying->content);
	free(trying);
}

static int
try_load(void *job, struct vg_restdata *output, struct vg_detail *detail)
{
	const struct trying *trying = job;
	const struct vg_desktree_load load = {.content = trying->content};
	struct vg_desktree_outcome outcome;
	int code = vg_desktree_try(
	    trying->tree->desk, trying->tree->context, &load, &outcome, detail);

	return write_outcome(code, &outcome, &no_error, output);
}

static int
run_load(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int code = check_locks(tree, caller, OF_RUNNING, detail);
	const struct vg_actor actor = actor_of(caller);
	const struct vg_desktree_load load = {
	    .content = vg_tree_text(input, "content", ""),
	    .if_revision = vg_tree_int(input, "if-revision", 0)};
	struct vg_desktree_outcome outcome;

	if (code != VG_OK)
		return code;
	if (vg_tree_bool(input, "dry-run", false)) {
		code = vg_desktree_may(tree->desk, &actor, &load, detail);
		if (code != VG_OK)
			return code;
		struct trying *trying = vg_mem_zero(sizeof(*trying));
		*trying = (struct trying){tree, vg_mem_text(load.content)};
		vg_rest_aside(output, try_load, free_trying, trying);
		return VG_OK;
	}
	code = vg_desktree_load(
	    tree->desk, tree->context, &actor, &load, vg_clock_wall(), &outcome, detail);
	return answer(tree, code, &outcome, &no_error, output);
}

static enum vg_deskcandidate_store
store_of(const struct vg_node *input, const char *leaf)
{
	return strcmp(vg_tree_text(input, leaf, ""), "running") == 0
	    ? VG_DESKCANDIDATE_RUNNING
	    : VG_DESKCANDIDATE_CANDIDATE;
}

static enum vg_tree_format
format_of(const struct vg_node *input)
{
	return strcmp(vg_tree_text(input, "format", "json"), "xml") == 0 ? VG_TREE_XML
									 : VG_TREE_JSON;
}

static int
run_get(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	const struct vg_actor actor = actor_of(caller);
	int64_t revision = 0;
	char *content = NULL;
	int code = vg_deskcandidate_get(tree->desk, &actor, store_of(input, "source"),
	    format_of(input), &content, &revision, detail);

	if (code != VG_OK)
		return code;
	vg_restdata_int(output, "revision", revision);
	vg_restdata_text(output, "content", content);
	free(content);
	return VG_OK;
}

static int
run_edit(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	static const char *const tests[] = {"set", "test-then-set", "test-only"};
	struct vg_apitree *tree = cookie;
	int locked = check_locks(tree, caller, 1U << store_of(input, "target"), detail);

	if (locked != VG_OK)
		return locked;
	const struct vg_actor actor = actor_of(caller);
	const struct vg_deskcandidate_who who = {
	    &actor, vg_tree_text(input, "session", "")};
	struct vg_deskcandidate_edit edit = {.store = store_of(input, "target"),
	    .format = format_of(input),
	    .content = vg_tree_text(input, "content", ""),
	    .if_revision = vg_tree_int(input, "if-revision", 0)};
	struct vg_treeoperation_error error;
	struct vg_deskcandidate_edited edited;

	(void)vg_treeoperation_named(
	    vg_tree_text(input, "default-operation", "merge"), &edit.by_default);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(vg_tree_text(input, "test-option", "set"), tests[i]) == 0)
			edit.test = (enum vg_deskcandidate_test)i;
	}
	int code = vg_deskcandidate_edit(
	    tree->desk, &who, &edit, vg_clock_wall(), &edited, &error, detail);
	tell_changed(tree);
	if (code != VG_OK) {
		vg_restdata_refuse(output, error.tag, error.app_tag, error.path);
		return code;
	}
	vg_restdata_int(output, "revision", edited.revision);
	vg_restdata_bool(output, "changed", edited.changed);
	return VG_OK;
}

struct judging {
	struct vg_deskcandidate_trial *trial; /* owned */
	int64_t revision;                     /* in force when it was asked */
	struct vg_wall now;
};

static void
free_judging(void *job)
{
	struct judging *judging = job;

	vg_deskcandidate_trial_free(judging->trial);
	free(judging);
}

static int
judge(void *job, struct vg_restdata *output, struct vg_detail *detail)
{
	struct judging *judging = job;
	struct vg_treeoperation_error error;
	struct vg_buf warnings;

	vg_buf_init(&warnings, 0);
	int code =
	    vg_deskcandidate_try(judging->trial, judging->now, &warnings, &error, detail);
	if (code != VG_OK) {
		vg_restdata_refuse(output, error.tag, error.app_tag, error.path);
	} else {
		char *rest = NULL, *text = vg_buf_give(&warnings);
		vg_restdata_int(output, "revision", judging->revision);
		for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
		     line = strtok_r(NULL, "\n", &rest))
			vg_restdata_leaf(output, "warning", line);
		free(text);
	}
	vg_buf_fini(&warnings);
	return code;
}

static int
run_validate(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	const struct vg_actor actor = actor_of(caller);
	struct vg_deskcandidate_trial *trial = NULL;
	int code = vg_deskcandidate_trial(
	    tree->desk, &actor, store_of(input, "source"), &trial, detail);

	if (code != VG_OK)
		return code;
	struct judging *judging = vg_mem_zero(sizeof(*judging));
	*judging =
	    (struct judging){trial, vg_desktree_revision(tree->desk), vg_clock_wall()};
	vg_rest_aside(output, judge, free_judging, judging);
	return VG_OK;
}

static int
run_commit(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int locked = check_locks(tree, caller, OF_RUNNING | OF_CANDIDATE, detail);

	if (locked != VG_OK)
		return locked;
	const struct vg_actor actor = actor_of(caller);
	const struct vg_deskcandidate_who who = {
	    &actor, vg_tree_text(input, "session", "")};
	const struct vg_deskcommit commit = {
	    .comment = vg_tree_text(input, "comment", ""),
	    .confirmed = vg_tree_bool(input, "confirmed", false),
	    .timeout_s = (uint32_t)vg_tree_int(input, "confirm-timeout", 0),
	    .persist = vg_tree_text(input, "persist", ""),
	    .persist_id = vg_tree_text(input, "persist-id", ""),
	    .if_revision = vg_tree_int(input, "if-revision", 0)};
	struct vg_treeoperation_error error;
	struct vg_desktree_outcome outcome;
	struct vg_deskconfirm_row row;
	int code = vg_deskcommit_run(
	    tree->desk, &who, &commit, vg_clock_wall(), &outcome, &error, detail);

	if (code == VG_OK && vg_deskconfirm_get(tree->desk, &row) == VG_OK)
		vg_restdata_time(output, "until", row.until);
	return answer(tree, code, &outcome, &error, output);
}

static int
run_cancel(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int locked = check_locks(tree, caller, OF_RUNNING, detail);

	if (locked != VG_OK)
		return locked;
	const struct vg_actor actor = actor_of(caller);
	const struct vg_deskcandidate_who who = {
	    &actor, vg_tree_text(input, "session", "")};
	const struct vg_treeoperation_error none = {{0}, {0}, {0}};
	struct vg_desktree_outcome outcome;
	int code = vg_deskconfirm_cancel(tree->desk, &who,
	    vg_tree_text(input, "persist-id", ""), vg_clock_wall(), &outcome, detail);

	return answer(tree, code, &outcome, &none, output);
}

static int
run_session_over(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	const struct vg_actor actor = actor_of(caller);
	int code = vg_deskconfirm_session_over(tree->desk, &actor,
	    vg_tree_text(input, "session", ""), vg_clock_wall(), detail);

	(void)output;
	tell_changed(tree);
	return code;
}

static int
run_discard(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int locked = check_locks(tree, caller, OF_CANDIDATE, detail);

	if (locked != VG_OK)
		return locked;
	const struct vg_actor actor = actor_of(caller);
	const struct vg_deskcandidate_who who = {&actor, ""};
	bool was = false;
	int code =
	    vg_deskcandidate_discard(tree->desk, &who, vg_clock_wall(), &was, detail);

	(void)input;
	if (code == VG_OK)
		vg_restdata_bool(output, "changed", was);
	return code;
}

static int
run_rollback(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	int locked = check_locks(tree, caller, OF_RUNNING, detail);

	if (locked != VG_OK)
		return locked;
	const struct vg_actor actor = actor_of(caller);
	const struct vg_deskcandidate_who who = {
	    &actor, vg_tree_text(input, "session", "")};
	struct vg_treeoperation_error error;
	struct vg_desktree_outcome outcome;
	int code = vg_deskcommit_rollback(tree->desk, &who,
	    vg_tree_int(input, "revision", 0), vg_clock_wall(), &outcome, &error, detail);

	return answer(tree, code, &outcome, &error, output);
}

struct vg_apitree *
vg_apitree_new(struct vg_rest *rest, const struct vg_context *context,
    struct vg_desk *desk, const struct vg_apisession *sessions, vg_api_changed_cb cb,
    void *cookie)
{
	static const struct {
		const char *name;
		vg_rest_run_cb run;
	} operations[] = {{"vigie-tree:tree-load", run_load},
	    {"vigie-tree:tree-get", run_get}, {"vigie-tree:tree-edit", run_edit},
	    {"vigie-tree:tree-validate", run_validate},
	    {"vigie-tree:tree-commit", run_commit},
	    {"vigie-tree:tree-cancel", run_cancel},
	    {"vigie-tree:tree-session-over", run_session_over},
	    {"vigie-tree:tree-discard", run_discard},
	    {"vigie-tree:tree-rollback", run_rollback}};
	struct vg_apitree *tree = vg_mem_zero(sizeof(*tree));

	*tree = (struct vg_apitree){context, desk, sessions, cb, cookie};
	vg_rest_add_data(rest, "vigie-tree:tree", get_tree, tree);
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		vg_rest_add_operation(rest, operations[i].name, operations[i].run, tree);
	return tree;
}

void
vg_apitree_free(struct vg_apitree *tree)
{
	free(tree);
}
