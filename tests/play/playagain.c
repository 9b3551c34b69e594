/*
 * Replays of plays.
 */
#include "tests/play/playagain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskslice.h"
#include "collector/replay/replay.h"
#include "collector/replay/replaydiff.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_SLICES = 100000 };

/* Feeds one slice's lines. */
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

	for (int i = 0; code == VG_OK && i < MAX_SLICES && (i == 0 || next[0]); i++) {
		vg_text_copy(cursor, sizeof(cursor), next);
		const struct vg_deskslice slice = {
		    .from = p->begun, .to = p->now, .now = p->now, .cursor = cursor};
		vg_buf_init(&lines, 0);
		code = vg_deskslice_read(p->desk, &slice, &lines, next, detail);
		if (code == VG_OK)
			code = feed(replay, &lines, run, &n, detail);
		if (getenv("VIGIE_PLAY_LINES"))
			fputs(vg_buf_text(&lines), stdout);
		vg_buf_fini(&lines);
	}
	struct vg_digest digest = vg_digest_end(run);
	vg_digest_text(&digest, sha256);
	vg_text_format(end, sizeof(end),
	    "{\"type\":\"end\",\"lines\":%lld,\"sha256\":\"%s\"}", (long long)n, sha256);
	return code == VG_OK ? vg_replay_line(replay, end, strlen(end), detail) : code;
}

int
vg_playagain(struct vg_play *p, const struct vg_packset *packs)
{
	const struct vg_replay_by by = {.context = p->context, .packs = packs};
	struct vg_replay *replay;
	struct vg_detail detail = {0};
	json_t *cases = NULL, *difference = NULL;

	/* Of a long one its last two days. */
	if (vg_instant_since(p->now, p->begun) > 9 * VG_DAY_US)
		p->begun = vg_instant_add(p->now, -2 * VG_DAY_US);
	if (vg_instant_compare(p->now, p->begun) <= 0)
		return 1;
	/* A play may end in the middle of an instant; a loop would not. */
	if (vg_desk_run_due(p->desk, p->now) != VG_OK)
		return 0;
	replay = vg_replay_new(&by);
	int code = read_all(p, replay, &detail);
	if (code == VG_OK)
		code = vg_replay_end(replay, &cases, &detail);
	if (code == VG_OK)
		difference = vg_replaydiff(vg_replay_recorded(replay), cases);
	size_t n = json_array_size(difference);
	if (code != VG_OK)
		vg_text_copy(p->said, sizeof(p->said), detail.text);
	else if (n) {
		char *text = json_dumps(difference, JSON_COMPACT);
		vg_text_format(p->said, sizeof(p->said), "%.420s", text);
		free(text);
	}
	json_decref(difference);
	json_decref(cases);
	vg_replay_free(replay);
	return code == VG_OK && n == 0;
}
