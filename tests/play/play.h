/*
 * One play: reads a file of lines and plays them.
 *
 *   tree FILE                          the collector's tree (beside the play)
 *   at TIME                            virtual now, RFC 3339
 *   raise DEVICE PART KIND SEVERITY    a fault message of agent lyon-2
 *   clear DEVICE PART KIND SEVERITY
 *   skip                               the next message's number is left out (a hole)
 *   fill                               the left-out message arrives (a raise of fan/9, minor)
 *   again                              the last message arrives a second time
 *   poison                             a message whose kind no pack knows
 *   elapse 4h | 15m | 30s | 2d         time passes; what is due is done at its moment
 *   restart                            the collector goes away and comes back
 *   command USER VERB CASE [TEXT]      take, note, reply; close CAUSE | CURE
 *   expect WHAT ...                    see play.c
 */
#ifndef VG_TESTS_PLAY_PLAY_H
#define VG_TESTS_PLAY_PLAY_H

#include <stddef.h>

/* Plays 'path'; 1 when all went as written, else 0 with the reason in 'why'. */
int
vg_play_run(const char *path, char *why, size_t size);

#endif
