/*
 * The play in processes that SIGKILL ends, on a real disk.
 *
 * A process opens the desk, goes on with the first step that has no answer, and dies: at a change
 * of a file that chance has drawn, in a step, between a commit and its answer, or in its start.
 * When the next one has done that step, and at the end, all tables must say what they say without a
 * kill.
 *
 * Each process gets a step further, so that no message sees two deaths, and dies at none that the
 * desk only counts (own, excess): who tells of it again is rightly counted again.
 */
#ifndef VG_TESTS_RUNGS_RUNGSKILL_H
#define VG_TESTS_RUNGS_RUNGSKILL_H

#include <sqlite3.h>
#include <stdint.h>

#include "collector/desk/desk.h"
#include "lib/pack/packset.h"

struct vg_rungskill {
	const struct vg_packset *packs;   /* borrowed */
	const struct vg_context *context; /* borrowed */
	const char *play, *path; /* borrowed: the play; the database, made anew */
	sqlite3 **db;            /* borrowed: the connection opened last */
	uint64_t kills, starts, differing,
	    failures; /* what came of it; of them in starts */
};

/* Lives until 'kills' processes were killed, or something failed.  Chance is vg_cutdisk_chance. */
void
vg_rungskill_run(struct vg_rungskill *k, uint64_t kills);

#endif
