/*
 * What a play expects of pages and the duty list.
 *
 *   expect page ID|last FIELD VALUE          case, class, person, channel, whom, state, queued, message,
 *                                          reason
 *   expect pages N [PERSON]                  so many of ladders that run, and tests
 *   expect duty PLACE PERSON TURN: CHANNEL ...   who is called now; PLACE none: nobody more
 *   expect proof PERSON CHANNEL never|TIME   when a test was accepted last that its relay had taken
 *   expect called N PERSON [WHOM]            pages to him are about so many cases (as WHOM: first ...)
 *   expect messages N PERSON [STATE]         so many messages are for him; STATE: sent, waiting ...
 */
#ifndef VG_TESTS_PLAY_EXPECTPAGE_H
#define VG_TESTS_PLAY_EXPECTPAGE_H

#include "tests/play/expect.h"

int
vg_expectpage_one(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectpage_count(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectpage_duty(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectpage_proof(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectpage_called(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectpage_messages(struct vg_play *p, char **words, char *seen, size_t size);

#endif
