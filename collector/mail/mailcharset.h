/*
 * The charsets of a mail, opened while files may still be opened: iconv loads a library for each,
 * and all of them cost a mail more than reading it.
 *
 * The octets are looked through for what could say a charset (RFC 2045 5.1, 2047 2, 2231 4).  A
 * mail that says but the few that nearly all say has those; one that says anything else, or says it
 * in a way that is not understood at sight, has all.  A charset that is missed harms nobody: its
 * text is read as one whose charset nobody knows.
 */
#ifndef VG_COLLECTOR_MAIL_MAILCHARSET_H
#define VG_COLLECTOR_MAIL_MAILCHARSET_H

#include <stdbool.h>
#include <stddef.h>

/* Bits of what is needed beside UTF-8, US-ASCII and windows-1252, which every mail has. */
enum { VG_MAILCHARSET_LATIN1 = 1, VG_MAILCHARSET_LATIN9 = 2 };

/*
 * What the 'size' octets of 'mail' (borrowed) may need, in '*few'; false: all there are.  Pure.
 */
bool
vg_mailcharset_find(const char *mail, size_t size, unsigned *few);

/* Opens what vg_mailcharset_find says, and what is needed where nothing is said. */
void
vg_mailcharset_open(const char *mail, size_t size);

#endif
