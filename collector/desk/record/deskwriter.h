/*
 * Who wrote in a case for the client, and whom he named, as the mails themselves say: strangers
 * have no line in the tree, and are the client's people all the same (P4).
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKWRITER_H
#define VG_COLLECTOR_DESK_RECORD_DESKWRITER_H

#include "collector/desk/deskcore.h"
#include "collector/evidence/mask.h"
#include "collector/mailguard/mailguard.h"

/*
 * A word of the client's: an address, a domain, a person's name, one half of it ("FIRST",
 * "LAST"), a telephone; lives until the call's end.
 */
typedef void (*vg_deskwriter_cb)(
    enum vg_mailguard_kind kind, const char *word, void *cookie);

/*
 * Calls 'cb' once for each word that the mails of case 'number' (borrowed) give of the client: of
 * what was written for him and was not dismissed the addresses in From, Reply-To, To and Cc with
 * their names, the domains of its senders, and what the text names, quotes and is signed with
 * (collector/mailguard/mailknown).  What is ours or a supplier's by the tree, a product's by the
 * packs, or nobody's (mailguard/mailnobody), is left out.  200
 * mails are read, the oldest first; 500 words are given at most, those of heads before those of
 * texts.  VG_OK or the database's.
 */
int
vg_deskwriter_list(
    const struct vg_desk *desk, const char *number, vg_deskwriter_cb cb, void *cookie);

/* A person's name of the supplier's side; 'proved': our own services proved the mail. */
typedef void (*vg_deskwriter_supplier_cb)(const char *name, bool proved, void *cookie);

/*
 * Calls 'cb' for the persons that the supplier's mails in case 'number' (borrowed) give of the
 * supplier: who stands before the From address, and of a mail that is proved to be his
 * (mailguard/mailorigin) who signs it or is named in it.  The newest 200 mails, 200 names at most.
 * VG_OK or the database's.
 */
int
vg_deskwriter_supplier(const struct vg_desk *desk, const char *number,
    vg_deskwriter_supplier_cb cb, void *cookie);

/* Teaches 'mask' (borrowed) those words.  VG_OK or the database's. */
int
vg_deskwriter_mask(const struct vg_desk *desk, const char *number, struct vg_mask *mask);

#endif
