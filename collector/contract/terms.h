/*
 * The promises of a contract in numbers, and which version of them governs a target.
 *
 * A contract begins with its first version; an amendment is a new one from its day on.  A
 * correction mends a version and is no new one: what is read anew simply says otherwise.
 *
 * Pure.  Source: policy section 5 (amendments, corrections), states.md 1.5 as docs/policy.md
 * tells them.
 */
#ifndef VG_COLLECTOR_CONTRACT_TERMS_H
#define VG_COLLECTOR_CONTRACT_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/event.h"
#include "lib/time/calendar.h"

/* In the order of enum vg_target (collector/sla/sla.h), whose names these have. */
enum vg_term_kind {
	VG_TERM_FIRST_REPLY,
	VG_TERM_NEXT_REPLY,
	VG_TERM_CLIENT_TOLD,
	VG_TERM_TRIAGE,
	VG_TERM_ENTITLEMENT,
	VG_TERM_SUPPLIER_TICKET,
	VG_TERM_SUPPLIER_MOVE,
	VG_TERM_SECOND_KEY,
	VG_TERM_REPLACEMENT,
	VG_TERM_FAULTY_BACK,
	VG_TERM_WATCH,
	VG_TERM_RESOLUTION,
	VG_TERM_N
};

enum vg_term_pause { /* bits: causes for which a target may pause */
	VG_PAUSE_WAITING_CLIENT = 1,
	VG_PAUSE_WAITING_ACCESS = 2
};

struct vg_term {
	uint32_t amount; /* seconds of open time, or working days; 0: no promise */
	uint32_t
	    critical_s;   /* seconds by `always` for a critical fault; 0: as the others */
	uint32_t first_s; /* watch: the supplier's first reply, before 'amount'; else 0 */
	char calendar[VG_CALENDAR_NAME_SIZE]; /* "": the policy's for this target */
	unsigned pauses;                      /* VG_PAUSE_... */
};

struct vg_terms {                     /* one version of a contract */
	struct vg_wall from;          /* first instant of its first day */
	bool running;                 /* governs targets that started before it, too */
	char reference[VG_TEXT_SIZE]; /* of the amendment; "": the first version */
	char calendar[VG_CALENDAR_NAME_SIZE]; /* the hotline's */
	uint32_t told_quiet_s; /* P7: a fault that cleared within it need not be told */
	struct vg_term term[VG_TERM_N];
};

/* "first-reply" ... (static), and back: the number, or -1. */
const char *
vg_terms_name(enum vg_term_kind kind);
int
vg_terms_find(const char *name);

/* Whether the amount is working days and not seconds. */
bool
vg_terms_in_days(enum vg_term_kind kind);

/* The bit of a cause's name ("waiting-client"), or 0. */
unsigned
vg_terms_pause(const char *name);

/*
 * The version, of 'n' at 'versions' (borrowed, ascending), that governs at 'now' a target that
 * started at 'start': the last one that begins by 'start', unless a later one that begins by
 * 'now' says running.  Before the first it is the first.  NULL when 'n' is 0.
 */
const struct vg_terms *
vg_terms_at(
    const struct vg_terms *versions, size_t n, struct vg_wall start, struct vg_wall now);

#endif
