/*
 * The subject of a fault: what its case is about.  At most one case is open for a subject and
 * class, so this decides what shares a case.
 *
 * Pure.  Source: docs/DESIGN.md 2; the family column of the catalogue of alarm types.
 */
#ifndef VG_COLLECTOR_CORREL_SUBJECT_H
#define VG_COLLECTOR_CORREL_SUBJECT_H

#include "lib/model/event.h"
#include "lib/pack/pack.h"

/*
 * Writes the subject of 'resource' (borrowed, well-formed) for a fault of 'kind' (borrowed)
 * into 'subject': the resource itself where the kind's key holds its part (link, dependency);
 * else the device, site, agent, collector or supplier that it belongs to.  A power feed of a
 * device is its site's, and so is an agent's silence: 'site' (borrowed, "" not known) then stands
 * in the device's or agent's place.
 */
void
vg_subject_of(const struct vg_kind *kind, const char *resource, const char *site,
    char subject[VG_RESOURCE_SIZE]);

/*
 * Writes the one line that tells a case into 'title': what is wrong with what
 * ("power supply failed: ne-7 psu/1").
 */
void
vg_subject_title(
    const struct vg_kind *kind, const char *resource, char title[VG_TEXT_SIZE]);

#endif
