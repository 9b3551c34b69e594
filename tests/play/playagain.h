/*
 * A play, replayed: what its desk kept is read as a recording, slice by slice, and lived again by
 * another desk; it must come out as it did.
 */
#ifndef VG_TESTS_PLAY_PLAYAGAIN_H
#define VG_TESTS_PLAY_PLAYAGAIN_H

#include "lib/pack/packset.h"
#include "tests/play/expect.h"

/* 1 when nothing differs; else 0 with the first differences in 'said'. */
int
vg_playagain(struct vg_play *p, const struct vg_packset *packs);

#endif
