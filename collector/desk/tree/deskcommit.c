/*
 * Commits of trees.
 */
#include "collector/desk/tree/deskcommit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskawait.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/tree/desktake.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/evidence/veil.h"
#include "collector/store/storecandidate.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/treechange.h"
#include "lib/yang/treemerge.h"

int
vg_deskcommit_judge(struct vg_tree *tree, struct vg_conf **conf,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	struct vg_tree_fault fault;
	int code = vg_tree_validate(tree, "tree", &fault, detail);

	if (code != VG_OK) {
		vg_text_copy(error->tag, sizeof(error->tag), fault.tag);
		vg_text_copy(error->app_tag, sizeof(error->app_tag), fault.app_tag);
		vg_text_copy(error->path, sizeof(error->path), fault.path);
		return code;
	}
	code = vg_conf_read(tree, conf, detail);
	return code == VG_OK ? VG_OK : vg_detail_prefix(detail, "tree");
}

/* --- in force -------------------------------------------------------------------------------- */

/*
 * A draft that differs from the tree in force by leaves that stand for themselves needs no
 * judgement of the whole: it is that tree with these leaves.
 */
static bool
take_leaves(
    struct vg_deskcommit_put *p, const struct vg_tree *before, struct vg_detail *detail)
{
	if (!p->grown) {
		struct vg_tree *grown = vg_tree_copy(before);
		if (!grown || !vg_treechange_write(grown, p->tree)) {
			vg_tree_free(grown);
			return false;
		}
		vg_tree_free(p->tree);
		p->tree = grown;
	}
	return vg_conf_read(p->tree, &p->conf, detail) == VG_OK;
}

/* Work of more than 12 hours that is new, or is another's now, is a manager's. */
static int
check_works(
    const struct vg_conf *before, const struct vg_conf *conf, struct vg_detail *detail)
{
	for (size_t i = 0; i < conf->n_works; i++) {
		const struct vg_conf_work *w = &conf->works[i];
		const struct vg_conf_work *was =
		    before ? vg_conf_work(before, w->name) : NULL;
		bool stands = was && strcmp(was->approved_by, w->approved_by) == 0 &&
		    was->minutes == w->minutes &&
		    vg_instant_compare(was->end, w->end) == 0;
		if (!stands && !vg_conf_work_is_allowed(conf, w))
			return vg_detail_set(detail, VG_EINVAL,
			    "tree: planned-work %s: lasts more than 12 hours, and %s, who allowed "
			    "it, is the person of no manager",
			    w->name, w->approved_by);
	}
	return VG_OK;
}

/* What it changes (the caller frees '*changes'), and whether it may. */
static int
look_at(struct vg_desk *desk, struct vg_deskcommit_put *p, char **changes,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	const struct vg_tree *before = NULL;
	struct vg_detail unused;
	bool alone = false;
	int code = VG_OK;

	/* A tree of an older model may be none of today's: then all of it is new. */
	if (vg_desktreenow_get(desk, &before, &unused) != VG_OK)
		before = NULL;
	*changes = vg_treechange_tell(before, p->tree, vg_veil_covers, &alone);
	if (!p->conf && !(before && alone && take_leaves(p, before, detail)))
		code = p->judged ? vg_conf_read(p->tree, &p->conf, detail)
				 : vg_deskcommit_judge(p->tree, &p->conf, error, detail);
	if (code == VG_OK)
		code = check_works(desk->conf, p->conf, detail);
	if (code != VG_OK) {
		free(*changes);
		*changes = NULL;
	}
	return code;
}

/* What waited is over, or waits anew. */
static int
put_waiting(struct vg_desk *desk, const struct vg_deskcommit_put *p)
{
	struct vg_deskconfirm_row row = {desk->revision, p->before, "", "", "", p->until};

	if (!p->confirmed)
		return vg_deskconfirm_over(desk);
	vg_text_copy(row.who, sizeof(row.who), p->who->actor->user);
	vg_text_copy(row.persist, sizeof(row.persist), p->persist);
	if (!row.persist[0])
		vg_text_copy(row.session, sizeof(row.session), p->who->session);
	return vg_deskconfirm_arm(desk, &row);
}

static int
audit(struct vg_desk *desk, const struct vg_deskcommit_put *p, bool changed,
    struct vg_wall now)
{
	char object[32], when[VG_INSTANT_TEXT_SIZE], result[VG_TEXT_SIZE] = "in force";

	vg_text_format(object, sizeof(object), "revision %" PRId64, desk->revision);
	if (!changed)
		vg_text_copy(result, sizeof(result), "nothing has changed");
	if (p->confirmed) {
		vg_instant_text(p->until, when);
		vg_text_format(result, sizeof(result),
		    "in force; rolled back at %s unless it is confirmed", when);
	}
	return vg_desk_audit(desk, p->who->actor, now, p->verb, object, result);
}

