/*
 * The candidate tree.
 */
#include "collector/desk/tree/deskcandidate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confcheck.h"
#include "collector/conf/conflint.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/deskscope.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/record/deskdraft.h"
#include "collector/desk/tree/deskcommit.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/evidence/veil.h"
#include "collector/store/record.h"
#include "collector/store/storecandidate.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/treechange.h"
#include "lib/yang/treesecret.h"

/* --- who may -------------------------------------------------------------------------------- */

int
vg_deskcandidate_may(const struct vg_desk *desk, const struct vg_actor *actor,
    const char *verb, struct vg_detail *detail)
{
	if (vg_deskscope_may(desk->conf, actor->user, actor->role, verb))
		return VG_OK;
	return vg_detail_set(detail, VG_EACCESS,
	    "%s: role %s may not do %s; ask an admin", actor->user,
	    vg_conf_role_text(actor->role), verb);
}

/* Trees hold persons. */
static int
may_read(const struct vg_desk *desk, const struct vg_actor *actor, const char *verb,
    struct vg_detail *detail)
{
	int code = vg_deskcandidate_may(desk, actor, verb, detail);

	return code == VG_OK ? vg_deskread_check(desk, actor->user, actor->role, detail)
			     : code;
}

/* --- reading --------------------------------------------------------------------------------- */

/* Of the row on which statement 'q' stands. */
static void
take_view(struct vg_db *db, size_t q, struct vg_deskcandidate_view *view)
{
	view->is = true;
	view->base = vg_db_int(db, q, 1);
	vg_text_copy(view->who, sizeof(view->who), vg_db_text(db, q, 2));
	vg_text_copy(view->door, sizeof(view->door), vg_db_text(db, q, 3));
	view->since.us = vg_db_int(db, q, 4);
	vg_text_copy(view->editor, sizeof(view->editor), vg_db_text(db, q, 5));
	view->changed.us = vg_db_int(db, q, 6);
}

