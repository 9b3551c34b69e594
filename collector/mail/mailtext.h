/*
 * Text out of a mail: whatever its octets are, and whatever they are said to be, what comes out is
 * UTF-8 that every door can show.  What cannot be read is U+FFFD.
 *
 * Source: RFC 3629; RFC 7950 14 (yang-char); RFC 2046 4.1.2.
 */
#ifndef VG_COLLECTOR_MAIL_MAILTEXT_H
#define VG_COLLECTOR_MAIL_MAILTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

/*
 * Appends 'size' octets of 'data' in 'charset' (borrowed; NULL or "": none is said) to 'text'.  A
 * charset that nobody knows, or that the octets are not in, is UTF-8 where they are that, else
 * windows-1252.
 */
void
vg_mailtext_decode(
    const char *charset, const void *data, size_t size, struct vg_buf *text);

/*
 * Appends 'size' octets of 'text' (borrowed), which should be UTF-8, up to 'limit' octets in
 * 'clean': no control characters but tab and line feed (of one 'line' neither: they are spaces),
 * nothing that is no character.  Returns false when there was more.
 */
bool
vg_mailtext_clean(
    const char *text, size_t size, size_t limit, bool line, struct vg_buf *clean);

#endif
