/*
 * When something befell a fault, whenever the collector heard of it: what is judged by that moment
 * comes out the same in whichever order an agent's messages arrive (docs/DESIGN.md 6).
 *
 * The sender's clock tells it.  A clock that differs by no more than messages may be out of their
 * order is believed; of one that is further ahead only the arrival is known.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_CORREL_MOMENT_H
#define VG_COLLECTOR_CORREL_MOMENT_H

#include "lib/model/event.h"

/*
 * The moment of what its sender dates 'said', when it is taken at 'now' and 'wait_s' are believed.
 */
struct vg_wall
vg_moment_of(struct vg_wall said, struct vg_wall now, uint32_t wait_s);

/*
 * When 'seconds' after 'moment' are over for what waits whether more comes: what is told longer
 * after its moment than twice 'wait_s' (its way, and a clock that is behind) waits from so long
 * before it was told, or what comes next would find it over.
 */
struct vg_wall
vg_moment_after(
    struct vg_wall moment, struct vg_wall now, uint32_t wait_s, uint32_t seconds);

#endif
