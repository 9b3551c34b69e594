/*
 * Packs from their JSON files into memory.
 *
 * A file is validated by vigie-pack first; then every kind is compared with its identity in
 * vigie-alarm-types, so that a pack cannot say another class, cause or severity than the
 * catalogue (it may narrow the severities).
 */
#ifndef VG_LIB_YANG_PACKLOAD_H
#define VG_LIB_YANG_PACKLOAD_H

#include "lib/base/detail.h"
#include "lib/pack/pack.h"
#include "lib/pack/packset.h"
#include "lib/yang/context.h"

/*
 * Loads the file 'path' (borrowed) into 'pack', which must hold nothing; the caller releases it
 * with vg_pack_fini.
 *
 * Returns VG_OK, or what vg_tree_load returns, or VG_EINVAL for a kind that the catalogue does
 * not have so; the detail names file and place, 'pack' is empty then.
 */
int
vg_packload_file(const struct vg_context *context, const char *path, struct vg_pack *pack,
    struct vg_detail *detail);

/*
 * Loads every *.json of 'folder' (borrowed; NULL: the data folder's packs), or only those named
 * in 'names' ('n_names' of them, borrowed, without .json; 0: all), in the order of their names,
 * into a new set, checks the set as a whole and gives it in '*set'.
 *
 * Returns VG_OK; VG_ENOENT when the folder, or a pack that was named, is missing or the folder
 * holds none; what vg_packload_file, vg_packset_add and vg_packset_check return.
 */
int
vg_packload_folder(const struct vg_context *context, const char *folder,
    const char *const *names, size_t n_names, struct vg_packset **set,
    struct vg_detail *detail);

#endif
