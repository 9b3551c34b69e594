/*
 * What people read in plays: explanations and reports, as documents for `expect document`.
 */
#ifndef VG_TESTS_PLAY_PLAYREAD_H
#define VG_TESTS_PLAY_PLAYREAD_H

#include "tests/play/expect.h"

/* Lines of a play: CASE LANGUAGE; CONTRACT MONTH LANGUAGE [READER].  1, or 0 when malformed. */
int
vg_playread_explain(struct vg_play *p, char **words);
int
vg_playread_report(struct vg_play *p, char **words);

#endif
