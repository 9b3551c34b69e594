/*
 * `report sla`: what became of the promises of a contract in a month.  A query: nothing is
 * written.  Cases are read one after another; what is kept of them is counted.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKREPORT_H
#define VG_COLLECTOR_DESK_CLOCK_DESKREPORT_H

#include "collector/desk/desk.h"
#include "collector/sla/slareport.h"

/* A report with what it borrows. */
struct vg_deskreport {
	struct vg_slareport report;
	char contract[VG_NAME_SIZE], client[VG_NAME_SIZE];
};

/*
 * Makes the report of 'contract' and 'month' ("2026-07"; both borrowed) as of 'now'; to be
 * released with vg_deskreport_fini also after an error, and used before the tree changes.
 *
 * Returns VG_OK, also when no case was open; VG_EINVAL for what is no month; VG_ERANGE for one
 * that has not begun; VG_ENOENT for a contract that neither the tree nor a case knows; each
 * with detail; the database's errors.
 */
int
vg_deskreport_make(struct vg_desk *desk, const char *contract, const char *month,
    struct vg_wall now, struct vg_deskreport *made, struct vg_detail *detail);
void
vg_deskreport_fini(struct vg_deskreport *made);

#endif
