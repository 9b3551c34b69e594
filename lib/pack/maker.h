/*
 * Whose number an object identifier is, for people who look at one that no pack knows: a pack's
 * supplier, or the holder of the enterprise number.
 *
 * Pure.  Source: the registry of enterprise numbers, as of 2026, of makers that are seen in
 * operators' networks.
 */
#ifndef VG_LIB_PACK_MAKER_H
#define VG_LIB_PACK_MAKER_H

#include "lib/model/event.h"
#include "lib/pack/packset.h"

/* Writes who has 'oid' (both borrowed) into 'name', "" when that is not known. */
void
vg_maker_name(
    const struct vg_packset *packs, const struct vg_oid *oid, char name[VG_NAME_SIZE]);

#endif
