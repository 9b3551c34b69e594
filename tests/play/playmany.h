/*
 * Many of the same at once, in plays of storms.
 *
 *   sites N                            the tree has N sites more, site-1 ..., each with a device
 *                                      box-1 ... of the contract c-2026-7
 *   each N raise|clear PART KIND SEVERITY        of box-1 to box-N, one behind the other
 *   each N PAUSE raise|clear PART KIND SEVERITY  with so long between (30s)
 *   courier USER OUTCOME               takes what waits to leave until nothing does, and tells of
 *                                      each: sent, later, failed
 *   courier USER OUTCOME PAUSE N       the same N times, with so long before each
 */
#ifndef VG_TESTS_PLAY_PLAYMANY_H
#define VG_TESTS_PLAY_PLAYMANY_H

#include "tests/play/expect.h"

/* 1, or 0 with the reason in 'said'. */
int
vg_playmany_sites(struct vg_play *p, char **words);
int
vg_playmany_courier(struct vg_play *p, char **words);

/* Number 'i' of an "each" whose 'words' are behind N and PAUSE; 1, or 0 as above. */
int
vg_playmany_one(struct vg_play *p, int i, char **words);

#endif
