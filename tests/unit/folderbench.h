/*
 * A folder of the test's own, and a file in it that the test may make.
 */
#ifndef VG_TESTS_UNIT_FOLDERBENCH_H
#define VG_TESTS_UNIT_FOLDERBENCH_H

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/mem.h"

static char folder[64], path[128];

/* Makes 'folder', called after the test, and writes where 'file' is in it to 'path'; 0, or -1. */
static inline int
folder_make(const char *test, const char *file)
{
	snprintf(folder, sizeof(folder), "/tmp/vigie-test-%s.XXXXXX", test);
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/%s", folder, file);
	return 0;
}

/* Takes it away with all in it. */
static inline int
remove_folder(void **state)
{
	char *command = vg_mem_format("rm -rf %s", folder);

	(void)state;
	int code = system(command);
	free(command);
	return code;
}

#endif
