/*
 * The manifest of a case's evidence: what was frozen, when, from where, with its SHA-256, each
 * entry chained to the one before, so that nothing can be changed, left out or put between
 * without breaking what follows.  Later parts are further entries; none is ever changed.
 *
 * As a file it ends with a seal, the SHA-256 of all octets before it.  The seal finds damage,
 * not forgery: who rewrites all of a bundle can seal it again.  The chain's last digest, the
 * head, is what to compare with the collector's.
 *
 * Pure.  Source: issue 3 point 6; docs/policy.md P4, P9.
 */
#ifndef VG_COLLECTOR_EVIDENCE_MANIFEST_H
#define VG_COLLECTOR_EVIDENCE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/base/digest.h"
#include "lib/time/instant.h"

enum {
	VG_MANIFEST_NAME_SIZE = 64,
	VG_MANIFEST_KIND_SIZE = 16,
	VG_MANIFEST_SOURCE_SIZE = 192,
	VG_MANIFEST_PATH_SIZE = 96,
	VG_MANIFEST_NOTE_SIZE = 256,
	VG_MANIFEST_CASE_SIZE = 16,
	VG_MANIFEST_MAX = 1000,                /* entries of one case at most */
	VG_MANIFEST_BODY_MAX = 1024 * 1024,    /* octets of one entry at most */
	VG_MANIFEST_TEXT_MAX = 2 * 1024 * 1024 /* octets of a manifest as a file */
};

/* One thing that was frozen. */
struct vg_manifest_entry {
	uint32_t number; /* 1, 2, 3 ... within the case; a masked manifest has holes */
	char name[VG_MANIFEST_NAME_SIZE]; /* "case.json": [a-z0-9.-], no leading dot */
	char kind[VG_MANIFEST_KIND_SIZE]; /* "case", "event", "raw", "samples", "note" */
	char source
	    [VG_MANIFEST_SOURCE_SIZE]; /* where it came from: "agent/lyon-2/SPOOL/7" */
	struct vg_wall taken;          /* what it tells of was then */
	struct vg_wall recorded;       /* when it was frozen */
	uint64_t size;                 /* octets of the body */
	struct vg_digest sha256;       /* of the body */
	struct vg_digest chain;        /* of this row after the row before */
};

/* A file of a bundle that is made of the entries: "summary.html". */
struct vg_manifest_file {
	char name[VG_MANIFEST_PATH_SIZE];
	uint64_t size;
	struct vg_digest sha256;
};

struct vg_manifest {
	char case_number[VG_MANIFEST_CASE_SIZE]; /* "2026-000123" */
	char audience[VG_MANIFEST_KIND_SIZE];    /* "internal" or "supplier" */
	struct vg_digest
	    source; /* head of the manifest this one was masked from, or its own */
	struct vg_manifest_entry *entries; /* owned, in their order */
	size_t n_entries, room_entries;
	struct vg_manifest_file *files; /* owned */
	size_t n_files, room_files;
	char (*left_out)
	    [VG_MANIFEST_NOTE_SIZE]; /* owned: what was left out, in sentences */
	size_t n_left_out, room_left_out;
};

/* Whether 'name' (borrowed) may be that of an entry. */
bool
vg_manifest_name_is_good(const char *name);

/*
 * Makes a new entry's 'size', 'sha256' and 'chain': of 'body' (borrowed), after the chain value
 * 'previous' (borrowed; all zero before the first).  All else in 'entry' stands already.
 */
void
vg_manifest_seal_entry(struct vg_manifest_entry *entry, const struct vg_digest *previous,
    const void *body, size_t size);

/* Appends a copy of 'entry', 'file' or the sentence 'note' (all borrowed, the note is cut). */
void
vg_manifest_add_entry(
    struct vg_manifest *manifest, const struct vg_manifest_entry *entry);
void
vg_manifest_add_file(
    struct vg_manifest *manifest, const char *name, const void *data, size_t size);
void
vg_manifest_add_note(struct vg_manifest *manifest, const char *note);

/* The chain value of the last entry; all zero when there is none. */
struct vg_digest
vg_manifest_head(const struct vg_manifest *manifest);

/* Writes the path of 'entry' in a bundle, "entries/0001-case.json", into 'path'. */
void
vg_manifest_path(const struct vg_manifest_entry *entry, char path[VG_MANIFEST_PATH_SIZE]);

/* Appends 'manifest' (borrowed) to 'out' as sealed JSON; equal manifests give equal octets. */
void
vg_manifest_write(const struct vg_manifest *manifest, struct vg_buf *out);

/*
 * Reads 'size' octets at 'text' (borrowed) into 'manifest', which must hold nothing and is
 * released by vg_manifest_fini.  Returns VG_OK; VG_ECORRUPT when seal or chain do not hold;
 * VG_EPARSE for what is no manifest; VG_ELIMIT for too many or too large entries; the detail
 * says which, and 'manifest' is empty then.
 */
int
vg_manifest_read(const void *text, size_t size, struct vg_manifest *manifest,
    struct vg_detail *detail);

/* Frees what it holds and empties it. */
void
vg_manifest_fini(struct vg_manifest *manifest);

#endif
