/*
 * What a mail of the client's side tells of the client: addresses with the names before
 * them, in its head or in what it quotes; telephones; names in signatures.  What the guard
 * must keep from a supplier's letter (P4), and the mask from his evidence.
 *
 * It reads forms, not meaning: a name is two to five words with capitals before an
 * address, in the lines below a closing ("Cordialement", "Regards", "-- ") or right above
 * a telephone or an address; right below a closing also two words in small letters, or
 * one, a first name alone.  A function ("Responsable Réseau") or a firm's name looks the
 * same and is taken for one: a word too many costs a sentence, a name too few the
 * client's identity.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILKNOWN_H
#define VG_COLLECTOR_MAILGUARD_MAILKNOWN_H

#include "collector/mailguard/mailguard.h"

/*
 * A word that was found: an address in lower case, a person's name, or a telephone as it
 * was written; 'mail' is the address that a name stands before, "" none.  Both live until
 * the call's end.
 */
typedef void (*vg_mailknown_cb)(
    enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie);

/* Calls 'cb' for each address, and the name before it, of a line of a head (borrowed). */
void
vg_mailknown_head(const char *line, vg_mailknown_cb cb, void *cookie);

/* The same for what a mail says (borrowed), and for its telephones and signatures. */
void
vg_mailknown_text(const char *text, vg_mailknown_cb cb, void *cookie);

#endif
