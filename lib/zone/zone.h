/*
 * Zone tables from the system's zone data, by GLib's GTimeZone (docs/DESIGN.md R4).
 */
#ifndef VG_LIB_ZONE_ZONE_H
#define VG_LIB_ZONE_ZONE_H

#include "lib/time/zonetable.h"

/*
 * Builds the table of the zone 'name' ("Europe/Paris"; borrowed) for 1970 to 2100 into 'zone',
 * which the caller releases with vg_zonetable_fini.
 * Returns VG_OK, or VG_ENOENT for a name that the system does not know.
 */
int
vg_zone_load(const char *name, struct vg_zone *zone);

#endif
