/*
 * What the files of the replay share.
 */
#ifndef VG_COLLECTOR_REPLAY_REPLAYCORE_H
#define VG_COLLECTOR_REPLAY_REPLAYCORE_H

#include "collector/desk/desk.h"
#include "collector/recording/recordline.h"
#include "collector/replay/replay.h"
#include "lib/base/digest.h"

/* A tree of the recording. */
struct vg_replaytree {
	int64_t number;
	char *content; /* owned */
};

struct vg_replay {
	struct vg_replay_by by;
	struct vg_desk *desk; /* owned; NULL before the first line */
	struct vg_wall now;
	bool came; /* the line before was a step or a start: nothing was due since */
	int64_t stepped; /* how far the wall clock was set since the beginning */
	enum vg_recordline_type
	    reached;   /* the type of the last line, MESSAGE for all that mix */
	bool in_force; /* a tree is */
	bool switched; /* the candidate plays */
	bool ended;
	int64_t revision; /* of the mark; 0: none was in force */
	struct vg_wall from, to, begins;
	struct vg_replaytree *trees; /* owned */
	size_t n_trees, room;
	struct vg_digest_run
	    *run;         /* owned; of all lines before the last; NULL: it came */
	json_t *recorded; /* owned */
	json_t *objects;  /* owned: a number of then, and what it is called now */
	json_t *unlike;   /* owned: what is not done again as it was */
	struct vg_replay_counts counts;
};

/* replayfeed.c: time goes on to 'at', what is due is done at its moment.  VG_OK or the desk's. */
int
vg_replayfeed_until(struct vg_replay *r, struct vg_wall at, struct vg_detail *detail);

/* Puts the tree 'content' (borrowed) in force now; called 'origin' in messages. */
int
vg_replayfeed_tree(struct vg_replay *r, const char *content, const char *origin,
    struct vg_detail *detail);

/* Feeds a line of the types from MESSAGE to TREE, or a ROW whose text is 'text'. */
int
vg_replayfeed_line(struct vg_replay *r, enum vg_recordline_type type,
    const json_t *object, struct vg_detail *detail);
int
vg_replayfeed_row(struct vg_replay *r, const json_t *object, const char *text,
    size_t size, struct vg_detail *detail);

/* replayact.c: an act of a person; one that is refused now is counted.  VG_OK or the desk's. */
int
vg_replayact_do(struct vg_replay *r, const json_t *object, struct vg_detail *detail);

/* replaycase.c: orders a list of cases by subject, class, opening and number; gives it anew. */
json_t *
vg_replaycase_sort(const json_t *cases);

/* The cases of the desk as they stand now, between from and to. */
int
vg_replaycase_list(struct vg_replay *r, json_t **cases, struct vg_detail *detail);

#endif