int
vg_deskcandidate_view(struct vg_desk *desk, struct vg_deskcandidate_view *view)
{
	const size_t q = VG_STORECANDIDATE_HEAD;
	int code = vg_db_query(desk->db, q, "");

	memset(view, 0, sizeof(*view));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	take_view(desk->db, q, view);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* The candidate, as it was 'kept' (NULL: as it is read). */
static int
read_candidate(struct vg_desk *desk, struct vg_deskcandidate_view *view,
    struct vg_deskcandidate_draft *kept, struct vg_tree **tree, struct vg_detail *detail)
{
	const size_t q = VG_STORECANDIDATE_GET;
	int code = vg_db_query(desk->db, q, "");

	*tree = NULL;
	memset(view, 0, sizeof(*view));
	if (code != VG_OK || !vg_db_next(desk->db, q)) {
		code = code == VG_OK ? vg_db_failed(desk->db) : code;
		return code == VG_OK
		    ? VG_OK
		    : vg_detail_set(detail, code, "candidate: %s", vg_db_error(desk->db));
	}
	take_view(desk->db, q, view);
	if (kept && view->base == desk->revision) {
		*tree =
		    vg_deskdraft_take(desk, vg_db_text(desk->db, q, 0), &kept->judged);
		kept->grown = *tree != NULL;
	}
	if (!*tree)
		code = vg_tree_parse_draft(desk->context, vg_db_text(desk->db, q, 0),
		    "the candidate", VG_TREE_COLLECTOR, tree, detail);
	vg_db_done(desk->db, q);
	return code;
}

int
vg_deskcandidate_read(struct vg_desk *desk, struct vg_deskcandidate_view *view,
    struct vg_tree **tree, struct vg_detail *detail)
{
	return read_candidate(desk, view, NULL, tree, detail);
}

int
vg_deskcandidate_take(struct vg_desk *desk, struct vg_deskcandidate_view *view,
    struct vg_deskcandidate_draft *draft, struct vg_detail *detail)
{
	*draft = (struct vg_deskcandidate_draft){NULL, false, false};
	return read_candidate(desk, view, draft, &draft->tree, detail);
}

/* The tree of 'store', which the caller may change; without a candidate it is the one in force. */
static int
read_store(struct vg_desk *desk, enum vg_deskcandidate_store store,
    struct vg_deskcandidate_view *view, struct vg_deskcandidate_draft *draft,
    struct vg_detail *detail)
{
	const struct vg_tree *now = NULL;
	int code = VG_OK;

	*draft = (struct vg_deskcandidate_draft){NULL, false, false};
	memset(view, 0, sizeof(*view));
	if (store == VG_DESKCANDIDATE_CANDIDATE)
		code = vg_deskcandidate_take(desk, view, draft, detail);
	if (code != VG_OK || draft->tree)
		return code;
	view->base = desk->revision;
	code = vg_desktreenow_get(desk, &now, detail);
	if (code == VG_OK)
		draft->tree = vg_tree_copy(now);
	draft->grown = true;
	return code == VG_OK && !draft->tree
	    ? vg_detail_set(detail, VG_EIO, "the tree in force cannot be copied")
	    : code;
}

int
vg_deskcandidate_get(struct vg_desk *desk, const struct vg_actor *actor,
    enum vg_deskcandidate_store store, enum vg_tree_format format, char **content,
    int64_t *revision, struct vg_detail *detail)
{
	struct vg_deskcandidate_view view = {.is = false};
	const struct vg_tree *now = NULL;
	struct vg_tree *tree = NULL;
	int code = may_read(desk, actor, "tree-get", detail);

	if (code == VG_OK && store == VG_DESKCANDIDATE_CANDIDATE)
		code = vg_deskcandidate_read(desk, &view, &tree, detail);
	if (code == VG_OK && !tree)
		code = vg_desktreenow_get(desk, &now, detail);
	if (code != VG_OK)
		return code;
	*content = vg_tree_print_as(tree ? tree : now, format);
	*revision = tree ? view.base : desk->revision;
	vg_tree_free(tree);
	return VG_OK;
}

int
vg_deskcandidate_part(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_treeoperation_step *steps, size_t n, struct lyd_node **top,
    struct vg_detail *detail)
{
	const struct vg_tree *now = NULL;
	int code = may_read(desk, actor, "tree-get", detail);

	if (code == VG_OK)
		code = vg_desktreenow_get(desk, &now, detail);
	if (code != VG_OK)
		return code;
	*top = vg_treeoperation_take(now, steps, n);
	return *top ? VG_OK
		    : vg_detail_set(detail, VG_EIO, "the tree in force cannot be copied");
}

int
vg_deskcandidate_diff(struct vg_desk *desk, const struct vg_actor *actor, char **diff,
    struct vg_detail *detail)
{
	struct vg_deskcandidate_view view;
	const struct vg_tree *now = NULL;
	struct vg_tree *tree = NULL;
	int code = may_read(desk, actor, "tree-get", detail);

	if (code == VG_OK)
		code = vg_deskcandidate_read(desk, &view, &tree, detail);
	if (code == VG_OK)
		code = vg_desktreenow_get(desk, &now, detail);
	*diff = NULL;
	if (code == VG_OK && tree)
		*diff = vg_tree_diff(now, tree, vg_veil_covers);
	vg_tree_free(tree);
	if (code == VG_OK && !*diff)
		*diff = vg_tree_diff(now, now, NULL);
	return code;
}

/* A copy of a tree that is to be judged, or the tree itself. */
struct vg_deskcandidate_trial {
	struct vg_desk *desk;      /* borrowed */
	char *content;             /* owned; NULL: it is 'now' */
	const struct vg_tree *now; /* borrowed */
};

/* --- judging --------------------------------------------------------------------------------- */

static void
on_warning(const char *path, const char *text, void *cookie)
{
	vg_buf_addf(cookie, "%s: %s\n", path, text);
}

static void
on_lint(const struct vg_conflint *one, void *cookie)
{
	vg_buf_addf(cookie, "%s: %s; %s\n", one->path, one->cause, one->remedy);
}

static int
judge(struct vg_desk *desk, struct vg_tree *tree, struct vg_wall now,
    struct vg_buf *warnings, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	struct vg_conf *conf = NULL;
	int code = vg_deskcommit_judge(tree, &conf, error, detail);

	if (code == VG_OK && warnings) {
		vg_confcheck_run(conf, now, on_warning, warnings);
		vg_conflint_run(conf, desk->packs, now, on_lint, warnings);
		(void)vg_treesecret_run(tree, on_warning, warnings);
	}
	vg_conf_free(conf);
	return code;
}

int
vg_deskcandidate_trial(struct vg_desk *desk, const struct vg_actor *actor,
    enum vg_deskcandidate_store store, struct vg_deskcandidate_trial **trial,
    struct vg_detail *detail)
{
	const size_t q = VG_STORECANDIDATE_GET;
	const struct vg_tree *now = NULL;
	char *content = NULL;
	int code = may_read(desk, actor, "tree-validate", detail);

	if (code == VG_OK && store == VG_DESKCANDIDATE_CANDIDATE) {
		code = vg_db_query(desk->db, q, "");
		if (code == VG_OK && vg_db_next(desk->db, q)) {
			content = vg_mem_text(vg_db_text(desk->db, q, 0));
			vg_db_done(desk->db, q);
		} else if (code == VG_OK) {
			code = vg_db_failed(desk->db);
		}
		if (code != VG_OK)
			return vg_detail_set(
			    detail, code, "candidate: %s", vg_db_error(desk->db));
	}
	if (code == VG_OK && !content)
		code = vg_desktreenow_get(desk, &now, detail);
	if (code != VG_OK)
		return code;
	*trial = vg_mem_zero(sizeof(**trial));
	**trial = (struct vg_deskcandidate_trial){desk, content, now};
	return VG_OK;
}

int
vg_deskcandidate_try(struct vg_deskcandidate_trial *trial, struct vg_wall now,
    struct vg_buf *warnings, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	int code = VG_OK;

	memset(error, 0, sizeof(*error));
	if (trial->content)
		code = vg_tree_parse_draft(trial->desk->context, trial->content,
		    "the candidate", VG_TREE_COLLECTOR, &tree, detail);
	else
		tree = vg_tree_copy(trial->now);
	if (code == VG_OK && !tree)
		code =
		    vg_detail_set(detail, VG_EIO, "the tree in force cannot be copied");
	if (code == VG_OK)
		code = judge(trial->desk, tree, now, warnings, error, detail);
	vg_tree_free(tree);
	return code;
}

void
vg_deskcandidate_trial_free(struct vg_deskcandidate_trial *trial)
{
	if (!trial)
		return;
	free(trial->content);
	free(trial);
}

/* --- changing --------------------------------------------------------------------------------- */

/* One act on the candidate in a transaction of its own. */
static int
finish(struct vg_desk *desk, int code, struct vg_detail *detail)
{
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	return code == VG_OK ? VG_OK
			     : vg_detail_set(detail, code, "candidate: cannot store: %s",
				   vg_db_error(desk->db));
}

/* It stays in memory where it grew on the tree in force: then it is not the caller's any more. */
static int
store_candidate(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    struct vg_deskcandidate_draft *draft, int64_t base, struct vg_wall now,
    struct vg_detail *detail)
{
	char *content = vg_tree_print(draft->tree);
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECANDIDATE_PUT, "titti", content, base,
		    who->actor->user, who->actor->door, now.us);
	if (code == VG_OK)
		code = vg_desk_audit(
		    desk, who->actor, now, "tree-edit", "candidate", "stored");
	code = finish(desk, code, detail);
	if (code == VG_OK && draft->grown && base == desk->revision) {
		vg_deskdraft_keep(desk, draft->tree, content, draft->judged);
		draft->tree = NULL;
	}
	free(content);
	return code;
}

