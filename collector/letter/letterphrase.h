/*
 * Sentences of one language said in another: what packs and the house's own rooms say of a fault,
 * in the language of a letter.
 *
 * A phrase is a sentence with places, "fan {index} failed: {value}", and how it is said, with the
 * same places in any order.  A sentence is said by the phrase that fits it with the most letters
 * outside its places; what stands in a place is said in its turn when a phrase fits it, else as it
 * is.  Behind a phrase may stand ": " and more, which is kept.  A phrase without a word of its own
 * ("{a}; {b}") only joins: it says a sentence of which each part is said, or is one word, and one
 * at least is said.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERPHRASE_H
#define VG_COLLECTOR_LETTER_LETTERPHRASE_H

#include <stdbool.h>

#include "lib/base/buf.h"

struct vg_letterphrases;

/*
 * Gives an empty set; 'colon' (borrowed, static) is what stands between a sentence and more: " : ".
 */
struct vg_letterphrases *
vg_letterphrases_new(const char *colon);

/* Releases it (NULL is silent). */
void
vg_letterphrases_free(struct vg_letterphrases *phrases);

/*
 * Lets 'text' be said as 'says' (both borrowed); of two that fit alike the later counts.  VG_OK;
 * VG_EINVAL: 'says' has a place that 'text' has not, or more than 6; VG_ELIMIT: more than 512
 * octets.
 */
int
vg_letterphrases_add(
    struct vg_letterphrases *phrases, const char *text, const char *says);

/* Appends how 'sentence' (borrowed) is said to 'out'; false, and nothing, when no phrase fits. */
bool
vg_letterphrases_say(
    const struct vg_letterphrases *phrases, const char *sentence, struct vg_buf *out);

#endif
