/*
 * A commit that waits to be confirmed.
 */
#include "collector/desk/tree/deskconfirm.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/desktreenow.h"
#include "collector/store/storecandidate.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/yang/treemerge.h"

#define DUE_KIND "confirm"
#define DUE_OBJECT "tree"

int
vg_deskconfirm_get(struct vg_desk *desk, struct vg_deskconfirm_row *row)
{
	const size_t q = VG_STORECANDIDATE_WAITING;
	int code = vg_db_query(desk->db, q, "");

	memset(row, 0, sizeof(*row));
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	row->revision = vg_db_int(desk->db, q, 0);
	row->before = vg_db_int(desk->db, q, 1);
	vg_text_copy(row->who, sizeof(row->who), vg_db_text(desk->db, q, 2));
	vg_text_copy(row->session, sizeof(row->session), vg_db_text(desk->db, q, 3));
	vg_text_copy(row->persist, sizeof(row->persist), vg_db_text(desk->db, q, 4));
	row->until.us = vg_db_int(desk->db, q, 5);
	vg_db_done(desk->db, q);
	return VG_OK;
}

int
vg_deskconfirm_arm(struct vg_desk *desk, const struct vg_deskconfirm_row *row)
{
	int code = vg_db_run(desk->db, VG_STORECANDIDATE_WAIT, "iittti", row->revision,
	    row->before, row->who, row->session, row->persist, row->until.us);

	return code == VG_OK ? vg_desk_put_due(desk, DUE_KIND, DUE_OBJECT, row->until)
			     : code;
}

int
vg_deskconfirm_over(struct vg_desk *desk)
{
	int code = vg_db_run(desk->db, VG_STORECANDIDATE_OVER, "");

	return code == VG_OK ? vg_desk_drop_due(desk, DUE_KIND, DUE_OBJECT) : code;
}

/* --- whose it is ----------------------------------------------------------------------------- */

static bool
may_confirm(const struct vg_deskconfirm_row *row, const struct vg_deskcandidate_who *who,
    const char *persist_id)
{
	if (row->persist[0])
		return strcmp(row->persist, persist_id) == 0;
	if (persist_id[0])
		return false;
	if (row->session[0])
		return strcmp(row->session, who->session) == 0;
	return strcmp(row->who, who->actor->user) == 0;
}

int
vg_deskconfirm_check(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const char *persist_id, struct vg_deskconfirm_row *row, struct vg_detail *detail)
{
	char when[VG_INSTANT_TEXT_SIZE];
	int code = vg_deskconfirm_get(desk, row);

	if (code != VG_OK)
		return vg_detail_set(detail, code, "tree: %s", vg_db_error(desk->db));
	if (!row->revision && persist_id[0])
		return vg_detail_set(
		    detail, VG_EINVAL, "persist-id: no commit waits to be confirmed");
	if (!row->revision || may_confirm(row, who, persist_id))
		return VG_OK;
	if (persist_id[0])
		return vg_detail_set(detail, VG_EINVAL,
		    "RFC 6241 8.4: revision %" PRId64 " of %s waits, and this persist-id "
		    "is not its own",
		    row->revision, row->who);
	vg_instant_text(row->until, when);
	return vg_detail_set(detail, VG_ECONFLICT,
	    "revision %" PRId64 " of %s waits to be confirmed until %s%s; wait until "
	    "it is confirmed or rolled back",
	    row->revision, row->who, when,
	    row->persist[0]       ? " by its persist-id"
		: row->session[0] ? " in the session that made it"
				  : "");
}

/* --- rolling back ---------------------------------------------------------------------------- */

static struct vg_tree *
draft_of(struct vg_desk *desk, int64_t revision, struct vg_detail *detail)
{
	char *content = vg_deskrevision_content(desk, revision);
	struct vg_tree *tree = NULL;

	if (content)
		(void)vg_tree_parse_draft(desk->context, content, "the tree before",
		    VG_TREE_COLLECTOR, &tree, detail);
	else
		vg_detail_set(detail, VG_EIO,
		    "revision %" PRId64 " cannot be read from the store", revision);
	free(content);
	return tree;
}

/* The tree before, with what commands changed since the commit. */
static struct vg_tree *
take_back(
    struct vg_desk *desk, const struct vg_deskconfirm_row *row, struct vg_detail *detail)
{
	struct vg_tree *before = draft_of(desk, row->before, detail);
	struct vg_tree *tried, *merged = NULL;
	const struct vg_tree *now = NULL;
	struct vg_buf paths;