int
vg_deskcandidate_discard(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    struct vg_wall now, bool *was, struct vg_detail *detail)
{
	int code = vg_deskcandidate_may(desk, who->actor, "tree-discard", detail);

	if (code != VG_OK)
		return code;
	vg_deskdraft_forget(desk);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORECANDIDATE_DROP, "");
	*was = code == VG_OK && vg_db_changes(desk->db) > 0;
	if (*was)
		code = vg_desk_audit(
		    desk, who->actor, now, "tree-discard", "candidate", "discarded");
	return finish(desk, code, detail);
}

static int
apply(struct vg_tree *tree, const struct vg_deskcandidate_edit *edit,
    struct vg_deskcandidate_edited *edited, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	return edit->place
	    ? vg_treeoperation_at(tree, edit->place, edit->content, edit->format,
		  &edited->created, edited->made, error, detail)
	    : vg_treeoperation_apply(
		  tree, edit->content, edit->format, edit->by_default, error, detail);
}

/*
 * As judge; where it differs from the tree in force by leaves that stand for themselves, it is that
 * tree with these leaves, as for a commit (deskcommit.c).
 */
static int
judge_draft(struct vg_desk *desk, struct vg_deskcandidate_draft *draft,
    struct vg_wall now, struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	const struct vg_tree *before = draft->grown ? vg_desktreenow_known(desk) : NULL;
	struct vg_conf *conf = NULL;
	bool alone = false;
	int code;

	if (before)
		free(vg_treechange_tell(before, draft->tree, vg_veil_covers, &alone));
	if (!alone) {
		code = judge(desk, draft->tree, now, NULL, error, detail);
	} else {
		code = vg_conf_read(draft->tree, &conf, detail);
		if (code != VG_OK)
			vg_detail_prefix(detail, "tree");
		vg_conf_free(conf);
	}
	draft->judged = code == VG_OK;
	return code;
}

