/*
 * Who asks, and what of it all is his to see.
 */
#ifndef VG_COLLECTOR_API_APISCOPE_H
#define VG_COLLECTOR_API_APISCOPE_H

#include "collector/desk/deskscope.h"
#include "lib/rest/rest.h"

/*
 * What he who asks sees: of which clients (collector/desk/deskscope.h); borrows the tree in force.
 */
struct vg_deskscope
vg_apiscope_of(const struct vg_desk *desk, const struct vg_rest_caller *caller);

/* Whether he reads what persons wrote, and who ordered. */
bool
vg_apiscope_reads_persons(
    const struct vg_desk *desk, const struct vg_rest_caller *caller);

#endif
