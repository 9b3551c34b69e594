/*
 * What was found against what was wanted.
 */
#include "tests/play/expectsee.h"

#include <stdio.h>
#include <string.h>

int
vg_expectsee_same(
    const struct vg_expectsee *s, const char *wanted, char *seen, size_t size)
{
	snprintf(seen, size, "'%s'", s->value);
	return wanted && strcmp(s->value, wanted) == 0;
}
