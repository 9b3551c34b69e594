/*
 * A play taken step by step: a step is a line of it, or what was due at one moment while time
 * passed.  Each can be tried again from where it began.
 */
#ifndef VG_TESTS_RUNGS_RUNGSPLAY_H
#define VG_TESTS_RUNGS_RUNGSPLAY_H

#include <sqlite3.h>

#include "tests/play/expect.h"

struct vg_rungsplay {
	struct vg_play play; /* its desk is whose turn it is */
	sqlite3 **db;        /* borrowed: that desk's connection */
	char **lines;        /* owned */
	size_t n_lines, line;
	const char *leave_out; /* lines that begin so are no steps; NULL: all are */
	struct vg_wall until;  /* of an elapse under way; unset: none is */
	/* What the step began with. */
	struct vg_play before;
	char *before_content, *before_says; /* owned */
	char said[160];                     /* the step, for who reads */
	bool is_due;
	struct vg_wall due;
};

/* Reads 'path'; false when it cannot be. */
bool
vg_rungsplay_open(
    struct vg_rungsplay *p, const char *path, const struct vg_context *context);
void
vg_rungsplay_close(struct vg_rungsplay *p);

/* Goes to the next step, which the desk at 'play' is asked for; false at the end. */
bool
vg_rungsplay_next(struct vg_rungsplay *p);

/* Does the step, from its beginning, with the desk at 'play'; false when the desk failed. */
bool
vg_rungsplay_do(struct vg_rungsplay *p);

/*
 * Lets the next start read the tree of 'line' (from 1), if it puts one in force; nobody has a desk.
 */
void
vg_rungsplay_file(struct vg_rungsplay *p, size_t line);

/* Gives the tree in force to the desk at 'play', as a start does. */
bool
vg_rungsplay_tree(struct vg_rungsplay *p);

#endif
