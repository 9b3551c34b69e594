/*
 * What becomes of a case once somebody has it: the intervention of who was paged for it is kept,
 * for his pay and his rest; an owner who does nothing is reminded, and then the duty lead is told
 * (collector/page/pageidle.h), by the due row `idle` of the case.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGEWORK_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGEWORK_H

#include "collector/desk/deskcore.h"
#include "collector/page/pageclass.h"

/*
 * The case 'row' (borrowed) has changed hands, is over, or was looked at; 'paged_since' is when its
 * last ladder began (unset: there was none).  VG_OK or the database's.
 */
int
vg_deskpagework_look(struct vg_desk *desk, const struct vg_case_row *row,
    struct vg_wall paged_since, enum vg_page_class class, struct vg_wall now);

/* The row `idle` of the case 'number' is due. */
int
vg_deskpagework_idle(struct vg_desk *desk, const char *number, struct vg_wall now);

#endif
