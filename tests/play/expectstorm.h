/*
 * What a play expects of storms.
 *
 *   expect storm ADDRESS on|over|none             the newest of that source
 *   expect storm ADDRESS folded|unread|passed|samples N
 *   expect storm ADDRESS OID N                    so many of that name, by its seconds
 */
#ifndef VG_TESTS_PLAY_EXPECTSTORM_H
#define VG_TESTS_PLAY_EXPECTSTORM_H

#include "tests/play/expect.h"

/* Whether the words hold; else what was seen, in 'seen'. */
int
vg_expect_storm(struct vg_play *p, char **words, char *seen, size_t size);

#endif
