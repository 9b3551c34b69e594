/*
 * What the database holds against what its sender was told: after a power cut, by SQL, on a copy.
 */
#ifndef VG_TESTS_FAULT_CUTCHECK_H
#define VG_TESTS_FAULT_CUTCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"
#include "tests/fault/faultsay.h"

/* Where device ne-N has its address. */
#define VG_CUTCHECK_ADDRESS "127.0.0.1%u"

/* A notification of a device that is no agent: its number is its only value. */
struct vg_cutforeign {
	bool acknowledged;
	struct vg_wall at;
};

struct vg_cutfacts {
	const struct vg_faultsay *say;
	const struct vg_cutforeign *foreign; /* number 1 is foreign[0] */
	size_t n_foreign;
	struct vg_wall
	    kept_since; /* what is older may have been swept; unset: nothing was */
	bool all_told;  /* everything was sent and acknowledged */
};

struct vg_cutfound {
	uint64_t missing; /* acknowledged, and not there */
	uint64_t twice;   /* messages or notifications that are there more than once */
	uint64_t cases;   /* opened a second time for one subject and class */
	uint64_t alarms;  /* that do not stand, or not end, as the messages there say */
	uint64_t states;  /* messages that are neither applied nor wait behind a hole */
	uint64_t damaged; /* the file is not whole, or does not say */
	uint64_t swept;   /* gone by their age: as it should be */
	char first[320];  /* the first of all those, a sentence; "" none */
};

/* Reads the database 'path' by SQLite's VFS in force and adds to 'found'. */
void
vg_cutcheck(const char *path, const struct vg_cutfacts *facts, struct vg_cutfound *found);

/* How many of all there were. */
uint64_t
vg_cutcheck_sum(const struct vg_cutfound *found);

#endif
