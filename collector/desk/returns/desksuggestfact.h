/*
 * The facts of a suggestion (P13), loaded for one alarm of a case.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKSUGGESTFACT_H
#define VG_COLLECTOR_DESK_RETURNS_DESKSUGGESTFACT_H

#include "collector/desk/deskcore.h"
#include "collector/rma/suggest.h"

enum { VG_DESKSUGGESTFACT_NEAR = 64, VG_DESKSUGGESTFACT_STANDING = 200 };

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
 * What all alarms of one look at a case share, loaded when the first asks; zero at its beginning.
 */
struct vg_desksuggestaround {
	bool has_class, is_software; /* the class of the case, and of its request */
	bool has_standing;           /* what stands at 'device' and its site */
	char device[VG_NAME_SIZE];
	size_t n;
	struct vg_desksuggestnear {
		bool of_site;
		char kind[VG_KIND_SIZE], class[VG_PACK_CLASS_SIZE];
		char case_number[VG_CASE_NUMBER_SIZE];
	} rows[VG_DESKSUGGESTFACT_STANDING];
};

/*
 * Loads what is known at 'now' of 'alarm' of case 'c' (both borrowed as long as 'fact' lives);
 * 'around' is what earlier alarms of the same look have loaded.  VG_OK or the database's.
 */
int
vg_desksuggestfact_load(struct vg_desk *desk, const struct vg_case_row *c,
    const struct vg_alarm_row *alarm, struct vg_wall now,
    struct vg_desksuggestaround *around, struct vg_desksuggestfact *fact);

/* '*earliest' becomes 'at' when that is set and comes first. */
void
vg_desksuggestfact_sooner(struct vg_wall *earliest, struct vg_wall at);

#endif
