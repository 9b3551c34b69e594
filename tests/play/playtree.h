/*
 * Trees of plays: a file beside the play, and changes of it said in the play.
 */
#ifndef VG_TESTS_PLAY_PLAYTREE_H
#define VG_TESTS_PLAY_PLAYTREE_H

#include "tests/play/expect.h"

/*
 * Puts FILE, which stands beside the play, in force.  1; or 0 when it cannot be read.  A tree that
 * is refused is for the next line to expect.  Without a desk it is what the next start reads.
 */
int
vg_playtree_file(struct vg_play *p, const char *name);

/*
 * Puts the tree in force that 'json', an object, makes of the one before: objects are merged,
 * entries of lists by their key (name, from, target, version, id); null takes a member away,
 * {"replace": X} puts X in its place.  Without a desk it is what the next start reads.
 */
int
vg_playtree_with(struct vg_play *p, const char *json);

/* The tree that a command left, else the same again, for a collector that came back. */
int
vg_playtree_back(struct vg_play *p);

/* The same tree again. */
int
vg_playtree_again(struct vg_play *p);

#endif
