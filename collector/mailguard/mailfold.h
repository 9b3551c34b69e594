/*
 * Text as a reader sees it, so that nothing is hidden by the way it is written.
 *
 * Spaces of every width are one space, characters without width and control characters
 * are not there, hyphens are hyphens, marks above letters are not there (set apart or
 * not), letters of full width are letters, and those of other scripts that look as Latin
 * ones are these (maillook).  A line's end with the marks of a quotation behind it ("> >
 * ") is a space. What is written for programs can be read as well: quoted-printable,
 * percents of a link, tags and entities of HTML, "(at)".
 *
 * Pure.  Source: RFC 2045 6.7, RFC 3986 2.1, RFC 3676 4.5; policy clause P4.
 */
#ifndef VG_COLLECTOR_MAILGUARD_MAILFOLD_H
#define VG_COLLECTOR_MAILGUARD_MAILFOLD_H

#include <stdbool.h>

#include "lib/base/buf.h"

/* What stands where a line's end was taken away; no other text has it. */
#define VG_MAILFOLD_JOINT '\x02'

/*
 * Appends 'text' (borrowed) to 'out' as a reader sees it, in the case in which it is
 * written. 'join': a line's end is no space but VG_MAILFOLD_JOINT, as if what it parts
 * were one word.
 */
void
vg_mailfold(const char *text, bool join, struct vg_buf *out);

/*
 * Appends to 'out' what 'text' (borrowed) says to a program that reads quoted-printable,
 * percents, HTML and "(at)"; whether that is anything else than 'text'.
 */
bool
vg_mailfold_decode(const char *text, struct vg_buf *out);

#endif
