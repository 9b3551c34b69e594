/*
 * The facts of a suggestion (P13), loaded for one alarm of a case.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKSUGGESTFACT_H
#define VG_COLLECTOR_DESK_RETURNS_DESKSUGGESTFACT_H

#include "collector/desk/deskcore.h"
#include "collector/rma/suggest.h"

enum { VG_DESKSUGGESTFACT_NEAR = 64 };

struct vg_desksuggestfact {
	struct vg_suggest_facts
	    facts; /* borrows from what follows, the case and the alarm */
	char kinds[VG_DESKSUGGESTFACT_NEAR][VG_KIND_SIZE];
	const char *standing[VG_DESKSUGGESTFACT_NEAR];
	char evidence[VG_TEXT_SIZE]; /* what is known of the fault */
	char checked[VG_TEXT_SIZE];  /* the check that was recorded last; "" none */
	struct vg_wall again;        /* when a fact changes by time alone; unset: never */
};

/*
 * Loads what is known at 'now' of 'alarm' of case 'c' (borrowed as long as 'fact' lives).
 * VG_OK or the database's.
 */
int
vg_desksuggestfact_load(struct vg_desk *desk, const struct vg_case_row *c,
    const struct vg_alarm_row *alarm, struct vg_wall now,
    struct vg_desksuggestfact *fact);

/* '*earliest' becomes 'at' when that is set and comes first. */
void
vg_desksuggestfact_sooner(struct vg_wall *earliest, struct vg_wall at);

#endif
