/*
 * A supplier's releases: is there something newer than what a device runs, and which releases
 * mend a kind of fault.
 *
 * Versions are compared as suppliers print them: "Version 16.5.30", "AOS 16.1.50-b12", "NX8.3",
 * "v17.1-rc2".  What holds no number is no version, and is never called old or new.
 *
 * Pure.  Source: policy clause P15.
 */
#ifndef VG_COLLECTOR_WORK_RELEASE_H
#define VG_COLLECTOR_WORK_RELEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

enum { VG_RELEASE_PARTS = 6 };

/* A version taken apart. */
struct vg_release_version {
	uint32_t part
	    [VG_RELEASE_PARTS]; /* 16, 5, 30; 0 where it has none; held at the type's end */
	bool before;            /* alpha, beta, rc, pre: older than the same without */
	uint32_t build;         /* of "-b12", "rc2", "p3"; 0: none */
};

enum vg_release_weight { VG_RELEASE_MINOR, VG_RELEASE_MAJOR };

/* One line of the catalogue.  All borrowed. */
struct vg_release {
	const char *family; /* product family, as the device's */
	const char *version;
	enum vg_release_weight weight;
	struct vg_wall date;      /* unset: not known */
	const char *const *fixes; /* kinds of fault that it mends */
	size_t n_fixes;
};

/*
 * Takes 'text' (borrowed) apart: the first dotted number in it, else the first number, and
 * what hangs on it.  Returns VG_OK, or VG_EPARSE when it holds no number or is NULL.
 */
int
vg_release_parse(const char *text, struct vg_release_version *version);

/* -1, 0 or 1: 'a' is older than, as old as, newer than 'b'. */
int
vg_release_compare(
    const struct vg_release_version *a, const struct vg_release_version *b);

/* What a device can go to.  Borrowed from the catalogue; NULL: nothing newer. */
struct vg_release_newer {
	const struct vg_release *minor; /* the newest below the next major one */
	const struct vg_release *major; /* the newest at or beyond the next major one */
};

/*
 * Compares the 'polled' version of a device of 'family' with the 'n' releases of 'catalogue'
 * (all borrowed, in any order; those of other families and those that hold no number are passed
 * over; family names are compared without case).  A release dated after 'now' is not out yet.
 *
 * Returns VG_OK; VG_EPARSE when 'polled' is no version: both are NULL then.
 */
int
vg_release_find_newer(const struct vg_release *catalogue, size_t n, const char *family,
    const char *polled, struct vg_wall now, struct vg_release_newer *newer);

/* Whether the release names 'kind' (borrowed) among what it mends. */
bool
vg_release_fixes(const struct vg_release *release, const char *kind);

/*
 * Finds the releases of 'family' that are out, newer than 'polled', and mend 'kind', oldest
 * version first: the first is the smallest step.  Gives at most 'max' into 'found' (borrowed from
 * the catalogue).  When 'polled' is NULL or no version, nothing is known to be installed: all that
 * mend it are given.
 *
 * Returns how many were written.
 */
size_t
vg_release_find_fixing(const struct vg_release *catalogue, size_t n, const char *family,
    const char *polled, const char *kind, struct vg_wall now,
    const struct vg_release **found, size_t max);

/* "minor", "major" (static), and back (-1: none). */
const char *
vg_release_weight_text(enum vg_release_weight weight);
int
vg_release_weight_parse(const char *text);

#endif
