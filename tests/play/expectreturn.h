/*
 * What a play expects of suggestions and returns; each as vg_expect_check's.
 */
#ifndef VG_TESTS_PLAY_EXPECTRETURN_H
#define VG_TESTS_PLAY_EXPECTRETURN_H

#include "tests/play/expect.h"

/* suggestion CASE GRADE; advice CASE FIELD TEXT */
int
vg_expectreturn_suggestion(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_advice(struct vg_play *p, char **words, char *seen, size_t size);

/* return R FIELD VALUE; returns CASE N; part R WHICH WORD */
int
vg_expectreturn_one(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_count(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_part(struct vg_play *p, char **words, char *seen, size_t size);

/* unit DEVICE PART SERIAL; newer DEVICE minor|major VERSION; mending CASE VERSIONS; crm CLIENT
   SUPPLIER registered|not-registered|none */
int
vg_expectreturn_unit(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_newer(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_mending(struct vg_play *p, char **words, char *seen, size_t size);
int
vg_expectreturn_crm(struct vg_play *p, char **words, char *seen, size_t size);

#endif
