/*
 * What became of promises:
 *   GET vigie-sla:sla/case=2026-000123                 its clocks, day by day
 *   GET vigie-sla:sla/running                          all clocks that run, by due time
 *   GET vigie-sla:sla/report=c-1,2026-07,client        a contract and a month
 */
#ifndef VG_COLLECTOR_API_APISLA_H
#define VG_COLLECTOR_API_APISLA_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes what the path of 'ask' names into 'data' (all borrowed); a path that names none
 * of them: nothing.  VG_OK; VG_EACCESS for an internal report below the role noc; the desk's
 * errors.
 */
int
vg_apisla_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
