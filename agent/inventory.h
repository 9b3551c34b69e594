/*
 * What a device is: model, serial numbers, software, as polled; told when it changes.
 */
#ifndef VG_AGENT_INVENTORY_H
#define VG_AGENT_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/pack/packset.h"

enum { VG_INVENTORY_SIZE = 129 };

struct vg_inventory; /* of one device */

/* Gives an empty inventory; vg_inventory_free releases it (NULL is silent). */
struct vg_inventory *
vg_inventory_new(void);
void
vg_inventory_free(struct vg_inventory *inventory);

/* Takes what the identities of 'packs' say of 'samples' (both borrowed). */
void
vg_inventory_take(struct vg_inventory *inventory, const struct vg_packset *packs,
    const struct vg_sampleset *samples);

/* The text of a role, "" when not known (borrowed until the next take). */
const char *
vg_inventory_text(const struct vg_inventory *inventory, enum vg_identity_role role);

/*
 * Writes the inventory of 'device' of 'family' (both borrowed; 'family' may be NULL) as JSON
 * into 'json', and its digest into 'digest', by which a change is seen.
 */
void
vg_inventory_json(const struct vg_inventory *inventory, const char *device,
    const struct vg_family *family, struct vg_buf *json,
    char digest[VG_DIGEST_TEXT_SIZE]);

/*
 * The family of a device of 'supplier' by its answer 'samples' to the knock, or the one called
 * 'name' when that is not "" (all borrowed); NULL for none.  What it said for sysObjectID goes
 * into 'oid' of 'size' octets, for people.
 */
const struct vg_family *
vg_inventory_family(const struct vg_packset *packs, const char *supplier,
    const char *name, const struct vg_sampleset *samples, char *oid, size_t size);

/*
 * Whether all of the 'n' 'probes' that identify a device by 'packs' have been answered ('seen',
 * all borrowed): no half inventories.
 */
bool
vg_inventory_whole(const struct vg_packset *packs, const struct vg_probe *const *probes,
    const bool *seen, size_t n);

/*
 * Whether it says anything else than when it was settled last; vg_inventory_touch makes it so.
 * A new one is unchanged: nothing is known.
 */
bool
vg_inventory_is_changed(const struct vg_inventory *inventory);
void
vg_inventory_touch(struct vg_inventory *inventory);
void
vg_inventory_settle(struct vg_inventory *inventory);

#endif
