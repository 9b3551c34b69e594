/*
 * The words of reports, in French and English: one table, so that neither language lacks one.
 *
 * Pure.  Source: issue 3 (`report sla` in both languages).
 */
#ifndef VG_COLLECTOR_SLA_SLATEXT_H
#define VG_COLLECTOR_SLA_SLATEXT_H

#include "collector/sla/slareport.h"

enum vg_slatext {
	VG_SLATEXT_CONTRACT,
	VG_SLATEXT_TARGETS,
	VG_SLATEXT_KEPT,
	VG_SLATEXT_MISSED,
	VG_SLATEXT_ENDED,
	VG_SLATEXT_RUNNING,
	VG_SLATEXT_NONE,
	VG_SLATEXT_MISSED_LIST,
	VG_SLATEXT_BALL,
	VG_SLATEXT_SOLVED,
	VG_SLATEXT_ALONE,
	VG_SLATEXT_SIDES,
	VG_SLATEXT_OPEN,
	VG_SLATEXT_COLON,
	VG_SLATEXT_N
};

/* Words (static). */
const char *
vg_slatext(enum vg_slatext text, enum vg_slareport_language language);

/* "first reply", "the supplier", "July" (static). */
const char *
vg_slatext_target(enum vg_target target, enum vg_slareport_language language);
const char *
vg_slatext_side(enum vg_side side, enum vg_slareport_language language);
const char *
vg_slatext_month(int month, enum vg_slareport_language language);

#endif
