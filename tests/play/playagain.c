/*
 * Replays of plays.
 */
#include "tests/play/playagain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/deskrepeat.h"
#include "collector/desk/record/deskrecorded.h"
#include "collector/desk/replay/deskslice.h"
#include "collector/replay/replay.h"
#include "collector/replay/replaydiff.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { MAX_SLICES = 100000 };

/* Feeds the lines of all slices: one may end in the middle of a line. */
static int
feed(struct vg_replay *replay, const struct vg_buf *lines, struct vg_digest_run *run,
    int64_t *n, struct vg_detail *detail)
{
	const char *at = vg_buf_text(lines);
	int code = VG_OK;

	vg_digest_add(run, lines->data, lines->size);
	while (code == VG_OK && *at) {
		size_t size = strcspn(at, "\n");
		code = vg_replay_line(replay, at, size, detail);
		at += size + (at[size] == '\n');
		++*n;
	}
	return code;
}

static int
read_all(struct vg_play *p, struct vg_replay *replay, struct vg_detail *detail)
{
	struct vg_digest_run *run = vg_digest_begin();
	char next[VG_DESKSLICE_CURSOR_SIZE] = "", cursor[VG_DESKSLICE_CURSOR_SIZE];
	char sha256[VG_DIGEST_TEXT_SIZE], end[160];
	struct vg_buf lines;
	int64_t n = 0;
	int code = VG_OK;

	vg_buf_init(&lines, 0);
	for (int i = 0; code == VG_OK && i < MAX_SLICES && (i == 0 || next[0]); i++) {
		vg_text_copy(cursor, sizeof(cursor), next);
		const struct vg_deskslice slice = {
		    .from = p->begun, .to = p->now, .now = p->now, .cursor = cursor};
		code = vg_deskslice_read(p->desk, &slice, &lines, next, detail);
	}
	if (code == VG_OK)
		code = feed(replay, &lines, run, &n, detail);
	if (getenv("VIGIE_PLAY_LINES"))
		fputs(vg_buf_text(&lines), stdout);
	vg_buf_fini(&lines);
	struct vg_digest digest = vg_digest_end(run);
	vg_digest_text(&digest, sha256);
	vg_text_format(end, sizeof(end),
	    "{\"type\":\"end\",\"lines\":%lld,\"sha256\":\"%s\"}", (long long)n, sha256);
	return code == VG_OK ? vg_replay_line(replay, end, strlen(end), detail) : code;
}

int
vg_playagain_mark(struct vg_play *p)
{
	struct vg_desk *desk = p->desk;
	/* Behind all that happened at this instant. */
	const struct vg_wall at = vg_instant_add(p->now, 1);
	int code = vg_db_begin(desk->db);

	if (code == VG_OK)
		code = vg_deskrepeat_write(desk);
	if (code == VG_OK)
		code = vg_deskrecorded_mark(desk, at);
	if (code == VG_OK)
		code = vg_desk_commit(desk);
	else
		vg_desk_rollback(desk);
	if (code != VG_OK) {
		vg_text_format(
		    p->said, sizeof(p->said), "a mark: %s", vg_db_error(desk->db));
		return 0;
	}
	p->marks = vg_mem_grow(p->marks, &p->marks_room, p->n_marks, sizeof(*p->marks));
	p->marks[p->n_marks++] = at;
	return 1;
}

/* One replay, from 'begun'. */
static int
replay_from(struct vg_play *p, const struct vg_packset *packs)
{
	const struct vg_replay_by by = {.context = p->context, .packs = packs};
	struct vg_detail detail = {0};
	json_t *cases = NULL, *difference = NULL;
	char when[VG_INSTANT_TEXT_SIZE];

	if (vg_instant_compare(p->now, p->begun) <= 0)
		return 1;
	struct vg_replay *replay = vg_replay_new(&by);
	int code = read_all(p, replay, &detail);
	if (code == VG_OK)
		code = vg_replay_end(replay, &cases, &detail);
	if (code == VG_OK)
		difference = vg_replaydiff(vg_replay_recorded(replay), cases);
	size_t n = json_array_size(difference);
	vg_instant_text(p->begun, when);
	if (code != VG_OK) {
		vg_text_format(
		    p->said, sizeof(p->said), "from %s: %s", when, detail.text);
	} else if (n) {
		char *text = json_dumps(difference, JSON_COMPACT);
		vg_text_format(p->said, sizeof(p->said), "from %s: %.440s", when, text);
		free(text);
	}
	json_decref(difference);
	json_decref(cases);
	vg_replay_free(replay);
	return code == VG_OK && n == 0;
}

/* What a long play no longer keeps of its beginning is refused as that. */
static bool
is_swept(const struct vg_play *p)
{
	return strstr(p->said, "the oldest that it can begin with") != NULL;
}

int
vg_playagain(struct vg_play *p, const struct vg_packset *packs)
{
	/* Of a long one its last two days. */
	bool is_long = vg_instant_since(p->now, p->begun) > 9 * VG_DAY_US;
	if (is_long)
		p->begun = vg_instant_add(p->now, -2 * VG_DAY_US);
	/* A play may end in the middle of an instant; a loop would not. */
	if (vg_desk_run_due(p->desk, p->now) != VG_OK)
		return 0;
	int good = replay_from(p, packs) || (is_long && is_swept(p));
	for (size_t i = 0; good && i < p->n_marks; i++) {
		p->begun = p->marks[i];
		good = replay_from(p, packs) || is_swept(p);
	}
	return good;
}
