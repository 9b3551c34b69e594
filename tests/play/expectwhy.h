/*
 * What a play expects of reasons.
 *
 *   expect why CASE N TEXT                    the N-th decision of the case's story (from 1) says TEXT
 *   expect why RESOURCE KIND TEXT             the last one about the alarm
 *   expect why count CASE N                   how many the story has
 *   expect why-not RESOURCE KIND TEXT         what would have had to be otherwise, of the last one
 *   expect why-not last TEXT                  of the message stored last: rung, reason, otherwise
 */
#ifndef VG_TESTS_PLAY_EXPECTWHY_H
#define VG_TESTS_PLAY_EXPECTWHY_H

#include "tests/play/expect.h"

int
vg_expectwhy_why(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectwhy_not(struct vg_play *p, char **words, char *seen, size_t size);

#endif
