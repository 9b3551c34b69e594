/*
 * What agents and devices say in a play: messages of agents by VIGIE-MIB, and traps of devices.
 */
#ifndef VG_TESTS_PLAY_PLAYSAY_H
#define VG_TESTS_PLAY_PLAYSAY_H

#include "tests/play/expect.h"

/* The line called 'name' (play.h lists them); NULL when it sends nothing. */
struct vg_playsay_line {
	const char *name;
	int n_words;   /* at least */
	int max_words; /* the last one takes the rest of the line */
	/* 1, or 0 with the reason in 'said'. */
	int (*run)(struct vg_play *p, char **words);
};
const struct vg_playsay_line *
vg_playsay_find(const char *name);

#endif
