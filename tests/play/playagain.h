/*
 * A play, replayed: what its desk kept is read as a recording, slice by slice, and lived again by
 * another desk; it must come out as it did.
 */
#ifndef VG_TESTS_PLAY_PLAYAGAIN_H
#define VG_TESTS_PLAY_PLAYAGAIN_H

#include "lib/pack/packset.h"
#include "tests/play/expect.h"

/*
 * Has a mark made now, as once a day: a replay may begin with it.  None while a message waits for
 * a hole.  1, or 0 with the reason in 'said'.
 */
int
vg_playagain_mark(struct vg_play *p);

/*
 * Replays from the play's beginning, and from each mark that was made.
 *
 * 1 when nothing differs; else 0 with the first differences in 'said'. */
int
vg_playagain(struct vg_play *p, const struct vg_packset *packs);

#endif
