/*
 * The veil: persons and prose of a tree's text taken out of it, each replaced by its mark, and put
 * back.
 *
 * Taken out are name, mail and telephone of the list person, and every description and reason,
 * because people write names there.  The mark is the SHA-256 of a salt and the text: what is left
 * proves the texts for as long as they stand, and says nothing of them once their salts are gone.
 *
 * Pure.  Source: docs/DESIGN.md section 7.
 */
#ifndef VG_COLLECTOR_EVIDENCE_VEIL_H
#define VG_COLLECTOR_EVIDENCE_VEIL_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

enum { VG_VEIL_MARK_SIZE = 72, VG_VEIL_SALT_SIZE = 16, VG_VEIL_SEED_SIZE = 32 };

/* A text taken out; all borrowed for the call. */
struct vg_veil_text {
	const char *mark;
	const unsigned char *salt; /* VG_VEIL_SALT_SIZE octets */
	const char *person;        /* whose it is; "" prose */
	const char *leaf;          /* "mail" */
	const char *text;
};

/* Keeps a text: VG_OK, or a code that ends the taking. */
typedef int (*vg_veil_cb)(const struct vg_veil_text *text, void *cookie);

/*
 * Appends the JSON 'content' (borrowed) to 'kept' with marks in place of texts and gives each text
 * to 'cb'.  Salts are made from 'seed', which must be random and never used twice.  VG_OK;
 * VG_EPARSE with detail when it is no JSON object; what 'cb' returned.
 */
int
vg_veil_take(const char *content, const unsigned char seed[VG_VEIL_SEED_SIZE],
    struct vg_buf *kept, vg_veil_cb cb, void *cookie, struct vg_detail *detail);

/* The text of a mark (borrowed until the next call), or NULL when it is erased. */
typedef const char *(*vg_veil_find_cb)(const char *mark, void *cookie);

/*
 * Appends 'kept' (borrowed) to 'content' with the texts that 'find' knows; the others' leaves are
 * left out.  VG_OK, or VG_EPARSE.
 */
int
vg_veil_lift(
    const char *kept, vg_veil_find_cb find, void *cookie, struct vg_buf *content);

/* Writes the mark of 'text' (borrowed) with 'salt'. */
void
vg_veil_mark(const unsigned char salt[VG_VEIL_SALT_SIZE], const char *text,
    char mark[VG_VEIL_MARK_SIZE]);

/* Whether the leaf 'name' of a node called 'parent' (both borrowed) is one that is taken out. */
bool
vg_veil_covers(const char *parent, const char *name);

#endif
