/*
 * Where SNMP engines send from: one that sends from two addresses by turns is two devices.
 *
 * Told only of engines whose digest verified, so that nobody without a key takes its places.
 * Pure.
 */
#ifndef VG_COLLECTOR_INTAKE_ENGINEWATCH_H
#define VG_COLLECTOR_INTAKE_ENGINEWATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/os/net.h"
#include "lib/time/instant.h"

struct vg_enginewatch;

/* Gives an empty watch; free takes it (NULL is silent). */
struct vg_enginewatch *
vg_enginewatch_new(void);
void
vg_enginewatch_free(struct vg_enginewatch *watch);

/*
 * Notes that the engine of 'size' octets (32 at most) at 'engine' sent from 'source' (both
 * borrowed) at 'now'.  True, at most once in half an hour, when it sent from another address in
 * between, which is then written into 'other'.
 */
bool
vg_enginewatch_note(struct vg_enginewatch *watch, const void *engine, size_t size,
    const struct vg_address *source, struct vg_mono now, struct vg_address *other);

#endif
