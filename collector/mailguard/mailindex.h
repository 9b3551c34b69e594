/*
 * The names, mail addresses, domains and telephones of many, looked for in one text at once.
 *
 * Made once with the tree; a text is walked once, and what it costs does not grow with how many
 * there are.  Each entry has an owner: what is his own, or ours as well, is no other's.
 *
 * A name counts whole: a firm's in its writings (mailname) unless all its words are everybody's
 * (mailcommon), a person's in either order, with capitals where all its words are.  A telephone
 * counts by the nine digits of a national number, a domain with all below it.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILINDEX_H
#define VG_COLLECTOR_MAILGUARD_MAILINDEX_H

#include <stdbool.h>

#include "collector/mailguard/mailalone.h"

enum vg_mailindex_kind {
	VG_MAILINDEX_FIRM,
	VG_MAILINDEX_PERSON,
	VG_MAILINDEX_MAIL,
	VG_MAILINDEX_DOMAIN,
	VG_MAILINDEX_TELEPHONE
};

/* Borrowed texts: they stay where they are as long as the index. */
struct vg_mailindex_entry {
	enum vg_mailindex_kind kind;
	const char *text;
	const char *owner; /* the client; "": ours, which tells nothing */
	const char *id;    /* of the person whose it is; "": the client's own */
};

struct vg_mailindex;

struct vg_mailindex *
vg_mailindex_new(void);

/* Releases it (NULL is silent). */
void
vg_mailindex_free(struct vg_mailindex *index);

/* Adds 'entry'; one without a text, or of too few letters or digits, adds nothing. */
void
vg_mailindex_add(struct vg_mailindex *index, const struct vg_mailindex_entry *entry);

/*
 * The entry, of none that 'own' or we have too, whose name stands in 'words' (both borrowed), and
 * where in '*place'; NULL: there is none.  Borrowed from the index.
 */
const struct vg_mailindex_entry *
vg_mailindex_name(const struct vg_mailindex *index, const struct vg_mailalone *words,
    const char *own, struct vg_mailalone_place *place);

/*
 * The same of an address, a domain or a telephone in 'text' (borrowed, folded and in small
 * letters).
 */
const struct vg_mailindex_entry *
vg_mailindex_sign(const struct vg_mailindex *index, const char *text, const char *own);

#endif
