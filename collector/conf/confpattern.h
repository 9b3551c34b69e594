/*
 * A pattern of the tree, matched whole: what a supplier's ticket and RMA numbers look like, which
 * resources a shelf holds.
 *
 * POSIX extended regular expressions with \d of XSD, cut down so that no pattern can cost more
 * than a little time or memory: no back-references, repetitions up to 64 and not nested.
 *
 * Source: POSIX.1-2017 base definitions 9.4; policy clauses P9 and P10.
 */
#ifndef VG_COLLECTOR_CONF_CONFPATTERN_H
#define VG_COLLECTOR_CONF_CONFPATTERN_H

#include <stdbool.h>

#include "lib/base/detail.h"

enum { VG_CONFPATTERN_MAX = 512, VG_CONFPATTERN_NUMBER_MAX = 64 };

struct vg_confpattern;

/*
 * Compiles 'text' (borrowed, at most VG_CONFPATTERN_MAX octets) and gives it in '*pattern'.
 * Returns VG_OK; VG_EINVAL when it is no pattern or passes a limit, the detail saying which.
 */
int
vg_confpattern_new(
    const char *text, struct vg_confpattern **pattern, struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_confpattern_free(struct vg_confpattern *pattern);

/*
 * Whether 'number' (borrowed) is one: 1 to VG_CONFPATTERN_NUMBER_MAX printable octets that
 * 'pattern' (borrowed; NULL: any) matches whole.
 */
bool
vg_confpattern_fits(const struct vg_confpattern *pattern, const char *number);

/* Whether 'pattern' matches the whole of 'text' (both borrowed), whatever octets it has. */
bool
vg_confpattern_matches(const struct vg_confpattern *pattern, const char *text);

/* The pattern as it was written (borrowed). */
const char *
vg_confpattern_text(const struct vg_confpattern *pattern);

#endif
