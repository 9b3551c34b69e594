/*
 * What stands in the files of a play's database, octet by octet.
 */
#ifndef VG_TESTS_PLAY_EXPECTFILE_H
#define VG_TESTS_PLAY_EXPECTFILE_H

#include "tests/play/expect.h"

/* file holds TEXT, file no TEXT: any file of the folder; a play with a restart has one. */
int
vg_expectfile_check(struct vg_play *p, char **words, char *seen, size_t size);

#endif
