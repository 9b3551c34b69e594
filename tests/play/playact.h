/*
 * What a person of a play commands.
 */
#ifndef VG_TESTS_PLAY_PLAYACT_H
#define VG_TESTS_PLAY_PLAYACT_H

#include "tests/play/expect.h"

/*
 * command USER VERB OBJECT [ARGUMENTS], as play.h says: 'code', 'said', 'answer' and 'judged' tell
 * how it went.  1, or 0 with the reason in 'said' when the line cannot be read.
 */
int
vg_playact_command(struct vg_play *p, char **words);

/*
 * relay accepts: a courier takes all that waits to leave now, and the relay accepts it.  1, or 0 with the
 * reason in 'said'.
 */
int
vg_playact_relay(struct vg_play *p);

#endif
