/*
 * A recording lived again: read line by line, fed to a desk in memory in virtual time, and what
 * came of it, case by case.
 *
 * With a candidate, a tree or packs, the recording plays as it was until 'from', and by the
 * candidate from then on.  The same recording, tree and packs give the same outcome wherever it
 * runs: nothing here reads a clock, and nothing depends on the order of a hash.
 */
#ifndef VG_COLLECTOR_REPLAY_REPLAY_H
#define VG_COLLECTOR_REPLAY_REPLAY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/pack/packset.h"
#include "lib/yang/context.h"

struct vg_replay;

/* With what it is played; all borrowed for as long as the replay lives. */
struct vg_replay_by {
	const struct vg_context *context;
	const struct vg_packset *packs; /* as they are in force */
	const char *tree; /* the candidate's JSON; NULL: the trees of the recording */
	const struct vg_packset *candidate; /* NULL: the same packs */
};

/* Gives one that has read nothing. */
struct vg_replay *
vg_replay_new(const struct vg_replay_by *by);

/* Releases it (NULL is silent). */
void
vg_replay_free(struct vg_replay *replay);

/*
 * Takes the next line: 'size' octets at 'text' (borrowed, without newline).  VG_OK; VG_EPARSE,
 * VG_EINVAL or VG_ELIMIT for a line that is wrong or stands where it may not, or a tree that the
 * model refuses; VG_EFULL or VG_EIO when memory is at its end.
 */
int
vg_replay_line(
    struct vg_replay *replay, const char *text, size_t size, struct vg_detail *detail);

/*
 * Takes the end: time goes on to the recording's end.  VG_OK, or VG_EPARSE when its last line has
 * not come; then gives what came of it in '*cases', a list of objects like the recording's lines of
 * cases in the order of subject, class and opening, which the caller releases.
 */
int
vg_replay_end(struct vg_replay *replay, json_t **cases, struct vg_detail *detail);

/* What the recording says came of it, in the same form; borrowed.  NULL before its end. */
const json_t *
vg_replay_recorded(const struct vg_replay *replay);

/*
 * What could not be done again as it was, in the recording's order: objects with at (microseconds
 * since 1970), verb, object ("" none) and why; the first 100 of them, then one with more, the
 * number of those behind.  Borrowed.
 */
const json_t *
vg_replay_unlike(const struct vg_replay *replay);

/* What was played. */
struct vg_replay_counts {
	int64_t lines, messages, events, acts;
	int64_t acts_refused; /* acts that the desk did not take this time */
	/* Of a mail only its case is kept: it comes without its words, thread and numbers. */
	int64_t mails;
	int64_t from_us, to_us, begins_us;
	bool
	    masked; /* its names are words: a tree that somebody wrote fits none of them */
};
void
vg_replay_counts(const struct vg_replay *replay, struct vg_replay_counts *counts);

#endif