	if (!before || desk->revision == row->revision)
		return before;
	vg_buf_init(&paths, 0);
	tried = draft_of(desk, row->revision, detail);
	if (tried && vg_desktreenow_get(desk, &now, detail) == VG_OK &&
	    vg_treemerge_run(tried, before, now, &merged, &paths) == VG_OK) {
		vg_tree_free(before);
		before = merged;
	}
	vg_tree_free(tried);
	vg_buf_fini(&paths);
	return before;
}

static int
roll_back(struct vg_desk *desk, const struct vg_deskconfirm_row *row,
    const struct vg_deskcandidate_who *who, const char *why, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_detail *detail)
{
	char comment[96];
	struct vg_treeoperation_error unused = {{0}, {0}, {0}};
	struct vg_deskcommit_put put = {
	    .who = who, .verb = "tree-cancel", .comment = comment, .persist = ""};

	vg_text_format(comment, sizeof(comment), "revision %" PRId64 " is taken back: %s",
	    row->revision, why);
	put.tree = take_back(desk, row, detail);
	return put.tree ? vg_deskcommit_put(desk, &put, now, outcome, &unused, detail)
			: detail->code;
}

int
vg_deskconfirm_cancel(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const char *persist_id, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_detail *detail)
{
	struct vg_deskconfirm_row row;
	int code = vg_deskcandidate_may(desk, who->actor, "tree-cancel", detail);

	if (code == VG_OK)
		code = vg_deskconfirm_check(desk, who, persist_id, &row, detail);
	if (code == VG_OK && !row.revision)
		code =
		    vg_detail_set(detail, VG_ENOENT, "no commit waits to be confirmed");
	return code == VG_OK
	    ? roll_back(desk, &row, who, "cancelled", now, outcome, detail)
	    : code;
}

/* By nobody's word: time, or the end of a session.  What can never be done waits no more. */
static int
roll_back_alone(struct vg_desk *desk, const struct vg_deskconfirm_row *row,
    const char *why, struct vg_wall now)
{
	const struct vg_actor vigie = {
	    .user = "vigie", .door = "timer", .role = VG_ROLE_ADMIN};
	const struct vg_deskcandidate_who who = {&vigie, ""};
	struct vg_desktree_outcome outcome = {0};
	struct vg_detail detail = {0};
	int code = roll_back(desk, row, &who, why, now, &outcome, &detail);

	free(outcome.changes);
	if (code == VG_OK || vg_db_is_disk(code))
		return code;
	vg_log(VG_LOG_ERROR, "desk", "tree",
	    "revision %" PRId64 " stays in force, it cannot be taken back: %s",
	    row->revision, detail.text);
	code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_deskconfirm_over(desk);
	if (code == VG_OK)
		code =
		    vg_desk_audit(desk, &vigie, now, "tree-cancel", "tree", detail.text);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_deskconfirm_expired(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_get(desk, &row);

	if (code == VG_OK && row.revision)
		return roll_back_alone(desk, &row, "nobody confirmed it", now);
	if (code == VG_OK)
		code = vg_db_begin(desk->db);
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, DUE_KIND, DUE_OBJECT);
	if (code == VG_OK)
		return vg_desk_commit(desk);
	vg_desk_rollback(desk);
	return code;
}

int
vg_deskconfirm_session_over(struct vg_desk *desk, const struct vg_actor *actor,
    const char *session, struct vg_wall now, struct vg_detail *detail)
{
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_get(desk, &row);

	if (code == VG_OK && row.revision && session[0] &&
	    strcmp(row.session, session) == 0) {
		if (strcmp(row.who, actor->user) != 0)
			return vg_detail_set(detail, VG_EACCESS,
			    "session %s is of %s, not of %s", session, row.who,
			    actor->user);
		code = roll_back_alone(desk, &row, "its session ended", now);
	}
	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "tree: %s", vg_error_text(code));
}

int
vg_deskconfirm_start(struct vg_desk *desk, struct vg_wall now)
{
	struct vg_deskconfirm_row row;
	int code = vg_deskconfirm_get(desk, &row);

	if (code != VG_OK || !row.revision || !row.session[0])
		return code;
	return roll_back_alone(desk, &row, "the collector was restarted", now);
}
