/*
 * What a bundle of evidence holds, as files in memory: manifest.json, summary.html (opens
 * without network: no script, no picture from elsewhere), samples.csv, events.json, and each
 * entry as it was frozen.  All but the entries are made of the entries alone, so that the same
 * evidence gives the same octets.
 *
 * And the check of such files.  It trusts no name: a file that the manifest does not list is
 * refused, and nothing is ever written anywhere.
 *
 * Pure.  Source: issue 3 point 6.
 */
#ifndef VG_COLLECTOR_EVIDENCE_BUNDLE_H
#define VG_COLLECTOR_EVIDENCE_BUNDLE_H

#include <stddef.h>

#include "collector/evidence/manifest.h"
#include "lib/base/detail.h"

enum {
	VG_BUNDLE_FILES = VG_MANIFEST_MAX + 8, /* at most */
	VG_BUNDLE_FILE_MAX = 16 * 1024 * 1024, /* octets of one file at most */
	VG_BUNDLE_SIZE_MAX = 64 * 1024 * 1024  /* octets of all at most */
};

struct vg_bundle_file {
	char name[VG_MANIFEST_PATH_SIZE];
	void *data; /* owned by the bundle; terminated by a NUL that is not counted */
	size_t size;
};

struct vg_bundle {
	struct vg_bundle_file *files; /* owned */
	size_t n_files, room;
	size_t size; /* octets of all */
};

/* Appends the file 'name' with a copy of 'size' octets at 'data' (both borrowed). */
void
vg_bundle_add(struct vg_bundle *bundle, const char *name, const void *data, size_t size);

/*
 * Builds the bundle of 'manifest' (borrowed; its files are made here) whose i-th entry has the
 * body 'bodies[i]' of the size it says (borrowed).  Fills 'bundle', which must hold nothing and
 * is released by vg_bundle_fini; manifest.json is its first file.
 * Returns VG_OK; VG_ECORRUPT when a body is not what its entry says; VG_ELIMIT when it would be
 * too large; the detail names the entry.
 */
int
vg_bundle_build(struct vg_manifest *manifest, const void *const *bodies,
    struct vg_bundle *bundle, struct vg_detail *detail);

/*
 * Checks 'bundle' (borrowed) and gives its manifest, which the caller releases.  Returns VG_OK;
 * VG_ECORRUPT or VG_ENOENT with the first file in '*differs' (VG_MANIFEST_PATH_SIZE octets)
 * that is not as it was, is missing, or is not listed, and why in 'detail'; 'manifest' is empty
 * then.
 */
int
vg_bundle_check(const struct vg_bundle *bundle, struct vg_manifest *manifest,
    char *differs, struct vg_detail *detail);

/* Frees what it holds and empties it. */
void
vg_bundle_fini(struct vg_bundle *bundle);

#endif
