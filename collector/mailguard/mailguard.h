/*
 * P4's guard: whether a message between integrator and one side says what that side must
 * not learn of the other.  It refuses and names the word; it never takes a word out.
 *
 * It compares what people write, not what they mean: a person by the whole name in either
 * order, with a title or an initial, or as an address has it; a firm also without its
 * legal form, in one word (mailname) or with a host's number behind it ("edf01"); a telephone by its digits, however they are
 * grouped; an address or domain wherever it stands.  The text is read as a reader sees it,
 * as programs read it, and with what line ends broke made whole (mailfold); letters of
 * other scripts count as the Latin ones that they look as, and all else outside ASCII
 * compares exactly.
 *
 * A name alone, without the other half, is told by how it stands (mailalone).  Other
 * clients are looked for all at once (mailindex).
 *
 * What may always be said may be said to the letter and whole: "DUP" allows no "Dupont",
 * "DUPONT" neither "Dupont" nor "DUPONT SA".
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILGUARD_H
#define VG_COLLECTOR_MAILGUARD_MAILGUARD_H

#include <stddef.h>

#include "collector/mailguard/mailindex.h"
#include "lib/base/detail.h"

enum vg_mailguard_kind {
	VG_MAILGUARD_MAIL,   /* "jeanne@clinique-a.example" */
	VG_MAILGUARD_DOMAIN, /* "clinique-a.example": any address or host in it */
	VG_MAILGUARD_LINK, /* the same, but only in a link: "https://support.x.example/1" */
	VG_MAILGUARD_TELEPHONE, /* "+33 4 72 00 00 00" */
	VG_MAILGUARD_PERSON,    /* "Jeanne Martin" */
	VG_MAILGUARD_NAME,      /* "clinique-a": as a whole word */
	VG_MAILGUARD_LAST,      /* "Martin": a last name alone (mailalone) */
	VG_MAILGUARD_FIRST      /* "Jeanne": a first name alone */
};

/* A word that must not be said; borrowed. */
struct vg_mailguard_word {
	enum vg_mailguard_kind kind;
	const char *text;  /* "" or NULL: nothing is compared */
	const char *whose; /* for the refusal: "the client's person" */
	const char *
	    from; /* for the refusal: "person p-jeanne", of the tree; NULL: a mail gave it */
	const char *mend; /* for the refusal; NULL: as the list says */
};

struct vg_mailguard_list {
	const struct vg_mailguard_word *words;
	size_t n_words;
	const char *const
	    *allowed; /* texts in which a word may stand: the CRM's address */
	size_t n_allowed;
	const char *const
	    *known; /* names in which one alone may stand: our own persons' */
	size_t n_known;
	const char *mend; /* for the refusal: "write the contract's reference instead" */
	const struct vg_mailindex
	    *others;     /* of all clients; NULL: they are not looked for */
	const char *own; /* whose entries of it are no others': the client's name */
};

/* A message about to be made; borrowed, NULL counts as "". */
struct vg_mailguard_message {
	const char *from, *to, *reply_to, *subject, *text;
};

/*
 * Whether 'message' may be made.  Returns VG_OK; VG_EPOLICY with P4, the part of the
 * message and the line of it, the word that offended as it is on record (a name alone: as
 * it is written), the entry of the tree that has it, and what to do instead.
 */
int
vg_mailguard_check(const struct vg_mailguard_list *list,
    const struct vg_mailguard_message *message, struct vg_detail *detail);

#endif
