/*
 * What a line of a client's mail tells of him beside names, telephones and addresses of mail: streets and towns
 * with their postcode, numbers of registers (SIRET, RCS, TVA), firms by their legal form, hosts; persons with a
 * title or behind a label ("De :", "Cc:", "Contact").
 *
 * By form, as collector/mailguard/mailknown: when in doubt a word too many.
 *
 * Pure.  Source: policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILSIGN_H
#define VG_COLLECTOR_MAILGUARD_MAILSIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/mailguard/mailguard.h"

/* As in collector/mailguard/mailknown.h: a word and its kind; it lives until the call's end. */
typedef void (*vg_mailsign_cb)(
    enum vg_mailguard_kind kind, const char *word, const char *mail, void *cookie);

/* Whether the line of 'size' octets ends what one writes and a signature follows ("Cordialement,"). */
bool
vg_mailsign_is_closing(const char *line, size_t size);

/* Whether it is a program's ("Sent from my iPhone"), with a signature above or below. */
bool
vg_mailsign_is_program(const char *line, size_t size);

/*
 * The octets of a title ("Mme ") at the beginning of 'text' (borrowed), with the blank behind; 0: there is none.
 */
size_t
vg_mailsign_title(const char *text);

/* Whether 'line' (borrowed) begins what a program quotes of a mail's head ("De : "). */
bool
vg_mailsign_is_head(const char *line);

/*
 * What stands behind a label of persons ("De : ") in 'line' (borrowed); NULL: it has none.  Labels that lists have
 * of other things, too ("Name:", "To:"), count in a 'head', and where the line has an address.
 */
const char *
vg_mailsign_labelled(const char *line, bool head);

/* Whether 'name' (borrowed) is what people are, not who ("Support Technique"): each word of it is known. */
bool
vg_mailsign_is_function(const char *name);

/*
 * Calls 'cb' for the places, registers and hosts of 'line' (borrowed, folded as mailfold does), and for the
 * firms where it is of a signature.
 */
void
vg_mailsign_line(const char *line, bool signature, vg_mailsign_cb cb, void *cookie);

#endif
