/*
 * Notifications that nothing was made of, as an expectation.
 */
#ifndef VG_TESTS_PLAY_EXPECTUNKNOWN_H
#define VG_TESTS_PLAY_EXPECTUNKNOWN_H

#include "tests/play/expect.h"

/* unclassified OID SENDER COUNT: so many of a device, or of an address that is none; 0: none. */
int
vg_expectunknown_check(struct vg_play *p, char **words, char *seen, size_t size);

#endif
