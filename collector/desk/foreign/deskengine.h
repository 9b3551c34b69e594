/*
 * How far foreign SNMP engines have counted, kept over a restart: without it each captured trap
 * would be believed once more after each start (RFC 3414 3.2 7b remembers, it does not say where).
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKENGINE_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKENGINE_H

#include "collector/desk/desk.h"
#include "lib/snmp/usm.h"

/* The newest that verified of an engine. */
struct vg_deskengine {
	unsigned char octets[VG_USM_ENGINE_MAX];
	size_t size;
	uint32_t boots, time; /* engineBoots, engineTime in s */
	struct vg_wall heard;
};

/* Engines at most that are kept: those heard last. */
enum { VG_DESKENGINE_MAX = 4096 };

/*
 * Keeps 'n' engines (borrowed), all or none, in a transaction of its own.  An engine never goes
 * back: what is kept already and newer stays.  VG_OK or the database's.
 */
int
vg_deskengine_keep(struct vg_desk *desk, const struct vg_deskengine *engines, size_t n);

/* Gives 'cb' (the engine borrowed) all that are kept, the last heard last.  As above. */
typedef void (*vg_deskengine_cb)(const struct vg_deskengine *engine, void *cookie);
int
vg_deskengine_load(struct vg_desk *desk, vg_deskengine_cb cb, void *cookie);

/*
 * How many commands have made an engine be forgotten since the start; the last of them is written
 * to 'octets' with '*size' (0: none yet), for whoever remembers it in memory.
 */
unsigned
vg_deskengine_forgotten(
    const struct vg_desk *desk, unsigned char octets[VG_USM_ENGINE_MAX], size_t *size);

#endif
