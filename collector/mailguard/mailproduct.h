/*
 * Products by the labels of the packs: "Dell iDRAC" and "Leroy-Somer UPS" are nobody's names.
 *
 * What has a product's words in their order is one, whatever stands around it in the label
 * ("NetEnforcer" of "Allot NetEnforcer AC-500"); so is what ends or begins with a thing of the
 * trade ("Dell Server").
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILPRODUCT_H
#define VG_COLLECTOR_MAILGUARD_MAILPRODUCT_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/pack/packset.h"

/* Whether 'name' (borrowed) is a product of 'packs' (borrowed), or a thing. */
bool
vg_mailproduct_is(const struct vg_packset *packs, const char *name);

/* A name of a product; it lives until the call's end. */
typedef void (*vg_mailproduct_cb)(const char *name, void *cookie);

/*
 * Calls 'cb' for the labels of 'packs' (borrowed) and for how each begins ("Leroy-Somer UPS 9000",
 * "Leroy-Somer UPS", "Leroy-Somer"): two words at least, for one alone may be a person's, too.
 */
void
vg_mailproduct_each(const struct vg_packset *packs, vg_mailproduct_cb cb, void *cookie);

/*
 * Appends to 'words' (borrowed) the words of 'packs' (borrowed): of the families' labels, and of the kinds'
 * names and labels; in small letters, a blank before and behind each (vg_mailnobody).
 */
void
vg_mailproduct_words(const struct vg_packset *packs, struct vg_buf *words);

#endif
