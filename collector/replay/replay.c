/*
 * Lines of a recording, in their order, sealed by their digest.
 */
#include "collector/replay/replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/replay/deskreplay.h"
#include "collector/replay/replaycore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

struct vg_replay *
vg_replay_new(const struct vg_replay_by *by)
{
	struct vg_replay *r = vg_mem_zero(sizeof(*r));

	r->by = *by;
	r->run = vg_digest_begin();
	r->recorded = json_array();
	r->objects = json_object();
	r->unlike = json_array();
	return r;
}

void
vg_replay_free(struct vg_replay *replay)
{
	if (!replay)
		return;
	vg_desk_close(replay->desk);
	for (size_t i = 0; i < replay->n_trees; i++)
		free(replay->trees[i].content);
	free(replay->trees);
	if (replay->run)
		(void)vg_digest_end(replay->run);
	json_decref(replay->recorded);
	json_decref(replay->objects);
	json_decref(replay->unlike);
	free(replay);
}

/* --- the head -------------------------------------------------------------------------------- */

static int
take_head(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	int64_t version = vg_recordline_number(o, "version");

	if (version != VG_RECORDLINE_VERSION)
		return vg_detail_set(detail, VG_EPARSE,
		    "recording: version %" PRId64 "; this program reads version %d",
		    version, (int)VG_RECORDLINE_VERSION);
	r->from.us = vg_recordline_number(o, "from");
	r->to.us = vg_recordline_number(o, "to");
	r->begins.us = vg_recordline_number(o, "begins");
	r->counts.masked = json_is_true(json_object_get(o, "masked"));
	r->revision = vg_recordline_number(o, "revision");
	if (r->begins.us < 1 || r->from.us < r->begins.us || r->to.us <= r->from.us ||
	    r->to.us > INT64_C(253402300799000000))
		return vg_detail_set(
		    detail, VG_EINVAL, "recording: its times are not in their order");
	r->now = r->begins;
	return vg_deskreplay_open(r->by.packs, r->now, &r->desk, detail);
}

static int
take_revision(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	int64_t number = vg_recordline_number(o, "number");

	if (number < 1 || (r->n_trees && number <= r->trees[r->n_trees - 1].number))
		return vg_detail_set(
		    detail, VG_EINVAL, "revision: its number does not ascend");
	r->trees = vg_mem_grow(r->trees, &r->room, r->n_trees, sizeof(*r->trees));
	struct vg_replaytree *tree = &r->trees[r->n_trees++];
	tree->number = number;
	tree->content = json_dumps(json_object_get(o, "content"), JSON_COMPACT);
	return VG_OK;
}

/* --- what stood, then what came -------------------------------------------------------------- */

/* The rows are put back: the tree of the mark comes into force before anything moves. */
static int
begin_events(struct vg_replay *r, struct vg_detail *detail)
{
	int code = VG_OK;

	if (r->in_force || r->revision == 0)
		return VG_OK;
	if (!r->n_trees || r->trees[0].number != r->revision)
		return vg_detail_set(detail, VG_EINVAL,
		    "recording: the tree of its beginning, revision %" PRId64
		    ", is not in it",
		    r->revision);
	code = vg_deskreplay_revision(
	    r->desk, r->revision, r->trees[0].content, r->now, detail);
	return code == VG_OK
	    ? vg_replayfeed_tree(r, r->trees[0].content, "the recording's tree", detail)
	    : code;
}

static int
take_end(struct vg_replay *r, const json_t *o, struct vg_detail *detail)
{
	char sha256[VG_DIGEST_TEXT_SIZE];
	struct vg_digest digest = vg_digest_end(r->run);

	r->run = NULL;
	vg_digest_text(&digest, sha256);
	if (vg_recordline_number(o, "lines") != r->counts.lines - 1 ||
	    strcmp(vg_recordline_get(o, "sha256"), sha256) != 0)
		return vg_detail_set(detail, VG_EPARSE,
		    "end: the lines before it are not those it was written for");
	r->ended = true;
	return begin_events(r, detail);
}

