/*
 * What a play told people is said in French, too: at its end each mail that the house wrote by
 * itself is looked at, whoever wrote it into the outbox.
 */
#ifndef VG_TESTS_PLAY_PLAYFRENCH_H
#define VG_TESTS_PLAY_PLAYFRENCH_H

#include "tests/play/expect.h"

struct vg_packset;

/* 1 when 'packs' (borrowed) and lib/messages/fr say all of it, or 0 with the first that they do not in 'said'. */
int
vg_playfrench_check(struct vg_play *p, const struct vg_packset *packs);

#endif
