/*
 * An owner who does nothing: reminded, and then the duty lead is told, by the case's severity
 *
 *   1  nobody owns it, nothing stands, or the ball is not ours: nothing is expected of him
 *   2  critical: minutes that run day and night
 *   3  major: the same, with other numbers; what falls into quiet hours waits for their end
 *   4  minor: office hours; nobody else is told
 *   5  less: nothing
 *
 * Each person is told once until somebody writes an entry; then it counts anew.
 *
 * Pure.  Source: states.md 2.1 "owner idle"; numbers: policy/paging of the tree.
 */
#ifndef VG_COLLECTOR_PAGE_PAGEIDLE_H
#define VG_COLLECTOR_PAGE_PAGEIDLE_H

#include <stdbool.h>

#include "collector/page/pageladder.h"

struct vg_pageidle_case {
	enum vg_severity severity;
	bool owned, stands, ours; /* ours: the ball is the integrator's */
	struct vg_wall acted; /* the last entry of a person, or when he got the case */
	unsigned told;        /* VG_PAGE_FIRST: the owner, VG_PAGE_LEAD: since 'acted' */
	const struct vg_calendar *office; /* borrowed; NULL: always open */
	const struct vg_zone *zone;       /* of the quiet hours; borrowed */
};

/* Whom to tell at 'now' (the same bits), by which rung, and when to look again (unset: never). */
struct vg_page_next
vg_pageidle_judge(const struct vg_pageidle_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now);

#endif