/* 'draft' (its tree is taken) is what the edit made of the store. */
static int
keep(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcandidate_edit *edit, struct vg_deskcandidate_draft *draft,
    int64_t base, struct vg_wall now, struct vg_deskcandidate_edited *edited,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	bool running = edit->store == VG_DESKCANDIDATE_RUNNING;
	int code = VG_OK;

	if (running && edit->test != VG_DESKCANDIDATE_TEST_ONLY) {
		struct vg_desktree_outcome outcome = {0};
		code = vg_deskcommit_edit(
		    desk, who, draft->tree, now, &outcome, error, detail);
		edited->changed = outcome.changed;
		free(outcome.changes);
		return code;
	}
	draft->judged = false;
	if (running || edit->test != VG_DESKCANDIDATE_SET)
		code = judge_draft(desk, draft, now, error, detail);
	if (code == VG_OK && edit->test != VG_DESKCANDIDATE_TEST_ONLY) {
		code = store_candidate(desk, who, draft, base, now, detail);
		edited->changed = code == VG_OK;
	}
	vg_tree_free(draft->tree);
	return code;
}

int
vg_deskcandidate_edit(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcandidate_edit *edit, struct vg_wall now,
    struct vg_deskcandidate_edited *edited, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	bool running = edit->store == VG_DESKCANDIDATE_RUNNING;
	struct vg_deskcandidate_view view;
	struct vg_deskcandidate_draft draft = {NULL, false, false};
	int code = vg_deskcandidate_may(
	    desk, who->actor, running ? "tree-edit" : "tree-propose", detail);

	memset(error, 0, sizeof(*error));
	memset(edited, 0, sizeof(*edited));
	if (code == VG_OK && edit->if_revision && edit->if_revision != desk->revision)
		code = vg_detail_set(detail, VG_ECONFLICT,
		    "the tree was changed meanwhile: revision %" PRId64
		    " is in force, not %" PRId64 "; begin again from it",
		    desk->revision, edit->if_revision);
	if (code == VG_OK)
		code = read_store(desk, edit->store, &view, &draft, detail);
	if (code == VG_OK)
		code = apply(draft.tree, edit, edited, error, detail);
	if (code == VG_OK)
		code =
		    keep(desk, who, edit, &draft, view.base, now, edited, error, detail);
	else
		vg_tree_free(draft.tree);
	edited->revision = desk->revision;
	return code;
}