/* All that is written, in the open transaction; takes 'p->conf' when there are changes. */
static int
store(struct vg_desk *desk, struct vg_deskcommit_put *p, const char *changes,
    struct vg_wall now, struct vg_desktake *take, struct vg_detail *detail)
{
	int code = VG_OK;

	if (changes[0]) {
		char *content = vg_tree_print(p->tree);
		const struct vg_desk_revision revision = {
		    content, p->who->actor->door, p->who->actor->user, changes};
		struct vg_conf *conf = p->conf;
		p->conf = NULL;
		code = vg_desktake_store(desk, conf, &revision, now, take, detail);
		free(content);
	}
	if (code == VG_OK && changes[0])
		code = vg_deskrevision_comment(desk, desk->revision, p->comment);
	if (code == VG_OK && p->drops_candidate)
		code = vg_db_run(desk->db, VG_STORECANDIDATE_DROP, "");
	if (code == VG_OK)
		code = put_waiting(desk, p);
	return code == VG_OK ? audit(desk, p, changes[0] != '\0', now) : code;
}

static int
put_judged(struct vg_desk *desk, struct vg_deskcommit_put *p, const char *changes,
    struct vg_wall now, struct vg_detail *detail)
{
	struct vg_desktake take = {.conf = NULL};
	struct vg_detail why = {.text = ""};
	int code;

	vg_deskrepeat_forget(desk);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = store(desk, p, changes, now, &take, &why);
	if (code == VG_OK && changes[0])
		code = vg_deskawait_tree(desk, false, now);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code == VG_OK)
		vg_desktake_done(desk, &take, now);
	else
		vg_desktake_undo(desk, &take);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "tree: cannot store: %s",
		    why.text[0] ? why.text : vg_db_error(desk->db));
	return VG_OK;
}

int
vg_deskcommit_put(struct vg_desk *desk, struct vg_deskcommit_put *p, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	char *changes = NULL;
	int code = VG_OK;

	if (p->tree)
		code = look_at(desk, p, &changes, error, detail);
	else
		changes = vg_mem_text("");
	if (code == VG_OK)
		code = put_judged(desk, p, changes, now, detail);
	vg_conf_free(p->conf);
	p->conf = NULL;
	if (code == VG_OK && changes[0]) {
		vg_desktreenow_keep(desk, p->tree);
		p->tree = NULL;
	}
	vg_tree_free(p->tree);
	p->tree = NULL;
	if (code != VG_OK) {
		free(changes);
		return code;
	}
	*outcome =
	    (struct vg_desktree_outcome){desk->revision, changes[0] != '\0', changes};
	return VG_OK;
}

/* --- a commit -------------------------------------------------------------------------------- */

static struct vg_tree *
draft_of(struct vg_desk *desk, int64_t revision)
{
	char *content = vg_deskrevision_content(desk, revision);
	struct vg_tree *tree = NULL;
	struct vg_detail unused;

	if (content)
		(void)vg_tree_parse_draft(desk->context, content, "a revision",
		    VG_TREE_COLLECTOR, &tree, &unused);
	free(content);
	return tree;
}

/* What the tree in force became since the candidate was made of it is put under it. */
static int
merge(struct vg_desk *desk, const struct vg_deskcandidate_view *view,
    struct vg_tree **tree, struct vg_detail *detail)
{
	struct vg_tree *base = draft_of(desk, view->base), *merged = NULL;
	const struct vg_tree *now = NULL;
	struct vg_buf paths;
	int code = vg_desktreenow_get(desk, &now, detail);

	vg_buf_init(&paths, 0);
	if (code == VG_OK)
		code = base ? vg_treemerge_run(base, *tree, now, &merged, &paths)
			    : VG_ECONFLICT;
	if (code == VG_ECONFLICT) {
		for (char *c = (char *)paths.data; c && *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		vg_detail_set(detail, code,
		    "the candidate of %s is made of revision %" PRId64
		    ", and revision %" PRId64
		    " changed the same: %.256s; discard it and begin again",
		    view->who, view->base, desk->revision, vg_buf_text(&paths));
	}
	vg_buf_fini(&paths);
	vg_tree_free(base);
	vg_tree_free(*tree);
	*tree = merged;
	return code;
}

/* The candidate as it would be in force, in 'put'; NULL: there is none. */
static int
take_candidate(
    struct vg_desk *desk, struct vg_deskcommit_put *put, struct vg_detail *detail)
{
	struct vg_deskcandidate_draft draft;
	struct vg_deskcandidate_view view;
	int code = vg_deskcandidate_take(desk, &view, &draft, detail);

