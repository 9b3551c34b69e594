/*
 * What the queries of an expectation leave behind.
 */
#ifndef VG_TESTS_PLAY_EXPECTSEE_H
#define VG_TESTS_PLAY_EXPECTSEE_H

#include <stddef.h>

struct vg_expectsee {
	char **words;    /* of the line, borrowed */
	int n;           /* rows seen */
	char value[512]; /* what was found */
	char other[512];
};

/* Whether 'wanted' (borrowed; NULL: never) is what was found; it is written into 'seen'. */
int
vg_expectsee_same(
    const struct vg_expectsee *s, const char *wanted, char *seen, size_t size);

#endif
