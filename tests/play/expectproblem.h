/*
 * What a play expects of supplier problems.
 *
 *   expect problem NUMBER FIELD VALUE        state, outcome ("-" none), kind, model, software,
 *                                            cases, clients, devices; none: there is no such one
 *   expect elsewhere CASE N|none             so many cases that the case's problem has elsewhere
 */
#ifndef VG_TESTS_PLAY_EXPECTPROBLEM_H
#define VG_TESTS_PLAY_EXPECTPROBLEM_H

#include "tests/play/expect.h"

/* Whether the words hold; else what was seen, in 'seen'. */
int
vg_expect_problem(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expect_elsewhere(struct vg_play *p, char **words, char *seen, size_t size);

#endif