	put->tree = draft.tree;
	put->grown = draft.grown;
	put->judged = draft.judged;
	if (code == VG_OK && put->tree && view.base != desk->revision)
		code = merge(desk, &view, &put->tree, detail);
	return code;
}

static int
check_commit(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcommit *commit, struct vg_deskconfirm_row *row,
    struct vg_detail *detail)
{
	int code = vg_deskcandidate_may(desk, who->actor, "tree-commit", detail);

	if (code == VG_OK && commit->timeout_s > VG_DESKCOMMIT_TIMEOUT_MAX_S)
		code = vg_detail_set(detail, VG_EINVAL,
		    "confirm-timeout: %" PRIu32 " is more than %d seconds",
		    commit->timeout_s, (int)VG_DESKCOMMIT_TIMEOUT_MAX_S);
	if (code == VG_OK && commit->if_revision && commit->if_revision != desk->revision)
		code = vg_detail_set(detail, VG_ECONFLICT,
		    "the tree was changed meanwhile: revision %" PRId64
		    " is in force, not %" PRId64 "; look at it again",
		    desk->revision, commit->if_revision);
	return code == VG_OK
	    ? vg_deskconfirm_check(desk, who, commit->persist_id, row, detail)
	    : code;
}

int
vg_deskcommit_run(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcommit *commit, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	uint32_t timeout_s =
	    commit->timeout_s ? commit->timeout_s : VG_DESKCOMMIT_TIMEOUT_S;
	struct vg_deskcommit_put put = {.who = who,
	    .verb = "tree-commit",
	    .comment = commit->comment,
	    .drops_candidate = true,
	    .persist = commit->persist,
	    .until = vg_instant_add(now, (int64_t)timeout_s * VG_SECOND_US)};
	struct vg_deskconfirm_row row;
	int code = check_commit(desk, who, commit, &row, detail);

	memset(error, 0, sizeof(*error));
	if (code == VG_OK)
		code = take_candidate(desk, &put, detail);
	if (code != VG_OK)
		return code;
	/* Without a change there is nothing to take back. */
	put.confirmed = commit->confirmed && (put.tree || row.revision);
	put.before = row.revision ? row.before : desk->revision;
	return vg_deskcommit_put(desk, &put, now, outcome, error, detail);
}

int
vg_deskcommit_edit(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    struct vg_tree *tree, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	struct vg_deskcommit_put put = {.who = who,
	    .verb = "tree-edit",
	    .tree = tree,
	    .grown = true,
	    .comment = "",
	    .persist = ""};
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_check(desk, who, "", &row, detail);

	if (code == VG_OK)
		return vg_deskcommit_put(desk, &put, now, outcome, error, detail);
	vg_tree_free(tree);
	return code;
}

int
vg_deskcommit_load(struct vg_desk *desk, const struct vg_actor *actor,
    struct vg_tree *tree, struct vg_conf *conf, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_detail *detail)
{
	const struct vg_deskcandidate_who who = {actor, ""};
	struct vg_deskcommit_put put = {.who = &who,
	    .verb = "tree-load",
	    .tree = tree,
	    .conf = conf,
	    .comment = "",
	    .persist = ""};
	struct vg_treeoperation_error unused = {{0}, {0}, {0}};
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_check(desk, &who, "", &row, detail);

	if (code == VG_OK)
		return vg_deskcommit_put(desk, &put, now, outcome, &unused, detail);
	vg_conf_free(conf);
	vg_tree_free(tree);
	return code;
}

int
vg_deskcommit_rollback(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    int64_t number, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	char comment[64];
	struct vg_deskcommit_put put = {
	    .who = who, .verb = "tree-rollback", .comment = comment, .persist = ""};
	struct vg_deskconfirm_row row;
	int code = vg_deskcandidate_may(desk, who->actor, "tree-rollback", detail);

	memset(error, 0, sizeof(*error));
	if (code == VG_OK)
		code = vg_deskconfirm_check(desk, who, "", &row, detail);
	if (code != VG_OK)
		return code;
	vg_text_format(
	    comment, sizeof(comment), "roll-back to revision %" PRId64, number);
	char *content = vg_deskrevision_content(desk, number);
	if (!content)
		return vg_detail_set(detail, VG_ENOENT,
		    "there is no revision %" PRId64 "; 'vigie tree history' lists them",
		    number);
	code = vg_tree_parse_draft(desk->context, content, "that revision",
	    VG_TREE_COLLECTOR, &put.tree, detail);
	free(content);
	return code == VG_OK ? vg_deskcommit_put(desk, &put, now, outcome, error, detail)
			     : code;
}
