/*
 * Several packs as one set, and the look-ups both programs need.
 *
 * Pure; everything returned is borrowed from the set and lives as long as it.
 */
#ifndef VG_LIB_PACK_PACKSET_H
#define VG_LIB_PACK_PACKSET_H

#include "lib/base/detail.h"
#include "lib/pack/pack.h"
#include "lib/pack/packmarks.h"
#include "lib/pack/packrules.h"

struct vg_packset;

/* Gives an empty set; vg_packset_free releases it and its packs (NULL is silent). */
struct vg_packset *
vg_packset_new(void);
void
vg_packset_free(struct vg_packset *set);

/*
 * Adds 'pack', taking what it owns (it is emptied).  Returns VG_OK; VG_ECONFLICT when a pack or
 * kind of that name is there already, the detail naming both.
 */
int
vg_packset_add(struct vg_packset *set, struct vg_pack *pack, struct vg_detail *detail);

/*
 * Checks what only the whole set can tell: rules name probes, objects and kinds that exist,
 * families name probes, parents and 'against' name kinds.  VG_OK, or VG_EINVAL with detail.
 */
int
vg_packset_check(const struct vg_packset *set, struct vg_detail *detail);

/* How many packs, and the one with number 'i'. */
size_t
vg_packset_count(const struct vg_packset *set);
const struct vg_pack *
vg_packset_at(const struct vg_packset *set, size_t i);

/*
 * What the packs say of 'probe' (borrowed, outlives the set), found at the first question;
 * borrowed until a pack is added.
 */
const struct vg_packrules *
vg_packset_rules(const struct vg_packset *set, const struct vg_probe *probe);

/* What the packs withhold of notifications; borrowed until a pack is added. */
const struct vg_packmarks *
vg_packset_marks(const struct vg_packset *set);

/* The kind called 'name', or NULL. */
const struct vg_kind *
vg_packset_kind(const struct vg_packset *set, const char *name);

/* The probe called 'name' (first pack that has it), or NULL. */
const struct vg_probe *
vg_packset_probe(const struct vg_packset *set, const char *name);

/*
 * Gives in '*probes' (the caller frees the array) the probes over NETCONF of packs of 'supplier'
 * and of packs of nobody's, and returns how many.
 */
size_t
vg_packset_netconf_probes(
    const struct vg_packset *set, const char *supplier, const struct vg_probe ***probes);

/* The family called 'name', or NULL. */
const struct vg_family *
vg_packset_family(const struct vg_packset *set, const char *name);

/*
 * The family of a device that answers 'sys_object_id' and 'sys_descr' (borrowed): exact matches
 * before prefixes, packs of 'supplier' before others; NULL when none fits.
 */
const struct vg_family *
vg_packset_match(const struct vg_packset *set, const char *supplier,
    const struct vg_oid *sys_object_id, const char *sys_descr);

/* The return rule for 'kind' of packs of 'supplier', then of any; NULL when none. */
const struct vg_return_rule *
vg_packset_return_rule(
    const struct vg_packset *set, const char *supplier, const char *kind);

/* Whether kind 'child' is explained by kind 'parent', directly or through others. */
bool
vg_packset_explains(const struct vg_packset *set, const char *parent, const char *child);

enum { VG_PACKSET_MAX_EXPLAINERS = 12 };

/* The kinds that explain 'child', each once; how many, the nearest first. */
size_t
vg_packset_explainers(const struct vg_packset *set, const char *child,
    const char *explainers[VG_PACKSET_MAX_EXPLAINERS]);

/*
 * The kinds that 'parent' may explain, directly or through others, each once, the nearest first,
 * into 'explained', which has 'room'; borrowed from 'set'.  How many; 'room' when there may be
 * more.
 */
size_t
vg_packset_explained(const struct vg_packset *set, const char *parent,
    const char **explained, size_t room);

#endif