/* What mixes counts as one place in the order of a recording. */
static enum vg_recordline_type
place_of(enum vg_recordline_type type)
{
	return type > VG_RECORDLINE_MESSAGE && type < VG_RECORDLINE_END
	    ? VG_RECORDLINE_MESSAGE
	    : type;
}

static int
check_place(struct vg_replay *r, enum vg_recordline_type type, struct vg_detail *detail)
{
	enum vg_recordline_type place = place_of(type);
	bool may_repeat = place != VG_RECORDLINE_HEAD && place != VG_RECORDLINE_END;

	if (!r->reached && type != VG_RECORDLINE_HEAD)
		return vg_detail_set(
		    detail, VG_EPARSE, "it does not begin with a line 'recording'");
	if (r->ended || place < r->reached || (place == r->reached && !may_repeat))
		return vg_detail_set(detail, VG_EPARSE,
		    "%s: a line that stands behind %s", vg_recordline_name(type),
		    vg_recordline_name(r->reached));
	r->reached = place;
	return VG_OK;
}

static int
take(struct vg_replay *r, enum vg_recordline_type type, json_t *o, const char *text,
    size_t size, struct vg_detail *detail)
{
	int code = check_place(r, type, detail);

	if (code != VG_OK)
		return code;
	if (type == VG_RECORDLINE_HEAD)
		return take_head(r, o, detail);
	if (type == VG_RECORDLINE_REVISION)
		return take_revision(r, o, detail);
	if (type == VG_RECORDLINE_CASE) {
		json_object_del(o, "type");
		json_array_append(r->recorded, o);
		return VG_OK;
	}
	if (type == VG_RECORDLINE_ROW)
		return vg_replayfeed_row(r, o, text, size, detail);
	if (type == VG_RECORDLINE_END)
		return take_end(r, o, detail);
	code = begin_events(r, detail);
	return code == VG_OK ? vg_replayfeed_line(r, type, o, detail) : code;
}

int
vg_replay_line(
    struct vg_replay *replay, const char *text, size_t size, struct vg_detail *detail)
{
	enum vg_recordline_type type;
	json_t *o;
	int code = VG_OK;

	if (++replay->counts.lines > VG_RECORDLINE_COUNT_MAX)
		return vg_detail_set(detail, VG_ELIMIT, "more than %d lines",
		    (int)VG_RECORDLINE_COUNT_MAX);
	code = vg_recordline_read(text, size, &type, &o, detail);
	if (code != VG_OK)
		return code;
	if (type != VG_RECORDLINE_END && replay->run) {
		vg_digest_add(replay->run, text, size);
		vg_digest_add(replay->run, "\n", 1);
	}
	code = take(replay, type, o, text, size, detail);
	json_decref(o);
	return code;
}

int
vg_replay_end(struct vg_replay *replay, json_t **cases, struct vg_detail *detail)
{
	*cases = NULL;
	if (!replay->ended)
		return vg_detail_set(
		    detail, VG_EPARSE, "it is cut: its last line, 'end', is not there");
	int code = vg_replayfeed_until(replay, replay->to, detail);
	if (code == VG_OK)
		code = vg_replaycase_list(replay, cases, detail);
	json_t *sorted = vg_replaycase_sort(replay->recorded);
	json_decref(replay->recorded);
	replay->recorded = sorted;
	return code;
}

const json_t *
vg_replay_recorded(const struct vg_replay *replay)
{
	return replay->ended ? replay->recorded : NULL;
}

const json_t *
vg_replay_unlike(const struct vg_replay *replay)
{
	return replay->unlike;
}

void
vg_replay_counts(const struct vg_replay *replay, struct vg_replay_counts *counts)
{
	*counts = replay->counts;
	counts->from_us = replay->from.us;
	counts->to_us = replay->to.us;
	counts->begins_us = replay->begins.us;
}
